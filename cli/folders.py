"""Files that a command writes from the record: each whole, none over one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cli import files
from cli.output import say

if TYPE_CHECKING:
    from cli.door import ReadingDoor

SAID_EACH = 50
"""How many files are written between two words on how far it is."""


def write_one(door: ReadingDoor, path: str, data: bytes) -> None:
    """Writes a new file, and says which file it is, by its SHA-256."""
    files.write_new(path, data)
    door.rows([_told(path, data)])


def write_all(door: ReadingDoor, folder: str, made: Iterable[tuple[str, bytes]]) -> int:
    """Writes the files, by their names under the folder, as they are made; how many there are.

    A folder that is not there is made. Each file is for its owner only. A file that is there is
    never overwritten: nothing more is written then.
    """
    files.require_name(folder)
    told = []
    for name, data in made:
        path = str(Path(folder, name))
        files.write_under(path, data)
        told.append(_told(path, data))
        if len(told) % SAID_EACH == 0:
            say(f"{len(told)} files so far.")
    door.rows(told)
    return len(told)


def _told(path: str, data: bytes) -> dict[str, str | int]:
    return {"file": path, "bytes": len(data), "sha256": sha256(data).hexdigest()}
