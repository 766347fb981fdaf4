"""Requests for what cannot be undone: who asked for what, what stands in its way, what was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.command import Context
from domain.request.requirements import carried_out
from domain.request.state import Request, Requests

if TYPE_CHECKING:
    from application.reading import Reader


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """One request. `standing`: done, withdrawn, held, waiting for its day, or ready to be done."""

    number: int
    act: str
    about: str
    standing: str
    not_before: date
    asked_by: str
    asked_on: date
    reason: str
    authority: str | None
    held_by: tuple[str, ...]


def standings(reader: Reader, today: date) -> Iterator[RequestStanding]:
    """Every request, the newest first."""
    reader.require_known()
    context = Context(reader.person, today, reader.state)
    for request in reversed(cast(Requests, reader.state(streams.REQUESTS)).all):
        asked = request.asked
        yield RequestStanding(
            number=asked.number,
            act=asked.act,
            about=asked.about,
            standing=_standing(request, context),
            not_before=asked.not_before,
            asked_by=asked.asked_by,
            asked_on=asked.asked_on,
            reason=asked.reason,
            authority=asked.authority,
            held_by=tuple(hold.held_by for hold in request.holds),
        )


def pending(reader: Reader, today: date) -> tuple[RequestStanding, ...]:
    """The requests that are neither done nor withdrawn: what can still be held back."""
    return tuple(
        one for one in standings(reader, today) if one.standing not in ("done", "withdrawn")
    )


def _standing(request: Request, context: Context) -> str:
    if request.is_withdrawn:
        return "withdrawn"
    if carried_out(context, request):
        return "done"
    if request.holds:
        return "held"
    return "waiting" if context.today < request.asked.not_before else "ready"
