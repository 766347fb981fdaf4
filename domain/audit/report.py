"""An audit's findings, its overview report and its closing (framework sections 5, 8 and 10).

The report is circulated to the agencies involved for quality assurance before SAIG considers it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import (
    AuditClosed,
    FindingRecorded,
    GroupViewsRecorded,
    ModerationHeld,
    ReportAgreed,
    ReportCirculated,
    ReportCommentAnswered,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
)
from domain.audit.plan import AuditCommand, going, once, require_step, require_views_decided
from domain.audit.requirements import audit_tool
from domain.audit.state import Audit, State
from domain.case.events import ViewsRecorded
from domain.case.requirements import case_state
from domain.concern.decisions import unresolved
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.rules import require_day, require_text, unless_recorded
from domain.kernel.vocabulary import (
    CaseText,
    FindingKind,
    Number,
    Ref,
    ViewsMethod,
)
from domain.returns.requirements import missing_returns, return_state
from domain.returns.state import Returned
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases
from domain.tool.requirements import require_area
from domain.vault.requirements import keys_state

VIEWS = "views"
"""What stands for views among a finding's evidence."""


class RecordFinding(AuditCommand):
    """Record a strength or a concern, with the returns and the views that show it.

    Example: `assure finding record 2026-neglect F1 --kind strength --area planning --text "Plans
    are reviewed on time" --evidence C01/police --evidence C04/childrens-social-care`
    """

    records: ClassVar[tuple[type[Event], ...]] = (FindingRecorded,)
    finding: Annotated[Ref, argument("FINDING", "A reference for it", "F1")]
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


class DraftReport(AuditCommand):
    """Record that the overview report is drafted, with its summary."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportDrafted,)
    drafted_on: common_fields.OnDay
    summary: Annotated[CaseText, Shown("The executive summary, which is sealed", "TEXT")]


class CirculateReport(AuditCommand):
    """Circulate the draft to the agencies involved, for quality assurance."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportCirculated,)
    circulated_on: common_fields.OnDay


class CommentOnReport(AuditCommand):
    """Record your agency's comment on the circulated report."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportCommented,)
    agency: common_fields.OfAgency
    comment: Annotated[CaseText, Shown("What it says", "TEXT")]


class AnswerComment(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReportCommentAnswered,)
    number: Number
    answer: CaseText
    report_changed: bool


class AgreeReport(AuditCommand):
    """Agree the report, after it was circulated. The lead auditor does this."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportAgreed,)
    agreed_on: common_fields.OnDay


class ConsiderReport(AuditCommand):
    """Record SAIG's consideration of the report. Recommendations can be accepted after it."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportConsidered,)
    considered_on: common_fields.OnDay
    conclusion: common_fields.Conclusion


class CloseAudit(AuditCommand):
    """Close an audit, once SAIG has considered its report. Its returns and grades stay.

    Example: `assure audit close 2026-neglect --on 2026-11-20`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AuditClosed,)
    closed_on: common_fields.OnDay


Commands = (
    RecordFinding
    | DraftReport
    | CirculateReport
    | CommentOnReport
    | AnswerComment
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
        case AnswerComment():
            return _answer(audit, command)
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
    if _rests_on_views(command):
        require_text(command.views_changed, "What the views named changed in the finding")
    elif command.views_changed:
        raise Refusal(
            "no-views-named",
            f"Finding {command.finding} says what views changed, and names none.",
            "Name them in evidenced_by, such as C07/views or views.",
        )
    return (event,)


def _rests_on_views(command: RecordFinding) -> bool:
    return any(evidence.rpartition("/")[2] == VIEWS for evidence in command.evidenced_by)


def _is_evidence(evidence: str, audit: Audit, command: RecordFinding, context: Context) -> bool:
    """Whether it names a return that grades the finding's area, or views that were recorded."""
    if evidence == VIEWS:
        return audit.has(GroupViewsRecorded)
    case_ref, _, agency = evidence.partition("/")
    if agency == VIEWS:
        heard = case_state(context, command.audit, case_ref).views
        return any(isinstance(event, ViewsRecorded) for event in heard)
    known = return_state(context, command.audit, case_ref, agency)
    return isinstance(known, Returned) and command.area in known.given


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
    _require_not_agreed(audit, "It is not drafted again.")
    if audit.steps.moderated:
        _require_moderated(audit)
    else:
        require_views_decided(audit)
        missing = missing_returns(context, command.audit, audit)
        if missing or not current_cases(sample_state(context, command.audit)):
            raise Refusal(
                "returns-missing",
                f"{len(missing)} returns are missing: {', '.join(missing) or 'no sample drawn'}.",
                "Get them, have the agency declare no involvement, or say that nobody can grade"
                " the case: `assure sample not-gradable`.",
            )
    require_text(command.summary, "The draft's summary")
    require_day("drafted_on", command.drafted_on, context, audit.agreed.agreed_on)
    return _unless_said(audit, ReportDrafted(**fields(command)))


def _require_not_agreed(audit: Audit, remedy: str) -> None:
    if audit.has(ReportAgreed):
        raise Refusal("report-agreed", f"The report of {audit.plan.audit} is agreed.", remedy)


def _unless_said(audit: Audit, event: Event) -> tuple[Event, ...]:
    return () if event in audit.report else (event,)


def _circulate(audit: Audit, command: CirculateReport, context: Context) -> tuple[Event, ...]:
    drafted = require_step(
        audit, ReportDrafted, "no report is drafted", "Draft it: `assure report draft`."
    )
    require_day("circulated_on", command.circulated_on, context, drafted.drafted_on)
    return _unless_said(audit, ReportCirculated(**fields(command), agencies=audit.plan.agencies))


def _comment(audit: Audit, command: CommentOnReport) -> tuple[Event, ...]:
    _require_not_agreed(audit, "A comment comes too late: take it to SAIG's consideration.")
    circulated = audit.last(ReportCirculated)
    if circulated is None or command.agency not in circulated.agencies:
        raise Refusal(
            "not-circulated",
            f"The report of {command.audit} was not circulated to {command.agency!r}.",
            "The lead auditor circulates it: `assure report circulate`.",
        )
    require_text(command.comment, "The comment")
    said = [
        (event.agency, event.comment)
        for event in audit.report
        if isinstance(event, ReportCommented)
    ]
    if (command.agency, command.comment) in said:
        return ()
    return (ReportCommented(**fields(command), number=len(audit.comments) + 1),)


def _answer(audit: Audit, command: AnswerComment) -> tuple[Event, ...]:
    if command.number > len(audit.comments):
        raise Refusal(
            "no-such-comment",
            f"The report of {command.audit} has no comment {command.number}.",
            f"It has {len(audit.comments)}: see `assure report comments`.",
        )
    require_text(command.answer, "The answer")
    asked = audit.comments[command.number - 1]
    event = ReportCommentAnswered(**fields(command), agency=asked.agency)
    known = audit.answers.get(command.number)
    return unless_recorded(
        known,
        event,
        Refusal(
            "comment-answered",
            f"Comment {command.number} on the report of {command.audit} is already answered.",
            "The answer stands; the agency may comment again.",
        ),
    )


def _agree_report(audit: Audit, command: AgreeReport, context: Context) -> tuple[Event, ...]:
    circulated = require_step(
        audit,
        ReportCirculated,
        "the report was not circulated to the agencies",
        "Circulate it for quality assurance first: `assure report circulate`.",
    )
    require_day("agreed_on", command.agreed_on, context, circulated.circulated_on)
    waiting = [
        str(comment.number) for comment in audit.comments if comment.number not in audit.answers
    ]
    if waiting:
        raise Refusal(
            "comments-unanswered",
            f"Comments {', '.join(waiting)} on the report of {command.audit} wait for an answer.",
            "Answer them one by one: `assure report answer`.",
        )
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
    _require_heard(audit, command, context)
    open_ones = unresolved(context, command.audit)
    if open_ones:
        raise Refusal(
            "concern-unresolved",
            f"Concerns of {command.audit} not resolved: {', '.join(map(str, open_ones))}.",
            "A child may be at risk. Take them up and resolve them: `assure concern list`.",
        )
    return (AuditClosed(**fields(command)),)


def _require_heard(audit: Audit, command: CloseAudit, context: Context) -> None:
    """Refuses to close before each case says whether its family was asked, if that was decided.

    Nothing more can be recorded about a case whose confidential text is erased.
    """
    if ViewsMethod.CONVERSATION not in require_views_decided(audit).methods:
        return
    silent = [
        case_ref
        for case_ref in sorted(current_cases(sample_state(context, command.audit)))
        if not case_state(context, command.audit, case_ref).views
        and not keys_state(context, f"{command.audit}/{case_ref}").closed
    ]
    if silent:
        raise Refusal(
            "views-open",
            f"Nothing says whether the family was asked in {', '.join(silent)}.",
            "Record it, or why not: `assure views record`, `assure views not-sought`.",
        )
