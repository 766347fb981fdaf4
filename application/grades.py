"""The life of a case's grades, and an inspector's opening of its confidential text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Unpack, cast

from pydantic import Field

from application.reading import Reader
from application.workspace import How, Workspace
from domain.audit.requirements import planned
from domain.audit.state import Audit
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Value
from domain.kernel.vocabulary import AgencyId, AreaId, AuditCode, CaseRef, GradeCode
from domain.returns.queries_and_feedback import RegradeOldCase
from domain.sample.state import Drawn
from domain.tool.events import ScaleGrade
from domain.tool.not_applicable import says_not_applicable
from domain.tool.requirements import not_a_grade
from domain.tool.spelling import grade_of
from domain.tool.state import Tool, ToolVersion
from ledger.decision import Outcome, Receipt
from ledger.errors import UnusableError
from ledger.reader import GradeLine
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from domain.audit.state import State as AuditState
    from ledger.service import Ledger


@dataclass(frozen=True, slots=True)
class GradeHistory:
    """`broken`: the receipt of the break-glass that opened the text; None if none was asked."""

    lines: tuple[GradeLine, ...]
    broken: Receipt | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody who opens a case's text by break-glass, and why; `confirmed`: of the reason."""

    work: Workspace
    reason: str
    confirmed: Confirmation = NOTHING_CONFIRMED


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


def grade_history(
    reader: Reader,
    audit: str,
    case: str,
    agency: str | None = None,
    area: str | None = None,
    *,
    opening: Opening | None = None,
) -> GradeHistory:
    """Every step in the life of a case's grades; of one agency and area if given.

    `opening`: opens the text by break-glass once the grades themselves may be read.
    """
    asked = audit, case, agency, area
    lines = reader.grade_history(*asked)
    if not lines and reader.as_at is None:
        _require_there(reader, audit, case, area)
    if opening is None:
        return GradeHistory(lines, None)
    broken = break_glass(opening.work, audit, case, opening.reason, opening.confirmed)
    return GradeHistory(reader.grade_history(*asked, broken), broken)


def _require_there(reader: Reader, audit: str, case: str, area: str | None) -> None:
    """Refuses an audit, a case or an area that is not there: no grade of it ever was."""
    agreed = planned(cast("AuditState", reader.state(streams.audit(audit))), audit)
    drawn = reader.state(streams.sample(audit))
    cases = drawn.cases if isinstance(drawn, Drawn) else {}
    if case not in cases:
        raise Refusal(
            "case-not-sampled",
            f"Case {case} is not in the sample of {audit}.",
            "See its cases with `assure sample show`.",
        )
    if cases[case].replaced:
        raise Refusal(
            "case-replaced",
            f"Case {case} of {audit} was replaced before it was graded.",
            "See by which case with `assure sample show`.",
        )
    tool = reader.state(streams.tool(agreed.plan.tool))
    areas = tool.versions[agreed.agreed.tool_version].areas if isinstance(tool, Tool) else {}
    if area is not None and areas and area not in areas:
        raise Refusal(
            "unknown-area",
            f"{area!r} is not an area of this audit's tool.",
            f"Its areas are: {', '.join(areas)}.",
        )


def break_glass(
    work: Workspace,
    audit: str,
    case: str,
    reason: str,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Receipt:
    """Records that an inspector opens a case's text now; with the receipt it may be read.

    The opening is recorded before any text is read, and stays recorded.
    """
    if work.ledger.custodian is None:
        raise UnusableError(
            "The keys of this ledger are not on this machine, so no text can be opened.",
            "Nothing was recorded. Set ASSURE_HOME to where its keys are.",
        )
    from domain.vault.decisions import BreakGlass

    asked = BreakGlass(subject=f"{audit}/{case}", reason=reason)
    return work.record(asked, confirmed=confirmed).receipt


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
