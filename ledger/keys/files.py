"""Files that only their owner may read, and writes that survive a power cut."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from ledger.errors import UnusableError

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_OTHERS = 0o077
_OWNER_WRITES = 0o200
_GROUP_READS = 0o040
_ROOT = 0
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""How a disk refuses that has no second names for a file: a USB stick in FAT."""

_NO_NAMELESS = frozenset(
    {errno.EOPNOTSUPP, errno.ENOTSUP, errno.EISDIR, errno.EINVAL, errno.ENOENT}
)
"""How a disk, or an old kernel, refuses a file without a name."""
_OPEN_FILES = "/proc/self/fd"
_DRAFT = re.compile(r"\..+\.[0-9a-f]{16}")


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
    """Whether others than its owner can read or change what is there, and its owner can write.

    Looked at once: whoever closes a ledger last takes its log away, perhaps between two looks.
    """
    if os.name != "posix":
        return False
    try:
        mode = path.stat().st_mode
        return bool(mode & _OTHERS and mode & _OWNER_WRITES) and not _is_on_a_disc(path)
    except (FileNotFoundError, NotADirectoryError):
        return False


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
    if not _named_when_whole(path, data):
        _tidy(path.parent)
        _linked_when_whole(path, data)
    sync_folder(path.parent)


def _named_when_whole(path: Path, data: bytes) -> bool:
    """Writes a file that has no name until it is whole; False where the disk has no such files.

    Whenever this process is killed, nothing is there or all of it.
    """
    nameless = getattr(os, "O_TMPFILE", None)
    if nameless is None or not Path(_OPEN_FILES).is_dir():
        return False
    try:
        handle = os.open(path.parent, os.O_WRONLY | nameless, 0o600)
    except OSError as error:
        if error.errno not in _NO_NAMELESS:
            raise
        return False
    with os.fdopen(handle, "wb") as file:
        _put(file, data)
        try:
            _link_open_file(handle, path)
        except OSError as error:
            if error.errno not in (*_NO_LINKS, errno.ENOENT):
                raise
            return False
    return True


def _link_open_file(handle: int, path: Path) -> None:
    """Gives an open file its name: linkat(2) with AT_SYMLINK_FOLLOW."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(f"{_OPEN_FILES}/{handle}", path.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _linked_when_whole(path: Path, data: bytes) -> None:
    with _draft(path, data) as draft:
        try:
            os.link(draft, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _written(path, data)


def _tidy(folder: Path) -> None:
    """Removes drafts of ours that a kill left; one that is being written is locked."""
    if fcntl is None:
        return
    for left in folder.glob(".*"):
        if not _DRAFT.fullmatch(left.name) or left.is_symlink():
            continue
        with suppress(OSError), left.open("rb") as file:
            if os.fstat(file.fileno()).st_uid == os.geteuid():
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink()


def replace(path: Path, data: bytes) -> None:
    """The file holds `data` from now on: on the disk when this returns, before that as it was.

    Raises OSError when the disk does not take it.
    """
    with _draft(path, data) as draft:
        draft.replace(path)
    sync_folder(path.parent)


def discard(path: Path) -> None:
    """Removes what a failure left behind, if the disk allows. The failure itself is reported."""
    with suppress(OSError):
        path.unlink()


@contextmanager
def _draft(path: Path, data: bytes) -> Iterator[Path]:
    """A private file beside `path`, on the disk; locked while it is there, so that none tidies it.

    Windows neither locks it nor lets a file be renamed that is open.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            if fcntl is not None:
                with suppress(OSError):  # a disk without locks
                    fcntl.flock(file, fcntl.LOCK_EX)
            _put(file, data)
            if fcntl is not None:
                yield draft
        if fcntl is None:
            yield draft
    finally:
        discard(draft)


def _written(path: Path, data: bytes) -> None:
    """Writes a private file where none is, or leaves none."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            _put(file, data)
    except BaseException:
        discard(path)
        raise


def _put(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
