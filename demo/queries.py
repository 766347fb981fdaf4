"""The lead auditor's questions about returns, the answers, and the grades that they changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from demo.fieldwork import Fieldwork
from demo.grades import GRADES
from demo.library import build
from demo.script import Script
from demo.texts import Deck
from domain.returns import decisions as returns
from domain.returns import queries_and_feedback as review

THEMED = ("plain",) * 5 + ("not_involved", "raised", "lowered")
DIP = ("dip",) * 3
UNDERWAY = ("plain",) * 5
OPEN = 2
"""How many questions of the audit in progress wait for an answer."""
STEP = {"raised": 1, "lowered": -1}


class Questions:
    """One sitting of the lead auditor with the returns that have come."""

    def __init__(self, work: Fieldwork, pool: dict[str, Deck]) -> None:
        self.work = work
        self.random = work.random
        self.pool = pool
        self._asked: set[tuple[str, str]] = set()

    def write(self, script: Script) -> None:
        """All are answered, and where grades change they change before moderation opens."""
        day = self.work.plan.timescale.returns_by + timedelta(days=3)
        for kind in THEMED if self.work.plan.timescale.moderation_on else DIP:
            self._ask(script, kind, day, day + timedelta(days=self.random.randint(1, 2)))

    def write_underway(self, script: Script, day: date) -> None:
        """Asked as returns come in; the last ones are not answered yet."""
        for number, kind in enumerate(UNDERWAY):
            answered = number < len(UNDERWAY) - OPEN
            self._ask(script, kind, day, day + timedelta(days=1) if answered else None)

    def _ask(self, script: Script, kind: str, day: date, answered_on: date | None) -> None:
        told = self.pool[kind].deal()
        place = None if told is None else self._place(kind, told, day)
        if told is None or place is None:
            return
        case, agency, area = place
        self._asked.add((case, agency))
        key = {"audit": self.work.code, "case": case, "agency": agency}
        asked = build(review.RaiseQuery, **key, area=area, question=told["question"])
        script.act(day, self.work.lead, asked)
        if answered_on is None:
            return
        answer = build(review.AnswerQuery, **key, number=1, answer=told["answer"])
        script.act(answered_on, self.work.auditor(agency), answer)
        if kind in STEP and area is not None:
            self._revise(script, answered_on, {**key, "area": area}, told["reason"], STEP[kind])

    def _place(
        self, kind: str, told: dict[str, Any], day: date
    ) -> tuple[str, str, str | None] | None:
        """A return to ask about, and its area where the question is about one."""
        if kind == "not_involved":
            unasked = sorted(self.work.uninvolved - self._asked)
            return (*self.random.choice(unasked), None) if unasked else None
        come = {key for key, returned_on in self.work.returned.items() if returned_on < day}
        ranks = (2, 3) if kind in STEP else (1, 2, 3, 4)
        free = sorted(
            (case, agency, area)
            for (case, agency, area), rank in self.work.ranks.items()
            if (case, agency) in come - self._asked and rank in ranks
        )
        fitting = [
            (case, agency, area)
            for case, agency, area in free
            if agency in told.get("agencies", (agency,)) and area in told.get("areas", (area,))
        ]
        case, agency, area = self.random.choice(fitting or free)
        return case, agency, area if "areas" in told or kind in STEP else None

    def _revise(
        self, script: Script, day: date, place: dict[str, Any], reason: str, step: int
    ) -> None:
        where = (place["case"], place["agency"], place["area"])
        self.work.ranks[where] += step
        grade = GRADES[self.work.ranks[where] - 1]
        revised = build(returns.ReviseGrade, **place, grade=grade, reason=reason)
        script.act(day, self.work.auditor(place["agency"]), revised)
