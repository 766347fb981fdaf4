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

_OF_EVERYBODY = (
    *("audit_overview", "auditor_nominated", "briefing_acknowledged", "actions"),
    *("people", "agencies", "successions"),
)
_OF_SAIG = ("programmes", "recommendations", "single_agency_audits")
_OF_ROLE = {
    Role.COORDINATOR: (*_OF_SAIG, "returns_in", "programme_items"),
    Role.SAIG_CHAIR: _OF_SAIG,
    Role.SAIG_MEMBER: _OF_SAIG,
    Role.AGENCY_LEAD: ("single_agency_audits",),
    Role.NEUTRAL: ("frame_committed", "draws_set_aside", "seed_drawn"),
}
_OF_LEAD_AUDITOR = ("safeguarding_concerns", "audit_views", "certificates", "report_comments")
_SEEDS = """
WITH needed AS (
    SELECT audit, max(position) AS position
    FROM (
        SELECT audit, position FROM main.frame_committed
        UNION ALL
        SELECT audit, position FROM main.draws_set_aside
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


def views_for(standing: Standing) -> tuple[str, ...]:
    """The views that the list of a person with these roles needs, whatever audits they lead."""
    of_roles = [view for grant in standing.grants for view in _OF_ROLE.get(grant.role, ())]
    return tuple(dict.fromkeys((*_OF_EVERYBODY, *of_roles)))


def waiting(session: Session, viewer: Standing, today: date) -> tuple[Waiting, ...]:
    """What waits for this viewer: concerns about a child, then what is overdue, then by day."""
    given = Asked(session, viewer, today, audits_overview(session))
    found = [
        *for_auditor(given),
        *for_agency_lead(given),
        *_for_lead_auditor(given),
        *_for_saig(given),
        *for_neutral(given),
        *_for_coordinator(given),
    ]
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _place(one: Waiting) -> tuple[bool, bool, date]:
    return (not one.is_concern, not one.overdue, one.due or date.max)


# What only some people's lists need is imported, and read, for them alone.


def _for_lead_auditor(given: Asked) -> Iterator[Waiting]:
    if not given.viewer.leads:
        return
    from projections.queries import duties_of_lead_auditor

    given.session.gather(*_OF_LEAD_AUDITOR)
    yield from duties_of_lead_auditor.concerns_to_see_through(given)
    yield from duties_of_lead_auditor.for_lead_auditor(given)


def _for_saig(given: Asked) -> Iterator[Waiting]:
    if given.holds(Role.SAIG_CHAIR, Role.SAIG_MEMBER):
        from projections.queries.duties_of_saig import for_saig

        yield from for_saig(given)


def _for_coordinator(given: Asked) -> Iterator[Waiting]:
    if given.holds(Role.COORDINATOR):
        from projections.queries.duties_of_coordinator import for_coordinator

        yield from for_coordinator(given)


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
