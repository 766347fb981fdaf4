"""Agencies' returns: appended whole, corrected or withdrawn before moderation opens.

An auditor grades every area of the tool, or says why an area does not apply. After the returns
are open nothing of a return changes; moderation supersedes, in the case's own stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, assert_never

from pydantic import Field

from domain.audit.requirements import asked_tool, require_audit, require_involved, require_nominated
from domain.audit.state import Audit
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event, Value
from domain.kernel.rules import require_once, require_reason
from domain.kernel.vocabulary import (
    AreaId,
    CaseText,
    GradeCode,
    StreamId,
)
from domain.returns.events import (
    CaseGradedAgain,
    GradeGiven,
    GradeRevised,
    NoInvolvementDeclared,
    NotApplicable,
    ReturnAppended,
    ReturnCameLate,
    ReturnWithdrawn,
    SecondAnswer,
    SecondJudgementWithdrawn,
)
from domain.returns.late import marked_if_late, may_still_come, returns_open
from domain.returns.state import NoReturn, NotInvolved, Returned, State
from domain.sample.requirements import require_gradable, require_sampled
from domain.tool.requirements import require_area, require_grade
from domain.tool.state import ToolVersion


class Answer(Value):
    """The grade of one area, with what it rests on."""

    area: AreaId
    grade: GradeCode
    evidence: CaseText = ""
    strengths: CaseText = ""
    developments: CaseText = ""


class ReturnCommand(Command):
    audit: common_fields.TheAudit
    case: common_fields.TheCase
    agency: common_fields.OfAgency

    @property
    def stream(self) -> StreamId:
        return streams.agency_return(self.audit, self.case, self.agency)


class AppendReturn(ReturnCommand):
    """An agency's return on a case; from a second auditor, their own judgement beside it."""

    records: ClassVar[tuple[type[Event], ...]] = (
        ReturnAppended,
        GradeGiven,
        ReturnCameLate,
        CaseGradedAgain,
    )
    independent: bool
    involvement: CaseText = ""
    answers: Annotated[tuple[Answer, ...], Field(max_length=40)]
    not_applicable: Annotated[tuple[NotApplicable, ...], Field(max_length=40)] = ()
    had_seen_others: bool | None = None


class DeclareNoInvolvement(ReturnCommand):
    """Declare that your agency was not involved in a case."""

    records: ClassVar[tuple[type[Event], ...]] = (NoInvolvementDeclared,)
    reason: common_fields.CaseReason


class ReviseGrade(ReturnCommand):
    """Correct your own agency's grade, before moderation opens. The first one stays on record.

    Example: `assure grade revise 2026-neglect C07 --agency police --area planning --grade good
    --reason "The review minutes were filed elsewhere"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (GradeRevised,)
    area: common_fields.OfArea
    grade: common_fields.TheGrade
    reason: common_fields.CaseReason


class WithdrawReturn(ReturnCommand):
    """Take your agency's return on a case back, before moderation opens. It stays on record."""

    records: ClassVar[tuple[type[Event], ...]] = (ReturnWithdrawn,)
    reason: common_fields.CaseReason


class WithdrawSecondJudgement(ReturnCommand):
    """Take back what a second auditor found on a case; your agency's return stands as it was."""

    records: ClassVar[tuple[type[Event], ...]] = (SecondJudgementWithdrawn,)
    reason: common_fields.CaseReason


Commands = (
    AppendReturn | DeclareNoInvolvement | ReviseGrade | WithdrawReturn | WithdrawSecondJudgement
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_audit(context, command.audit)
    _require_part(audit, command, context)
    match command:
        case AppendReturn():
            events = _append(state, command, audit, context)
            return marked_if_late(events, state, _key(command), audit, command.had_seen_others)
        case DeclareNoInvolvement():
            return _declare(state, command)
        case ReviseGrade():
            tool = asked_tool(context, audit, command.agency)
            return _revise(_returned(state, command), command, tool)
        case WithdrawReturn():
            require_reason(command.reason, "Withdrawing a return")
            if isinstance(state, NoReturn):
                return ()
            return (ReturnWithdrawn(**_key(command), reason=command.reason),)
        case WithdrawSecondJudgement():
            require_reason(command.reason, "Withdrawing a second judgement")
            if not isinstance(state, Returned) or state.again is None:
                return ()
            return (SecondJudgementWithdrawn(**_key(command), reason=command.reason),)
        case _:
            assert_never(command)


def _key(command: ReturnCommand) -> dict[str, str]:
    return {"audit": command.audit, "case": command.case, "agency": command.agency}


def _require_part(audit: Audit, command: ReturnCommand, context: Context) -> None:
    """Refuses whoever has no part in this return, and any change once returns are open."""
    require_involved(audit, command.agency)
    require_nominated(audit, command.agency, context.actor)
    if context.actor not in audit.acknowledged:
        raise Refusal(
            "briefing-not-acknowledged",
            f"{context.actor!r} has not acknowledged the briefing of {command.audit}.",
            "Do that first: `assure plan acknowledge`.",
        )
    is_first = isinstance(command, AppendReturn | DeclareNoInvolvement)
    if audit.returns_open and not (is_first and may_still_come(audit)):
        raise returns_open(command.audit)
    if isinstance(command, AppendReturn):
        require_gradable(context, command.audit, command.case)
    require_sampled(context, command.audit, command.case)


def _append(
    state: State, command: AppendReturn, audit: Audit, context: Context
) -> tuple[Event, ...]:
    tool = asked_tool(context, audit, command.agency)
    _require_answers(command, tool)
    said: dict[str, Any] = {
        **_key(command),
        "auditor": context.actor,
        "tool": audit.plan.tool,
        "tool_version": audit.agreed.tool_version,
        "independent": command.independent,
        "involvement": command.involvement,
        "not_applicable": command.not_applicable,
    }
    match state:
        case NoReturn():
            given = (GradeGiven(**_key(command), **fields(each)) for each in command.answers)
            return (ReturnAppended(**said), *given)
        case Returned() if _is_said(command, state.appended, state.given, state.grades):
            return ()
        case Returned(again=None) if context.actor != state.appended.auditor:
            answers = tuple(SecondAnswer(**fields(each)) for each in command.answers)
            return (CaseGradedAgain(**said, answers=answers),)
        case Returned(again=CaseGradedAgain() as again):
            answered = {answer.area: answer for answer in again.answers}
            if _is_said(command, again, answered, {}):
                return ()
            raise _already(state, command)
        case _:
            raise _already(state, command)


def _is_said(
    command: AppendReturn,
    appended: ReturnAppended | CaseGradedAgain,
    given: Mapping[str, GradeGiven | SecondAnswer],
    revised: Mapping[str, str],
) -> bool:
    """Whether a return says what is recorded, whoever sends it and in whichever order.

    `revised`: grades after the agency's own corrections; an answer may have either.
    """
    names = ("independent", "involvement")
    if any(getattr(command, name) != getattr(appended, name) for name in names):
        return False
    if {n.area: n.reason for n in command.not_applicable} != {
        n.area: n.reason for n in appended.not_applicable
    }:
        return False
    return {answer.area for answer in command.answers} == set(given) and all(
        _words(answer) == _words(given[answer.area])
        and answer.grade in (given[answer.area].grade, revised.get(answer.area))
        for answer in command.answers
    )


def _words(answer: Answer | GradeGiven | SecondAnswer) -> tuple[str, str, str]:
    return (answer.evidence, answer.strengths, answer.developments)


def _already(state: Returned | NotInvolved, command: ReturnCommand) -> Refusal:
    where = f"{command.agency} on case {command.case} of {command.audit}"
    if isinstance(state, NotInvolved):
        return Refusal(
            "no-involvement-declared",
            f"{where}: no involvement is already declared.",
            "Withdraw that first: `assure return withdraw`.",
        )
    if isinstance(state, Returned) and state.again is not None:
        return Refusal(
            "graded-twice",
            f"{where}: {state.appended.auditor!r} and {state.again.auditor!r} have graded it.",
            "Two judgements on one case are compared; a third has no place. A second one that is"
            " wrong is withdrawn by itself: `assure return withdraw-second`.",
        )
    return Refusal(
        "return-exists",
        f"{where}: {state.appended.auditor!r} has already appended this return.",
        "Until moderation opens, correct single grades with `assure grade revise`, or withdraw the"
        " return first.",
    )


def _require_answers(command: AppendReturn, tool: ToolVersion) -> None:
    """Refuses unknown, doubled or missing areas, grades outside the scale, a bare n/a."""
    answered = [a.area for a in command.answers] + [n.area for n in command.not_applicable]
    for area in answered:
        require_area(tool, area, f"Case {command.case}")
    require_once(f"Case {command.case}: area", answered)
    missing = [area for area in tool.areas if area not in answered]
    if missing:
        raise Refusal(
            "area-missing",
            f"Case {command.case}: no answer for {', '.join(missing)}.",
            "Grade each area, or list it under not_applicable with a reason.",
        )
    for answer in command.answers:
        require_grade(tool, answer.grade, f"Case {command.case}, area {answer.area}", answer.area)
    for entry in command.not_applicable:
        require_reason(entry.reason, f"Case {command.case}, area {entry.area}: not applicable")


def _declare(state: State, command: DeclareNoInvolvement) -> tuple[Event, ...]:
    require_reason(command.reason, "Declaring no involvement")
    declared = NoInvolvementDeclared(**_key(command), reason=command.reason)
    match state:
        case NoReturn():
            return (declared,)
        case NotInvolved() if state.declared == declared:
            return ()
        case _:
            raise _already(state, command)


def _returned(state: State, command: ReturnCommand) -> Returned:
    if isinstance(state, Returned):
        return state
    raise Refusal(
        "no-return",
        f"{command.agency} has no return on case {command.case} of {command.audit}.",
        "Append it first: `assure return append`.",
    )


def _revise(state: Returned, command: ReviseGrade, tool: ToolVersion) -> tuple[Event, ...]:
    require_reason(command.reason, "Revising a grade")
    require_area(tool, command.area)
    require_grade(tool, command.grade, f"Case {command.case}, area {command.area}", command.area)
    current = state.grades.get(command.area)
    if current is None:
        raise Refusal(
            "area-not-graded",
            f"{command.agency} did not grade {command.area!r} on case {command.case}.",
            "Withdraw the return and append it with this area graded.",
        )
    if current == command.grade:
        return ()
    return (
        GradeRevised(
            **_key(command),
            area=command.area,
            from_grade=current,
            to_grade=command.grade,
            reason=command.reason,
        ),
    )
