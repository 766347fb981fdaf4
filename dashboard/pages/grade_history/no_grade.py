"""What is said where there is no grade: none may be read yet, or the case was replaced."""

from __future__ import annotations

from dashboard.kit import address, blocks
from dashboard.pages.grade_history import life
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview
from projections.queries.sample import AuditCase


def none_yet(given: Reading, audit: AuditOverview) -> None:
    blocks.answer(
        "There is no grade of this audit that you may read now.",
        under=(
            "Until its returns are opened, each is for its own agency and the lead auditor"
            f" ({given.person(audit.lead_auditor) or 'not appointed yet'}).",
        ),
    )


def replaced(case: AuditCase) -> None:
    """What became of a case that was drawn and is not audited."""
    why = (case.replacement_reason or "").replace("-", " ")
    if case.replaced_by is None:
        blocks.answer(
            f"{case.case_ref} was drawn and replaced by none: {why}.",
            under=("Its stratum was used up. It has no grade, and counts in nothing.",),
        )
        return
    successor = address.to(
        case.replaced_by, "grade_history", audit=case.audit, case=case.replaced_by
    )
    blocks.answer(
        f"{case.case_ref} was drawn and replaced by ",
        successor,
        f": {why}.",
        under=("It has no grade, and counts in nothing.", life.entry_link(case.position)),
    )
