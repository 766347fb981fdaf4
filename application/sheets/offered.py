"""Which sheets somebody is offered: those that they would have something to fill in on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import Role

if TYPE_CHECKING:
    from domain.kernel.access import Standing
    from projections.queries.audits import AuditOverview

Offered = tuple[str, str]
"""A kind of sheet, and the audit that it is about; empty: about none."""
_OWNERS = {Role.AGENCY_LEAD, Role.AUDITOR, Role.COORDINATOR}


def offered(standing: Standing, audits: Iterable[AuditOverview]) -> Iterator[Offered]:
    """The sheets for a person, in the order in which a year meets them.

    What a sheet holds, and whether its rows may be recorded, is judged when it is written and read.
    """
    roles = {grant.role for grant in standing.grants}
    if Role.COORDINATOR in roles:
        yield "people", ""
    for audit in audits:
        if not audit.has_ended:
            yield from ((kind, audit.audit) for kind in _of_audit(standing, audit))
    if roles & _OWNERS:
        yield "progress", ""


def _of_audit(standing: Standing, audit: AuditOverview) -> Iterator[str]:
    leads = audit.audit in standing.leads
    takes_part = bool(standing.agencies & set(audit.agencies))
    is_held = audit.moderation_held_on is not None
    is_done = is_held if STEPS[Process(audit.process)].moderated else audit.is_open
    if not audit.cases or not (leads or takes_part):
        return
    if takes_part and not is_held:
        yield "returns"
    yield "views"
    if takes_part:
        yield "numbers"
    if leads and audit.is_open and not is_held:
        yield "moderation"
    if is_done:
        yield "feedback"
    if leads and is_done:
        yield "certificates"
