"""One audit's findings and report: circulated, commented, answered, agreed, considered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from application.identity import demonstration
from application.workspace import Workspace
from demo.fieldwork import Fieldwork
from demo.library import build, content, people
from demo.script import Script
from demo.views import Hearing
from domain.audit import ending, findings, report
from domain.kernel.command import Command
from ledger.service import Ledger

LEFT_UNDONE = (
    "What is still to be passed on to practitioners and managers is with the agencies' leads, who"
    " report to SAIG on it."
)
CHECKPOINTS_TO = "Katharine Aldworth, inspector"
DRAFTED_BEFORE = timedelta(days=18)
"""How long before it is agreed a report is drafted."""


def drafted_on(work: Fieldwork) -> date:
    return work.plan.timescale.report_by - DRAFTED_BEFORE


class Reporting:
    """From findings to closing."""

    def __init__(self, work: Fieldwork, hearing: Hearing) -> None:
        self.work = work
        self.hearing = hearing
        self.told: dict[str, Any] = content("reports")[work.code]

    def write(self, script: Script, considered_on: date) -> None:
        code, lead = self.work.code, self.work.lead
        day = drafted_on(self.work)
        self._findings(script, day - timedelta(days=3))
        paragraphs = content("moderation")["executive_summary"][code]
        summary = paragraphs if isinstance(paragraphs, str) else "\n\n".join(paragraphs)
        conclusion = content("moderation")["lead_conclusion"][code]
        drafted = report.DraftReport(
            audit=code, drafted_on=day, summary=summary, conclusion=conclusion
        )
        script.act(day, lead, drafted)
        agreed_on = self.work.plan.timescale.report_by
        circulated_on = agreed_on - timedelta(days=14)
        circulated = report.CirculateReport(audit=code, circulated_on=circulated_on)
        script.act(circulated_on, lead, circulated)
        self._comments(script, circulated_on)
        if any(told["changed"] for told in self.told["comments"]):
            again_on = circulated_on + timedelta(days=11)
            again = report.CirculateReport(audit=code, circulated_on=again_on)
            script.act(again_on, lead, again)
        script.act(agreed_on, lead, report.AgreeReport(audit=code, agreed_on=agreed_on))
        considered = report.ConsiderReport(
            audit=code, considered_on=considered_on, conclusion=self.told["conclusion"]
        )
        script.act(considered_on, people("saig-chair")[0], considered)
        script.look(considered_on + timedelta(days=1), people("keeper")[0], _publish)
        closed_on = considered_on + timedelta(days=28)
        script.act(
            closed_on, lead, ending.CloseAudit(audit=code, closed_on=closed_on, reason=LEFT_UNDONE)
        )

    def _findings(self, script: Script, day: date) -> None:
        told: dict[str, Any] = content("moderation")["findings"][self.work.plan.tool]
        for number, area in enumerate(self.work.areas(), start=1):
            ranks = {c: self.work.truth[c, area] for c in self.work.cases}
            good = sum(1 for rank in ranks.values() if rank >= 3)
            kind = "strength" if 2 * good > len(ranks) else "concern"
            telling = sorted(ranks, key=lambda c: ranks[c], reverse=kind == "strength")[:2]
            views, changed = self.hearing.evidence(area)
            finding = build(
                findings.RecordFinding,
                audit=self.work.code,
                finding=f"F{number}",
                kind=kind,
                area=area,
                text=self.work.random.choice(told[area][kind]),
                evidenced_by=[f"{c}/{next(iter(self.work.cell(c, area)))}" for c in telling]
                + views,
                views_changed=changed,
            )
            script.act(day, self.work.lead, finding)

    def _comments(self, script: Script, circulated_on: date) -> None:
        """A comment a day, so that they are numbered as they are told; then the answers."""
        for number, told in enumerate(self.told["comments"], start=1):
            commented = build(
                report.CommentOnReport,
                audit=self.work.code,
                agency=told["agency"],
                comment=told["comment"],
            )
            day = circulated_on + timedelta(days=2 + number)
            script.act(day, people("agency-lead", told["agency"])[0], commented)
            answered = build(
                report.AnswerComment,
                audit=self.work.code,
                number=number,
                answer=told["answer"],
                report_changed=told["changed"],
            )
            script.act(circulated_on + timedelta(days=10), self.work.lead, answered)


def _publish(ledger: Ledger) -> tuple[Command, ...]:
    """The keeper gives the inspectorate a checkpoint after each report."""
    keeper = Workspace(ledger, demonstration(people("keeper")[0]))
    return (keeper.custodian.publication(CHECKPOINTS_TO)[1],)
