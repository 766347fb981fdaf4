"""Opening and writing the files that a person names on the command line; `-` is stdin."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from documents.files.errors import refuse as refuse
from documents.files.input_file import SHEET_BYTES_MAX, GivenFile

STDIN = "-"
NAME_BYTES_MAX = 200
_IS_THERE = "There is a file of this name, and it is not overwritten. Name another."


def given(path: str, bytes_max: int = SHEET_BYTES_MAX) -> GivenFile:
    """A file as it is, or stdin for `-`. Raises InputError for one that cannot be opened."""
    name = name_of(path)
    try:
        if path == STDIN:
            if sys.stdin is None:
                refuse(name, "It is closed: nothing can be read from it. Give a file.")
            _require_unread()
            data = _here[-1].read_stdin(bytes_max + 1)
        else:
            data = _here[-1].read(path, bytes_max + 1)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or "there is no such file"
        refuse(name, f"It cannot be read: {reason}. Check the name and your rights to it.")
    opened = GivenFile(name, data)
    opened.require_size(bytes_max)
    return opened


_read: list[object] = []
"""The standard input that was read, if it was."""


def _require_unread() -> None:
    """Refuses to read standard input twice, or where it holds commands."""
    if _read == [sys.stdin]:
        refuse(name_of(STDIN), "It is read once only. Give the other one as a file: @FILE.")
    _read[:] = [sys.stdin]


def forget_stdin() -> None:
    """For the next of several commands: what it reads is typed anew."""
    _read.clear()


def keep_stdin() -> None:
    """For commands that stand on standard input themselves: none of them may read on there."""
    _read[:] = [sys.stdin]


def read_bytes(path: str, bytes_max: int = SHEET_BYTES_MAX) -> bytes:
    """The bytes of a file, or of stdin for `-`."""
    return given(path, bytes_max).data


def read_text(path: str) -> str:
    """A UTF-8 file, or stdin for `-`."""
    return given(path).text()


def name_of(path: str) -> str:
    """The name of a file in the report of a fault."""
    return "stdin" if path == STDIN else path


def require_name(path: str) -> None:
    """Refuses a path that no file can be written to."""
    if not path.isprintable():
        refuse(repr(path), "It holds a control character. Name another file.")
    if len(os.fsencode(Path(path).name)) > NAME_BYTES_MAX:
        refuse(path, "It is too long for the name of a file. Name another.")
    if not Path(path).name or not _here[-1].has_folder(path):
        refuse(path, "It cannot be written: there is no such folder. Check the name.")


def require_new(path: str) -> None:
    """Refuses an existing file, and a path that no file can be written to."""
    require_name(path)
    if is_there(path):
        refuse(path, _IS_THERE)


def require_kind(path: str, suffix: str) -> None:
    """Refuses a name by which a computer would not know what the file is, and an existing file."""
    if Path(path).suffix.lower() != suffix:
        refuse(path, f"Name a file that ends in {suffix}.")
    require_new(path)


def write_new(path: str, data: str | bytes) -> None:
    """Writes a file that only its owner may read, whole or not at all. Never overwrites one."""
    require_new(path)
    write_under(path, data)


def write_under(path: str, data: str | bytes) -> None:
    """As `write_new`, in a folder that is made if it is not there."""
    try:
        _here[-1].write_new(path, data.encode() if isinstance(data, str) else data)
    except FileExistsError:
        refuse(path, _IS_THERE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file's name"
        refuse(
            path,
            f"It cannot be written: {reason}. Check the folder, your rights to it, and the disk.",
        )


class Files(Protocol):
    """The files of whoever gave the command: this computer's, or their own far away."""

    def read(self, path: str, bytes_max: int) -> bytes: ...

    def read_stdin(self, bytes_max: int) -> bytes: ...

    def is_there(self, path: str) -> bool: ...

    def has_folder(self, path: str) -> bool: ...

    def write_new(self, path: str, data: bytes) -> None:
        """Writes a file that only its owner may read, whole or not at all; overwrites none."""

    def remove(self, path: str) -> None: ...

    def edited(self, what: str) -> str | None:
        """What somebody writes in their own editor; None where they have named none."""


class Disk:
    """This computer's files."""

    def read(self, path: str, bytes_max: int) -> bytes:
        with Path(path).open("rb") as file:
            return file.read(bytes_max)

    def read_stdin(self, bytes_max: int) -> bytes:
        return sys.stdin.buffer.read(bytes_max)

    def is_there(self, path: str) -> bool:
        return os.path.lexists(path)

    def has_folder(self, path: str) -> bool:
        return Path(path).parent.is_dir()

    def write_new(self, path: str, data: bytes) -> None:
        from ledger.keys import files

        files.write_new(Path(path), data)

    def remove(self, path: str) -> None:
        with suppress(OSError):
            Path(path).unlink()

    def edited(self, what: str) -> str | None:
        from cli.confidential import edited_here

        return edited_here(what)


DISK = Disk()
_here: list[Files] = [DISK]


@contextmanager
def on(theirs: Files) -> Iterator[None]:
    """Reads and writes somebody else's files while it lasts."""
    _here.append(theirs)
    try:
        yield
    finally:
        _here.pop()


def is_there(path: str) -> bool:
    return _here[-1].is_there(path)


def edited(what: str) -> str | None:
    return _here[-1].edited(what)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that an act writes: `application.exports.Outgoing`."""

    path: str

    def require_new(self) -> None:
        require_new(self.path)

    def write(self, data: bytes) -> None:
        write_new(self.path, data)

    def remove(self) -> None:
        remove(self.path)


def remove(path: str) -> None:
    """Removes a file that this act made and abandoned, if the disk allows."""
    with suppress(OSError):
        _here[-1].remove(path)
