"""The life of a case's grades, and an inspector's opening of its confidential text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from application.reading import Reader
from application.workspace import Workspace
from domain.kernel import streams
from domain.kernel.command import Refusal
from ledger.decision import Receipt
from ledger.errors import UnusableError
from ledger.grade_lines import GradeLine
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from domain.audit.state import State as AuditState


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
    from domain.audit.requirements import planned
    from domain.sample.state import Drawn
    from domain.tool.state import Tool

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
