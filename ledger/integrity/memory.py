"""What this computer remembers of a ledger: how many entries were recorded, and their root.

After every acknowledged recording the ledger's home takes note, outside the database. A log of
SQLite's that was lost, or an older copy put back, is then shorter than what is remembered; another
history has another root there. See docs/decisions/0025.

The file has two places of one page each, and the one that remembers less is written next. A write
that a power cut tears leaves the other place. The file is on the disk when the ledger is closed;
until then the operating system has it, which survives the death of this process.
"""

from __future__ import annotations

import os
from pathlib import Path
from struct import Struct
from zlib import crc32

from ledger.errors import UnusableError
from ledger.keys.files import replace, write_new
from ledger.keys.signer import Signer, hold
from ledger.proof.merkle import HASH_BYTES
from ledger.proof.tiles import Sealed

_PLACE_BYTES = 4096
_HEAD = Struct(">8sQI")
_MARK = b"recorded"
_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0)


ASK = (
    "Have the eight words of the root (`assure ledger status`) read to you over the telephone by"
    " somebody who holds a checkpoint of as many entries"
)
_SIGNER = (
    "nothing can be signed: the signer's memory {} is missing. Name the newest checkpoint that"
    " somebody outside holds: `assure ledger remember`."
)
_NOTHING = (
    "nothing on this computer remembers it: {} and the signer's memory {} are missing."
    f" {ASK}; then put the memory back: `assure ledger remember`."
)
_BEGUN = (
    "this computer had no memory of what was recorded before, beyond what was signed: {} was"
    " missing, and begins with this recording. A home made by an earlier version has none. If it"
    f" was here: {ASK[0].lower()}{ASK[1:]}."
)
_OTHER = (
    "this computer remembers other entries in its place: two copies of this ledger are being"
    " recorded in. Stop, keep both, and compare them: `assure ledger verify`."
)

NOTHING = Sealed(0)


class OtherHistoryError(Exception):
    """As many entries are remembered as there are, and they are others."""


class Memory:
    """The memory in one file. Several processes may write to it: it never goes back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Sealed | None:
        """What is remembered; None where no file is, or nothing in it can be read."""
        try:
            with self.path.open("rb") as file:
                data = file.read(2 * _PLACE_BYTES)
        except OSError:
            return None
        known = [place for at in (0, _PLACE_BYTES) if (place := _place(data, at))]
        if not known:
            return None
        size, hashes = max(known)
        ends = range(0, len(hashes), HASH_BYTES)
        return Sealed(size, tuple(hashes[at : at + HASH_BYTES] for at in ends))

    def begin(self, sealed: Sealed = NOTHING) -> None:
        """A new memory; one that can be read is left as it is. Raises UnusableError."""
        page = _page(sealed.size, b"".join(sealed.frontier))
        data = page.ljust(2 * _PLACE_BYTES, b"\0")
        try:
            if self.path.exists():
                if self.read() is None:
                    replace(self.path, data)
            else:
                write_new(self.path, data)
        except FileExistsError:
            return
        except OSError as error:
            raise self._unwritten(error) from error

    def advance(self, sealed: Sealed) -> bool:
        """Remembers more entries. False where there is no memory that could.

        Another process may have remembered more already. Raises OtherHistoryError, and
        UnusableError for a file that cannot be written.
        """
        hashes = b"".join(sealed.frontier)
        try:
            handle = os.open(self.path, _FLAGS)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._unwritten(error) from error
        try:
            hold(handle)
            return _advance(handle, sealed.size, hashes)
        except OSError as error:
            raise self._unwritten(error) from error
        finally:
            os.close(handle)

    def settle(self) -> None:
        """The memory is on the disk when this returns, as far as the disk takes it."""
        try:
            handle = os.open(self.path, _FLAGS)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            return

    def _unwritten(self, error: OSError) -> UnusableError:
        return UnusableError(
            f"What was recorded cannot be remembered in {self.path}: {error.strerror}.",
            "Check the disk and the rights on the folder.",
        )


def _advance(handle: int, size: int, hashes: bytes) -> bool:
    """Writes into the place that remembers less. False where neither remembers anything."""
    data = os.read(handle, 2 * _PLACE_BYTES)
    known = [(place, at) for at in (0, 1) if (place := _place(data, at * _PLACE_BYTES))]
    if not known:
        return False
    (newest, remembered), at = max(known)
    if newest == size and remembered != hashes:
        raise OtherHistoryError
    if newest < size:
        os.lseek(handle, (1 - at) * _PLACE_BYTES, os.SEEK_SET)
        os.write(handle, _page(size, hashes))
    return True


def _page(size: int, hashes: bytes) -> bytes:
    return _HEAD.pack(_MARK, size, _check(size, hashes)) + hashes


def _place(data: bytes, at: int) -> tuple[int, bytes] | None:
    """The size and hashes that a place remembers; None for one that is empty or torn."""
    if len(data) < at + _HEAD.size:
        return None
    mark, size, check = _HEAD.unpack_from(data, at)
    begin = at + _HEAD.size
    hashes = data[begin : begin + size.bit_count() * HASH_BYTES]
    if mark != _MARK or len(hashes) < size.bit_count() * HASH_BYTES:
        return None
    return (size, hashes) if _check(size, hashes) == check else None


def _check(size: int, hashes: bytes) -> int:
    return crc32(hashes, crc32(size.to_bytes(8, "big")))


def remember_recording(memory: Memory, signer: Signer, sealed: Sealed) -> tuple[str, ...]:
    """Remembers a recording, and returns what to know of it: sentences after "but".

    A memory that is missing is asked for and never guessed. Only where the signer remembers what
    it signed does it begin again, as in a home that an earlier version made.
    """
    try:
        if memory.advance(sealed):
            return () if signer.memory.exists() else (_SIGNER.format(signer.memory),)
        if not signer.remembers():
            return (_NOTHING.format(memory.path, signer.memory),)
        memory.begin(sealed)
        return (_BEGUN.format(memory.path),)
    except OtherHistoryError:
        return (_OTHER,)
    except UnusableError as error:
        return (f"this computer does not remember it. {error.message} {error.remedy}",)
