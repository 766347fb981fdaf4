"""A long backlog as Arrow, which DuckDB reads with all its threads.

What a list of parameters holds is read by one thread. For a few entries that is quicker than
importing pyarrow, which is therefore imported here and only when a long backlog is read.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from projections.source import Entry, ProjectionError, Source

SLICE_ENTRIES = 8_192
"""Entries read at a time, and so at most in a record batch, which one thread takes. Measured: with
twice as many, what Python holds of them no longer fits a processor's cache: a fifth slower."""
BLOCK_ENTRIES = 32 * SLICE_ENTRIES
"""Entries in one transaction. Measured: half of it costs 1.5 times the processor time, because
what is less than one of DuckDB's row groups of 122,880 rows is copied once more at commit."""
BLOCK_BYTES = 192 * 1024 * 1024
"""A block of unusually long entries ends earlier."""
_COLUMNS = ("position", "stream", "version", "state")

Present = Callable[[str, list[Entry]], list[bytes]]
"""The states of one topic's entries, each in its event's present shape."""


@dataclass(frozen=True, slots=True)
class Block:
    """What came after a position up to `last`: record batches by topic."""

    last: int
    batches: dict[str, list[Any]]


def read_block(source: Source, after: int, present: Present) -> Block | None:
    """The next block, without a gap and in UTF-8.

    None when there is no entry, or one that only the path for short backlogs can name or lift.
    """
    from pyarrow import ArrowException

    batches: dict[str, list[Any]] = defaultdict(list)
    last, size = after, 0
    try:
        while last - after < BLOCK_ENTRIES and size < BLOCK_BYTES:
            entries = source.entries(last, SLICE_ENTRIES)
            if not entries:
                break
            if entries[-1][0] - last != len(entries):
                return None
            last = entries[-1][0]
            for topic, of_topic in _by_topic(entries).items():
                batch = _record_batch(of_topic, present(topic, of_topic))
                batches[topic].append(batch)
                size += batch.nbytes
    except (ProjectionError, ArrowException, TypeError, ValueError, OverflowError):
        return None
    return Block(last, batches) if batches else None


def reader_of(batches: Sequence[Any]) -> Any:
    """Record batches as DuckDB takes them."""
    from pyarrow import RecordBatchReader

    return RecordBatchReader.from_batches(batches[0].schema, batches)


def _by_topic(entries: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[bytes, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry[1]].append(entry)
    return {topic.decode(): of_topic for topic, of_topic in found.items()}


def _record_batch(entries: list[Entry], states: list[bytes]) -> Any:
    from pyarrow import RecordBatch

    positions = _whole_numbers([position for position, _, _, _, _ in entries])
    streams = _text([stream for _, _, stream, _, _ in entries])
    versions = _whole_numbers([version for _, _, _, version, _ in entries])
    batch = RecordBatch.from_arrays([positions, streams, versions, _text(states)], names=_COLUMNS)
    batch.validate(full=True)
    return batch


def _whole_numbers(values: list[int]) -> Any:
    """Made from buffers, here and below: `pyarrow.array` would import pandas."""
    import pyarrow

    buffer = pyarrow.py_buffer(array("q", values))
    return pyarrow.Array.from_buffers(pyarrow.int64(), len(values), [None, buffer])


def _text(parts: list[bytes]) -> Any:
    import pyarrow

    ends = array("i", [0])
    ends.extend(accumulate(map(len, parts)))
    buffers = [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(parts))]
    return pyarrow.Array.from_buffers(pyarrow.string(), len(parts), buffers)
