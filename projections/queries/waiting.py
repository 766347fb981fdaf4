"""What waits for one person: the next step of everything that is theirs to do, the oldest first.

It reads the same views as everything else, so that it shows nobody more than they may see.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.kernel.access import Standing
from domain.kernel.vocabulary import Role
from projections.engine.projector import Session
from projections.queries.audits import audits_overview
from projections.queries.duties import Asked, Waiting
from projections.queries.duties_of_agencies import for_agency_lead, for_auditor
from projections.queries.duties_of_coordinator import for_coordinator
from projections.queries.duties_of_lead_auditor import concerns_to_see_through, for_lead_auditor
from projections.queries.duties_of_saig import for_saig

VIEWS = (
    *("audit_overview", "safeguarding_concerns", "auditor_nominated", "briefing_acknowledged"),
    *("actions", "single_agency_audits", "audit_views", "programmes", "recommendations"),
    *("people", "agencies", "successions"),
)
"""The views that nearly everybody's list needs."""
_SEEDS = """
WITH needed AS (
    SELECT audit, max(position) AS position
    FROM (
        SELECT audit, position FROM main.frame_committed
        UNION ALL
        SELECT audit, position FROM main.samples_superseded
    ) AS steps
    GROUP BY audit
),
drawn AS (SELECT audit, max(position) AS position FROM main.seed_drawn GROUP BY audit)
SELECT needed.audit
FROM needed
LEFT JOIN drawn ON drawn.audit = needed.audit
WHERE drawn.position IS NULL OR drawn.position < needed.position
ORDER BY needed.audit
"""
"""Audits whose case list, or whose draw that was set aside, waits for a seed."""


def waiting(session: Session, viewer: Standing, today: date) -> tuple[Waiting, ...]:
    """What waits for this viewer: concerns about a child, then what is overdue, then by day."""
    given = Asked(session, viewer, today, audits_overview(session))
    found = [
        *concerns_to_see_through(given),
        *for_auditor(given),
        *for_agency_lead(given),
        *for_lead_auditor(given),
        *for_saig(given),
        *for_neutral(given),
        *for_coordinator(given),
    ]
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _place(one: Waiting) -> tuple[bool, bool, date]:
    return (not one.is_concern, not one.overdue, one.due or date.max)


def for_neutral(given: Asked) -> Iterator[Waiting]:
    if not given.holds(Role.NEUTRAL):
        return
    due = {one.audit: one.returns_by for one in given.audits}
    over = {one.audit for one in given.audits if one.has_ended}
    for row in given.session.rows(_SEEDS):
        code = row["audit"]
        if code in over:
            continue
        command = f"sample seed {code} --seed DIGITS --source HOW --witness PERSON"
        yield given.one(code, "Draw the seed before a witness", command, due.get(code))
