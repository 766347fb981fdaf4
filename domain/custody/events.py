"""What happened to the ledger as a whole: its checkpoints, receipts, exports, its continuation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from domain.kernel.event import Event
from domain.kernel.vocabulary import Digest, Line, Name, Number, Text

Origin = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9.-]+(/[A-Za-z0-9._-]+)+$", max_length=200)
]
"""A ledger's public name: a schema-less URL, such as `wrenshire.example/ledger/2024`."""
Size = Annotated[int, Field(ge=0)]
EntryNumber = Annotated[int, Field(ge=1)]
VerifierKey = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
ServerLogin = Annotated[str, StringConstraints(pattern=r"^[\w.@$-]{1,63}$")]
"""A login of a database server, as the server writes it."""


def _of_a_zone(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone, such as 2026-08-03T09:00:00Z")
    return moment


Moment = Annotated[datetime, AfterValidator(_of_a_zone)]


class Evidence(StrEnum):
    """How somebody outside gives a time: a witness's signature, or an RFC 3161 token."""

    COSIGNATURE = "cosignature"
    TIME_STAMP = "time-stamp"


class LedgerNamed(Event):
    """The ledger's public name and the key that signs its checkpoints."""

    origin: Origin
    key: VerifierKey


class LogKeyRotated(Event):
    """A planned change of the signing key, under the same name.

    `request`: the number of the request that this carries out. Version 1 had none.
    """

    schema_version: ClassVar[int] = 2

    old_key: VerifierKey
    new_key: VerifierKey
    request: Number | None


class LedgerBackedUp(Event):
    """A copy of the ledger was made, and verified. `digest`: SHA-256 of the file.

    `kept`: where it goes, as far as the person says.
    """

    size: Size
    root: Digest
    digest: Digest
    kept: Line | None


class LoginsAllowed(Event):
    """From the next entry on, these logins of a server may write entries, and no others.

    `copied_by` wrote the entries up to `copied_up_to` when the ledger was copied into the server.
    """

    logins: tuple[ServerLogin, ...]
    copied_by: ServerLogin | None
    copied_up_to: EntryNumber | None
    reason: Text


class CheckpointPublished(Event):
    """A checkpoint went to somebody outside. `root`: in hexadecimal."""

    size: Size
    root: Digest
    note_sha256: Digest
    to_whom: Name


class CheckpointTimed(Event):
    """Somebody outside confirmed at `seen_at` that these entries were there.

    Entries up to `size` are older than that. Entries after this one are younger, because nobody
    could know `evidence_sha256` earlier: the digest of a witness's line or of a time-stamp.
    """

    size: Size
    root: Digest
    by: Name
    seen_at: Moment
    evidence: Evidence
    evidence_sha256: Digest


class ReceiptIssued(Event):
    """A receipt for one entry, in a ledger of `size` entries, went to somebody."""

    entry: EntryNumber
    size: Size
    to_whom: Name


class PackExported(Event):
    """An inspector's pack left the ledger. `digest`: SHA-256 of the file."""

    scope: Line
    digest: Digest
    to_whom: Name
    sealed_text_opened: bool
    reason: Text


class LedgerContinued(Event):
    """After a restore: the ledger goes on under a new name from where the copy ends.

    `request`: the number of the request that this carries out. Version 1 had none.
    """

    schema_version: ClassVar[int] = 2

    old_origin: Origin
    new_origin: Origin
    new_key: VerifierKey
    last_outside_size: Size
    last_outside_root: Digest
    restored_size: Size
    reason: Text
    request: Number | None
