"""Private files: whole or not at all, whatever the disk does."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from application import kept_documents
from cli import files as cli_files
from documents.files.errors import InputError
from domain.single_agency.events import SummaryDocument
from ledger.errors import UnusableError
from ledger.keys import files
from ledger.keys.signer import MEMORY_FILE, Signer
from tests.ledger.vault.keys import KEK

ROOT = Path(__file__).parents[3]
FULL = 1_000
ORIGIN = "files.example/ledger"


@contextmanager
def a_disk_that_takes(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes: EFBIG, as a full disk's ENOSPC."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("write", [files.write_new, files.replace])
def test_a_private_file_is_whole_and_alone(
    write: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    path = tmp_path / "key"
    write(path, b"words")
    assert path.read_bytes() == b"words"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_there_is_replaced_only_when_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "key"
    files.write_new(path, b"first")
    with pytest.raises(FileExistsError):
        files.write_new(path, b"second")
    assert path.read_bytes() == b"first"
    files.replace(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [files.write_new, files.replace])
def test_a_full_disk_leaves_all_as_it_was(
    write: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    path = tmp_path / "key"
    if write is files.replace:
        files.write_new(path, b"first")
    before = {found: found.read_bytes() for found in tmp_path.iterdir()}
    with a_disk_that_takes(FULL), pytest.raises(OSError, match="too large"):
        write(path, bytes(FULL + 1))
    assert {found: found.read_bytes() for found in tmp_path.iterdir()} == before


def test_a_disk_that_will_not_remove_hides_no_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen with an I/O error at each system call: the tidying up ended in a traceback."""

    def refused(self: Path, missing_ok: bool = False) -> None:
        raise OSError(5, "Input/output error")

    signer = Signer.create(tmp_path / "signer", ORIGIN, KEK)
    monkeypatch.setattr(Path, "unlink", refused)
    signer.sign(0, signer.remembered()[0].root, lambda first, last: iter(()))
    with a_disk_that_takes(10), pytest.raises(UnusableError, match="Nothing was signed"):
        signer._remember(bytes(FULL), [])
    with a_disk_that_takes(10), pytest.raises(InputError) as asked:
        cli_files.write_new(str(tmp_path / "list.csv"), bytes(FULL))
    assert "It cannot be written" in asked.value.lines[0]
    monkeypatch.undo()
    assert signer.remembered()[0].size == 0
    assert (tmp_path / "signer" / MEMORY_FILE).stat().st_size > 0


def test_a_full_disk_leaves_no_half_of_a_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with a_disk_that_takes(FULL), pytest.raises(InputError) as told:
        cli_files.write_new(str(path), bytes(FULL + 1))
    assert (
        "File too large. Check the folder, your rights to it, and the disk" in told.value.lines[0]
    )
    assert not path.exists()


def test_a_document_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    described = SummaryDocument(name="summary.docx", digest="0" * 64, size=FULL + 1)
    kept = kept_documents.KeptDocument(described, bytes(FULL + 1))
    with a_disk_that_takes(FULL), pytest.raises(InputError) as told:
        kept_documents.keep(tmp_path, kept)
    assert "Nothing was recorded" in told.value.lines[0]
    assert list((tmp_path / kept_documents.FOLDER).iterdir()) == []


def test_a_disk_without_second_names_takes_a_new_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a USB stick: it is written in place, and a half of it is removed."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "list.csv"
    with a_disk_that_takes(FULL), pytest.raises(OSError, match="too large"):
        files.write_new(path, bytes(FULL + 1))
    assert list(tmp_path.iterdir()) == []
    files.write_new(path, b"first")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        files.write_new(path, b"second")
    assert [found.read_bytes() for found in tmp_path.iterdir()] == [b"first"]


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger.keys import files
folder, way, kinds = Path(sys.argv[1]), sys.argv[2], set()
data = os.urandom(50_000)
if way == "without":
    del os.O_TMPFILE
for moment in range(1, 200):
    path = folder / f"{moment}" / "words.pdf"
    path.parent.mkdir()
    child = os.fork()
    if not child:
        left = moment
        def step(frame, event, told):
            global left
            if frame.f_code.co_filename != files.__file__:
                return None
            left -= event == "line"
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return step
        sys.settrace(step)
        files.write_new(path, data)
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    whole = path.exists()
    assert not whole or path.read_bytes() == data
    others = [one for one in path.parent.iterdir() if one != path]
    assert way == "without" or not others, others
    kinds.add((os.WIFSIGNALED(ended), whole, bool(others)))
    if not whole:
        files.write_new(path.with_name("next.pdf"), b"next")
        others = [one for one in path.parent.iterdir()]
        assert others == [path.with_name("next.pdf")], others
    if not ended:
        break
print(moment, sorted(kinds))
"""
"""Kills a writer at one line after another of the module that writes, until one comes to its end.
"""


@pytest.mark.parametrize("way", ["nameless", "without"])
def test_a_kill_at_any_moment_leaves_all_or_nothing(way: str, tmp_path: Path) -> None:
    """Where a disk has only files with names, what was left goes at the next writing there."""
    words = [sys.executable, "-c", KILLED, str(tmp_path), way]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    moments, _, kinds = ran.stdout.partition(" ")
    assert int(moments) > 15
    assert "(True, False," in kinds
    assert "(True, True," in kinds
    assert ("True)" in kinds) == (way == "without")


def test_a_draft_that_is_being_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    with files._draft(tmp_path / "a.pdf", b"words") as draft:
        files.write_new(tmp_path / "b.pdf", b"other")
        assert draft.read_bytes() == b"words"
    assert [one.name for one in tmp_path.iterdir()] == ["b.pdf"]
