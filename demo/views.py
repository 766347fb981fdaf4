"""The views of children and families in one audit: decided, sought, heard, or why not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from demo.fieldwork import Fieldwork
from demo.library import LAST_DAY, build, content, working
from demo.script import Script
from domain.audit import taking_part
from domain.case import views

KINDS = ("heard", "sought", "not_sought")
TERM_DAYS = 9
"""Children are asked at school in term: in the last days before the returns are due."""


class Hearing:
    """What the content has people say, and in which of the audit's cases they say it."""

    def __init__(self, work: Fieldwork) -> None:
        self.work = work
        self.told: dict[str, Any] = content("views")[work.code]
        self.cases: dict[tuple[str, int], str] = {}
        left = work.random.sample(work.cases, len(work.cases))
        entries = [
            (kind, number, told["agency"])
            for kind in KINDS
            for number, told in enumerate(self.told.get(kind, ()))
        ]
        # First the agencies that have no part in every case.
        for kind, number, agency in sorted(entries, key=lambda entry: self._choice(entry[2])):
            chosen = next(case for case in left if work.involved(case, agency))
            left.remove(chosen)
            self.cases[kind, number] = chosen

    def _choice(self, agency: str | None) -> int:
        return sum(self.work.involved(case, agency) for case in self.work.cases)

    def write(self, script: Script) -> None:
        self._decide(script)
        for (kind, number), case in self.cases.items():
            told = self.told[kind][number]
            key = {"audit": self.work.code, "case": case, "agency": told["agency"]}
            if kind == "not_sought":
                explained = build(views.ExplainNoViews, **key, reason=told["reason"])
                script.act(self._day(told["agency"]), self._whose(told["agency"]), explained)
            else:
                self._ask(script, key, told)
        for told in self.told.get("groups", ()):
            heard_on = working(self.work.day(told["after"]))
            heard = build(
                taking_part.RecordGroupViews,
                audit=self.work.code,
                method=told["method"],
                heard_on=heard_on,
                respondents=told["respondents"],
                views=told["views"],
            )
            script.act(heard_on, self.work.lead, heard)

    def evidence(self, area: str) -> tuple[list[str], str]:
        """The views that a finding on this area rests on, and what they changed in it."""
        told = self.told.get("finding")
        if told is None or told["area"] != area:
            return [], ""
        named = [f"{self.cases['heard', number]}/views" for number in told["heard"]]
        return named + ["views"] * told.get("group", False), told["changed"]

    def _decide(self, script: Script) -> None:
        day = working(self.work.day(1))
        decided = build(
            taking_part.DecideViews,
            audit=self.work.code,
            decided_on=day,
            methods=self.told["methods"],
            by_whom=self.told.get("by_whom"),
            reason=self.told.get("reason"),
        )
        script.act(day, self.work.lead, decided)

    def _ask(self, script: Script, key: dict[str, Any], told: dict[str, Any]) -> None:
        heard_on = self._day(told["agency"])
        asked_on = working(max(self.work.day(2), heard_on - timedelta(days=5)))
        asked = build(
            views.SeekViews,
            **key,
            method="conversation",
            sought_on=asked_on,
            by_whom=told["by_whom"],
        )
        script.act(asked_on, self.work.lead, asked)
        if "views" in told:
            heard = build(
                views.RecordViews,
                **key,
                method="conversation",
                heard_on=heard_on,
                whose=told["whose"],
                views=told["views"],
                difference_made=told["difference"],
            )
            script.act(heard_on + timedelta(days=1), self._whose(told["agency"]), heard)

    def _whose(self, agency: str | None) -> str:
        return self.work.lead if agency is None else self.work.auditor(agency)

    def _day(self, agency: str | None) -> date:
        """A day for a conversation, between the briefing and the day the returns are due."""
        due = min(self.work.plan.timescale.returns_by, LAST_DAY)
        before = TERM_DAYS if agency == "education" else 2 * TERM_DAYS
        first = max(self.work.day(4), due - timedelta(days=before))
        return working(first + timedelta(days=self.work.random.randrange((due - first).days - 2)))
