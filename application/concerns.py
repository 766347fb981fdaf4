"""Raising a safeguarding concern: for whom, and under which number (framework section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from application.workspace import Workspace
from domain.concern.decisions import RaiseConcern
from domain.concern.state import Concern
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Role
from ledger.decision import Outcome
from ledger.errors import ConflictError
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.service import Ledger

TRIES_MAX = 5
"""How many times to try the next number, when somebody else has just taken one."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern, with the number that it has in its audit."""

    number: int
    outcome: Outcome


def raise_concern(
    work: Workspace,
    audit: str,
    text: str,
    case: str | None = None,
    agency: str | None = None,
    seen_on: date | None = None,
    *,
    command_id: str | None = None,
    dry_run: bool = False,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Raised:
    """Raises a concern under the audit's first free number, or under the one it has already.

    `agency`: the person's own if left out. `seen_on`: today if left out. Raises what
    `Workspace.record` raises.
    """
    asked = RaiseConcern(
        audit=audit,
        concern=1,
        case=case,
        agency=agency or _own_agency(work, audit),
        seen_on=seen_on or work.today,
        words=text,
    )
    tries = 0
    while True:
        number = _number(work.ledger, asked)
        wanted = RaiseConcern.model_validate({**dict(asked), "concern": number})
        try:
            outcome = work.record(
                wanted, command_id=command_id, dry_run=dry_run, confirmed=confirmed
            )
        except (ConflictError, Refusal) as error:
            tries += 1
            if tries == TRIES_MAX or not _is_taken(error):
                raise
        else:
            return Raised(number, outcome)


def _is_taken(error: ConflictError | Refusal) -> bool:
    """Whether somebody else has raised another concern under the number meanwhile."""
    return isinstance(error, ConflictError) or error.code == "concern-exists"


def _own_agency(work: Workspace, audit: str) -> str | None:
    """The agency that the person audits for; None for the audit's lead auditor.

    It is one at most: a person holds an agency's roles in their own agency only.
    """
    standing = work.ledger.standing(work.person, audit)
    if audit in standing.leads:
        return None
    agencies = (grant.agency for grant in standing.grants if grant.role is Role.AUDITOR)
    return next(agencies, None)


def _number(ledger: Ledger, asked: RaiseConcern) -> int:
    """The number of this same concern if it is raised already, else the first free one."""
    number = 1
    while isinstance(known := ledger.state(streams.concern(asked.audit, number)), Concern):
        if _is_same(known, asked):
            return number
        number += 1
    return number


def _is_same(known: Concern, asked: RaiseConcern) -> bool:
    return all(getattr(known.raised, name) == given for name, given in asked if name != "concern")
