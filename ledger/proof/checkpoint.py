"""Checkpoints, by `c2sp.org/tlog-checkpoint`: a log's name, size and root as a signed note.

The text is the origin, the size and the root in base64, each on a line; extension lines may
follow. Other logs' extension lines are kept as they are; this log never writes any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.proof import merkle
from ledger.proof.encoding import parse_hash, parse_number, require_number, to_base64
from ledger.proof.keys import (
    ED25519,
    NoteError,
    OtherKeyError,
    SigningKey,
    UnknownSignerError,
)
from ledger.proof.merkle import EMPTY_ROOT, HASH_BYTES, ProofError
from ledger.proof.note import MAX_NOTE_BYTES, Note, open_note, parse_note, sign
from ledger.proof.on_the_way import told_if_changed

MAX_ORIGIN_BYTES = 255


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head. `size`: entries, below 2**63; `root`: 32 bytes.

    Raises ProofError when built of what cannot stand in a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_number(self.size, "the size of a checkpoint")
        if len(self.root) != HASH_BYTES:
            raise ProofError(f"the root of a checkpoint is not {HASH_BYTES} bytes long")
        for line in (self.origin, *self.extensions):
            if not line or any(letter < " " for letter in line):
                raise ProofError("a line of a checkpoint is empty or holds a control character")
        try:
            long = len(self.origin.encode()) > MAX_ORIGIN_BYTES
            "".join(self.extensions).encode()
        except UnicodeEncodeError as error:
            raise ProofError("a line of a checkpoint is not Unicode text") from error
        if long:
            raise ProofError(f"the origin is longer than {MAX_ORIGIN_BYTES} bytes")

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint in a note's text. Raises ProofError if malformed.

        `format` gives the same text back, extension lines among it.
        """
        if len(text) > MAX_NOTE_BYTES:
            raise ProofError("the checkpoint is too long")
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "":
            raise ProofError("the checkpoint is not an origin, a size and a root, each on a line")
        origin, size, root, *extensions = lines
        return cls(
            origin,
            parse_number(size, "the size of the checkpoint"),
            parse_hash(root, "the root of the checkpoint"),
            tuple(extensions),
        )

    def format(self) -> str:
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Who saw a checkpoint as the newest, and when: `time` in Unix seconds, by the witness."""

    name: str
    time: int


@dataclass(frozen=True, slots=True)
class OpenCheckpoint:
    """A checkpoint whose log's signature was verified. `cosigned`: by known witnesses, verified."""

    checkpoint: Checkpoint
    note: Note

    @property
    def verified(self) -> tuple[str, ...]:
        return self.note.verified

    @property
    def cosigned(self) -> tuple[Cosigned, ...]:
        return cosigned_by(self.note)


def cosigned_by(note: Note) -> tuple[Cosigned, ...]:
    """The verified cosignatures of an opened note, in order."""
    return tuple(
        Cosigned(signature.name, signature.time)
        for signature in note.signatures
        if signature.time is not None
    )


@told_if_changed
def open_checkpoint(data: bytes, origin: str, vkeys: Sequence[str]) -> OpenCheckpoint:
    """A signed checkpoint of the log named `origin`. Raises ProofError unless all of it holds.

    `vkeys`: the log's key, named as its origin, and the keys of known witnesses. A witness's
    signature never stands in for the log's; a key signs a checkpoint once. OtherKeyError: it is of
    this log by its text, and signed in its name with another key.
    """
    try:
        note = open_note(data, vkeys)
    except UnknownSignerError as error:
        raise _of_this_log(error, parse_note(data), origin) from error
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise ProofError(f"this is a checkpoint of {checkpoint.origin!r}, not of {origin!r}")
    keys = [signature.key for signature in note.signatures]
    if len(set(keys)) != len(keys):
        raise ProofError("one key signed the checkpoint twice")
    if not any(key.kind is ED25519 and key.name == origin for key in keys):
        unsigned = NoteError(f"the checkpoint is not signed by the log {origin!r}")
        raise _of_this_log(unsigned, note, origin)
    return OpenCheckpoint(checkpoint, note)


def _of_this_log(error: NoteError, note: Note, origin: str) -> NoteError:
    """The same error; of its own kind for this log's checkpoint by another key of its name."""
    verified = {(signature.name, signature.key.key_id) for signature in note.signatures}
    others = [line for line in note.lines if (line.name, line.key_id) not in verified]
    if not any(line.name == origin for line in others):
        return error
    if Checkpoint.parse(note.text).origin != origin:
        return error
    return OtherKeyError(f"{error}; another key signed it in the name {origin}")


def as_signed(data: bytes, origin: str) -> bytes:
    """A checkpoint with the log's own signatures only, as it was before witnesses added theirs."""
    note = parse_note(data)
    return Note(note.text, tuple(line for line in note.lines if line.name == origin)).format()


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey]) -> bytes:
    """A log's own checkpoint as a signed note; with two keys while one replaces the other.

    Raises ProofError for a key of another name or type, extension lines, or an empty log with
    another root than that of the empty tree. Whether it may be signed at all, after what was
    signed before, is for `require_extends`.
    """
    if checkpoint.extensions:
        raise ProofError("this log signs no extension lines")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise ProofError("the root of an empty log is wrong")
    if any(key.name != checkpoint.origin or key.kind is not ED25519 for key in keys):
        raise NoteError(f"a key is not the log key of {checkpoint.origin!r}")
    return sign(checkpoint.format(), keys)


def require_extends(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raises ProofError unless `new` only appends to `old`: the rule of a log and of a witness.

    Refuses another origin, a smaller size, the same size with another root, and a consistency
    proof that does not hold. The proof is empty for equal sizes and from an empty log.
    """
    if new.origin != old.origin:
        raise ProofError(f"this is a checkpoint of {new.origin!r}, not of {old.origin!r}")
    if new.size < old.size:
        raise ProofError(f"the log shrank: it had {old.size} entries and now has {new.size}")
    if new.size == old.size and new.root != old.root:
        raise ProofError(f"the log forked: two roots over the same {new.size} entries")
    merkle.verify_consistency(old.size, new.size, old.root, new.root, proof)
