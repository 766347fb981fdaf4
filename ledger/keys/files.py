"""Files that only their owner may read, and writes that survive a power cut."""

from __future__ import annotations

import errno
import os
import secrets
import shlex
from contextlib import suppress
from pathlib import Path

from ledger.errors import UnusableError

_OTHERS = 0o077
_OWNER_WRITES = 0o200
_GROUP_READS = 0o040
_ROOT = 0
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""How a disk refuses that has no second names for a file: a USB stick in FAT."""


def require_private(path: Path, what: str, *, from_systemd: bool = False) -> None:
    """Refuses a file that others can read, change, or own.

    systemd hands a credential to one user by an access list, and the mode then shows 0440: such
    a file of root's is as closed as it can be (github.com/systemd/systemd/issues/29435).
    """
    if os.name != "posix":
        return
    status = path.stat()
    allowed = _GROUP_READS if from_systemd and status.st_uid == _ROOT else 0
    if status.st_mode & _OTHERS & ~allowed:
        raise UnusableError(f"Others can read the {what} {path}.", f"Close it: chmod 600 {path}")
    if status.st_uid not in (_ROOT, os.geteuid()):
        raise UnusableError(
            f"The {what} {path} belongs to somebody else.",
            "Run assure as the user that it belongs to, or make it yours: chown.",
        )


def require_closed(what: str, *paths: Path) -> None:
    """Refuses files, or folders, that others than their owner can read or change.

    What nobody is to write to, a disc or a copy without the right to write, is as it was handed
    over: it passes.
    """
    wide = [path for path in paths if is_wide(path)]
    if wide:
        raise UnusableError(
            f"Others on this computer can read the {what} {wide[0]}.",
            f"Close it: {closing(wide[0], *wide[1:])}",
        )


def closing(first: Path, *others: Path) -> str:
    """The command that closes files, or folders, to others."""
    mode = "700" if first.is_dir() else "600"
    return f"chmod {mode} {' '.join(shlex.quote(str(path)) for path in (first, *others))}"


def is_wide(path: Path) -> bool:
    """Whether others than its owner can read or change what is there, and its owner can write."""
    if os.name != "posix" or not path.exists():
        return False
    mode = path.stat().st_mode
    return bool(mode & _OTHERS and mode & _OWNER_WRITES) and not _is_on_a_disc(path)


def _is_on_a_disc(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def make_folder(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, for their owner only."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def make_file(path: Path) -> None:
    """Makes an empty file for its owner only; one that is there is closed to others."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)


def write_new(path: Path, data: bytes) -> None:
    """A new private file, whole or not at all, on the disk when this returns.

    Raises FileExistsError rather than overwrite, and OSError when the disk does not take it.
    """
    make_folder(path.parent)
    draft = _draft(path, data)
    try:
        os.link(draft, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _written(path, data)
    finally:
        discard(draft)
    sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """The file holds `data` from now on: on the disk when this returns, before that as it was.

    Raises OSError when the disk does not take it.
    """
    draft = _draft(path, data)
    try:
        draft.replace(path)
    except OSError:
        discard(draft)
        raise
    sync_folder(path.parent)


def discard(path: Path) -> None:
    """Removes what a failure left behind, if the disk allows. The failure itself is reported."""
    with suppress(OSError):
        path.unlink()


def _draft(path: Path, data: bytes) -> Path:
    """A new private file beside `path`, on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _written(draft, data)
    return draft


def _written(path: Path, data: bytes) -> None:
    """Writes a private file where none is, or leaves none."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        discard(path)
        raise


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
