"""What a database error means to the person who met it."""

from __future__ import annotations

from pathlib import Path

from ledger.errors import UnusableError

LOCK_TIMEOUT_SECONDS = 30

Meanings = tuple[tuple[tuple[str, ...], str, str], ...]

_SAME_COMMAND = "The same --command-id is never recorded twice."
_OUTSIDE = (
    (
        ("locked", "busy", "timed out"),
        "{path} was locked by another process for too long.",
        "Nothing was recorded. Wait for the other process, then try again.",
    ),
    (
        ("readonly", "read-only", "permission"),
        "{path} cannot be written to.",
        "Nothing was recorded. Check the rights on the file and on its folder.",
    ),
    (
        ("full", "no space"),
        "The disk that holds {path} is full.",
        "Nothing was recorded. Free some space, then try again.",
    ),
    (
        ("disk i/o",),
        "The disk that holds {path} failed, or has no room: {error}.",
        f"Nothing was acknowledged. See to the disk, then try again. {_SAME_COMMAND}",
    ),
)
"""Parts of SQLite's or the system's message about its surroundings; what it means; what to do."""
_OF_THE_FILE = (
    (
        ("unable to open", "is a directory", "not a directory", "file exists", "name too long"),
        "{path} cannot be opened.",
        "Check that it is a file that you may read, in a folder that you may write to.",
    ),
    (
        ("not a database",),
        "{path} is not an assurance ledger, or its beginning is damaged.",
        "Set ASSURE_LEDGER to the ledger's own file; restore the newest backup if it is.",
    ),
)
"""The same about the ledger's own file."""


def outside(path: Path, error: Exception) -> UnusableError | None:
    """The error to show where its disk, its folder or another process is at fault, if one is."""
    return _known(path, error, _OUTSIDE)


def _known(path: Path, error: Exception, meanings: Meanings) -> UnusableError | None:
    text = str(error).lower()
    for words, message, remedy in meanings:
        if any(word in text for word in words):
            return UnusableError(message.format(path=path, error=error), remedy)
    return None


def unusable(path: Path, error: Exception) -> UnusableError:
    """The error to show for a database's or the system's error about the ledger at `path`."""
    return _known(path, error, (*_OUTSIDE, *_OF_THE_FILE)) or UnusableError(
        f"{path} is damaged or is not a ledger: {error}.",
        "Run `assure ledger verify`; restore the newest backup if it confirms the damage.",
    )
