"""A long backlog, read as Arrow, gives the same tables and the same faults as a short one."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.directory import events as directory
from domain.kernel import registry, upcasts
from domain.kernel.event import Stamp
from ledger.store.sqlite import bulk
from projections.engine import log
from projections.engine.arrow import Slice, reader_of
from projections.engine.columns_of_events import fact_table
from projections.engine.facts import FACTS
from projections.engine.log import THREADS_LARGE, Log
from projections.engine.projector import ProjectionError
from tests.projections.examples import example, some_events
from tests.projections.harness import Happened, insert, new_store, opened, record, state, tables

REGISTRY = registry.events()

EVENTS: Happened = some_events(2, "-é")
NEVER = 10**9
SIZES = [(4, 8, 32), (1, 1, 10), (7, 14, 20), (8_192, 65_536, 1_048_576)]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH_ENTRIES", 4)
    monkeypatch.setattr(bulk, "SLICE_ENTRIES", 8)
    monkeypatch.setattr(log, "BLOCK_ENTRIES", 32)


def outcome(path: Path, backlog_entries: int) -> tuple[dict[str, Any], str]:
    """The tables, and what is wrong ('' for nothing)."""
    try:
        projection = opened(path, backlog_entries=backlog_entries)
        return tables(projection), ""
    except ProjectionError as error:
        return {}, str(error)


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each block that was tried could be projected."""
    tried: list[bool] = []
    original = Log._project_block

    def watched(self: Log, first: Slice, *more: Any) -> int:
        tried.append(False)
        last = original(self, first, *more)
        tried[-1] = True
        return last

    monkeypatch.setattr(Log, "_project_block", watched)
    return tried


@pytest.mark.parametrize(("batch", "slices", "block"), SIZES)
def test_a_long_backlog_equals_a_short_one(
    batch: int, slices: int, block: int, blocks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_store()
    record(path, EVENTS)
    whole = outcome(path, NEVER)
    assert blocks == []
    monkeypatch.setattr(bulk, "BATCH_ENTRIES", batch)
    monkeypatch.setattr(bulk, "SLICE_ENTRIES", slices)
    monkeypatch.setattr(log, "BLOCK_ENTRIES", block)
    assert outcome(path, 1) == whole
    assert all(blocks)
    assert len(blocks) >= len(EVENTS) // (block + slices)


@settings(max_examples=6, deadline=None)
@given(
    cuts=st.lists(st.integers(0, len(EVENTS)), max_size=3).map(sorted),
    batch_entries=st.integers(1, len(EVENTS) + 1),
    backlog_entries=st.integers(1, len(EVENTS) + 1),
)
def test_any_split_equals_a_rebuild(
    cuts: list[int], batch_entries: int, backlog_entries: int
) -> None:
    path = new_store()
    projection = opened(path, batch_entries=batch_entries, backlog_entries=backlog_entries)
    for start, end in zip([0, *cuts], [*cuts, len(EVENTS)], strict=True):
        record(path, EVENTS[start:end])
        assert projection.catch_up() == end
        projection.hold(list(FACTS)[start::2])
    assert tables(projection) == tables(opened(path, backlog_entries=NEVER))


def _agency_left(**change: Any) -> bytes:
    entry = json.loads(state(example(REGISTRY["AgencyLeft"], sparse=False), 12))
    return json.dumps(entry | change, separators=(",", ":")).encode()


def _stored(at: int, *rows: tuple[str, bytes]) -> Path:
    """A store of good entries, with these after the first `at`."""
    path = new_store()
    record(path, EVENTS[:at])
    store = sqlite3.connect(path)
    for topic, entry in rows:
        insert(store, "any/0", topic, entry)
    for _ in range(60):
        insert(store, "any/0", "AgencyLeft", _agency_left())
    store.commit()
    store.close()
    return path


FAULTY = [
    ("GradeInvented", _agency_left()),
    ("AgencyLeft", _agency_left(schema=2)),
    ("AgencyLeft", _agency_left(schema=0)),
    ("AgencyLeft", _agency_left(envelope=Stamp.envelope_newest + 1)),
    ("AgencyLeft", _agency_left(event={"agency": "x"})),
    ("AgencyLeft", _agency_left(recorded_at="no")),
    ("AgencyLeft", b'{"schema":1,"recorded_at":'),
    ("AgencyLeft", _agency_left() + b',"position":7'),
    ("AgencyLeft", _agency_left() + b"\0"),
    ("AgencyLeft", b"not json"),
    ("AgencyLeft", b"[]"),
    ("AgencyLeft", b""),
    ("AgencyLeft", b"\xff\xfe"),
    ("AgencyLeft", _agency_left().replace(b"neglect", b"neglec\xe9")),
    ("AgencyLeft", _agency_left(actor="\\ud800").replace(b"\\\\ud800", b"\xed\xa0\x80")),
]


@pytest.mark.parametrize(("faulty", "at"), [(faulty, 45) for faulty in FAULTY] + [(FAULTY[0], 10)])
def test_what_cannot_be_projected_is_named_the_same(faulty: tuple[str, bytes], at: int) -> None:
    path = _stored(at, faulty)
    said = outcome(path, 1)[1]
    assert f"Entry {at + 1} " in said
    assert said == outcome(path, NEVER)[1]


def test_of_two_faults_the_same_is_named() -> None:
    path = _stored(40, FAULTY[3], ("GradeInvented", b""), FAULTY[9])
    assert outcome(path, 1)[1] == outcome(path, NEVER)[1] != ""


@pytest.mark.parametrize("column", ["topic", "originator_id"])
def test_text_that_is_not_utf8_is_named(column: str) -> None:
    path = _stored(40)
    store = sqlite3.connect(path)
    store.execute(f"UPDATE stored_events SET {column} = CAST(x'ff' AS TEXT) WHERE rowid = 44")
    store.commit()
    store.close()
    said = outcome(path, 1)[1]
    assert "Entry 44 " in said
    assert said == outcome(path, NEVER)[1]


@pytest.mark.parametrize("missing", [1, 8, 9, 32, 33, 50])
def test_a_missing_entry_is_named(missing: int) -> None:
    path = _stored(40)
    store = sqlite3.connect(path)
    store.execute("DELETE FROM stored_events WHERE rowid = ?", [missing])
    store.commit()
    store.close()
    assert f"Entry {missing} is missing" in outcome(path, 1)[1]


def test_an_older_shape_is_projected_as_todays(
    blocks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    class AgencyLeft(directory.AgencyLeft):
        schema_version = 2

    old = _agency_left(event={"who": "police", "reason": "an older shape"})
    path = _stored(0, ("AgencyLeft", old))
    store = sqlite3.connect(path)
    store.execute("UPDATE stored_events SET state = ? WHERE rowid > 1", [_agency_left(schema=2)])
    store.commit()
    store.close()
    monkeypatch.setattr(directory, "AgencyLeft", AgencyLeft)
    monkeypatch.setitem(vars(FACTS)["_made"], "AgencyLeft", fact_table(AgencyLeft))
    monkeypatch.setitem(
        upcasts.UPCASTS,
        ("AgencyLeft", 1),
        lambda fields: {"agency": fields["who"], "reason": fields["reason"]},
    )
    found = outcome(path, 1)
    assert blocks == [True, True]
    assert found == outcome(path, NEVER)


def test_an_interruption_leaves_whole_blocks_and_the_next_call_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = new_store()
    record(path, EVENTS)
    projection = opened(path, backlog_entries=1)
    seen: list[int] = []

    def interrupted(batches: list[Any]) -> Any:
        seen.append(len(batches))
        if len(seen) == 40:
            raise KeyboardInterrupt
        return original(batches)

    original = reader_of
    monkeypatch.setattr(log, "reader_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        projection.hold()
    reached = set(projection._log._filled.values())
    assert 0 < max(reached) < len(EVENTS)
    assert tables(projection) == outcome(path, NEVER)[0]


def test_a_slice_that_is_too_long_to_share_is_left_to_the_short_path(
    blocks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _stored(40, ("AgencyLeft", _agency_left(event={"agency": "x", "reason": "y" * 70_000})))
    whole = outcome(path, NEVER)
    assert whole[1] == ""
    monkeypatch.setattr(bulk, "_SLOT_BYTES", 65_536)
    assert outcome(path, 1) == whole
    assert blocks == [True, True]


@pytest.mark.parametrize("missing", ["ledger.store.sqlite.bulk._READER", "sys.executable"])
def test_without_a_reader_all_is_left_to_the_short_path(
    missing: str, blocks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_store()
    record(path, EVENTS)
    monkeypatch.setattr(missing, str(path.with_name("nothing")))
    assert outcome(path, 1) == outcome(path, NEVER)
    assert blocks == []


def test_a_second_thread_is_for_many_entries(blocks: list[bool]) -> None:
    path = new_store()
    record(path, EVENTS)
    few, many = opened(path), opened(path, backlog_entries=1)
    few.hold()
    many.hold()
    assert blocks
    query = "SELECT current_setting('threads')"
    assert few._database.execute(query).fetchone() == (1,)
    assert many._database.execute(query).fetchone() == (THREADS_LARGE,)
