"""What the moderation day agrees about a case. It supersedes grades; it never overwrites one."""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.audit.events import (
    ModerationHeld,
    ModerationOpened,
    ReportAgreed,
    ReportCirculated,
)
from domain.audit.requirements import audit_tool, require_audit, require_involved
from domain.audit.state import Audit
from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    Dissent,
    GradeModerated,
    LearningAgreed,
    LearningWithdrawn,
    OverallGradeAgreed,
)
from domain.case.requirements import counting_grades
from domain.case.state import Case
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.kernel.rules import require_once, require_reason
from domain.kernel.taken_back import number_meant
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    CaseText,
    GradeCode,
    StreamId,
)
from domain.returns.requirements import return_state
from domain.returns.state import NotInvolved, Returned
from domain.sample.requirements import require_gradable
from domain.tool.requirements import require_area, require_grade


class _CaseCommand(Command):
    audit: common_fields.TheAudit
    case: common_fields.TheCase

    @property
    def stream(self) -> StreamId:
        return streams.case(self.audit, self.case)


class ModerateGrade(_CaseCommand):
    """Moderation's grade for one agency's work in one area."""

    records: ClassVar[tuple[type[Event], ...]] = (GradeModerated,)
    agency: AgencyId
    area: AreaId
    grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class AgreeAreaGrade(_CaseCommand):
    """The agencies' common grade for one area of the case."""

    records: ClassVar[tuple[type[Event], ...]] = (AreaGradeAgreed,)
    area: AreaId
    grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class FindNotApplicable(_CaseCommand):
    """The finding that an area does not apply: to one agency's work, or to the whole case."""

    records: ClassVar[tuple[type[Event], ...]] = (AreaFoundNotApplicable,)
    agency: AgencyId | None = None
    area: AreaId
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class AgreeOverallGrade(_CaseCommand):
    records: ClassVar[tuple[type[Event], ...]] = (OverallGradeAgreed,)
    grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class AgreeLearning(_CaseCommand):
    """Record learning that the day agrees from a case."""

    records: ClassVar[tuple[type[Event], ...]] = (LearningAgreed,)
    learning: Annotated[CaseText, common_fields.SAYING]


class WithdrawLearning(_CaseCommand):
    """Take back learning that was recorded by mistake. What it said stays on record.

    Example: `assure moderate withdraw-learning 2026-neglect C03 --reason -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (LearningWithdrawn,)
    number: common_fields.WhichNumber = None
    reason: common_fields.CaseReason


Commands = (
    ModerateGrade
    | AgreeAreaGrade
    | FindNotApplicable
    | AgreeOverallGrade
    | AgreeLearning
    | WithdrawLearning
)


def decide(state: Case, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_audit(context, command.audit)
    _require_moderating(state, audit, command)
    if not context.recorded:
        _require_not_before_the_agencies(audit)
    require_gradable(context, command.audit, command.case)
    match command:
        case ModerateGrade():
            return _moderate(state, command, audit, context)
        case AgreeAreaGrade():
            return _agree_area(state, command, audit, context)
        case FindNotApplicable():
            return _find_not_applicable(state, command, audit, context)
        case AgreeOverallGrade():
            return _agree_overall(state, command, audit, context)
        case AgreeLearning():
            require_reason(command.learning, "Learning")
            if command.learning in state.learning:
                return ()
            return (LearningAgreed(**fields(command)),)
        case WithdrawLearning():
            return _take_back(state, command)
        case _:
            assert_never(command)


def _require_moderating(state: Case, audit: Audit, command: Commands) -> None:
    """Refuses what comes before the day; after it, all but what puts right what it decided."""
    if not audit.has(ModerationOpened):
        raise Refusal(
            "moderation-not-open",
            f"Moderation of {command.audit} is not open.",
            "Open it when the returns are in: `assure moderate open`.",
        )
    if audit.has(ReportAgreed):
        raise Refusal(
            "report-agreed",
            f"The report of {command.audit} is agreed: what the day decided stands.",
            "Bring a disagreement to SAIG's consideration of the report.",
        )
    if audit.has(ModerationHeld) and not _puts_right(state, command):
        raise Refusal(
            "moderation-closed",
            f"The moderation day of {command.audit} is over.",
            "What it decided can be put right until the report is agreed; nothing is added.",
        )


def _require_not_before_the_agencies(audit: Audit) -> None:
    """Refuses to change what a report says while the agencies have it for quality assurance."""
    circulated = audit.last(ReportCirculated)
    if circulated is not None and not audit.is_changed:
        raise Refusal(
            "report-circulated",
            f"The report of {audit.plan.audit} was circulated on"
            f" {day_words(circulated.circulated_on)}, with the grades as they stand.",
            "Draft it again first, `assure report draft`; it is then circulated again before it"
            " can be agreed.",
        )


def _puts_right(state: Case, command: Commands) -> bool:
    """Whether the day decided about the same thing, so that this is a further decision."""
    match command:
        case AgreeOverallGrade():
            return True
        case AgreeAreaGrade() | FindNotApplicable(agency=None):
            return command.area in state.areas or (None, command.area) in state.not_applicable
        case ModerateGrade() | FindNotApplicable():
            what = (command.agency, command.area)
            return what in state.moderated or what in state.not_applicable
        case AgreeLearning():
            return False
        case WithdrawLearning():
            return True
        case _:
            assert_never(command)


def _require_dissent(audit: Audit, dissent: tuple[Dissent, ...]) -> None:
    require_once("Dissenting agency", (entry.agency for entry in dissent))
    for entry in dissent:
        require_involved(audit, entry.agency)
        require_reason(entry.words, f"The dissent of {entry.agency}")


def _moderate(
    state: Case, command: ModerateGrade, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Moderating a grade")
    _require_dissent(audit, command.dissent)
    tool = audit_tool(context, audit)
    require_area(tool, command.area)
    require_grade(tool, command.grade, f"Case {command.case}, area {command.area}", command.area)
    given = _given(command, command.agency, context)
    what = (command.agency, command.area)
    current = state.moderated.get(what, given)
    if current == command.grade and what not in state.not_applicable:
        return ()
    return (
        GradeModerated(
            audit=command.audit,
            case=command.case,
            agency=command.agency,
            area=command.area,
            from_grade=current,
            to_grade=command.grade,
            reason=command.reason,
            dissent=command.dissent,
        ),
    )


def _given(command: ModerateGrade | FindNotApplicable, agency: str, context: Context) -> str:
    """The grade that an agency gave for the area. Refuses where it gave none."""
    returned = return_state(context, command.audit, command.case, agency)
    if not isinstance(returned, Returned) or command.area not in returned.grades:
        raise Refusal(
            "no-grade",
            f"{agency} gave no grade for {command.area} on case {command.case}.",
            "Moderation supersedes a grade that was given; see `assure return show`.",
        )
    return returned.grades[command.area]


def _agree_area(
    state: Case, command: AgreeAreaGrade, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Agreeing a grade")
    _require_dissent(audit, command.dissent)
    tool = audit_tool(context, audit)
    require_area(tool, command.area)
    require_grade(tool, command.grade, f"Case {command.case}, area {command.area}", command.area)
    event = AreaGradeAgreed(**fields(command))
    return () if state.areas.get(command.area) == event else (event,)


def _find_not_applicable(
    state: Case, command: FindNotApplicable, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Finding an area not applicable")
    _require_dissent(audit, command.dissent)
    require_area(audit_tool(context, audit), command.area)
    if command.agency is not None:
        require_involved(audit, command.agency)
        _given(command, command.agency, context)
    if (command.agency, command.area) in state.not_applicable:
        return ()
    return (AreaFoundNotApplicable(**fields(command)),)


def _agree_overall(
    state: Case, command: AgreeOverallGrade, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Agreeing an overall grade")
    _require_dissent(audit, command.dissent)
    require_grade(audit_tool(context, audit), command.grade, f"Case {command.case}", None)
    if not context.recorded:
        _require_known_to_somebody(audit, command, context)
    event = OverallGradeAgreed(**fields(command))
    return () if state.overall == event else (event,)


def _take_back(state: Case, command: WithdrawLearning) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back learning")
    number = number_meant(
        state.learnt, state.not_learnt, command.number, lambda _: "see `assure moderate learnt`"
    )
    if number is None:
        return ()
    return (LearningWithdrawn(**(fields(command) | {"number": number})),)


def _require_known_to_somebody(audit: Audit, command: AgreeOverallGrade, context: Context) -> None:
    """Refuses an overall grade of a case in which no agency had a part: nobody can have made it."""
    unknown = all(
        isinstance(return_state(context, command.audit, command.case, agency), NotInvolved)
        for agency in audit.plan.agencies
    )
    if unknown and not counting_grades(context, audit, command.case):
        raise Refusal(
            "nobody-involved",
            f"No agency was involved in case {command.case}: nobody can grade it.",
            "Say so with the reason: `assure sample not-gradable`.",
        )
