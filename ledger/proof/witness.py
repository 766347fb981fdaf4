"""The witness: sees that a log only grows, and says when it saw it. `c2sp.org/tlog-witness`.

A request is the body of `add-checkpoint`, here a file: `old <size>`, the hashes of a consistency
proof, a blank line, the signed checkpoint. The answer is a signature line. Pure: the caller reads
the memory, calls `answer`, writes `Answer.memory` durably, and only then hands out `Answer.line`;
two answers at once would roll the memory back, so the caller locks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.proof.checkpoint import Checkpoint, open_checkpoint, require_extends
from ledger.proof.cosignature import add_cosignatures, cosign
from ledger.proof.encoding import parse_hash, parse_number, require_number, to_base64
from ledger.proof.keys import COSIGNATURE_V1, NoteError, SigningKey
from ledger.proof.merkle import EMPTY_ROOT, HASH_BYTES, ProofError
from ledger.proof.note import MAX_NOTE_BYTES, open_note, parse_note
from ledger.proof.on_the_way import told_if_changed

MAX_HASHES = 63
MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 4_000

BAD_REQUEST = 400
NOT_SIGNED = 403
UNKNOWN_LOG = 404
CONFLICT = 409
INCONSISTENT = 422


class WitnessError(ProofError):
    """The witness does not sign. `status`: the protocol's HTTP status.

    `size`: on a conflict of sizes, the size it last cosigned, from which a new request must start.
    """

    def __init__(self, status: int, message: str, size: int | None = None) -> None:
        super().__init__(message)
        self.status, self.size = status, size


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands, with nothing verified. `checkpoint`: a signed note."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    @classmethod
    def parse(cls, data: bytes) -> Request:
        """Raises ProofError for bytes that `format` would not give. Limits: 63 hashes, one note."""
        return _parse(data)

    def format(self) -> bytes:
        """The request's bytes. Raises ProofError for what `parse` would refuse."""
        self.require_form()
        lines = (f"old {self.old_size}", *map(to_base64, self.proof))
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    def require_form(self) -> None:
        """Raises ProofError for what cannot stand in a request."""
        require_number(self.old_size, "the old size")
        if len(self.proof) > MAX_HASHES:
            raise ProofError(f"the request has more than {MAX_HASHES} hashes")
        if any(len(value) != HASH_BYTES for value in self.proof):
            raise ProofError(f"a hash of the request is not {HASH_BYTES} bytes long")
        parse_note(self.checkpoint)


@told_if_changed
def _parse(data: bytes) -> Request:
    if len(data) > MAX_REQUEST_BYTES:
        raise ProofError(f"the request is longer than {MAX_REQUEST_BYTES} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofError("the request's first part is not ASCII") from error
    if not blank or not first.startswith("old "):
        raise ProofError("this is not a request: an old size, hashes and a checkpoint")
    old_size = parse_number(first.removeprefix("old "), "the old size")
    if len(lines) > MAX_HASHES:
        raise ProofError(f"the request has more than {MAX_HASHES} hashes")
    hashes = tuple(parse_hash(line, "a hash of the request") for line in lines)
    request = Request(old_size, hashes, checkpoint)
    request.require_form()
    return request


@dataclass(frozen=True, slots=True)
class Answer:
    """What to keep before answering, and the answer: one signature line with its newline."""

    memory: bytes
    line: bytes


def remembered(memory: bytes, origin: str, key: SigningKey) -> tuple[Checkpoint, int]:
    """The checkpoint this witness cosigned last, and when. `memory`: an earlier `Answer.memory`.

    Raises ProofError for anything that this witness did not cosign itself: a damaged memory is
    looked into by a person, never replaced.
    """
    note = open_note(memory, [key.verifier.format()])
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise ProofError(f"the witness's memory is of {checkpoint.origin!r}, not of {origin!r}")
    return checkpoint, max(signature.time or 0 for signature in note.signatures)


def answer(
    data: bytes,
    memory: bytes | None,
    origin: str,
    log_vkeys: Sequence[str],
    key: SigningKey,
    time: int,
) -> Answer:
    """The cosignature of a request, or WitnessError with the reason.

    `memory`: the last `Answer.memory`, None for a log never cosigned; `time`: Unix seconds, not
    before the last cosignature. Raises other ProofErrors for a damaged memory or a wrong key.
    """
    if key.kind is not COSIGNATURE_V1:
        raise NoteError(f"the key of {key.name} is not a witness's key")
    last, last_time = Checkpoint(origin, 0, EMPTY_ROOT), 0
    if memory is not None:
        last, last_time = remembered(memory, origin, key)
    if time < last_time:
        raise ProofError(f"the clock runs backwards: {time} is before {last_time}")
    request, checkpoint = _read(data, origin, log_vkeys)
    if request.old_size > checkpoint.size:
        raise WitnessError(BAD_REQUEST, "the old size is greater than the checkpoint's")
    if request.old_size != last.size:
        message = f"this witness last cosigned {last.size} entries, not {request.old_size}"
        raise WitnessError(CONFLICT, message, last.size)
    try:
        require_extends(last, checkpoint, request.proof)
    except ProofError as error:
        forked = checkpoint.size == last.size and checkpoint.root != last.root
        raise WitnessError(CONFLICT if forked else INCONSISTENT, str(error)) from error
    line = cosign(request.checkpoint, key, time)
    return Answer(add_cosignatures(request.checkpoint, line, [key.verifier.format()]), line)


def _read(data: bytes, origin: str, log_vkeys: Sequence[str]) -> tuple[Request, Checkpoint]:
    """A request and its checkpoint, signed by the log, in the protocol's order of refusals."""
    try:
        request = Request.parse(data)
        claimed = Checkpoint.parse(parse_note(request.checkpoint).text)
    except ProofError as error:
        raise WitnessError(BAD_REQUEST, str(error)) from error
    if claimed.origin != origin:
        raise WitnessError(UNKNOWN_LOG, f"this witness does not know the log {claimed.origin!r}")
    try:
        return request, open_checkpoint(request.checkpoint, origin, log_vkeys).checkpoint
    except ProofError as error:
        raise WitnessError(NOT_SIGNED, str(error)) from error
