"""An audit's findings, its overview report and its closing (framework section 5).

The report is circulated to the agencies involved for quality assurance before SAIG considers it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.deciders.audit import AuditCommand, going, once, require_step
from domain.deciders.base import (
    Context,
    Refusal,
    audit_tool,
    fields,
    missing_returns,
    require_area,
    require_day,
)
from domain.events.audit import (
    AuditClosed,
    FindingRecorded,
    ModerationHeld,
    ReportAgreed,
    ReportCirculated,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
)
from domain.events.base import Event
from domain.states.audit import Audit, State
from domain.states.returns import Returned
from domain.states.sample import current_cases
from domain.vocabulary import AgencyId, AreaId, FindingKind, Ref, Text


class RecordFinding(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (FindingRecorded,)
    finding: Ref
    kind: FindingKind
    area: AreaId
    text: Text
    evidenced_by: Annotated[tuple[str, ...], Field(min_length=1)]


class DraftReport(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReportDrafted,)
    drafted_on: date
    summary: Text


class CirculateReport(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReportCirculated,)
    circulated_on: date


class CommentOnReport(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReportCommented,)
    agency: AgencyId
    comment: Text


class AgreeReport(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReportAgreed,)
    agreed_on: date


class ConsiderReport(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReportConsidered,)
    considered_on: date
    conclusion: Text


class CloseAudit(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (AuditClosed,)
    closed_on: date


Commands = (
    RecordFinding
    | DraftReport
    | CirculateReport
    | CommentOnReport
    | AgreeReport
    | ConsiderReport
    | CloseAudit
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, CloseAudit) and _is_closed_so(state, command):
        return ()
    audit = going(state, command.audit)
    match command:
        case RecordFinding():
            return _find(audit, command, context)
        case DraftReport():
            return _draft(audit, command, context)
        case CirculateReport():
            return _circulate(audit, command, context)
        case CommentOnReport():
            return _comment(audit, command)
        case AgreeReport():
            return _agree_report(audit, command, context)
        case ConsiderReport():
            return _consider(audit, command, context)
        case CloseAudit():
            return _close(audit, command, context)
        case _:
            assert_never(command)


def _find(audit: Audit, command: RecordFinding, context: Context) -> tuple[Event, ...]:
    if audit.steps.moderated:
        _require_moderated(audit)
    event = FindingRecorded(**fields(command))
    known = audit.findings.get(command.finding)
    if known == event:
        return ()
    if known is not None:
        raise Refusal(
            "finding-exists",
            f"Finding {command.finding} is already recorded.",
            "Use the next reference.",
        )
    require_area(audit_tool(context, audit), command.area)
    for evidence in command.evidenced_by:
        case_ref, _, agency = evidence.partition("/")
        found = context.agency_return(command.audit, case_ref, agency)
        if not (isinstance(found, Returned) and command.area in found.given):
            raise Refusal(
                "no-such-evidence",
                f"{evidence!r} is not a return that grades {command.area}.",
                "Name returns as case/agency, such as C07/police.",
            )
    return (event,)


def _require_moderated(audit: Audit) -> None:
    require_step(
        audit,
        ModerationHeld,
        "the moderation day has not been held",
        "Close it when the grades are agreed: `assure moderate close`.",
    )


def _draft(audit: Audit, command: DraftReport, context: Context) -> tuple[Event, ...]:
    if not audit.steps.reported:
        raise Refusal(
            "no-report-step",
            f"A {audit.steps.label.lower()} has no overview report.",
            "Close the audit when its feedback is given: `assure audit close`.",
        )
    if audit.has(ReportAgreed):
        raise Refusal(
            "report-agreed",
            f"The report of {command.audit} is agreed.",
            "It is not drafted again.",
        )
    if audit.steps.moderated:
        _require_moderated(audit)
    else:
        missing = missing_returns(context, command.audit, audit)
        if missing or not current_cases(context.sample(command.audit)):
            raise Refusal(
                "returns-missing",
                f"{len(missing)} returns are missing: {', '.join(missing) or 'no sample drawn'}.",
                "Get them, or have the agency declare no involvement.",
            )
    require_day("drafted_on", command.drafted_on, context, audit.agreed.agreed_on)
    return _unless_said(audit, ReportDrafted(**fields(command)))


def _unless_said(audit: Audit, event: Event) -> tuple[Event, ...]:
    return () if event in audit.report else (event,)


def _circulate(audit: Audit, command: CirculateReport, context: Context) -> tuple[Event, ...]:
    drafted = require_step(
        audit, ReportDrafted, "no report is drafted", "Draft it: `assure report draft`."
    )
    require_day("circulated_on", command.circulated_on, context, drafted.drafted_on)
    return _unless_said(audit, ReportCirculated(**fields(command), agencies=audit.plan.agencies))


def _comment(audit: Audit, command: CommentOnReport) -> tuple[Event, ...]:
    circulated = audit.last(ReportCirculated)
    if circulated is None or command.agency not in circulated.agencies:
        raise Refusal(
            "not-circulated",
            f"The report of {command.audit} was not circulated to {command.agency!r}.",
            "The lead auditor circulates it: `assure report circulate`.",
        )
    return _unless_said(audit, ReportCommented(**fields(command)))


def _agree_report(audit: Audit, command: AgreeReport, context: Context) -> tuple[Event, ...]:
    circulated = require_step(
        audit,
        ReportCirculated,
        "the report was not circulated to the agencies",
        "Circulate it for quality assurance first: `assure report circulate`.",
    )
    require_day("agreed_on", command.agreed_on, context, circulated.circulated_on)
    return once(audit, ReportAgreed(**fields(command)))


def _consider(audit: Audit, command: ConsiderReport, context: Context) -> tuple[Event, ...]:
    agreed = require_step(
        audit, ReportAgreed, "the report is not agreed", "The lead auditor agrees it."
    )
    require_day("considered_on", command.considered_on, context, agreed.agreed_on)
    return once(audit, ReportConsidered(**fields(command)))


def _is_closed_so(state: State, command: CloseAudit) -> bool:
    return isinstance(state, Audit) and state.last(AuditClosed) == AuditClosed(**fields(command))


def _close(audit: Audit, command: CloseAudit, context: Context) -> tuple[Event, ...]:
    not_before = audit.agreed.agreed_on
    if audit.steps.reported:
        not_before = require_step(
            audit, ReportConsidered, "SAIG has not considered the report", "Record that first."
        ).considered_on
    require_day("closed_on", command.closed_on, context, not_before)
    return (AuditClosed(**fields(command)),)
