"""One audit's moderation day."""

from __future__ import annotations

from datetime import date
from statistics import median_low

from demo.fieldwork import OPENED_BEFORE, Fieldwork
from demo.grades import GRADES, SEVERE
from demo.library import build
from demo.put_right import found_not_applicable
from demo.script import Script
from domain.audit import plan as audit
from domain.case import decisions as case
from domain.kernel.command import Command

DISSENT_CHANCE = 0.12
LATE_REASON = "One record is still with the hospital's archive; its return is promised in time."


class Agreement:
    """What the agencies agreed together about the cases of one audit."""

    def __init__(self, work: Fieldwork) -> None:
        self.work = work
        self.random = work.random
        self._is_told_of_one = False

    def write(self, script: Script) -> None:
        if self.work.plan.timescale.moderation_on is not None:
            self._moderate(script, self.work.plan.timescale.moderation_on)

    def _moderate(self, script: Script, day: date) -> None:
        lead, code = self.work.lead, self.work.code
        reason = LATE_REASON if self.work.late_case else None
        opened = audit.OpenModeration(audit=code, reason=reason)
        script.act(day - OPENED_BEFORE, lead, opened)
        for case_ref in self.work.cases:
            for command in self._case(case_ref):
                script.act(day, lead, command)
        attended = [
            {"person": self.work.auditor(agency), "agency": agency, "undertaking": True}
            for agency in self.work.agencies
        ]
        attended.append({"person": lead, "agency": None, "undertaking": True})
        held = build(audit.HoldModeration, audit=code, held_on=day, attended=attended)
        script.act(day, lead, held)

    def _case(self, case_ref: str) -> list[Command]:
        commands: list[Command] = []
        key = {"audit": self.work.code, "case": case_ref}
        for area in self.work.areas():
            commands += self._area(key, area)
        ranks = [self.work.truth[case_ref, area] for area in self.work.areas()]
        grade = GRADES[median_low(ranks) - 1]
        reason = self.work.pen.pick("moderation", "overall_rationale", grade)
        commands.append(
            build(
                case.AgreeOverallGrade,
                **key,
                grade=grade,
                reason=reason,
                dissent=self._dissent(),
            )
        )
        if self.random.random() < 0.6:
            learning = self.work.pen.pick("moderation", "learning", self.work.plan.tool)
            commands.append(build(case.AgreeLearning, **key, learning=learning))
        return commands

    def _area(self, key: dict[str, str], area: str) -> list[Command]:
        """Outliers are moderated towards the case's truth; the rest is agreed where it differs."""
        truth = self.work.truth[key["case"], area]
        cell = self.work.cell(key["case"], area)
        commands: list[Command] = []
        for agency, rank in cell.items():
            if abs(rank - truth) >= 2 and agency != SEVERE.get((self.work.code, area)):
                direction = "up" if truth > rank else "down"
                moved = rank + (1 if truth > rank else -1)
                cell[agency] = moved
                moderated = build(
                    case.ModerateGrade,
                    **key,
                    agency=agency,
                    area=area,
                    grade=GRADES[moved - 1],
                    reason=self.work.pen.pick("moderation", "reasons", direction),
                    dissent=self._dissent(agency),
                )
                commands.append(moderated)
        if median_low(cell.values()) != truth:
            if not self._is_told_of_one:
                commands += found_not_applicable(self.work, key["case"], area, min(cell))
                self._is_told_of_one = True
            agreed = build(
                case.AgreeAreaGrade,
                **key,
                area=area,
                grade=GRADES[truth - 1],
                reason=self.work.pen.pick("moderation", "overall_rationale", GRADES[truth - 1]),
            )
            commands.append(agreed)
        return commands

    def _dissent(self, agency: str | None = None) -> list[dict[str, str]]:
        if self.random.random() >= DISSENT_CHANCE:
            return []
        agency = agency or self.random.choice(self.work.agencies)
        return [{"agency": agency, "words": self.work.pen.pick("moderation", "dissent")}]
