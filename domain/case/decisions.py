"""What the moderation day agrees about a case. It supersedes grades; it never overwrites one."""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.audit.events import ModerationHeld, ModerationOpened
from domain.audit.requirements import audit_tool, require_audit, require_involved
from domain.audit.state import Audit
from domain.case.events import (
    AreaGradeAgreed,
    Dissent,
    GradeModerated,
    LearningAgreed,
    OverallGradeAgreed,
)
from domain.case.state import Case
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.rules import require_once, require_reason
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    CaseText,
    GradeCode,
    StreamId,
)
from domain.returns.requirements import return_state
from domain.returns.state import Returned
from domain.sample.requirements import require_sampled
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


class AgreeOverallGrade(_CaseCommand):
    records: ClassVar[tuple[type[Event], ...]] = (OverallGradeAgreed,)
    grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class AgreeLearning(_CaseCommand):
    """Record learning that the day agrees from a case."""

    records: ClassVar[tuple[type[Event], ...]] = (LearningAgreed,)
    learning: Annotated[CaseText, common_fields.SAYING]


Commands = ModerateGrade | AgreeAreaGrade | AgreeOverallGrade | AgreeLearning


def decide(state: Case, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_audit(context, command.audit)
    _require_moderating(audit, command)
    require_sampled(context, command.audit, command.case)
    match command:
        case ModerateGrade():
            return _moderate(state, command, audit, context)
        case AgreeAreaGrade():
            return _agree_area(state, command, audit, context)
        case AgreeOverallGrade():
            return _agree_overall(state, command, audit, context)
        case AgreeLearning():
            require_reason(command.learning, "Learning")
            if command.learning in state.learning:
                return ()
            return (LearningAgreed(**fields(command)),)
        case _:
            assert_never(command)


def _require_moderating(audit: Audit, command: _CaseCommand) -> None:
    if not audit.has(ModerationOpened):
        raise Refusal(
            "moderation-not-open",
            f"Moderation of {command.audit} is not open.",
            "Open it when the returns are in: `assure moderate open`.",
        )
    if audit.has(ModerationHeld):
        raise Refusal(
            "moderation-closed",
            f"The moderation day of {command.audit} is over.",
            "What it agreed stands; bring a disagreement to the report.",
        )


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
    require_grade(tool, command.grade, f"Case {command.case}, area {command.area}")
    returned = return_state(context, command.audit, command.case, command.agency)
    if not isinstance(returned, Returned) or command.area not in returned.grades:
        raise Refusal(
            "no-grade",
            f"{command.agency} gave no grade for {command.area} on case {command.case}.",
            "Moderation supersedes a grade that was given; see `assure return show`.",
        )
    current = state.moderated.get((command.agency, command.area), returned.grades[command.area])
    if current == command.grade:
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


def _agree_area(
    state: Case, command: AgreeAreaGrade, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Agreeing a grade")
    _require_dissent(audit, command.dissent)
    tool = audit_tool(context, audit)
    require_area(tool, command.area)
    require_grade(tool, command.grade, f"Case {command.case}, area {command.area}")
    event = AreaGradeAgreed(**fields(command))
    return () if state.areas.get(command.area) == event else (event,)


def _agree_overall(
    state: Case, command: AgreeOverallGrade, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Agreeing an overall grade")
    _require_dissent(audit, command.dissent)
    require_grade(audit_tool(context, audit), command.grade, f"Case {command.case}")
    event = OverallGradeAgreed(**fields(command))
    return () if state.overall == event else (event,)
