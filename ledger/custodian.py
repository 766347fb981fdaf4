"""Keeping a ledger provable and its words forgettable: the keeper's side of the service.

Checkpoints are made at the gates of the business, kept as notes outside the database, and are
what receipts rest on. Nothing here changes an entry; everything here can be done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import cast

from domain import streams
from domain.deciders.base import Command
from domain.deciders.custody import IssueReceipt, PublishCheckpoint
from domain.states.custody import Custody
from domain.states.vault import Words
from ledger.errors import IntegrityFailureError, UnusableError
from ledger.home import Home
from ledger.proof import tiles
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import make_receipt
from ledger.proof.signer import Signer
from ledger.service import Ledger
from ledger.vault.erasure import erase
from ledger.vault.files import write_new
from ledger.vault.vault import Vault

GATES = frozenset({"ReturnAppended", "ModerationOpened", "ModerationHeld", "ReportAgreed"})
"""Events after which a checkpoint is made by itself."""


class Custodian:
    """One ledger with its keys, its signer and its folder."""

    def __init__(self, ledger: Ledger, home: Home, vault: Vault, signer: Signer) -> None:
        self.ledger, self.home, self.vault, self.signer = ledger, home, vault, signer

    @property
    def vkey(self) -> str:
        return self.signer.vkey

    def custody(self) -> Custody:
        return cast(Custody, self.ledger.state(streams.CUSTODY))

    def recorded(self, names: Iterable[str]) -> None:
        """Called after each recording with its events' names: makes a checkpoint at the gates."""
        if not GATES.isdisjoint(names):
            self.checkpoint()

    def checkpoint(self) -> bytes:
        """A signed note of the ledger's head; the same note again while nothing is added.

        Raises IntegrityFailureError when the head does not extend what was signed before.
        """
        size, root = self.ledger.head()
        try:
            note = self.signer.sign(size, root, self.ledger.leaves)
        except ProofError as error:
            raise IntegrityFailureError(
                f"The signer refuses this ledger: {error}.",
                "Compare with a checkpoint that somebody outside holds; a restored copy goes on"
                " under a new name: `assure ledger continue`.",
            ) from error
        self._keep(size, note)
        return note

    def _keep(self, size: int, note: bytes) -> None:
        path = self.home.notes / f"{size:012d}-{sha256(note).hexdigest()[:12]}.note"
        if path.exists():
            return
        try:
            write_new(path, note)
        except FileExistsError:
            return
        except OSError as error:
            raise UnusableError(
                f"The checkpoint cannot be kept in {self.home.notes}: {error}.",
                "Check the disk and the rights on the folder.",
            ) from error

    def notes(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint kept, smallest first."""
        paths = sorted(self.home.notes.glob("*.note"))
        return tuple(
            open_checkpoint(path.read_bytes(), self.signer.origin, [self.vkey]).checkpoint
            for path in paths
        )

    def receipt(self, position: int) -> bytes:
        """A receipt for one entry, resting on a checkpoint of today's head."""
        entry = self.ledger.row(position)
        if entry is None:
            raise UnusableError(
                f"There is no entry {position}.", f"The ledger holds {self.ledger.size()}."
            )
        note = self.checkpoint()
        size = open_checkpoint(note, self.signer.origin, [self.vkey]).checkpoint.size
        proof = tiles.inclusion_proof(self.ledger.tree(), position - 1, size)
        data = leaf_data(
            str(entry.originator_id), entry.originator_version, entry.topic, entry.state
        )
        return make_receipt(data, position - 1, proof, note)

    def consistency(self, size1: int, size2: int) -> list[bytes]:
        """The hashes showing that the ledger of `size2` entries extends that of `size1`."""
        return tiles.consistency_proof(self.ledger.tree(), size1, size2)

    def publication(self, to_whom: str) -> tuple[bytes, PublishCheckpoint]:
        """A checkpoint for somebody outside, and the command that records that they have it."""
        note = self.checkpoint()
        head = open_checkpoint(note, self.signer.origin, [self.vkey]).checkpoint
        return note, PublishCheckpoint(
            size=head.size,
            root=head.root.hex(),
            note_sha256=sha256(note).hexdigest(),
            to_whom=to_whom,
        )

    def issuing(self, position: int, to_whom: str) -> tuple[bytes, IssueReceipt]:
        """A receipt for somebody, and the command that records that they have it."""
        return self.receipt(position), IssueReceipt(
            entry=position, size=self.ledger.size(), to_whom=to_whom
        )

    def erase(self, subject: str, actor: str) -> tuple[str, ...]:
        """Forgets a subject's words for good, as was requested; what was checked afterwards."""

        def record(command: Command) -> object:
            return self.ledger.record(command, actor=actor)

        state = cast(Words, self.ledger.state(streams.vault(subject)))
        return erase(
            subject,
            state=state,
            vault=self.vault,
            record=record,
            clear_derived=self._clear_exports,
        )

    def _clear_exports(self) -> tuple[str, ...]:
        files = [path for path in self.home.exports.glob("**/*") if path.is_file()]
        for path in files:
            path.unlink()
        return (f"Exports kept beside the ledger: {len(files)} deleted.",)


def covered(notes: Sequence[Checkpoint]) -> int:
    """How many entries the newest of these checkpoints covers."""
    return max((note.size for note in notes), default=0)
