"""What a document says of an earlier audit, entered as that and as nothing else.

No sample, return or moderation day follows from it. It is a baseline where its tool, its frame and
its agencies compare with those of an audit that was held here, as any other wave is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, assert_never

from domain.audit.requirements import audit_state
from domain.audit.state import NoAudit
from domain.audit.terms import CaseworkWindow
from domain.directory.requirements import in_place_of, require_known_agency
from domain.history.events import (
    AuditEnteredFromDocument,
    CaseEnteredFromDocument,
    Document,
    EnteredAgreement,
    EnteredAuditWithdrawn,
    EnteredCaseWithdrawn,
    EnteredGrade,
)
from domain.history.requirements import entered_tool, require_entered
from domain.history.state import Entered, NotEntered, State
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.processes import STEPS, Process
from domain.kernel.rules import require_day, require_once, require_reason
from domain.kernel.vocabulary import (
    AgencyId,
    CaseRef,
    CaseText,
    GradeCode,
    Line,
    StreamId,
    Text,
    ToolCode,
)
from domain.tool.requirements import require_area, require_grade, require_tool_version
from domain.tool.state import ToolVersion


class HistoryCommand(Command):
    audit: common_fields.TheAudit

    @property
    def stream(self) -> StreamId:
        return streams.history(self.audit)


class EnterAudit(HistoryCommand):
    records: ClassVar[tuple[type[Event], ...]] = (AuditEnteredFromDocument,)
    title: Line
    process: Process
    tool: ToolCode
    tool_version: int
    casework_window: CaseworkWindow
    agencies: tuple[AgencyId, ...]
    frame_definition: Text | None = None
    how_chosen: Text | None = None
    moderated_on: date | None = None
    document: Document
    reason: Text | None = None


class EnterCase(HistoryCommand):
    records: ClassVar[tuple[type[Event], ...]] = (CaseEnteredFromDocument,)
    case: CaseRef
    grades: tuple[EnteredGrade, ...] = ()
    agreed: tuple[EnteredAgreement, ...] = ()
    overall: GradeCode | None = None
    learning: CaseText = ""
    reason: Text | None = None


class WithdrawEnteredCase(HistoryCommand):
    """Take back a case that was entered from a document by mistake.

    It stays on record, and the right one can be entered under the same reference.
    Example: `assure history withdraw-case 2025-neglect C03 --reason @why.txt`
    """

    records: ClassVar[tuple[type[Event], ...]] = (EnteredCaseWithdrawn,)
    case: common_fields.TheCase
    reason: common_fields.CaseReason


class WithdrawEnteredAudit(HistoryCommand):
    """Take back an audit that was entered from a document, with its cases.

    It stays on record and counts nowhere; the right one can be entered under the same code. What
    was judged with it before says so still.
    Example: `assure history withdraw 2025-neglect --reason "The figures are of 2024"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (EnteredAuditWithdrawn,)
    reason: common_fields.Reason


Commands = EnterAudit | EnterCase | WithdrawEnteredCase | WithdrawEnteredAudit


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case EnterAudit():
            return _enter(state, command, context)
        case EnterCase():
            return _enter_case(require_entered(state, command.audit), command, context)
        case WithdrawEnteredCase():
            return _withdraw_case(require_entered(state, command.audit), command)
        case WithdrawEnteredAudit():
            require_reason(command.reason, "Taking back an audit")
            if isinstance(state, NotEntered) and state.withdrawn:
                return ()
            require_entered(state, command.audit)
            return (EnteredAuditWithdrawn(**fields(command)),)
        case _:
            assert_never(command)


def _enter(state: State, command: EnterAudit, context: Context) -> tuple[Event, ...]:
    event = AuditEnteredFromDocument(**fields(command))
    known = state.said if isinstance(state, Entered) else None
    was_withdrawn = isinstance(state, NotEntered) and state.withdrawn
    if not _is_new(f"Audit {command.audit}", event, known, was_withdrawn=was_withdrawn):
        return ()
    if not isinstance(audit_state(context, command.audit), NoAudit):
        raise Refusal(
            "audit-held-here",
            f"Audit {command.audit} is planned in this record.",
            "What a document tells of another audit has a code of its own.",
        )
    if not STEPS[command.process].sampled:
        raise Refusal(
            "not-of-the-partnership",
            f"A {STEPS[command.process].label.lower()} is one agency's own.",
            "The agency feeds it back: `assure single-agency report`.",
        )
    _require_days(command, context)
    if not command.agencies:
        raise Refusal(
            "no-agency", f"Audit {command.audit} names no agency.", "Name those that took part."
        )
    require_once("Agency", command.agencies)
    for agency in command.agencies:
        require_known_agency(context, agency)
    version = require_tool_version(context, command.tool, command.tool_version)
    if isinstance(state, Entered):
        _require_cases_fit(state, command, version, context)
    return (event,)


def _is_new(what: str, event: Event, known: Event | None, *, was_withdrawn: bool) -> bool:
    """Whether it is said for the first time, or corrected with a reason. Refuses what differs."""
    reason = getattr(event, "reason", None)
    if known is None and was_withdrawn and reason is None:
        raise Refusal(
            "entered-before",
            f"{what} was entered before, and taken back.",
            "If it is to be entered again, say why as its reason.",
        )
    if known is None and not was_withdrawn and reason is not None:
        raise Refusal(
            "nothing-to-correct",
            f"{what} is not entered yet.",
            "Leave the reason out: it says why what was entered before is corrected.",
        )
    if known is not None and fields(event) | {"reason": None} == fields(known) | {"reason": None}:
        return False
    if known is not None and reason is None:
        raise Refusal(
            "entered-otherwise",
            f"{what} is entered already, and differs.",
            "If that was a mistake, say why it is corrected as its reason. It stays on record.",
        )
    return True


def _require_days(command: EnterAudit, context: Context) -> None:
    """Refuses days that the document could not tell of."""
    dated = command.document.dated_on
    require_day("document.dated_on", dated, context)
    days = {"casework_window.end": command.casework_window.end}
    if command.moderated_on is not None:
        days["moderated_on"] = command.moderated_on
    for name, day in days.items():
        if day > dated:
            raise Refusal(
                "after-document",
                f"{name} is {day}, and the document is of {dated}: it cannot tell of a later day.",
                "Correct the date.",
            )
    if command.moderated_on is not None and command.moderated_on < command.casework_window.start:
        raise Refusal(
            "date-too-early",
            f"moderated_on is {command.moderated_on}, before the casework that was audited.",
            "Correct the date.",
        )


def _require_cases_fit(
    state: Entered, command: EnterAudit, version: ToolVersion, context: Context
) -> None:
    """Refuses a correction that leaves grades without their agency, area or scale."""
    for case in state.cases.values():
        _require_grades(case, command.agencies, version, context)


def _enter_case(audit: Entered, command: EnterCase, context: Context) -> tuple[Event, ...]:
    event = CaseEnteredFromDocument(**fields(command))
    known = audit.cases.get(command.case)
    was_withdrawn = command.case in audit.taken_out
    if not _is_new(f"Case {command.case}", event, known, was_withdrawn=was_withdrawn):
        return ()
    if not (command.grades or command.agreed or command.overall):
        raise Refusal(
            "no-grade",
            f"Case {command.case} has no grade.",
            "Give what the document says of it, or leave the case out.",
        )
    _require_grades(event, audit.said.agencies, entered_tool(context, audit), context)
    return (event,)


def _require_grades(
    case: CaseEnteredFromDocument,
    agencies: Iterable[str],
    version: ToolVersion,
    context: Context,
) -> None:
    """Refuses a grade of an agency, an area or a scale that the audit does not have."""
    require_once(f"{case.case}: a grade of", (f"{g.agency} {g.area}" for g in case.grades))
    require_once(f"{case.case}: what is agreed of", (one.area for one in case.agreed))
    listed = tuple(agencies)
    for one in case.grades:
        where = f"{case.case}, {one.agency}"
        if one.agency not in listed:
            raise Refusal(
                "agency-not-involved",
                f"{where}: it is not among the audit's agencies.",
                f"They are: {', '.join(listed)}.",
            )
        asked = version.asked_of(in_place_of(context, one.agency))
        require_area(asked, one.area, where)
        for grade in (one.grade, one.moderated):
            if grade is not None:
                require_grade(version, grade, where, one.area)
    for agreed in case.agreed:
        require_area(version, agreed.area, case.case)
        require_grade(version, agreed.grade, case.case, agreed.area)
    if case.overall is not None:
        require_grade(version, case.overall, case.case, None)


def _withdraw_case(audit: Entered, command: WithdrawEnteredCase) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back a case")
    if command.case in audit.taken_out:
        return ()
    if command.case not in audit.cases:
        raise Refusal(
            "case-not-entered",
            f"Case {command.case} of {command.audit} was not entered.",
            f"Its cases are: {', '.join(audit.cases) or 'none'}.",
        )
    return (EnteredCaseWithdrawn(**fields(command)),)
