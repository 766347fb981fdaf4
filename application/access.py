"""The access table for people to read: who may record and who may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from domain.audit.state import Audit
from domain.kernel.access import ACCESS, Right, Scope, Standing
from domain.kernel.command import Refusal
from domain.kernel.days import day_words
from domain.kernel.vocabulary import Role

if TYPE_CHECKING:
    from datetime import date

    from pydantic import BaseModel

    from domain.directory.state import Directory
    from domain.kernel.event import Event
    from ledger.service import Ledger


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who has each right over the entries of one kind. `words_*`: over their confidential text.

    `entered_by`: who may enter it for somebody who may record it.
    """

    event: str
    recorded_by: str
    read_by: str
    read_once_open: str
    words_read_by: str
    words_once_open: str
    counted_by: str
    noticed_by: str
    entered_by: str


def own_agency(ledger: Ledger, person: str, command: type[BaseModel]) -> str | None:
    """The one agency whose act a command of this person is; None if there are several, or none.

    Only for a command that needs an agency, and that the person may give for their own.
    """
    field = command.model_fields.get("agency")
    records = cast("tuple[type[Event], ...]", getattr(command, "records", ()))
    if field is None or not field.is_required() or not records:
        return None
    rights = frozenset.intersection(*(ACCESS[event.__name__].record for event in records))
    roles = {right.role for right in rights if right.scope is Scope.OWN_AGENCY}
    return _only(grant.agency for grant in ledger.standing(person).grants if grant.role in roles)


def agency_of(ledger: Ledger, person: str) -> str | None:
    """The one agency for which a person holds a role; None if there are several, or none."""
    return _only(ledger.standing(person).agencies)


def required_words(directory: Directory, day: date) -> str:
    """How whoever records on a day must be known, in a sentence without its full stop."""
    required, newest = directory.required_on(day), directory.proofs[-1:]
    told = (
        "Nothing is required of how whoever records is known"
        if required is None
        else f"Whoever records is known by {required.at_least.words}, or better"
    )
    later = (f"; from {day_words(one.from_day)} by {one.at_least.words}" for one in newest
             if one.from_day > day)  # fmt: skip
    return told + "".join(later)


def _only(agencies: Iterable[str | None]) -> str | None:
    held = {agency for agency in agencies if agency is not None}
    return held.pop() if len(held) == 1 else None


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that can be recorded, and whether somebody may; `why_not`: what they lack."""

    event: str
    may_record: str
    may_read: str
    why_not: str


def answers_for(ledger: Ledger, person: str) -> Iterator[Answer]:
    """What one person may record and read, of what, with the reason where they may not."""
    standing = ledger.standing(person)
    led = sorted(leads_of(ledger, person))
    held = {grant.role: grant for grant in standing.grants}
    for event, row in ACCESS.items():
        record = _theirs(row.record, standing, led)
        needs = ", ".join(sorted({right.role for right in row.record} - held.keys()))
        why_not = "" if record else f"needs the role {needs}" if needs else "leads no audit"
        yield Answer(
            event=event,
            may_record=", ".join(record),
            may_read=", ".join(_theirs(row.read | row.read_once_open, standing, led)),
            why_not=why_not if row.record else "nobody records it",
        )


def leads_of(ledger: Ledger, person: str) -> Iterator[str]:
    """The audits that a person leads."""
    for stream in ledger.streams("audit"):
        state = ledger.state(stream)
        if isinstance(state, Audit) and state.lead == person:
            yield state.plan.audit


def _theirs(rights: Iterable[Right], standing: Standing, led: list[str]) -> list[str]:
    """How far a person's rights reach: anywhere, for which agencies, in which audits."""
    found: set[str] = set()
    for right in rights:
        grants = [grant for grant in standing.grants if grant.role is right.role]
        match right.scope:
            case Scope.ANYWHERE if grants:
                found.add("anywhere")
            case Scope.OWN_AGENCY | Scope.INVOLVED:
                found |= {grant.agency for grant in grants if grant.agency}
            case Scope.LED_AUDIT:
                found |= set(led)
    return ["anywhere"] if "anywhere" in found else sorted(found)


def access_table(event: str | None = None) -> Iterator[AccessRow]:
    """A row for each kind of entry, or for one. Refuses a name that is none."""
    if event is not None and event not in ACCESS:
        raise Refusal(
            "unknown-event",
            f"{event!r} is nothing that is recorded.",
            "The names are in `assure access show`, and in docs/events.md.",
        )
    for name, row in ACCESS.items() if event is None else [(event, ACCESS[event])]:
        yield AccessRow(
            event=name,
            recorded_by=_roles(row.record),
            read_by=_roles(row.read),
            read_once_open=_roles(row.read_once_open),
            words_read_by=_roles(row.text),
            words_once_open=_roles(row.text_once_open),
            counted_by=_roles(row.count),
            noticed_by=_roles(row.exists),
            entered_by=_roles(row.enter),
        )


def _roles(rights: Iterable[Right]) -> str:
    """The roles that have a right, each with how far it reaches."""
    anywhere = {right.role for right in rights if right.scope is Scope.ANYWHERE}
    if anywhere == set(Role):
        return "everybody enrolled with a role"
    if len(anywhere) > len(Role) / 2:
        return f"everybody but {', '.join(sorted(set(Role) - anywhere))}"
    return ", ".join(
        right.role.value
        if right.scope is Scope.ANYWHERE
        else f"{right.role.value} ({right.scope.value})"
        for right in sorted(rights, key=lambda right: (right.role, right.scope))
    )
