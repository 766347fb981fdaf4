"""Whether the views of children and families are sought, and what came (framework section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projections.engine.projector import Session
from projections.queries.rows import read, readable_audits

_OF_CASES = ("ViewsSought", "ViewsRecorded", "ViewsNotSought", "ViewsWithdrawn")


@dataclass(frozen=True, slots=True)
class AuditViews:
    """Whether the views of children and families are sought, how, and what came of it.

    `is_sought` is None before it is decided. Cases are those to be audited; of `cases_silent`
    nothing is recorded. `group_views`: entries of a questionnaire or the Young People's Board.
    """

    audit: str
    decided_on: date | None
    is_sought: bool | None
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
    `number`: which of the case's it is, as `assure views withdraw` takes it.

    `agency`: whose worker, None for nobody of the audit. `on` is None for views not sought.
    """

    audit: str
    case_ref: str
    state: str
    method: str | None
    agency: str | None
    on: date | None
    number: int | None
    position: int | None


@dataclass(frozen=True, slots=True)
class GroupViews:
    """What a group said of one audit's subject; its words are in the ledger, at `position`."""

    audit: str
    method: str
    heard_on: date
    respondents: int
    number: int
    position: int


def audit_views(session: Session) -> tuple[AuditViews, ...]:
    """Of each audit with a plan; only where the viewer may know of every case."""
    whole = readable_audits(session, *_OF_CASES, "GroupViewsRecorded", "GroupViewsWithdrawn")
    found = read(session, AuditViews, "audit_views", order="audit")
    return tuple(one for one in found if one.audit in whole)


def case_views(session: Session, audit: str) -> tuple[CaseViews, ...]:
    """One for each case to be audited; empty where the viewer may not know of every case."""
    if audit not in readable_audits(session, *_OF_CASES):
        return ()
    return read(
        session,
        CaseViews,
        "case_views",
        where="audit = ?",
        order="numbered(case_ref)",
        parameters=[audit],
    )


def group_views(session: Session, audit: str | None = None) -> tuple[GroupViews, ...]:
    """What groups said: of one audit, or of all of which the viewer may read it."""
    return read(
        session,
        GroupViews,
        "group_views",
        where="$1::VARCHAR IS NULL OR audit = $1::VARCHAR",
        order="position",
        parameters=[audit],
    )
