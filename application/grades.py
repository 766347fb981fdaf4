"""The life of a case's grades, and an inspector's opening of its confidential text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Unpack

from pydantic import Field

from application.reading import Reader
from application.workspace import How, Workspace
from domain.kernel.event import Value
from domain.kernel.vocabulary import AgencyId, AreaId, AuditCode, CaseRef, GradeCode
from domain.returns.queries_and_feedback import RegradeOldCase
from ledger.decision import Outcome, Receipt
from ledger.errors import UnusableError
from ledger.reader import GradeLine
from ledger.screening import NOTHING_CONFIRMED, Confirmation


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
    if opening is None:
        return GradeHistory(lines, None)
    broken = break_glass(opening.work, audit, case, opening.reason, opening.confirmed)
    return GradeHistory(reader.grade_history(*asked, broken), broken)


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
