"""Reads a ledger's file as Arrow record batches, through a process of its own.

ADBC's driver is fast and brings a second SQLite, which must not share a process with the first
(docs/decisions/0005). The other process (`bulk_program.py`) writes slices of entries into a ring
of slots in shared memory. A pipe carries one byte for each slice that is written, and one for each
slot that is free again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from mmap import mmap
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, Any, cast

BATCH_ENTRIES = 8_192
"""Entries in a record batch. Measured: more of them no longer fit a processor's cache."""
SLICE_ENTRIES = 8 * BATCH_ENTRIES
"""Entries in a slice: enough for each topic's statement to cost little beside them."""
_SLOTS = 3
"""One is projected, one is examined, one is written."""
_SLOT_BYTES = 128 * 1024 * 1024
"""Only what is written to takes memory. A slice that is longer ends the reading."""
_READER = Path(__file__).with_name("bulk_program.py")


@contextmanager
def slices(
    ledger: Path, after: int, last: int, topics: Collection[str], *, is_still: bool = False
) -> Iterator[Iterator[list[Any]]]:
    """The entries of some topics after a position up to `last`, as the store's protocol says.

    They end early where something is wrong with an entry or with the reading, and at once where
    the system has no memory to share.
    """
    started = _started(_address(ledger, is_still=is_still), after, last, topics)
    if started is None:
        yield iter(())
        return
    reader, memory = started
    with reader:
        try:
            yield _written(reader, memory)
        finally:
            reader.kill()


def _address(ledger: Path, *, is_still: bool) -> str:
    """`is_still`: an index beside the file is read and not written to."""
    index = ledger.with_name(f"{ledger.name}-shm")
    read_only = "&readonly_shm=1" if is_still and index.exists() else ""
    return f"{ledger.absolute().as_uri()}?mode=ro{read_only}"


def _started(
    address: str, after: int, last: int, topics: Collection[str]
) -> tuple[Popen[bytes], mmap] | None:
    """The reader and the ring; None where there can be none."""
    if os.name != "posix":
        return None
    try:
        with _nameless() as file:
            os.ftruncate(file.fileno(), _SLOTS * _SLOT_BYTES)
            sizes = (file.fileno(), _SLOTS, _SLOT_BYTES, SLICE_ENTRIES, BATCH_ENTRIES)
            numbers = map(str, (after, last, *sizes))
            reader = Popen(
                [
                    sys.executable,
                    "-P",
                    str(_READER),
                    address,
                    json.dumps([*topics]),
                    *numbers,
                ],
                bufsize=0,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                pass_fds=(file.fileno(),),
            )
            return reader, mmap(file.fileno(), _SLOTS * _SLOT_BYTES)
    except OSError:
        return None


def _nameless() -> IO[bytes]:
    """A file without a name, which ends with its last user; in memory where that can be."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("assure-backlog"), "r+b")
    return TemporaryFile()


def _written(reader: Popen[bytes], memory: mmap) -> Iterator[list[Any]]:
    from pyarrow import ArrowException, ipc, py_buffer

    asking, answers = cast(IO[bytes], reader.stdin), cast(IO[bytes], reader.stdout)
    number = 0
    try:
        while answers.read(1):
            begin = number % _SLOTS * _SLOT_BYTES
            slot = memoryview(memory)[begin : begin + _SLOT_BYTES]
            with ipc.open_stream(py_buffer(slot)) as batches:
                yield list(batches)
            if number > 0:
                with suppress(BrokenPipeError):  # it has ended: what it wrote is all there is
                    asking.write(b".")
            number += 1
    except (ArrowException, OSError):
        return
