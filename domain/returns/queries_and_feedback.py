"""The lead auditor's queries on returns, and feedback to practitioners (sections 5 and 10)."""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.audit.events import ModerationHeld, ReportAgreed
from domain.audit.requirements import (
    asked_tool,
    audit_tool,
    going,
    require_audit,
    require_involved,
    require_nominated,
)
from domain.audit.state import Audit
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day, require_reason, require_text, unless_recorded
from domain.kernel.vocabulary import AreaId, AuditCode, CaseText, Recipient
from domain.returns.decisions import ReturnCommand
from domain.returns.events import (
    FeedbackAcknowledged,
    FeedbackDelivered,
    FeedbackWithdrawn,
    OldCaseRegraded,
    QueryAnswered,
    QueryRaised,
    RegradeWithdrawn,
)
from domain.returns.state import Returned, State
from domain.sample.requirements import require_sampled
from domain.tool.requirements import require_area, require_grade

_TO = Shown("Who has it", option="to")
_TAKE_BACK = "If that was a mistake, take it back with the reason: `assure feedback withdraw`."


class RaiseQuery(ReturnCommand):
    """Ask an agency about its return on a case, or about one that has not come.

    Example: `assure query raise 2026-neglect C03 --agency police --area voice --question -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (QueryRaised,)
    area: Annotated[AreaId | None, Shown("The area it is about, if one", "AREA")] = None
    question: Annotated[CaseText, Shown("What you ask", "TEXT")]


class AnswerQuery(ReturnCommand):
    """Answer a query about your agency's return. Correct a grade with `assure grade revise`."""

    records: ClassVar[tuple[type[Event], ...]] = (QueryAnswered,)
    number: common_fields.TheNumber
    answer: Annotated[CaseText, common_fields.SAYING]


class DeliverFeedback(ReturnCommand):
    """Record that the audit of a case was passed to its practitioner, or to the manager.

    Example: `assure feedback deliver 2026-neglect C03 --agency police --to practitioner`
    """

    records: ClassVar[tuple[type[Event], ...]] = (FeedbackDelivered,)
    recipient: Annotated[Recipient, _TO]
    delivered_on: common_fields.OnDay


class AcknowledgeFeedback(ReturnCommand):
    """Record that they have read it, and what they said. The words are sealed."""

    records: ClassVar[tuple[type[Event], ...]] = (FeedbackAcknowledged,)
    recipient: Annotated[Recipient, _TO]
    response: Annotated[CaseText, Shown("What they said", "TEXT", option="text")] = ""
    acknowledged_on: common_fields.OnDay


class WithdrawFeedback(ReturnCommand):
    """Take back that an audit of a case was passed on, recorded by mistake. It is due again.

    Example: `assure feedback withdraw 2026-neglect C03 --agency police --to practitioner
    --reason -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (FeedbackWithdrawn,)
    recipient: Annotated[Recipient, _TO]
    reason: common_fields.CaseReason


class RegradeOldCase(ReturnCommand):
    """Grade one area of an old case again, without sight of its first grade, at a later audit."""

    records: ClassVar[tuple[type[Event], ...]] = (OldCaseRegraded,)
    area: common_fields.OfArea
    in_audit: Annotated[
        AuditCode, Shown("The audit at which it is graded again", "AUDIT", option="in")
    ]
    grade: common_fields.TheGrade


class WithdrawRegrade(ReturnCommand):
    """Take back a second grade of an old case that was entered wrongly. It stays on record.

    Example: `assure grade withdraw-again 2024-neglect C03 --in 2026-neglect --agency police
    --area voice --reason -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RegradeWithdrawn,)
    area: common_fields.OfArea
    in_audit: Annotated[
        AuditCode, Shown("The audit at which it was graded again", "AUDIT", option="in")
    ]
    reason: common_fields.CaseReason


Commands = (
    RaiseQuery
    | AnswerQuery
    | DeliverFeedback
    | AcknowledgeFeedback
    | WithdrawFeedback
    | RegradeOldCase
    | WithdrawRegrade
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_audit(context, command.audit)
    require_involved(audit, command.agency)
    require_sampled(context, command.audit, command.case)
    match command:
        case RaiseQuery():
            return _raise(state, command, audit, context)
        case AnswerQuery():
            return _answer(state, command, audit, context)
        case DeliverFeedback():
            return _deliver(state, command, audit, context)
        case AcknowledgeFeedback():
            return _acknowledge(state, command, context)
        case WithdrawFeedback():
            return _take_back(state, command)
        case RegradeOldCase():
            return _again(state, command, audit, context)
        case WithdrawRegrade():
            return _not_again(state, command, context)
        case _:
            assert_never(command)


def _raise(state: State, command: RaiseQuery, audit: Audit, context: Context) -> tuple[Event, ...]:
    going(audit, command.audit)
    if audit.has(ModerationHeld):
        raise Refusal(
            "moderation-closed",
            f"The moderation day of {command.audit} is over.",
            "What it agreed stands; bring a question to the report.",
        )
    require_text(command.question, "The question")
    if command.area is not None:
        require_area(asked_tool(context, audit, command.agency), command.area)
    waiting = [
        (query.area, query.question) for query in state.queries if query.number not in state.answers
    ]
    if (command.area, command.question) in waiting:
        return ()
    return (QueryRaised(**fields(command), number=len(state.queries) + 1),)


def _answer(
    state: State, command: AnswerQuery, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_nominated(audit, command.agency, context.actor)
    if command.number > len(state.queries):
        raise Refusal(
            "no-such-query",
            f"{_where(command)} has no query {command.number}.",
            f"It has {len(state.queries)}: see `assure query list`.",
        )
    require_text(command.answer, "The answer")
    event = QueryAnswered(**fields(command))
    known = state.answers.get(command.number)
    return unless_recorded(
        known,
        event,
        Refusal(
            "query-answered",
            f"Query {command.number} on {_where(command)} is already answered.",
            "The answer stands; the lead auditor may ask again.",
        ),
    )


def _deliver(
    state: State, command: DeliverFeedback, audit: Audit, context: Context
) -> tuple[Event, ...]:
    if not isinstance(state, Returned):
        raise Refusal(
            "no-return",
            f"There is no return of {_where(command)}, so there is nothing to pass on.",
            "See `assure return show`.",
        )
    held = audit.last(ModerationHeld)
    if not (held if audit.steps.moderated else audit.returns_open):
        raise Refusal(
            "feedback-too-early",
            f"The auditing of {command.audit} is not done yet.",
            "Feedback follows the moderation day or, where there is none, the draft of the report:"
            " a practitioner hears what was agreed. A safeguarding concern does not wait:"
            " `assure concern raise`.",
        )
    first = held.held_on if held else audit.agreed.agreed_on
    require_day("delivered_on", command.delivered_on, context, first)
    event = FeedbackDelivered(**fields(command))
    known = state.delivered.get(command.recipient)
    return unless_recorded(
        known,
        event,
        Refusal(
            "step-taken",
            f"The audit of {_where(command)} was passed to the {command.recipient} already,"
            f" on {known.delivered_on if known else None}.",
            _TAKE_BACK,
        ),
    )


def _acknowledge(state: State, command: AcknowledgeFeedback, context: Context) -> tuple[Event, ...]:
    delivered = state.delivered.get(command.recipient) if isinstance(state, Returned) else None
    if not isinstance(state, Returned) or delivered is None:
        raise Refusal(
            "not-delivered",
            f"The audit of {_where(command)} was not passed to the {command.recipient}.",
            "Record that first: `assure feedback deliver`.",
        )
    require_day("acknowledged_on", command.acknowledged_on, context, delivered.delivered_on)
    event = FeedbackAcknowledged(**fields(command))
    known = state.acknowledged.get(command.recipient)
    return unless_recorded(
        known,
        event,
        Refusal(
            "step-taken",
            f"The {command.recipient} of {_where(command)} has already acknowledged it.",
            _TAKE_BACK,
        ),
    )


def _take_back(state: State, command: WithdrawFeedback) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back that an audit was passed on")
    if not isinstance(state, Returned) or command.recipient not in state.delivered:
        return ()
    return (FeedbackWithdrawn(**fields(command)),)


def _where(command: ReturnCommand) -> str:
    return f"{command.agency} on case {command.case} of {command.audit}"


def _again(
    state: State, command: RegradeOldCase, audit: Audit, context: Context
) -> tuple[Event, ...]:
    here = _grading_again(command, context)
    _require_drawn(here, command)
    if here.returns_open:
        raise Refusal(
            "returns-open",
            f"The returns of {command.in_audit} are open.",
            "Cases are graded again before that, so that nobody looks at the others' grades first.",
        )
    tool = audit_tool(context, audit)
    require_area(tool, command.area)
    require_grade(tool, command.grade, f"Area {command.area}", command.area)
    if not isinstance(state, Returned) or command.area not in state.given:
        raise Refusal(
            "not-graded-before",
            f"{_where(command)} has no first grade of {command.area}.",
            "Only what was graded before can be graded again.",
        )
    if context.actor == state.appended.auditor:
        raise Refusal(
            "not-blind",
            f"{context.actor!r} graded {_where(command)} the first time.",
            "Another auditor of the agency grades it again, without sight of the first grades.",
        )
    event = OldCaseRegraded(**fields(command))
    known = state.regraded.get((command.in_audit, command.area))
    return unless_recorded(
        known,
        event,
        Refusal(
            "graded-again-already",
            f"{_where(command)}, {command.area}, is already graded again for {command.in_audit}.",
            "A second look at the second grade is no longer blind. If it was entered wrongly, take"
            " it back with the reason first: `assure grade withdraw-again`.",
        ),
    )


def _not_again(state: State, command: WithdrawRegrade, context: Context) -> tuple[Event, ...]:
    here = _grading_again(command, context)
    require_reason(command.reason, "Taking back a second grade")
    if not isinstance(state, Returned) or (command.in_audit, command.area) not in state.regraded:
        return ()
    if here.has(ReportAgreed):
        raise Refusal(
            "report-agreed",
            f"The report of {command.in_audit} is agreed: what it rests on stands.",
            "Bring it to SAIG's consideration of the report.",
        )
    return (RegradeWithdrawn(**fields(command)),)


def _grading_again(command: RegradeOldCase | WithdrawRegrade, context: Context) -> Audit:
    """The later audit. Refuses whoever does not audit for the agency there."""
    here = going(require_audit(context, command.in_audit), command.in_audit)
    require_involved(here, command.agency)
    require_nominated(here, command.agency, context.actor)
    return here


def _require_drawn(here: Audit, command: RegradeOldCase) -> None:
    drawn = here.old_cases.get(command.audit)
    cases = drawn.cases if drawn else ()
    if command.case not in cases:
        raise Refusal(
            "not-drawn-again",
            f"Case {command.case} of {command.audit} is not drawn to be graded again for"
            f" {command.in_audit}.",
            f"Drawn: {', '.join(cases) or 'none'}; the lead auditor draws them with"
            " `assure plan regrade`.",
        )
