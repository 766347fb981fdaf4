"""The keeper's side of the service: checkpoints, receipts, keys and erasures.

A checkpoint is made after each step that others will rely on, and kept as a note outside the
database. Receipts rest on checkpoints. Nothing here changes an entry; everything here can be
done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.command import Command
from ledger.errors import PUT_BACK, IntegrityFailureError, LedgerError, UnusableError
from ledger.home import Home
from ledger.identity import Identity
from ledger.integrity.memory import remember_recording
from ledger.integrity.public_names import eras
from ledger.keys.files import write_new
from ledger.keys.signer import Signer
from ledger.keys.vault import Vault
from ledger.proof import tiles
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.note import parse_note
from ledger.service import Ledger

if TYPE_CHECKING:
    from domain.custody.decisions import IssueReceipt, PublishCheckpoint, RotateLogKey
    from domain.custody.state import Custody
    from domain.vault.state import KeyState
    from ledger.proof.tiles import Sealed

GATES = frozenset({"ReturnAppended", "ModerationOpened", "ModerationHeld", "ReportAgreed"})
"""Events after which a checkpoint is made by itself."""
_SIZES_SHOWN = 10


class Custodian:
    """One ledger with its keys, its signer and its folder."""

    def __init__(self, ledger: Ledger, home: Home, vault: Vault, signer: Signer) -> None:
        self.ledger, self.home, self.vault, self.signer = ledger, home, vault, signer
        self._followed = self._unsettled = False

    @property
    def vkey(self) -> str:
        return self.signer.vkey

    @property
    def vkeys(self) -> tuple[str, ...]:
        """Every key that signed under the present name, with the one that signs now."""
        from ledger.integrity.checkpoints import era_of

        era = era_of(eras(self.ledger), self.signer.origin)
        return tuple(dict.fromkeys((*(era.keys if era else ()), self.vkey)))

    def custody(self) -> Custody:
        return cast("Custody", self.ledger.state(streams.CUSTODY))

    def follow_erasures(self) -> None:
        """Destroys the keys that the ledger says are erased and a restored keystore brought back.

        Called before each recording; done once. The keystore counts entries. Beyond those that a
        restored ledger was continued from, it may have counted entries of the lost history, so
        its count is not believed there.
        """
        if self._followed:
            return
        keystore, names = self.vault.keystore, eras(self.ledger)
        size, replayed = self.ledger.size(), keystore.replayed_to()
        since = self.ledger.erased_since(replayed) if replayed < size else []
        continued_from = names[-2].last if len(names) > 1 else None
        if continued_from is not None and continued_from < replayed:
            erased = self.ledger.erased_since(continued_from)
            since += [subject for subject in erased if keystore.knows(subject)]
        if since:
            from ledger.keys.erasure import replay

            replay(since, keystore)
        if replayed < size:
            keystore.set_replayed_to(size)
        self._followed = True

    def remembered(self) -> int | None:
        """How many entries were recorded or signed for here; None where no memory of it is left."""
        known = (self.home.memory.read(), self.signed_for())
        return max((sealed.size for sealed in known if sealed is not None), default=None)

    def signed_for(self) -> Sealed | None:
        """What the signer remembers; None where it has no memory, as it says when it signs."""
        try:
            head, _, frontier = self.signer.remembered()
        except UnusableError:
            return None
        return tiles.Sealed(head.size, tuple(frontier))

    def recorded(self, names: Iterable[str], sealed: Sealed) -> tuple[str, ...]:
        """Called after each recording: remembers it, and makes a checkpoint at the gates.

        `names`: of its events; `sealed`: the ledger with it. Returns what to know of entries that
        stay recorded although something of this failed.
        """
        warnings = remember_recording(self.home.memory, self.signer, sealed, self.ledger.size)
        self._unsettled = True
        if GATES.isdisjoint(names):
            return warnings
        try:
            self.checkpoint()
        except LedgerError as error:
            what = f"no checkpoint covers it yet. {error.message} {error.remedy}"
            return (*warnings, what)
        return warnings

    def settle(self) -> None:
        """What was remembered is on the disk when this returns."""
        if self._unsettled:
            self.home.memory.settle()

    def checkpoint(self) -> bytes:
        """A signed note of the ledger's head; the same note again while nothing is added.

        Raises IntegrityFailureError when the head does not extend what was signed before.
        """
        size, root = self.ledger.head()
        try:
            note = self.signer.sign(size, root, self.ledger.leaves, self._approve)
        except ProofError as error:
            raise _refused(error) from error
        self._keep(size, note)
        return note

    def _approve(self, first: int, last: int) -> None:
        """Refuses to sign for an entry that cannot be read, or that its actor could not record."""
        from ledger.integrity.approval import require_approved

        require_approved(self.ledger.engine, first, last, self.vault)

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
        """Every checkpoint kept, smallest first. Raises IntegrityFailureError for a damaged one."""
        return tuple(sorted(self._noted(), key=lambda one: one.size))

    def _noted(self) -> Iterable[Checkpoint]:
        from ledger.integrity.checkpoints import noted

        for one in noted(self.home, self.vkeys):
            if one.checkpoint is None:
                raise IntegrityFailureError(
                    f"The checkpoint in {one.path} is not as it was signed: {one.fault}.",
                    "Put the file back as it was, or move it out of the folder.",
                )
            yield one.checkpoint

    def note_of(self, size: int) -> bytes | None:
        """The note kept of the first `size` entries, if one was signed."""
        from ledger.integrity.checkpoints import noted

        matching = (
            kept_note.path
            for kept_note in noted(self.home, self.vkeys)
            if kept_note.checkpoint is not None and kept_note.checkpoint.size == size
        )
        path = next(matching, None)
        return None if path is None else path.read_bytes()

    def signed(self, size: int | None) -> bytes:
        """The note kept of so many entries, with its witnesses' lines; of today's head if None.

        Raises ProofError when none was signed.
        """
        note = self.checkpoint() if size is None else self.note_of(size)
        if note is None:
            known = ", ".join(str(checkpoint.size) for checkpoint in self.notes()[-_SIZES_SHOWN:])
            raise ProofError(f"no checkpoint of {size} entries was signed; the newest: {known}")
        return note

    def receipt(self, position: int, of: int | None = None) -> bytes:
        """A receipt for one entry, resting on a checkpoint of today's head, or on an older one."""
        from ledger.proof.receipt import make_receipt

        note = self.signed(of)
        size = open_checkpoint(note, self.signer.origin, self.vkeys).checkpoint.size
        entry = self.ledger.row(position) if 1 <= position <= size else None
        if entry is None:
            raise UnusableError(f"There is no entry {position}.", f"The ledger holds {size}.")
        proof = tiles.inclusion_proof(self.ledger.tree(), position - 1, size)
        data = leaf_data(
            str(entry.originator_id), entry.originator_version, entry.topic, entry.state
        )
        return make_receipt(data, position - 1, proof, note)

    def consistency(self, size1: int, size2: int) -> list[bytes]:
        """The hashes showing that the ledger of `size2` entries extends that of `size1`."""
        return tiles.consistency_proof(self.ledger.tree(), size1, size2)

    def publication(self, to_whom: str, of: int | None = None) -> tuple[bytes, PublishCheckpoint]:
        """A checkpoint for somebody outside, and the command that records that they have it."""
        from domain.custody.decisions import PublishCheckpoint

        note = self.signed(of)
        head = open_checkpoint(note, self.signer.origin, self.vkeys).checkpoint
        return note, PublishCheckpoint(
            size=head.size,
            root=head.root.hex(),
            note_sha256=sha256(note).hexdigest(),
            to_whom=to_whom,
        )

    def issuing(
        self, position: int, to_whom: str, of: int | None = None
    ) -> tuple[bytes, IssueReceipt]:
        """A receipt for somebody, and the command that records that they have it."""
        from domain.custody.decisions import IssueReceipt
        from ledger.proof.receipt import EntryReceipt

        data = self.receipt(position, of)
        note = parse_note(EntryReceipt.parse(data).checkpoint)
        size = Checkpoint.parse(note.text).size
        return data, IssueReceipt(entry=position, size=size, to_whom=to_whom)

    def request(self, size1: int, size2: int | None = None) -> bytes:
        """A request for a witness; it also shows the holder of the older checkpoint what was added.

        The body of C2SP `add-checkpoint`: the old size, the consistency proof, and the newer
        checkpoint. `size2`: of a checkpoint that was signed; today's head if None. Raises
        ProofError for sizes that there is no proof of.
        """
        from ledger.proof.witness import Request

        note = self.signed(size2)
        size = open_checkpoint(note, self.signer.origin, self.vkeys).checkpoint.size
        if not 0 <= size1 <= size:
            raise ProofError(f"{size1} entries are not the beginning of {size}")
        return Request(size1, tuple(self.consistency(size1, size)), note).format()

    def rotate(self, record: Callable[[RotateLogKey], object]) -> bytes:
        """Changes the key that signs, under the same name; the note that both keys sign.

        `record` records the command; the entry is under the old key's signature. May be killed
        and run again.
        """
        from domain.custody.decisions import RotateLogKey

        record(RotateLogKey(new_key=self.signer.prepare()))
        size, root = self.ledger.head()
        try:
            note = self.signer.rotate(size, root, self.ledger.leaves, self._approve)
        except ProofError as error:
            raise _refused(error) from error
        self._keep(size, note)
        return note

    def remember(self, note: bytes) -> Checkpoint:
        """Puts back a lost memory from a checkpoint that somebody outside holds.

        The signer's, and what this computer remembers of recordings, which then vouches for what
        came after that checkpoint too: so each command after it is decided again.

        Raises ProofError for a note of another ledger, and IntegrityFailureError for one that the
        ledger does not extend or that is not the newest known here.
        """
        checkpoint = open_checkpoint(note, self.signer.origin, self.vkeys).checkpoint
        newer = max((newer_note.size for newer_note in self.notes()), default=0)
        if newer > checkpoint.size:
            raise IntegrityFailureError(
                f"The checkpoint covers {checkpoint.size} entries, and one of {newer} is kept in"
                f" {self.home.notes}.",
                "Name the newest checkpoint that anybody holds.",
            )
        sealed, recorded = self.ledger.sealed(), self.home.memory.look()
        is_lost = recorded.sealed is None or recorded.since > 0
        try:
            self.signer.require_extended(checkpoint, sealed.size, self.ledger.leaves)
            self._approve(checkpoint.size + 1, sealed.size)
            if not (self.signer.remembers() and is_lost):
                self.signer.remember(note, sealed.size, self.ledger.leaves, self.vkeys)
        except ProofError as error:
            raise _refused(error) from error
        if is_lost:
            self.home.memory.put_back(sealed)
        return checkpoint

    def erase(self, subject: str, actor: Identity) -> tuple[str, ...]:
        """Erases a subject's confidential text as requested. Returns the checks made afterwards."""
        from ledger.keys.erasure import erase

        def record(command: Command) -> object:
            return self.ledger.record(command, actor=actor)

        state = cast("KeyState", self.ledger.state(streams.vault(subject)))
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
            try:
                path.unlink()
            except OSError as error:
                raise UnusableError(
                    f"The export {path} cannot be deleted: {error.strerror}.",
                    "The erasure is not complete. Check the rights and run it again.",
                ) from error
        return (f"Exports kept beside the ledger: {len(files)} deleted.",)


def _refused(error: ProofError) -> IntegrityFailureError:
    return IntegrityFailureError(f"The signer refuses this ledger: {error}.", PUT_BACK)
