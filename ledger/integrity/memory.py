"""What this computer remembers of a ledger: how many entries were recorded, and their root.

After every acknowledged recording the ledger's home takes note, outside the database. A log of
SQLite's that was lost, or an older copy put back, is then shorter than what is remembered; another
history has another root there. See docs/decisions/0025.

The file has two places of one page each, and the one that remembers less is written next. A write
that a power cut tears leaves the other place. The file is on the disk when the ledger is closed;
until then the operating system has it, which survives the death of this process.

A memory that was missing and began anew says so from then on, until it is put back from a
checkpoint outside: what was removed before it began, it cannot know.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from zlib import crc32

from ledger.errors import UnusableError
from ledger.keys.files import make_folder, replace, write_new
from ledger.keys.signer import Signer, hold
from ledger.proof.merkle import HASH_BYTES
from ledger.proof.tiles import Sealed

_PLACE_BYTES = 4096
_HEAD = Struct(">8sQI")
_MARK = b"recorded"
_MARK_BEGUN = b"begunnew"
_SINCE = Struct(">Q")
"""Where it began, after the hashes of a place that has the second mark."""
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
    f" was here: {ASK[0].lower()}{ASK[1:]}. Until a keeper then says `assure ledger remember`,"
    " `assure ledger verify` tells of it."
)
_DAMAGED = (
    "this computer does not remember it: its memory of recordings {} is damaged."
    f" {ASK}; then a keeper puts the memory back: `assure ledger remember`."
)
_OTHER = (
    "this computer remembers other entries in its place: two copies of this ledger are being"
    " recorded in. Stop, keep both, and compare them: `assure ledger verify`."
)

NOTHING = Sealed(0)


class OtherHistoryError(Exception):
    """As many entries are remembered as there are, and they are others."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the file says. `sealed`: None where there is none, or it cannot be read.

    `since`: the entry with which it began anew; 0 where it remembers from the first one on.
    """

    sealed: Sealed | None = None
    since: int = 0
    is_damaged: bool = False


class Memory:
    """The memory in one file. Several processes may write to it: it never goes back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def look(self) -> Remembered:
        """What is remembered, and since when; or that nothing in the file can be read."""
        try:
            with self.path.open("rb") as file:
                data = file.read(2 * _PLACE_BYTES)
        except FileNotFoundError:
            return Remembered()
        except OSError:
            return Remembered(is_damaged=True)
        known = [place for at in (0, _PLACE_BYTES) if (place := _place(data, at))]
        if not known:
            return Remembered(is_damaged=True)
        size, hashes, since = max(known)
        ends = range(0, len(hashes), HASH_BYTES)
        frontier = tuple(hashes[at : at + HASH_BYTES] for at in ends)
        return Remembered(Sealed(size, frontier), since)

    def read(self) -> Sealed | None:
        """What is remembered; None where no file is, or nothing in it can be read."""
        return self.look().sealed

    def begin(self, sealed: Sealed = NOTHING, since: int = 0) -> None:
        """A new memory where none is; one that is there is left as it is. Raises UnusableError."""
        try:
            write_new(self.path, _file(sealed, since))
        except FileExistsError:
            return
        except OSError as error:
            raise self._unwritten(error) from error

    def put_back(self, sealed: Sealed) -> None:
        """The memory as if it had never been lost, in the place of whatever is there."""
        try:
            make_folder(self.path.parent)
            replace(self.path, _file(sealed))
        except OSError as error:
            raise self._unwritten(error) from error

    def advance(self, sealed: Sealed) -> int | None:
        """Remembers more entries. Returns how many are remembered; None: no memory can be read.

        Another process may have remembered more already. Raises OtherHistoryError, and
        UnusableError for a file that cannot be written.
        """
        hashes = b"".join(sealed.frontier)
        try:
            handle = os.open(self.path, _FLAGS)
        except FileNotFoundError:
            return None
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


def _advance(handle: int, size: int, hashes: bytes) -> int | None:
    """Writes into the place that remembers less. None where neither remembers anything."""
    data = os.read(handle, 2 * _PLACE_BYTES)
    known = [(place, at) for at in (0, 1) if (place := _place(data, at * _PLACE_BYTES))]
    if not known:
        return None
    (newest, remembered, since), at = max(known)
    if newest == size and remembered != hashes:
        raise OtherHistoryError
    if newest < size:
        os.lseek(handle, (1 - at) * _PLACE_BYTES, os.SEEK_SET)
        os.write(handle, _page(size, hashes, since))
    return max(newest, size)


def _file(sealed: Sealed, since: int = 0) -> bytes:
    page = _page(sealed.size, b"".join(sealed.frontier), since)
    return page.ljust(2 * _PLACE_BYTES, b"\0")


def _page(size: int, hashes: bytes, since: int) -> bytes:
    mark, rest = (_MARK_BEGUN, hashes + _SINCE.pack(since)) if since else (_MARK, hashes)
    return _HEAD.pack(mark, size, _check(size, rest)) + rest


def _place(data: bytes, at: int) -> tuple[int, bytes, int] | None:
    """The size, the hashes and the beginning that a place holds; None: it is empty or torn."""
    if len(data) < at + _HEAD.size:
        return None
    mark, size, check = _HEAD.unpack_from(data, at)
    if mark not in (_MARK, _MARK_BEGUN):
        return None
    begin, length = at + _HEAD.size, size.bit_count() * HASH_BYTES
    end = begin + length + (_SINCE.size if mark == _MARK_BEGUN else 0)
    rest = data[begin:end]
    if len(rest) < end - begin or _check(size, rest) != check:
        return None
    since = 0 if mark == _MARK else _SINCE.unpack_from(rest, length)[0]
    return size, rest[:length], since


def _check(size: int, rest: bytes) -> int:
    return crc32(rest, crc32(size.to_bytes(8, "big")))


def remember_recording(
    memory: Memory, signer: Signer, sealed: Sealed, size: Callable[[], int]
) -> tuple[str, ...]:
    """Remembers a recording, and returns what to know of it: sentences after "but".

    `size`: how many entries the ledger holds by now. A memory that is missing is asked for and
    never guessed. Only where the signer remembers what it signed does it begin again, as in a home
    that an earlier version made; it then says since when it remembers.
    """
    try:
        remembered = memory.advance(sealed)
        if remembered is not None:
            if remembered > sealed.size and remembered > size():
                return (_OTHER,)
            return () if signer.memory.exists() else (_SIGNER.format(signer.memory),)
        if memory.look().is_damaged:
            return (_DAMAGED.format(memory.path),)
        if not signer.remembers():
            return (_NOTHING.format(memory.path, signer.memory),)
        memory.begin(sealed, since=sealed.size)
        return (_BEGUN.format(memory.path),)
    except OtherHistoryError:
        return (_OTHER,)
    except UnusableError as error:
        return (f"this computer does not remember it. {error.message} {error.remedy}",)
