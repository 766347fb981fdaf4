"""A program of its own: entries of a ledger, as Arrow, into memory that it shares.

    python -P bulk_program.py ADDRESS TOPICS AFTER LAST MEMORY SLOTS SLOT_BYTES SLICE_ENTRIES
        BATCH_ENTRIES

ADBC's driver carries an SQLite of its own, and a second SQLite in a process undoes the first
one's locks (docs/decisions/0005). In a process that ends with the reading it is one reader more
among others. Nothing imports this file, and it imports nothing of ours; `bulk.py` starts it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain, islice
from mmap import mmap
from typing import Any, cast

_LARGEST_BLOCK = 31 * 1024 * 1024
_ENTRIES = """
SELECT rowid AS position, topic, originator_id AS stream, originator_version AS version, state
FROM stored_events WHERE rowid > {after:d} AND rowid <= {last:d}
AND topic IN (SELECT value FROM json_each('{topics}')) ORDER BY rowid
"""


def main(address: str, topics: str, after: int, last: int, memory: int, *sizes: int) -> None:
    # Half of what it takes to import pyarrow, which does without.
    cast(dict[str, object], sys.modules)["numpy"] = None
    # glibc gives each block of this size back to the kernel when it is freed, until one that is
    # larger was: without it every batch is written to memory that was never touched before.
    bytes(_LARGEST_BLOCK)
    from adbc_driver_manager import AdbcConnection, AdbcDatabase, AdbcStatement
    from adbc_driver_sqlite import _driver_path
    from pyarrow import RecordBatchReader

    slots, slot_bytes, slice_entries, batch_entries = sizes
    shared = memoryview(mmap(memory, slots * slot_bytes))
    with (
        AdbcDatabase(driver=_driver_path(), uri=address) as database,
        AdbcConnection(database) as connection,
        AdbcStatement(connection) as statement,
    ):
        statement.set_options(**{"adbc.sqlite.query.batch_rows": batch_entries})
        statement.set_sql_query(_ENTRIES.format(after=after, last=last, topics=topics))
        handle, _ = statement.execute_query()
        with RecordBatchReader.from_stream(handle) as entries:
            for number, first in enumerate(entries):
                if number >= slots and not os.read(0, 1):
                    return
                begin = number % slots * slot_bytes
                more = islice(entries, slice_entries // batch_entries - 1)
                _write(shared[begin : begin + slot_bytes], first, more)
                os.write(1, b".")


def _write(slot: memoryview, first: Any, more: Iterator[Any]) -> None:
    """A slice, each batch in the order of its topics."""
    from pyarrow import FixedSizeBufferWriter, compute, ipc, py_buffer

    with (
        FixedSizeBufferWriter(py_buffer(slot)) as file,
        ipc.new_stream(file, first.schema) as out,
    ):
        for batch in chain([first], more):
            topics = batch.column("topic").dictionary_encode().indices
            out.write_batch(batch.take(compute.array_sort_indices(topics)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
