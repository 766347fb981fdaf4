"""Who was heard in an audit, and the safeguarding concerns met in it (framework sections 8, 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.reading import countable_audits, read, readable_audits, values

_OF_CASES = ("ViewsSought", "ViewsRecorded", "ViewsNotSought")
_CONCERNS = """
SELECT
    audit, concern, case_ref, agency, seen_on, raised_at, taken_up_on, acknowledged_on,
    resolved_on, position
FROM main.safeguarding_concerns
ORDER BY resolved_on IS NOT NULL, seen_on, position
"""


@dataclass(frozen=True, slots=True)
class AuditViews:
    """Whether the views of children and families are sought, how, and what came of it.

    `sought` is None before it is decided. Cases are those to be audited; `cases_silent`: of which
    nothing is recorded. `group_views`: entries of a questionnaire or the Young People's Board.
    """

    audit: str
    decided_on: date | None
    sought: bool | None
    methods: tuple[str, ...]
    by_whom: str | None
    reason: str | None
    cases: int
    cases_heard: int
    cases_asked: int
    cases_not_sought: int
    cases_silent: int
    group_views: int
    respondents: int


@dataclass(frozen=True, slots=True)
class CaseViews:
    """`state`: heard, asked, not sought or nothing recorded; `position`: the entry that says so.

    `agency`: whose worker, None for nobody of the audit. `on` is None for views not sought.
    """

    audit: str
    case_ref: str
    state: str
    method: str | None
    agency: str | None
    on: date | None
    position: int | None


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


def audit_views(session: Session) -> tuple[AuditViews, ...]:
    """Of each audit with a plan; only where the viewer may know of every case."""
    whole = readable_audits(session, *_OF_CASES, "GroupViewsRecorded")
    found = read(session, AuditViews, "audit_views", order="audit")
    return tuple(one for one in found if one.audit in whole)


def case_views(session: Session, audit: str) -> tuple[CaseViews, ...]:
    """One for each case to be audited; empty where the viewer may not know of every case."""
    if audit not in readable_audits(session, *_OF_CASES):
        return ()
    return read(
        session, CaseViews, "case_views", where="audit = ?", order="case_ref", parameters=[audit]
    )


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
