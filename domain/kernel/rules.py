"""Rules that hold for every noun: about days, reasons, texts, and steps that are taken once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.kernel.command import Context, Refusal
from domain.kernel.event import Event


def require_day(field: str, day: date, context: Context, not_before: date | None = None) -> None:
    """Refuses a day in the future, or before the day on which the thing could first happen."""
    if day > context.today:
        raise Refusal(
            "date-in-future",
            f"{field} is {day}, which is after today, {context.today}.",
            "Record it when it has happened, or correct the date.",
        )
    if not_before is not None and day < not_before:
        raise Refusal(
            "date-too-early",
            f"{field} is {day}, before {not_before}, the earliest day it can have happened.",
            "Correct the date.",
        )


def require_reason(reason: str, what: str) -> None:
    """Refuses a blank reason."""
    if not reason.strip():
        raise Refusal("no-reason", f"{what} needs a reason.", "Say why in a sentence.")


def require_text(text: str, what: str) -> None:
    """Refuses a blank text where something has to be said."""
    if not text.strip():
        raise Refusal("left-empty", f"{what} is left empty.", "Write it in a sentence.")


def require_once(what: str, names: Iterable[str]) -> None:
    """Refuses a name that a list gives twice."""
    listed = list(names)
    twice = sorted({name for name in listed if listed.count(name) > 1})
    if twice:
        raise Refusal(
            "named-twice", f"{what} {', '.join(twice)} is named twice.", "Name each once."
        )


def unless_recorded(known: Event | None, event: Event, otherwise: Refusal) -> tuple[Event, ...]:
    """A step that is taken once: nothing if it is so already, `otherwise` where it differs."""
    if known is None:
        return (event,)
    if known == event:
        return ()
    raise otherwise
