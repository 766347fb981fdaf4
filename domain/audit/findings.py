"""What an audit found: strengths and concerns, each with what shows it (sections 5 and 8).

A finding can be revised or withdrawn until the report is agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import (
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    ModerationHeld,
    ReportAgreed,
)
from domain.audit.plan import AuditCommand
from domain.audit.requirements import audit_tool, going, require_step
from domain.audit.state import Audit, State
from domain.case.events import ViewsRecorded
from domain.case.requirements import case_state
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.rules import require_reason, require_text
from domain.kernel.vocabulary import CaseText, FindingKind, Ref
from domain.returns.requirements import return_state
from domain.returns.state import Returned
from domain.tool.requirements import require_area

VIEWS = "views"
"""What stands for views among a finding's evidence."""


_TheFinding = Annotated[Ref, argument("FINDING", "Its reference", "F1")]


class _FindingCommand(AuditCommand):
    """What a finding says."""

    finding: _TheFinding
    kind: Annotated[FindingKind, Shown("A strength or a concern")]
    area: common_fields.OfArea
    text: Annotated[CaseText, common_fields.SAYING]
    evidenced_by: Annotated[
        tuple[str, ...],
        Field(min_length=1),
        Shown(
            "A return that shows it; CASE/views for a family's views, views for a group's",
            "CASE/AGENCY",
            option="evidence",
        ),
    ]
    views_changed: Annotated[
        CaseText,
        Shown("What those views changed in it, if it rests on views", "TEXT"),
    ] = ""


class RecordFinding(_FindingCommand):
    """Record a strength or a concern, with the returns and the views that show it.

    Example: `assure finding record 2026-neglect F1 --kind strength --area planning --text
    @finding.txt --evidence C01/police --evidence C04/childrens-social-care`
    """

    records: ClassVar[tuple[type[Event], ...]] = (FindingRecorded,)


class ReviseFinding(_FindingCommand):
    """Say a finding otherwise, until the report is agreed. Give all that it is to say, and why."""

    records: ClassVar[tuple[type[Event], ...]] = (FindingRevised,)
    reason: common_fields.CaseReason


class WithdrawFinding(AuditCommand):
    """Take a finding back, until the report is agreed. It stays on record, and in no report."""

    records: ClassVar[tuple[type[Event], ...]] = (FindingWithdrawn,)
    finding: _TheFinding
    reason: common_fields.CaseReason


Commands = RecordFinding | ReviseFinding | WithdrawFinding


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = going(state, command.audit)
    match command:
        case RecordFinding():
            return _find(audit, command, context)
        case ReviseFinding():
            return _revise(audit, command, context)
        case WithdrawFinding():
            return _withdraw(audit, command)
        case _:
            assert_never(command)


def _find(audit: Audit, command: RecordFinding, context: Context) -> tuple[Event, ...]:
    if audit.steps.moderated:
        require_moderated(audit)
    event = FindingRecorded(**fields(command))
    known = audit.findings.get(command.finding)
    if known == event:
        return ()
    if known is not None:
        raise Refusal(
            "finding-exists",
            f"Finding {command.finding} is already recorded.",
            "Use the next reference, or say it otherwise: `assure finding revise`.",
        )
    _require_not_agreed(audit)
    _require_evidenced(audit, command, context)
    return (event,)


def _revise(audit: Audit, command: ReviseFinding, context: Context) -> tuple[Event, ...]:
    event = FindingRevised(**fields(command))
    if _known(audit, command) == event:
        return ()
    _require_not_agreed(audit)
    require_reason(command.reason, "Revising a finding")
    _require_evidenced(audit, command, context)
    return (event,)


def _withdraw(audit: Audit, command: WithdrawFinding) -> tuple[Event, ...]:
    event = FindingWithdrawn(**fields(command))
    if command.finding not in audit.findings and audit.last(FindingWithdrawn) == event:
        return ()
    _known(audit, command)
    _require_not_agreed(audit)
    require_reason(command.reason, "Withdrawing a finding")
    return (event,)


def _known(
    audit: Audit, command: ReviseFinding | WithdrawFinding
) -> FindingRecorded | FindingRevised:
    known = audit.findings.get(command.finding)
    if known is None:
        raise Refusal(
            "no-such-finding",
            f"{command.audit} has no finding {command.finding}.",
            f"It has: {', '.join(audit.findings) or 'none'}.",
        )
    return known


def _require_not_agreed(audit: Audit) -> None:
    if audit.has(ReportAgreed):
        raise Refusal(
            "report-agreed",
            f"The report of {audit.plan.audit} is agreed: its findings stand.",
            "Take a correction to SAIG's consideration: `assure report consider`.",
        )


def _require_evidenced(audit: Audit, command: _FindingCommand, context: Context) -> None:
    """Refuses a finding that says nothing, or rests on nothing that the audit holds."""
    require_text(command.text, f"Finding {command.finding}")
    require_area(audit_tool(context, audit), command.area)
    for evidence in command.evidenced_by:
        if not _is_evidence(evidence, audit, command, context):
            raise Refusal(
                "no-such-evidence",
                f"{evidence!r} is neither a return that grades {command.area}, nor views heard.",
                "Name returns as case/agency, such as C07/police; a child's or family's views as"
                " C07/views; those of a questionnaire or the Young People's Board as views.",
            )
    if rests_on_views(command.evidenced_by):
        require_text(command.views_changed, "What the views named changed in the finding")
    elif command.views_changed:
        raise Refusal(
            "no-views-named",
            f"Finding {command.finding} says what views changed, and names none.",
            "Name them in evidenced_by, such as C07/views or views.",
        )


def rests_on_views(evidenced_by: Iterable[str]) -> bool:
    """Whether a family's or a group's views are among the evidence."""
    return any(evidence.rpartition("/")[2] == VIEWS for evidence in evidenced_by)


def _is_evidence(evidence: str, audit: Audit, command: _FindingCommand, context: Context) -> bool:
    """Whether it names a return that grades the finding's area, or views that were recorded."""
    if evidence == VIEWS:
        return bool(audit.group_views)
    case_ref, _, agency = evidence.partition("/")
    if agency == VIEWS:
        heard = case_state(context, command.audit, case_ref).views
        return any(isinstance(event, ViewsRecorded) for event in heard)
    known = return_state(context, command.audit, case_ref, agency)
    return isinstance(known, Returned) and command.area in known.given


def require_moderated(audit: Audit) -> None:
    require_step(
        audit,
        ModerationHeld,
        "the moderation day has not been held",
        "Close it when the grades are agreed: `assure moderate close`.",
    )
