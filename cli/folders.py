"""A folder of files that a command writes, one by one: each whole, none over one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cli import files
from cli.output import say

SAID_EACH = 50
"""How many files are written between two words on how far it is."""


def write_all(folder: str, made: Iterable[tuple[str, bytes]]) -> int:
    """Writes the files, by their names under the folder, as they are made; how many there are.

    A folder that is not there is made. Each file is for its owner only. A file that is there is
    never overwritten: nothing more is written then.
    """
    files.require_name(folder)
    count = 0
    for name, data in made:
        files.write_under(str(Path(folder, name)), data)
        count += 1
        if count % SAID_EACH == 0:
            say(f"{count} files so far.")
    return count
