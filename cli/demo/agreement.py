"""One audit's moderation day, findings and report."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low
from typing import Any

from cli.demo.fieldwork import Fieldwork
from cli.demo.grades import GRADES
from cli.demo.library import build, content, people
from cli.demo.script import Script
from domain.agreement import lower_median
from domain.deciders import audit, case, report, returns
from domain.deciders.base import Command
from ledger.custodian import Custodian
from ledger.service import Ledger

DISSENT_CHANCE = 0.12
CHECKPOINTS_TO = "Katharine Aldworth, inspector"


class Agreement:
    """What the agencies agreed together about the cases of one audit."""

    def __init__(self, work: Fieldwork) -> None:
        self.work = work
        self.random = work.random

    def write(self, script: Script, considered_on: date) -> None:
        if self.work.plan.timescale.moderation_on is not None:
            self._revise(script)
            self._moderate(script, self.work.plan.timescale.moderation_on)
        self._report(script, considered_on)

    def _cell(self, case_ref: str, area: str) -> dict[str, int]:
        return {
            agency: self.work.ranks[case_ref, agency, area]
            for agency in self.work.agencies
            if (case_ref, agency, area) in self.work.ranks
        }

    def _revise(self, script: Script) -> None:
        """Two agencies correct a grade before the day, with a reason."""
        due = self.work.plan.timescale.returns_by
        movable = [key for key, rank in self.work.ranks.items() if rank in (2, 3)]
        for key in self.random.sample(sorted(movable), 2):
            case_ref, agency, area = key
            self.work.ranks[key] += self.random.choice((-1, 1))
            revised = build(
                returns.ReviseGrade,
                audit=self.work.code,
                case=case_ref,
                agency=agency,
                area=area,
                grade=GRADES[self.work.ranks[key] - 1],
                reason=self.work.pen.pick("returns", "revision"),
            )
            script.act(due + timedelta(days=1), self.work.auditor(agency), revised)

    def _moderate(self, script: Script, day: date) -> None:
        lead, code = self.work.lead, self.work.code
        script.act(day - timedelta(days=5), lead, audit.OpenModeration(audit=code))
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

    def _case(self, case_ref: str) -> list[case.Commands]:
        commands: list[case.Commands] = []
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

    def _area(self, key: dict[str, str], area: str) -> list[case.Commands]:
        """Outliers are moderated towards the case's truth; the rest is agreed where it differs."""
        truth = self.work.truth[key["case"], area]
        cell = self._cell(key["case"], area)
        commands: list[case.Commands] = []
        for agency, rank in cell.items():
            if abs(rank - truth) >= 2:
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
        if lower_median(cell) != truth:
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

    def _findings(self, script: Script, day: date) -> None:
        told: dict[str, Any] = content("moderation")["findings"][self.work.plan.tool]
        for number, area in enumerate(self.work.areas(), start=1):
            ranks = {c: self.work.truth[c, area] for c in self.work.cases}
            good = sum(1 for rank in ranks.values() if rank >= 3)
            kind = "strength" if 2 * good > len(ranks) else "concern"
            telling = sorted(ranks, key=lambda c: ranks[c], reverse=kind == "strength")[:2]
            finding = build(
                report.RecordFinding,
                audit=self.work.code,
                finding=f"F{number}",
                kind=kind,
                area=area,
                text=self.random.choice(told[area][kind]),
                evidenced_by=[f"{c}/{next(iter(self._cell(c, area)))}" for c in telling],
            )
            script.act(day, self.work.lead, finding)

    def _report(self, script: Script, considered_on: date) -> None:
        code, lead = self.work.code, self.work.lead
        agreed_on = self.work.plan.timescale.report_by
        drafted_on = agreed_on - timedelta(days=18)
        self._findings(script, drafted_on - timedelta(days=3))
        paragraphs = content("moderation")["executive_summary"][code]
        summary = paragraphs if isinstance(paragraphs, str) else "\n\n".join(paragraphs)
        script.act(
            drafted_on,
            lead,
            report.DraftReport(audit=code, drafted_on=drafted_on, summary=summary),
        )
        circulated_on = agreed_on - timedelta(days=14)
        circulated = report.CirculateReport(audit=code, circulated_on=circulated_on)
        script.act(circulated_on, lead, circulated)
        for agency in self.random.sample(self.work.agencies, 2):
            comment = report.CommentOnReport(
                audit=code, agency=agency, comment=self.work.pen.pick("returns", "comments")
            )
            script.act(circulated_on + timedelta(days=6), people("agency-lead", agency)[0], comment)
        script.act(agreed_on, lead, report.AgreeReport(audit=code, agreed_on=agreed_on))
        considered = report.ConsiderReport(
            audit=code,
            considered_on=considered_on,
            conclusion="SAIG considered the report and its recommendations, and thanked all"
            " who took part.",
        )
        script.act(considered_on, people("saig-chair")[0], considered)
        script.look(considered_on + timedelta(days=1), people("keeper")[0], _publish)
        closed_on = considered_on + timedelta(days=28)
        if closed_on < date(2026, 11, 20):
            closed = report.CloseAudit(audit=code, closed_on=closed_on)
            script.act(closed_on, lead, closed)


def _publish(ledger: Ledger) -> tuple[Command, ...]:
    """The keeper gives the inspectorate a checkpoint after each report."""
    custodian = ledger.custodian
    assert isinstance(custodian, Custodian)
    return (custodian.publication(CHECKPOINTS_TO)[1],)
