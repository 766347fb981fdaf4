"""The agencies' own audits, declared for the year and fed back to SAIG (framework section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.vocabulary import quarter_of
from projections.engine.projector import Session
from projections.queries.rows import reads_everywhere, values

_AUDITS = """
SELECT
    agency, ref, title, period, quarter, state, reported_on, strengths, improvements,
    for_the_programme, document_name, document_digest, considered_on, conclusion, position
FROM main.single_agency_audits
ORDER BY quarter NULLS LAST, agency, numbered(ref)
"""


@dataclass(frozen=True, slots=True)
class SingleAgencyAudit:
    """`state`: declared, reported or considered. `period` None: reported without being declared.

    `late`: its quarter has passed and nothing is reported. `position`: of the report, if any.
    """

    agency: str
    ref: str
    title: str
    period: str | None
    quarter: str | None
    state: str
    reported_on: date | None
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    for_the_programme: str | None
    document_name: str | None
    document_digest: str | None
    considered_on: date | None
    conclusion: str | None
    position: int | None
    late: bool


def single_agency_audits(session: Session, today: date) -> tuple[SingleAgencyAudit, ...]:
    """Every agency's own audits by quarter; empty for a viewer who may not read the reports:
    to them all would seem late."""
    if not reads_everywhere(session, "SingleAgencyAuditReported"):
        return ()
    quarter_now = quarter_of(today)
    return tuple(
        SingleAgencyAudit(
            **values(row),
            late=row["state"] == "declared" and row["quarter"] < quarter_now,
        )
        for row in session.rows(_AUDITS)
    )
