"""The key of one subject's text, from issue to erasure. A subject is such as `2026-neglect/C07`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from domain.kernel.event import Event
from domain.kernel.vocabulary import Digest, Line, Number, Text

Subject = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[A-Za-z0-9-]+$", max_length=130)]
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Checks = Annotated[tuple[Line, ...], Field(min_length=1)]


class KeyIssued(Event):
    """A key was made for this subject's text. `commitment` binds the ledger to exactly that key."""

    subject: Subject
    kid: KeyId
    commitment: Digest


class GlassBroken(Event):
    """An inspector opened this subject's text once. It is recorded before the text is shown."""

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
    """The decision to erase this subject's confidential text, and who made it.

    One person alone erased what this asked for. Since that takes two, `ActRequested` stands here.
    """

    subject: Subject
    requested_on: date
    authority: Line
    reason: Text


class ErasureBegun(Event):
    """The point of no return: from here the key may be gone, and a hold would come too late.

    `request`: the number of the request that this carries out. `although_open`: why it could not
    wait until the audit is closed. Version 1 had neither, and its authority in `ErasureRequested`.
    """

    schema_version: ClassVar[int] = 2

    subject: Subject
    request: Number | None
    authority: Line | None
    although_open: Text | None


class ErasureCompleted(Event):
    """The key is destroyed. `checks`: sentences on what was searched afterwards."""

    subject: Subject
    kid: KeyId | None
    authority: Line
    checks: Checks
