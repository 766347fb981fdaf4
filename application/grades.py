"""Grades as they are written, on the scale of an audit's tool; and cases graded again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Unpack

from pydantic import Field

from application.workspace import How, Workspace
from domain.audit.state import Audit
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Value
from domain.kernel.vocabulary import AgencyId, AreaId, AuditCode, CaseRef, GradeCode
from domain.returns.queries_and_feedback import RegradeOldCase
from domain.tool.events import ScaleGrade
from domain.tool.not_applicable import says_not_applicable
from domain.tool.requirements import not_a_grade
from domain.tool.spelling import grade_of
from domain.tool.state import Tool, ToolVersion
from ledger.decision import Outcome

if TYPE_CHECKING:
    from ledger.service import Ledger


def tool_of(ledger: Ledger, audit: str) -> ToolVersion | None:
    """The version of the tool that an audit uses; None for an audit without a plan."""
    state = ledger.state(streams.audit(audit))
    if not isinstance(state, Audit):
        return None
    tool = ledger.state(streams.tool(state.plan.tool))
    return tool.versions[state.agreed.tool_version] if isinstance(tool, Tool) else None


def grade_code(ledger: Ledger, audit: str, written: str, area: str | None) -> str:
    """The code of a grade as somebody wrote it, such as `Requires improvement` or `RI`.

    Refuses what is no grade of the audit's tool. Where there is no audit, it is as it was written:
    the command itself refuses the audit.
    """
    tool = tool_of(ledger, audit)
    scale = () if tool is None else tool.scale_of(area)
    code = grade_of(scale, written)
    if tool is not None and code is None and says_not_applicable(written):
        raise not_a_grade("--grade", written)
    if tool is not None and code is None:
        raise Refusal("grade-outside-scale", f"{written!r} {no_grade(tool)}", grades_are(scale))
    return code or written


def no_grade(tool: ToolVersion) -> str:
    """What a grade is that the scale of its area does not have."""
    return "is not a grade of this " + ("scale." if tool.recorded.scales else "tool.")


def grades_are(scale: Iterable[ScaleGrade]) -> str:
    """The grades of a scale, best first, as a remedy."""
    return f"Its grades are: {', '.join(grade.label for grade in reversed(tuple(scale)))}."


class GradedAgainSheet(Value):
    """A case's areas with the grades that a second auditor gives them, for an audit's ruler."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    in_audit: AuditCode
    grades: Annotated[dict[AreaId, GradeCode], Field(min_length=1)]


def grade_again(work: Workspace, sheet: GradedAgainSheet, **how: Unpack[How]) -> Outcome:
    """Records a case's second grades, all of them or none."""
    key = {name: getattr(sheet, name) for name in ("audit", "case", "agency", "in_audit")}
    commands = (
        RegradeOldCase(**key, area=area, grade=grade) for area, grade in sheet.grades.items()
    )
    return work.record(*commands, **how)
