"""Who may record: the names that a stamp can hold, and who may give which command."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

from pydantic import TypeAdapter, ValidationError

from domain.directory.events import PartnershipFormed
from domain.kernel import streams
from domain.kernel.access import Grant, Standing, may_record
from domain.kernel.command import Command, Refusal
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


def require_permission(command: Command, actor: str, look: Look) -> Grant:
    """The grant under which the actor may record every event the command may lead to.

    Raises NotPermittedError. Forming the partnership needs none: nobody holds a role before it.
    """
    if PartnershipFormed in command.records:
        return Grant(Role.COORDINATOR)
    standing = _taking_part(standing_of(actor, command.resource.audit, look), look)
    grants = [may_record(standing, event.__name__, command.resource) for event in command.records]
    if grants and all(grants):
        return cast(Grant, grants[0])
    held = sorted({f"{g.role}{f' of {g.agency}' if g.agency else ''}" for g in standing.grants})
    raise NotPermittedError(
        f"{actor} may not {_words(type(command).__name__)}: they hold"
        f" {', '.join(held) or 'no role'}.",
        "See who may with `assure access show`; the coordinator grants roles.",
    )


def _taking_part(standing: Standing, look: Look) -> Standing:
    """Without the roles held for an agency that has left: it does not go on recording."""
    directory = cast("Directory", look(streams.DIRECTORY))
    gone = {name for name, agency in directory.agencies.items() if agency.left}
    return replace(
        standing, grants=frozenset(one for one in standing.grants if one.agency not in gone)
    )


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
