"""The safeguarding concerns met in audits (framework section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.rows import countable_audits, read, values

_CONCERNS = """
SELECT
    audit, concern, case_ref, agency, seen_on, raised_at, taken_up_on, acknowledged_on,
    resolved_on, position
FROM main.safeguarding_concerns
ORDER BY resolved_on IS NOT NULL, seen_on, position
"""


@dataclass(frozen=True, slots=True)
class ConcernCounts:
    """How many safeguarding concerns of an audit came to each step."""

    audit: str
    raised: int
    taken_up: int
    acknowledged: int
    resolved: int
    unresolved: int


@dataclass(frozen=True, slots=True)
class Concern:
    """`days_open`: from the day it was seen to its resolution, or to today.

    `position`: of the entry that raised it, where its words are.
    """

    audit: str
    concern: int
    case_ref: str
    agency: str | None
    seen_on: date
    raised_at: datetime
    taken_up_on: date | None
    acknowledged_on: date | None
    resolved_on: date | None
    days_open: int
    position: int


def concern_counts(session: Session) -> tuple[ConcernCounts, ...]:
    """Of each audit with a plan of which the viewer may know the number."""
    counted = countable_audits(session, "ConcernRaised")
    found = read(session, ConcernCounts, "concern_counts", order="audit")
    return tuple(one for one in found if one.audit in counted)


def concerns(session: Session, today: date) -> tuple[Concern, ...]:
    """The concerns that the viewer may read: unresolved first, the oldest first."""
    return tuple(
        Concern(**values(row), days_open=((row["resolved_on"] or today) - row["seen_on"]).days)
        for row in session.rows(_CONCERNS)
    )
