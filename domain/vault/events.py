"""The keys of one subject's words, and their end. A subject is a case, as `2026-neglect/C07`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.kernel.event import Event
from domain.kernel.vocabulary import Digest, Line, Text

Subject = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[A-Za-z0-9-]+$", max_length=130)]
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Checks = Annotated[tuple[Line, ...], Field(min_length=1)]


class KeyIssued(Event):
    """A key was made for this subject's words. `commitment` binds the ledger to that very key."""

    subject: Subject
    kid: KeyId
    commitment: Digest


class GlassBroken(Event):
    """An inspector opened this subject's words for once; this stands before they were shown."""

    subject: Subject
    reason: Text


class LegalHoldPlaced(Event):
    """Nothing of this subject may be erased until this authority's hold is released."""

    subject: Subject
    authority: Line
    reason: Text


class LegalHoldReleased(Event):
    """The hold of this authority ends. Another authority's hold goes on."""

    subject: Subject
    authority: Line
    reason: Text


class ErasureRequested(Event):
    """The decision that this subject's words are to be forgotten, and who has made it."""

    subject: Subject
    requested_on: date
    authority: Line
    reason: Text


class ErasureBegun(Event):
    """The point of no return: from here the key may be gone, and a hold would come too late."""

    subject: Subject


class ErasureCompleted(Event):
    """The key is destroyed. `checks` says in words what was looked at afterwards."""

    subject: Subject
    kid: KeyId | None
    authority: Line
    checks: Checks
