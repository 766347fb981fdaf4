"""Catching up is an append: any split, any interruption, the same tables."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from domain.directory import events as directory
from domain.kernel import registry, upcasts
from domain.kernel.access import Standing
from domain.kernel.event import Stamp
from ledger.errors import IntegrityFailureError
from projections.engine.columns_of_events import fact_table
from projections.engine.facts import FACTS
from projections.engine.log import BACKLOG_ENTRIES
from projections.engine.projector import Projection, ProjectionError
from projections.engine.source import Known
from tests.projections.examples import example, some_events
from tests.projections.harness import (
    EVERY_POSITION,
    Happened,
    insert,
    new_store,
    opened,
    project,
    reader_of_all,
    record,
    state,
    tables,
)

REGISTRY = registry.events()

EVENTS: Happened = some_events(1)
NOBODY = Standing("nobody")


@pytest.mark.parametrize("fails_at", ["BEGIN", "INSERT INTO log.grade_given", "COMMIT"])
def test_an_interruption_leaves_whole_batches_and_the_next_call_goes_on(fails_at: str) -> None:
    path = new_store()
    grade = ("return/a/C01/police", example(REGISTRY["GradeGiven"], sparse=False))
    record(path, EVENTS[:40])
    projection = opened(path, batch_entries=16)
    before = tables(projection)
    record(path, [*EVENTS[40:60], grade])
    writer = projection._log._writer
    vars(projection._log)["_writer"] = _Fails(writer, fails_at)
    with pytest.raises(KeyboardInterrupt):
        projection.catch_up()
    projection._log._writer = writer
    assert projection.position == 40
    assert tables(projection) == before or fails_at != "BEGIN"
    assert projection.catch_up() == 61
    assert tables(projection) == tables(project([*EVENTS[:60], grade]))


def test_a_session_at_the_old_position_sees_nothing_of_an_interrupted_catching_up() -> None:
    path = new_store()
    record(path, EVENTS[:40])
    projection = opened(path, batch_entries=16)
    projection.hold()
    record(path, EVENTS[40:])
    writer = projection._log._writer
    vars(projection._log)["_writer"] = _Fails(writer, "COMMIT")
    with pytest.raises(KeyboardInterrupt):
        projection.catch_up()
    with projection.session(reader_of_all(EVENTS)) as session:
        assert len(session.rows(EVERY_POSITION)) == 40


class _Fails:
    """A connection that is interrupted at a statement."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, at: str) -> None:
        self._connection, self._at = connection, at

    def execute(self, sql: str | duckdb.Statement, parameters: Any = None) -> Any:
        result = self._connection.execute(sql, parameters)
        if (sql if isinstance(sql, str) else sql.query).startswith(self._at):
            raise KeyboardInterrupt
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _stored(rows: list[tuple[str, bytes]]) -> Path:
    """A store with ten good entries of today's shape, none of them AgencyLeft, and then these."""
    path = new_store()
    record(path, [one for one in EVENTS if type(one[1]).__name__ != "AgencyLeft"][:10])
    store = sqlite3.connect(path)
    for topic, entry in rows:
        insert(store, "any/0", topic, entry)
    store.commit()
    store.close()
    return path


def _changed(event: str, change: dict[str, Any]) -> bytes:
    entry = json.loads(state(example(REGISTRY[event], sparse=False), 12))
    return json.dumps(entry | change, separators=(",", ":")).encode()


GOOD = ("AgencyLeft", _changed("AgencyLeft", {}))


UNKNOWN = [
    ("GradeInvented", _changed("AgencyLeft", {}), "Entry 12 is an event named 'GradeInvented'"),
    ("AgencyLeft", _changed("AgencyLeft", {"schema": 2}), "Entry 12 is AgencyLeft in version"),
    ("AgencyLeft", _changed("AgencyLeft", {"schema": 0}), "Entry 12 is AgencyLeft in version"),
    ("AgencyLeft", _changed("AgencyLeft", {"schema": 17}), "Entry 12 is AgencyLeft in version"),
    (
        "AgencyLeft",
        _changed("AgencyLeft", {"envelope": Stamp.envelope_newest + 1}),
        "Entry 12 was recorded by a newer",
    ),
    ("AgencyLeft", _changed("AgencyLeft", {"envelope": "2"}), r"Entry 12 \(AgencyLeft\)"),
    ("AgencyLeft", b"not json", r"Entry 12 \(AgencyLeft\)"),
    ("AgencyLeft", b"[]", r"Entry 12 \(AgencyLeft\)"),
]
DAMAGED = [
    ("AgencyLeft", _changed("AgencyLeft", {"event": {"agency": "x"}}), r"Entry 12 \(AgencyL"),
    ("AgencyLeft", _changed("AgencyLeft", {"recorded_at": "no"}), r"Entry 12 \(AgencyLeft\)"),
    ("AgencyLeft", b'{"schema":1,"recorded_at":', r"Entry 12 \(AgencyLeft\)"),
]


@pytest.mark.parametrize(("topic", "entry", "said"), UNKNOWN)
def test_an_entry_not_known_here_stops_every_reading(topic: str, entry: bytes, said: str) -> None:
    path = _stored([GOOD, (topic, entry), GOOD])
    with pytest.raises(ProjectionError, match=said) as refused:
        Projection.of(str(path))
    assert refused.value.remedy


HELD: list[list[str]] = [[], ["AgencyJoined"], ["AgencyLeft"], ["AgencyJoined", "AgencyLeft"]]
"""Tables that were filled before: what they are filled with is not surveyed too."""


@pytest.mark.parametrize("backlog_entries", [1, BACKLOG_ENTRIES])
@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize(("topic", "entry", "said"), UNKNOWN)
def test_one_that_is_recorded_later_stops_those_that_go_on(
    topic: str, entry: bytes, said: str, held: list[str], backlog_entries: int
) -> None:
    projection = opened(_stored([GOOD]), backlog_entries=backlog_entries)
    projection.hold(held)
    store = sqlite3.connect(vars(projection._source)["_path"])
    insert(store, "any/0", topic, entry)
    insert(store, "any/0", *GOOD)
    store.commit()
    store.close()
    for _ in range(2):
        with pytest.raises(ProjectionError, match=said):
            projection.catch_up()
    assert projection.position == 11


@pytest.mark.parametrize("held", HELD)
def test_one_that_is_missing_later_stops_those_that_go_on(held: list[str]) -> None:
    projection = opened(_stored([GOOD]))
    projection.hold(held)
    store = sqlite3.connect(vars(projection._source)["_path"])
    for _ in range(3):
        insert(store, "any/0", *GOOD)
    store.execute("DELETE FROM stored_events WHERE rowid = 13")
    store.commit()
    store.close()
    for _ in range(2):
        with pytest.raises(ProjectionError, match="Entry 13 is missing"):
            projection.catch_up()
    assert projection.position == 11


def test_what_was_filled_is_not_surveyed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    projection = opened(_stored([GOOD]))
    store = sqlite3.connect(vars(projection._source)["_path"])
    asked: list[int] = []
    count_known = projection._source.count_known

    def counted(after: int, last: int, known: Known) -> int:
        asked.append(after)
        return count_known(after, last, known)

    monkeypatch.setattr(projection._source, "count_known", counted)
    for held in ([], ["AgencyJoined"], ["AgencyLeft"]):
        projection.hold(held)
        insert(store, "any/0", *GOOD)
        store.commit()
        projection.catch_up()
    store.close()
    assert asked == [11, 12]
    assert projection.position == 14


@pytest.mark.parametrize(("topic", "entry", "said"), DAMAGED)
def test_a_damaged_entry_is_named_by_what_reads_it(topic: str, entry: bytes, said: str) -> None:
    projection = opened(_stored([GOOD, (topic, entry), GOOD]))
    with projection.session(NOBODY) as session:
        session.rows("FROM main.grade_given")
        for _ in range(2):
            with pytest.raises(ProjectionError, match=said) as refused:
                session.rows("FROM main.agency_left")
    assert refused.value.remedy


def test_a_question_reads_only_what_it_asks_about() -> None:
    projection = opened(_stored([GOOD]))
    with projection.session(NOBODY) as session:
        session.rows("FROM main.agencies")
    declared = projection._database.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert {name for (name,) in declared} == {
        *("agency_joined", "agency_left", "agency_name_corrected", "plan_agreed"),
        *("agency_renamed", "agency_merged"),
        *("moderation_opened", "report_drafted", "audit_closed"),
    }


def test_a_missing_entry_is_named() -> None:
    path = _stored([GOOD, GOOD, GOOD])
    store = sqlite3.connect(path)
    store.execute("DELETE FROM stored_events WHERE rowid IN (11, 12)")
    store.commit()
    store.close()
    with pytest.raises(ProjectionError, match="Entry 11 is missing"):
        Projection.of(str(path))


def test_a_missing_entry_is_named_before_an_unknown_one_after_it() -> None:
    path = _stored([GOOD, GOOD, UNKNOWN[0][:2], GOOD])
    store = sqlite3.connect(path)
    store.execute("DELETE FROM stored_events WHERE rowid = 12")
    store.commit()
    store.close()
    with pytest.raises(ProjectionError, match="Entry 12 is missing"):
        Projection.of(str(path))


def test_an_older_shape_is_projected_as_todays(monkeypatch: pytest.MonkeyPatch) -> None:
    class AgencyLeft(directory.AgencyLeft):
        schema_version = 2

    monkeypatch.setattr(directory, "AgencyLeft", AgencyLeft)
    monkeypatch.setitem(vars(FACTS)["_made"], "AgencyLeft", fact_table(AgencyLeft))
    monkeypatch.setitem(
        upcasts.UPCASTS,
        ("AgencyLeft", 1),
        lambda fields: {"agency": fields["who"], "reason": fields["reason"]},
    )
    old = _changed(
        "AgencyLeft", {"schema": 1, "event": {"who": "police", "reason": "an older shape"}}
    )
    new = _changed("AgencyLeft", {"schema": 2})
    projection = opened(_stored([("AgencyLeft", old), ("AgencyLeft", new)]))
    with projection.session(reader_of_all(EVENTS)) as session:
        rows = session.rows("SELECT agency FROM main.agency_left WHERE position > 10")
    assert [row["agency"] for row in rows] == ["police", "neglect"]


def test_an_entry_with_its_keys_in_another_order_is_the_same_entry() -> None:
    entry = json.loads(GOOD[1])
    turned = json.dumps(dict(reversed(entry.items()))).encode()
    assert tables(opened(_stored([("AgencyLeft", turned)]))) == tables(opened(_stored([GOOD])))


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?x=1.db", "a#b.db", "é'\".db"])
def test_a_ledger_may_have_an_odd_name(name: str, tmp_path: Path) -> None:
    path = new_store()
    record(path, EVENTS[:3])
    odd = path.rename(tmp_path / name)
    projection = Projection.of(str(odd))
    assert projection.position == 3
    projection.close()


@pytest.mark.parametrize("content", [None, b"", b"not a database at all, but long enough" * 99])
def test_what_is_not_a_ledger_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IntegrityFailureError, match=r"ledger\.db"):
        Projection.of(str(path))
    assert path.exists() == (content is not None)


def test_a_projection_takes_no_lock_from_the_ledger_in_the_same_process() -> None:
    """With a second copy of SQLite in this process the last entry was acknowledged and lost."""
    path = new_store()
    ledger = sqlite3.connect(path, isolation_level=None)
    ledger.execute("PRAGMA synchronous=FULL")
    insert(ledger, "any/0", *GOOD)
    Projection.of(str(path)).close()
    write = "import sys; from tests.projections.test_projector import *; "
    write += "record(Path(sys.argv[1]), EVENTS[:1])"
    subprocess.run([sys.executable, "-c", write, str(path)], check=True)
    insert(ledger, "any/0", *GOOD)
    count = "import sys; from projections.engine.projector import Projection; "
    count += "print(Projection.of(sys.argv[1]).position)"
    command = [sys.executable, "-c", count, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "3\n"
    ledger.close()


def test_projecting_imports_nothing_heavy() -> None:
    program = "import sys; import projections.engine.projector as p; p.Projection.of(sys.argv[1]);"
    program += "print(sorted({'pyarrow', 'pandas', 'numpy', 'pytz'} & set(sys.modules)))"
    path = new_store()
    record(path, EVENTS[:30])
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_reading_leaves_no_lock_on_the_ledger() -> None:
    path = new_store()
    record(path, EVENTS[:20])
    projection = opened(path)
    store = sqlite3.connect(path, timeout=0, isolation_level=None)
    assert store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    store.execute("PRAGMA locking_mode=EXCLUSIVE")
    store.close()
    record(path, EVENTS[20:21])
    assert projection.catch_up() == 21
