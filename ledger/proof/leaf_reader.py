"""Reading the bytes under a leaf: the inverse of `ledger.proof.leaf`, for bytes from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from struct import unpack
from uuid import UUID

from ledger.proof.encoding import NUMBER_LIMIT
from ledger.proof.leaf import KIND_TEXT, PREFIX
from ledger.proof.merkle import ProofError

KIND_UUID = b"\x01"
_UUID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry as sealed. `event`: its stored name; `version`: in its stream, from 1."""

    stream: str
    version: int
    event: str
    state: bytes


class _Reader:
    """Takes bytes from the front. Raises ProofError when there are too few."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise ProofError("the entry's bytes end too early")
        taken, self._at = self._data[self._at : end], end
        return taken

    def take_sized(self) -> bytes:
        (size,) = unpack(">I", self.take(4))
        return self.take(size)

    def end(self) -> None:
        if self._at != len(self._data):
            raise ProofError("the entry's bytes go on after their end")


def parse_leaf_data(data: bytes) -> Leaf:
    """The entry in these bytes. Raises ProofError for bytes that no entry gives.

    A stream may also be a UUID (kind 1), as other ledgers of this format have.
    """
    reader = _Reader(data)
    if reader.take(len(PREFIX)) != PREFIX:
        raise ProofError("these are not the bytes of an entry")
    kind, stream = reader.take(1), reader.take_sized()
    (version,) = unpack(">Q", reader.take(8))
    event, state = reader.take_sized(), reader.take_sized()
    reader.end()
    if not 1 <= version < NUMBER_LIMIT:
        raise ProofError("the entry's version is not from 1 to 2**63 - 1")
    return Leaf(_stream(kind, stream), version, _text(event, "event's name"), state)


def _stream(kind: bytes, data: bytes) -> str:
    if kind == KIND_TEXT:
        return _text(data, "stream")
    if kind == KIND_UUID and len(data) == _UUID_BYTES:
        return str(UUID(bytes=data))
    raise ProofError("the entry's stream is of an unknown kind")


def _text(data: bytes, what: str) -> str:
    if not data:
        raise ProofError(f"the entry's {what} is empty")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ProofError(f"the entry's {what} is not UTF-8") from error
