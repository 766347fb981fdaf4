"""A long backlog as Arrow: what is read by a process of its own, examined and sorted by topic.

For a few entries lists of parameters are quicker than importing pyarrow, which is therefore
imported here and only when a long backlog is read.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from projections.engine.shapes import todays, upcast_state
from projections.engine.source import ProjectionError

_COLUMNS = ("position", "stream", "version", "state")


@dataclass(frozen=True, slots=True)
class Slice:
    """What came after the slice before it up to `last`: record batches by topic."""

    last: int
    batches: dict[str, list[Any]]


def by_topic(slices: Iterable[list[Any]], after: int) -> Iterator[Slice]:
    """Slices of entries by topic, in order, in UTF-8, in their events' present shapes.

    Ends before the first slice with an entry in it that only the path for short backlogs can
    name.
    """

    for batches in slices:
        found: dict[str, list[Any]] = defaultdict(list)
        for batch in batches:
            parts = _parts(batch, after)
            if parts is None:
                return
            for topic, part in parts:
                found[topic].append(part)
                after = max(after, _last(part))
        yield Slice(after, found)


def _last(entries: Any) -> int:
    """The last position of some entries, which are in order."""
    return int(entries.column("position")[-1].as_py())


def reader_of(batches: Sequence[Any]) -> Any:
    """Record batches as DuckDB takes them."""
    from pyarrow import RecordBatchReader

    return RecordBatchReader.from_batches(batches[0].schema, batches)


def _parts(batch: Any, after: int) -> list[tuple[str, Any]] | None:
    """The entries of a batch by topic; None when they are not as expected."""
    import pyarrow
    from pyarrow import compute

    try:
        batch.validate(full=True)  # that text is UTF-8, among others
        if any(column.null_count for column in batch.columns):
            return None
        ends = compute.min_max(batch.column("position")).as_py()
        if ends["min"] <= after:
            return None
        runs = compute.run_end_encode(batch.column("topic"))
        columns = [batch.column(name) for name in _COLUMNS]
        columns[-1] = columns[-1].cast(pyarrow.string())
        entries = pyarrow.RecordBatch.from_arrays(columns, names=_COLUMNS)
        places = pairwise([0, *runs.run_ends.to_pylist()])
        return [
            (topic, _in_present_shape(topic, entries.slice(begin, end - begin)))
            for topic, (begin, end) in zip(runs.values.to_pylist(), places, strict=True)
        ]
    except (ProjectionError, pyarrow.ArrowException, KeyError, TypeError, ValueError):
        return None


def _in_present_shape(topic: str, entries: Any) -> Any:
    from pyarrow import RecordBatch, compute

    heads, states = todays(topic), entries.column("state")
    begun: Any = None
    first = states[0].as_py().encode()
    for head in sorted(heads, key=first.startswith, reverse=True):  # one pass where all are alike
        begins = compute.starts_with(states, head)
        begun = begins if begun is None else compute.or_(begins, begun)
        if compute.all(begun).as_py():
            return entries
    rows = zip(*(column.to_pylist() for column in entries.columns), strict=True)
    texts = [
        text.encode()
        if text.encode().startswith(heads)
        else upcast_state(
            topic, (position, topic.encode(), stream.encode(), version, text.encode())
        )
        for position, stream, version, text in rows
    ]
    return RecordBatch.from_arrays([*entries.columns[:-1], _text(texts)], names=_COLUMNS)


def _text(parts: list[bytes]) -> Any:
    """Made from buffers: `pyarrow.array` would import pandas."""
    import pyarrow

    ends = array("i", [0])
    ends.extend(accumulate(map(len, parts)))
    buffers = [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(parts))]
    return pyarrow.Array.from_buffers(pyarrow.string(), len(parts), buffers)
