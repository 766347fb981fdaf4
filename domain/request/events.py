"""A request for what cannot be undone, the holds on it, and its withdrawal.

That it was done stands in the entry that did it, which names the request by its number.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from domain.kernel.event import Event
from domain.kernel.vocabulary import Line, Number, PersonId, Text

About = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]+$", max_length=200)]
"""What an act is about: a subject, a new public name, a person, or the key that signs."""


class Act(StrEnum):
    """What one person cannot do alone."""

    ERASE = "erase"
    CONTINUE = "continue"
    ROTATE_KEY = "rotate-key"
    GRANT_KEEPER = "grant-keeper"
    REQUIRE_PROOF = "require-proof"


class ActRequested(Event):
    """`asked_by` asks that another person does this, on `not_before` or later."""

    number: Number
    act: Act
    about: About
    authority: Line | None
    reason: Text
    asked_by: PersonId
    asked_on: date
    not_before: date


class RequestHeld(Event):
    """Nobody may do it until this person's hold is released."""

    number: Number
    held_by: PersonId
    reason: Text


class RequestHoldReleased(Event):
    """The hold of `held_by` ends. Another person's goes on."""

    number: Number
    held_by: PersonId
    reason: Text


class RequestWithdrawn(Event):
    """It is not to be done. To do it all the same, somebody asks anew, and waits anew."""

    number: Number
    reason: Text
