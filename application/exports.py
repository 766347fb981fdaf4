"""What leaves the ledger: checkpoints, receipts, proofs of growth, and packs.

A file is written before it is recorded as given. An act that records nothing new removes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from application.reading import Reader
from domain.custody.decisions import ExportPack, IssueReceipt, PublishCheckpoint
from domain.kernel.command import Command, Refusal
from ledger.errors import UnusableError
from ledger.proof.checkpoint import open_checkpoint
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from application.workspace import Workspace
    from documents.pack.pack import Pack
    from documents.pack.scope import Scope
    from ledger.decision import Outcome, Receipt

_NOT_MADE_YET = "0" * 64
"""Stands for a digest in a rehearsal."""


class Outgoing(Protocol):
    """Where a door puts an export: a new file, or something to download."""

    def require_new(self) -> None:
        """Refuses a place that cannot take a new file."""

    def write(self, data: bytes) -> None: ...

    def remove(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Given:
    """`kept`: the file was written and recorded; else it was a dry run or recorded before."""

    outcome: Outcome
    kept: bool


def checkpoint(work: Workspace) -> bytes:
    """A signed note of the ledger as it stands now."""
    work.require_viewer()
    return work.custodian.checkpoint()


def prove(work: Workspace, older: int, newer: int | None = None) -> bytes:
    """A request for a witness: shows that a newer checkpoint only appends to an older one.

    `newer`: the size of a checkpoint that was signed; today's head if None. Raises ProofError for
    sizes that there is no proof of.
    """
    work.require_viewer()
    return work.custodian.request(older, newer)


def require_signed(work: Workspace, of: int | None, entry: int = 0) -> None:
    """Refuses a checkpoint that was never signed, or that does not cover an entry.

    Raises ProofError for the first.
    """
    work.require_viewer()
    if of is None:
        return
    work.custodian.signed(of)
    if of < entry:
        raise Refusal(
            "not-covered",
            f"The checkpoint of {of} entries does not cover entry {entry}.",
            "Name a larger one that was signed, or none to have one signed now.",
        )


def receipt(work: Workspace, entry: int, of: int | None = None) -> bytes:
    """A receipt for one entry that this person may read. Nothing is recorded.

    `of`: the size of the checkpoint that it rests on; a new one if None.
    """
    _reader(work).require_entry(entry)
    require_signed(work, of, entry)
    return work.custodian.receipt(entry, of)


def kept_receipt(reader: Reader, entry: int) -> bytes:
    """A receipt for one entry that a reader may read, as they ask for it. Nothing is recorded.

    It rests on the smallest checkpoint kept that covers the entry; where none does, one is signed.
    Raises UnusableError where the keys are not on this computer.
    """
    reader.require_entry(entry)
    custodian = reader.ledger.custodian
    if custodian is None:
        raise UnusableError(
            "The keys of this ledger are not on this computer, and a receipt is signed with them.",
            f"Where they are: `assure ledger receipt {entry}`.",
        )
    covering = [note.size for note in custodian.notes() if note.size >= entry]
    return custodian.receipt(entry, min(covering, default=None))


def give_receipt(
    work: Workspace,
    entry: int,
    to_whom: str,
    out: Outgoing,
    *,
    of: int | None = None,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Given:
    """Writes a receipt for somebody, and records that they have it."""
    _reader(work).require_entry(entry)
    require_signed(work, of, entry)
    planned = IssueReceipt(entry=entry, size=work.ledger.size(), to_whom=to_whom)
    rehearsed = work.record(planned, dry_run=True, confirmed=confirmed)
    if dry_run:
        return Given(rehearsed, kept=False)
    out.require_new()
    data, command = work.custodian.issuing(entry, to_whom, of)
    return _give(work, out, data, [command], command_id, confirmed)


@dataclass(frozen=True, slots=True)
class CheckpointGiven:
    """`size`: entries under the checkpoint."""

    given: Given
    size: int


def publish(
    work: Workspace,
    to_whom: str,
    out: Callable[[int], Outgoing],
    *,
    of: int | None = None,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> CheckpointGiven:
    """Writes a checkpoint for somebody else to hold, and records that they hold it.

    `out`: the place for a checkpoint of so many entries. `of`: the size of a checkpoint that was
    signed before; a new one if None.
    """
    require_signed(work, of)
    size, root = work.ledger.head()
    planned = PublishCheckpoint(
        size=size, root=root.hex(), note_sha256=_NOT_MADE_YET, to_whom=to_whom
    )
    rehearsed = work.record(planned, dry_run=True, confirmed=confirmed)
    if dry_run:
        return CheckpointGiven(Given(rehearsed, kept=False), size)
    note, command = work.custodian.publication(to_whom, of)
    export = _give(work, out(command.size), note, [command], command_id, confirmed)
    return CheckpointGiven(export, command.size)


@dataclass(frozen=True, slots=True)
class PackRequest:
    """`scope`: an audit, a case of one or a recommendation. `to` None: for whoever makes it.

    `break_glass`: why an inspector opens the confidential text too; None: it stays sealed.
    """

    scope: str
    to: str | None
    reason: str
    break_glass: str | None = None


@dataclass(frozen=True, slots=True)
class GivenPack:
    given: Given
    pack: Pack


def open_words(
    work: Workspace,
    request: PackRequest,
    out: Outgoing,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Records, before it happens, that the confidential text of a pack's cases is opened.

    From here on that stands, whatever becomes of the pack. A dry run has the pack's entries too.
    """
    from documents.pack.opened_text import glass_of

    planned = _pack_commands(work, request, _NOT_MADE_YET)
    work.require_keys()
    work.record(*planned, dry_run=True, confirmed=confirmed)
    glass = glass_of(work.ledger, _scope(work, request), work.person, request.break_glass or "")
    if not dry_run:
        out.require_new()
    rehearsed = work.record(*glass, *planned, dry_run=True, confirmed=confirmed)
    if dry_run:
        return rehearsed
    return work.record(*glass, command_id=command_id, confirmed=confirmed)


def give_pack(
    work: Workspace,
    request: PackRequest,
    out: Outgoing,
    *,
    opened: Receipt | None = None,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> GivenPack:
    """Makes a pack, writes it, and records who received it.

    `opened`: the receipt of `open_words`; needed where the request breaks the glass.
    """
    from documents.pack.pack import Opening, make_pack

    work.require_keys()
    planned = _pack_commands(work, request, _NOT_MADE_YET)
    work.record(*planned, dry_run=True, confirmed=confirmed)
    opening = None if opened is None else Opening(opened, request.break_glass or "")
    to_whom = request.to or work.person
    made = make_pack(work.custodian, _scope(work, request), work.person, to_whom, opening)
    note = None if request.to is None else made.note
    commands = _pack_commands(work, request, made.digest, note)
    if dry_run:
        outcome = work.record(*commands, dry_run=True, confirmed=confirmed)
        return GivenPack(Given(outcome, kept=False), made)
    return GivenPack(_give(work, out, made.data, commands, command_id, confirmed), made)


def _give(
    work: Workspace,
    out: Outgoing,
    data: bytes,
    commands: Sequence[Command],
    command_id: str | None,
    confirmed: Confirmation,
) -> Given:
    """Writes the file first, so that nothing is recorded as given that was never written."""
    out.write(data)
    kept = False
    try:
        outcome = work.record(*commands, command_id=command_id, confirmed=confirmed)
        kept = bool(outcome.receipt.lines) and not outcome.receipt.repeated
    finally:
        if not kept:
            out.remove()
    return Given(outcome, kept)


def _reader(work: Workspace) -> Reader:
    return Reader(work.ledger, work.person)


def _scope(work: Workspace, request: PackRequest) -> Scope:
    from documents.pack.scope import scope_of

    reader = _reader(work)
    reader.require_known()
    with reader.facts() as facts:
        return scope_of(work.ledger, facts.session, request.scope)


def _pack_commands(
    work: Workspace, request: PackRequest, digest: str, note: bytes | None = None
) -> list[Command]:
    """What records a pack, and that its receiver now holds its checkpoint.

    The second only by whoever may publish checkpoints: an inspector's own pack holds one anyway.
    """
    to_whom = request.to or work.person
    commands: list[Command] = [
        ExportPack(
            scope=request.scope,
            digest=digest,
            to_whom=to_whom,
            sealed_text_opened=request.break_glass is not None,
            reason=request.reason,
        )
    ]
    if note is not None and _reader(work).may_record("CheckpointPublished"):
        commands.append(_published(work, note, to_whom))
    return commands


def _published(work: Workspace, note: bytes, to_whom: str) -> PublishCheckpoint:
    """Of the note itself, not of today's head: the ledger may have grown meanwhile."""
    custodian = work.custodian
    head = open_checkpoint(note, custodian.signer.origin, [custodian.vkey]).checkpoint
    return PublishCheckpoint(
        size=head.size,
        root=head.root.hex(),
        note_sha256=sha256(note).hexdigest(),
        to_whom=to_whom,
    )
