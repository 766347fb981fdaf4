"""Recommendations from audits and from a case review: considered, delivered, judged."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from application.impact import Measuring
from demo.library import LAST_DAY, TOOLS, build, content, people
from demo.script import Script
from domain.audit.terms import Plan
from domain.impact.verdicts import Verdict
from domain.kernel.command import Command
from domain.recommendation import actions as action
from domain.recommendation import decisions as recommendation
from domain.recommendation.ending import CloseRecommendation
from domain.recommendation.events import Measurement
from ledger.service import Ledger


def all_told() -> list[dict[str, Any]]:
    """Every recommendation, in the order of the file."""
    by_source = content("recommendations")["recommendations"].values()
    return [told for source in by_source for told in source]


def considered_on(audit: str) -> date:
    """When SAIG considered an audit's report: with its recommendations."""
    days: list[date] = [
        told["considered_on"] for told in content("recommendations")["recommendations"][audit]
    ]
    return days[0]


class Improvement:
    """The life of one recommendation."""

    def __init__(self, random: Random, told: dict[str, Any]) -> None:
        self.random = random
        self.told = told
        self.ref: str = told["ref"]
        self.chair = people("saig-chair")[0]

    def write(self, script: Script) -> None:
        self._make(script)
        day = self.told["considered_on"]
        if self.told["outcome"] == "rejected":
            rejected = build(
                recommendation.RejectRecommendation,
                recommendation=self.ref,
                considered_on=day,
                reason=self.told["reason"],
            )
            script.act(day, self.chair, rejected)
            return
        script.act(day, self.chair, self._accept(day))
        placed = recommendation.PlaceInWorkStream(
            recommendation=self.ref, theme=self.told["work_stream"]
        )
        script.act(day, self.chair, placed)
        for number, told in enumerate(self.told["actions"], start=1):
            self._action(script, f"A{number}", told, day)
        self._close(script)

    def _make(self, script: Script) -> None:
        from_audit = self.told["source"] == "audit"
        audit = self.ref.rsplit("-R", 1)[0]
        review = None if from_audit else content("recommendations")["case_reviews"][audit]
        made = build(
            recommendation.MakeRecommendation,
            recommendation=self.ref,
            audit=audit if from_audit else None,
            review=review["title"] if review else None,
            made_on=self.told["made_on"],
            text=self.told["text"],
            areas=self.told["areas"],
            agencies=self.told["agencies"],
        )
        lead = people("lead-auditor")[TOOLS.index(self.told["tool"])]
        script.act(self.told["made_on"], lead, made)

    def _accept(self, day: date) -> Command:
        wanted = dict(self.told["desired_impact"])
        target, of = wanted.pop("target"), wanted.pop("of")
        return build(
            recommendation.AcceptRecommendation,
            recommendation=self.ref,
            considered_on=day,
            desired_impact={
                **wanted,
                "tool": self.told["tool"],
                "areas": self.told["areas"],
                "target_of_ten": None if target is None else target * 10 // of,
            },
        )

    def _action(self, script: Script, ref: str, told: dict[str, Any], agreed_on: date) -> None:
        key = {"recommendation": self.ref, "action": ref}
        closed_on: date | None = told["closed_on"]
        agreed = build(
            action.AgreeAction,
            **key,
            text=told["text"],
            agency=told["owner_agency"],
            owner=told["owner"],
            due=told["due"],
            called=told.get("called"),
        )
        script.act(agreed_on, self.chair, agreed)
        notes = told["progress"]
        until = closed_on or LAST_DAY
        for number, note in enumerate(notes, start=1):
            day = agreed_on + (until - agreed_on) * number // (len(notes) + 1)
            progressed = build(action.ProgressAction, **key, note=note)
            script.act(day, _owner_on(told, day), progressed)
        self._hand_on(script, key, told)
        if closed_on is None:
            return
        if closed_on > told["due"]:
            moved = build(
                action.RescheduleAction,
                **key,
                due=closed_on + timedelta(days=14),
                reason=self.random.choice(content("returns")["reschedule"]),
            )
            script.act(told["due"], self.chair, moved)
        closed = build(
            action.CloseAction, **key, implemented_on=closed_on, evidence=told["evidence"]
        )
        script.act(closed_on, self.chair, closed)

    def _hand_on(self, script: Script, key: dict[str, str], told: dict[str, Any]) -> None:
        """Hands an action over to another owner, or drops one that will not be done."""
        if "handed_over" in told:
            handed = told["handed_over"]
            over = build(
                action.HandOverAction, **key, owner=handed["owner"], reason=handed["reason"]
            )
            script.act(handed["day"], self.chair, over)
        if "dropped" in told:
            ended = told["dropped"]
            dropped = build(
                action.DropAction, **key, dropped_on=ended["day"], reason=ended["reason"]
            )
            script.act(ended["day"], self.chair, dropped)

    def _close(self, script: Script) -> None:
        ends = [told["closed_on"] for told in self.told["actions"]]
        if None in ends:
            return
        day = max(ends) + timedelta(days=14)
        closed = build(
            CloseRecommendation,
            recommendation=self.ref,
            closed_on=day,
            reason=self.random.choice(content("returns")["closing"]),
        )
        script.act(day, self.chair, closed)


def _owner_on(told: dict[str, Any], day: date) -> str:
    """Who owns an action on a day."""
    handed = told.get("handed_over")
    return str(handed["owner"] if handed and handed["day"] <= day else told["owner"])


class Judgements:
    """SAIG's judgements, each a fortnight after it considered the audit that measured impact."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.chair = people("saig-chair")[0]
        self.judged: set[str] = set()
        self._measuring: Measuring | None = None

    def close(self) -> None:
        if self._measuring is not None:
            self._measuring.close()

    def measure(self, ledger: Ledger, recommendation: str) -> Measurement:
        """What the grades say now. One instrument for the whole story: it catches up."""
        if self._measuring is None:
            self._measuring = Measuring(ledger)
        return self._measuring(recommendation)

    def write(self, script: Script, repeat: Plan) -> None:
        """Judges what the repeat audit's casework can show for the first time."""
        day = considered_on(repeat.audit) + timedelta(days=14)
        for told in all_told():
            ends = [action["closed_on"] for action in told["actions"]]
            if told["tool"] != repeat.tool or told["ref"] in self.judged or not ends:
                continue
            if None not in ends and max(ends) < repeat.casework_window.start:
                self.judged.add(told["ref"])
                script.look(day, self.chair, partial(self._judge, told, day))

    def _judge(self, told: dict[str, Any], day: date, ledger: Ledger) -> tuple[Command, ...]:
        words = [entry.verdict for entry in self.measure(ledger, told["ref"]).verdicts]
        wanted = {Verdict.IMPROVED, Verdict.HELD} & set(words)
        judgement = "achieved" if wanted else "not-achieved"
        reasons = content("moderation")["impact_judgements"][judgement]
        assessed = build(
            recommendation.AssessImpact,
            recommendation=told["ref"],
            assessed_on=day,
            judgement=judgement,
            reason=self.random.choice(reasons),
        )
        return (assessed,)
