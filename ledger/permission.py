"""Who may record: the names that a stamp can hold, and who may give which command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

from pydantic import TypeAdapter, ValidationError

from domain.directory.events import PartnershipFormed
from domain.kernel import streams
from domain.kernel.access import (
    ACCESS,
    Grant,
    Resource,
    Right,
    Scope,
    Standing,
    may_enter,
    may_record,
)
from domain.kernel.command import Command, Context, Refusal
from domain.kernel.days import day_words
from domain.kernel.event import OnBehalf
from domain.kernel.vocabulary import PersonId, Role, StreamId
from ledger.errors import NotPermittedError

if TYPE_CHECKING:
    from domain.directory.state import Directory

Look = Callable[[StreamId], object]
"""A stream's state as the decision sees it."""
_COMMAND_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


def standing_of(person: str, audit: str | None, look: Look) -> Standing:
    """What a person is: the roles held, and whether they lead `audit`.

    A stranger is nothing, and so is somebody who has left.
    """
    directory = cast("Directory", look(streams.DIRECTORY))
    enrolled = directory.people.get(person)
    if enrolled is None or enrolled.left:
        return Standing(person)
    leads: frozenset[str] = frozenset()
    if audit is not None:
        from domain.audit.state import Audit

        state = look(streams.audit(audit))
        if isinstance(state, Audit) and state.lead == person:
            leads = frozenset({audit})
    return Standing(person, enrolled.grants, leads)


def require_permission(
    command: Command, actor: str, look: Look, on_behalf: OnBehalf | None = None
) -> Grant:
    """The grant under which the actor may record every event the command may lead to.

    Of what they enter for somebody, it is that person's grant, and the actor may enter such things.
    Raises NotPermittedError. Forming the partnership needs none: nobody holds a role before it.
    """
    if on_behalf is not None:
        _require_may_enter(command, actor, on_behalf.person, look)
        return require_permission(command, on_behalf.person, look)
    if PartnershipFormed in command.records:
        return Grant(Role.COORDINATOR)
    standing = _taking_part(standing_of(actor, command.resource.audit, look), look)
    grants = [may_record(standing, event.__name__, command.resource) for event in command.records]
    if grants and all(grants):
        return cast(Grant, grants[0])
    refused = next(
        (event.__name__ for event, grant in zip(command.records, grants, strict=True) if not grant),
        None,
    )
    held = _held(actor, look)
    why, remedy = _why_not(actor, refused, command.resource, look)
    raise NotPermittedError(
        f"{actor} may not {_words(type(command).__name__)}: they hold"
        f" {', '.join(held) or 'no role'}{why and f'; {why}'}.",
        remedy,
    )


def _require_may_enter(command: Command, actor: str, person: str, look: Look) -> None:
    """Refuses whoever may not enter a command for somebody else, or enters it for themselves."""
    if actor == person:
        raise Refusal(
            "own-act",
            f"{actor} enters this on their own behalf.",
            "Leave out for whom it is entered: it is recorded as their own act.",
        )
    standing = standing_of(actor, command.resource.audit, look)
    if not all(may_enter(standing, event.__name__, command.resource) for event in command.records):
        raise NotPermittedError(
            f"{actor} may not {_words(type(command).__name__)} on behalf of {person}.",
            "The coordinator enters what an agency sent in, or the audit's lead auditor does.",
        )


def require_known_enough(context: Context) -> None:
    """Refuses whoever is not known as the partnership requires of whoever records on this day."""
    state = cast("Directory", context.look(streams.DIRECTORY))
    required = state.required_on(context.today)
    if required is None:
        return
    if not required.at_least.holds_for(context.known_by, is_signed=context.is_signed):
        raise NotPermittedError(
            f"Since {day_words(required.from_day)} whoever records here is known by"
            f" {required.at_least.words}, or better, and {context.actor} is not.",
            required.at_least.remedy,
        )


def _held(person: str, look: Look) -> list[str]:
    """A person's roles in words."""
    grants = standing_of(person, None, look).grants
    return sorted({f"{g.role}{f' of {g.agency}' if g.agency else ''}" for g in grants})


def require_all_permitted(
    commands: Iterable[tuple[Command, OnBehalf | None]], actor: str, look: Look
) -> None:
    """Refuses whoever may not give one of the commands, as things stand.

    Up to one that changes who may: what follows it is judged when it is recorded.
    """
    for command, on_behalf in commands:
        require_permission(command, actor, look, on_behalf)
        if command.stream == streams.DIRECTORY:
            break


def _why_not(actor: str, event: str | None, resource: Resource, look: Look) -> tuple[str, str]:
    """What a person lacks to record an event, where it is no role, and who can mend it."""
    directory = cast("Directory", look(streams.DIRECTORY))
    enrolled = directory.people.get(actor)
    if enrolled is None or enrolled.left:
        known = "has left" if enrolled else "is not enrolled here"
        return "", f"{actor} {known}. The coordinator enrols people: `assure person enrol`."
    rights = ACCESS[event].record if event in ACCESS else frozenset[Right]()
    held = {grant.role: grant for grant in sorted(enrolled.grants, key=str)}
    for right in sorted(rights, key=lambda right: (right.scope, right.role)):
        grant = held.get(right.role)
        if grant is None:
            continue
        if right.scope is Scope.LED_AUDIT and resource.audit is not None:
            return (
                f"{actor} is not appointed to lead {resource.audit}",
                f"SAIG appoints: `assure plan appoint {resource.audit} {actor}`.",
            )
        if right.scope is Scope.OWN_AGENCY and grant.agency is not None:
            return _of_another(grant.agency, right.role, resource, directory)
    if event is not None and (remedy := no_keeper(event, directory)) is not None:
        return "", remedy
    needed = ", ".join(sorted({right.role for right in rights}))
    return "", (
        f"It takes {needed or 'nobody: the ledger records it itself'}; the coordinator grants"
        f" roles. Who may what: `assure access show --for {actor}`."
    )


def no_keeper(event: str, directory: Directory) -> str | None:
    """What to do where only a keeper may record an event, and nobody is one; None elsewhere."""
    rights = ACCESS[event].record if event in ACCESS else frozenset[Right]()
    if {right.role for right in rights} != {Role.KEEPER} or any(
        person.holds(Role.KEEPER) for person in directory.people.values()
    ):
        return None
    return (
        "It takes a keeper, and nobody is one. The coordinator grants the role; after the first"
        " keeper that takes a second person, who asks a week before: `assure request keeper`."
    )


def _of_another(
    agency: str, role: Role, resource: Resource, directory: Directory
) -> tuple[str, str]:
    """Why a role for one agency does not reach: it left, or the act is another's."""
    if directory.agencies[agency].left:
        return (
            f"{directory.agencies[agency].title} has left the partnership",
            "What it recorded stays its own. If another agency took its place, its people record.",
        )
    if resource.agency is None:
        return "it is for no agency", "Say for which: --agency."
    return (
        f"that reaches {agency}, not {resource.agency}",
        f"Somebody of {resource.agency} does it, or say --agency {agency}.",
    )


def _taking_part(standing: Standing, look: Look) -> Standing:
    """Without the roles held for an agency that has left: it does not go on recording."""
    directory = cast("Directory", look(streams.DIRECTORY))
    gone = {name for name, agency in directory.agencies.items() if agency.left}
    return replace(
        standing, grants=frozenset(one for one in standing.grants if one.agency not in gone)
    )


def rights_needed(command: Command) -> str:
    """Whoever may give the command, in words: `saig-chair or saig-member`."""
    (rights, *others) = [ACCESS[event.__name__].record for event in command.records]
    allowed = rights.intersection(*others)
    named = sorted(
        f"{right.role}" if right.scope is Scope.ANYWHERE else f"{right.role} ({right.scope})"
        for right in allowed
    )
    return " or ".join(named) or "a right that nobody has"


def _words(name: str) -> str:
    """A command's name in words: `AppendReturn` is `append return`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


@cache
def _person() -> TypeAdapter[str]:
    return TypeAdapter(PersonId)


def require_names(person: str, command_id: str) -> None:
    """Refuses an actor or a command id that could not stand in a stamp."""
    try:
        _person().validate_python(person, strict=True)
    except ValidationError as error:
        raise Refusal(
            "bad-actor",
            f"{person!r} is not a person's short name.",
            "Use lower-case letters, digits and single hyphens, such as j-mensah.",
        ) from error
    if _COMMAND_ID.fullmatch(command_id) is None:
        raise Refusal(
            "bad-command-id",
            f"{command_id!r} cannot be a command id.",
            "Use up to 100 letters, digits, dots, colons, hyphens and underscores.",
        )
