"""An audit's overview report (framework section 5).

The report is circulated to the agencies involved for quality assurance before SAIG considers it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import (
    ReportAgreed,
    ReportCirculated,
    ReportCommentAnswered,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
    ReportFrozen,
)
from domain.audit.findings import require_moderated
from domain.audit.plan import AuditCommand
from domain.audit.requirements import (
    going,
    not_abandoned,
    once,
    planned,
    require_step,
    require_views_decided,
)
from domain.audit.state import Audit, State
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day, require_text, unless_recorded
from domain.kernel.vocabulary import (
    CaseText,
    Digest,
)
from domain.returns.requirements import missing_returns
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases


class DraftReport(AuditCommand):
    """Record that the overview report is drafted, with its summary."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportDrafted,)
    drafted_on: common_fields.OnDay
    summary: Annotated[CaseText, Shown("The executive summary, which is sealed", "TEXT")]
    conclusion: Annotated[
        CaseText,
        Shown("Your overall judgement on the quality of the work, which is sealed", "TEXT"),
    ] = ""


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
    number: common_fields.TheNumber
    answer: Annotated[CaseText, common_fields.SAYING]
    report_changed: Annotated[bool, Shown("Whether the report was changed because of it")]


class AgreeReport(AuditCommand):
    """Agree the report, after it was circulated. The lead auditor does this."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportAgreed,)
    agreed_on: common_fields.OnDay
    reason: common_fields.WhyCorrected = None


class FreezeReport(AuditCommand):
    """Record the PDF of the agreed report by its digest, and the Word file that it was made of."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportFrozen,)
    frozen_on: common_fields.OnDay
    document: Digest
    digest: Digest
    size: Annotated[int, Field(ge=1)]
    root: Digest


class ConsiderReport(AuditCommand):
    """Record SAIG's consideration of the report. Recommendations can be accepted after it."""

    records: ClassVar[tuple[type[Event], ...]] = (ReportConsidered,)
    considered_on: common_fields.OnDay
    conclusion: common_fields.Conclusion
    reason: common_fields.WhyCorrected = None


Commands = (
    DraftReport
    | CirculateReport
    | CommentOnReport
    | AnswerComment
    | AgreeReport
    | FreezeReport
    | ConsiderReport
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, FreezeReport):
        return _freeze(not_abandoned(planned(state, command.audit)), command, context)
    audit = going(state, command.audit)
    match command:
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
        case _:
            assert_never(command)


def _draft(audit: Audit, command: DraftReport, context: Context) -> tuple[Event, ...]:
    if not audit.steps.reported:
        raise Refusal(
            "no-report-step",
            f"A {audit.steps.label.lower()} has no overview report.",
            "Close the audit when its feedback is given: `assure audit close`.",
        )
    _require_not_agreed(audit, "It is not drafted again.")
    if audit.steps.moderated:
        require_moderated(audit)
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
    _require_not_agreed(audit, "It is not circulated again.")
    require_day("circulated_on", command.circulated_on, context, drafted.drafted_on)
    event = ReportCirculated(**fields(command), agencies=audit.plan.agencies)
    return (event,) if audit.is_changed else _unless_said(audit, event)


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
    if audit.is_changed:
        raise Refusal(
            "report-changed",
            f"The report of {command.audit} was changed since it was circulated on"
            f" {day_words(circulated.circulated_on)}.",
            "Circulate it again, so that the agencies see what it says now: `assure report"
            " circulate`.",
        )
    return once(audit, ReportAgreed(**fields(command)))


def _freeze(audit: Audit, command: FreezeReport, context: Context) -> tuple[Event, ...]:
    """Also of a closed audit: what was agreed is kept then, and nothing of it changes."""
    agreed = require_step(
        audit,
        ReportAgreed,
        "the report is not agreed",
        "The lead auditor agrees it first: `assure report agree`.",
    )
    require_day("frozen_on", command.frozen_on, context, agreed.agreed_on)
    event = ReportFrozen(**fields(command))
    return () if audit.last(ReportFrozen) == event else (event,)


def _consider(audit: Audit, command: ConsiderReport, context: Context) -> tuple[Event, ...]:
    agreed = require_step(
        audit, ReportAgreed, "the report is not agreed", "The lead auditor agrees it."
    )
    require_day("considered_on", command.considered_on, context, agreed.agreed_on)
    return once(audit, ReportConsidered(**fields(command)))
