"""What a question sees: no more than it may, as it stood on a day, and nothing outside."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import duckdb
import pytest

from domain.kernel import registry
from domain.kernel.access import Standing
from domain.kernel.event import Event
from ledger.errors import UnusableError
from projections.engine import projector
from projections.engine.facts import FACTS
from projections.engine.projector import Projection
from projections.engine.read_models import view_files
from tests.projections.examples import some_events
from tests.projections.harness import (
    EVERY_POSITION,
    Happened,
    new_store,
    opened,
    project,
    reader_of_all,
    record,
)

EVENTS: Happened = some_events(1)
NOBODY = Standing("nobody")


@pytest.fixture(scope="module")
def projection() -> Projection:
    return project(EVENTS)


@pytest.fixture(scope="module")
def empty() -> Projection:
    return project([])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd.csv'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM a_python_variable",
        "COPY main.agency_left TO '/tmp/assure-test.csv'",
        "EXPORT DATABASE '/tmp/assure-test'",
        "ATTACH '/tmp/assure-test.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '9GB'",
        "SET temp_directory = '/tmp/assure-test'",
        "SET enable_external_access = true",
        "SET GLOBAL lock_configuration = false",
        "SET TimeZone = 'Europe/London'",
    ],
)
def test_the_database_reaches_nothing_outside(empty: Projection, statement: str) -> None:
    a_python_variable = [{"a": 1}]
    assert a_python_variable
    with empty.session(NOBODY) as session, pytest.raises(duckdb.Error):
        session.rows(statement)


def test_what_does_not_fit_into_memory_is_refused_and_never_on_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB's own default writes to a folder beside whoever runs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(projector, "MEMORY_LIMIT", "60MB")
    large = "SELECT DISTINCT repeat(n::VARCHAR, 200) AS words FROM range(3_000_000) AS t(n)"
    with project([]).session(NOBODY) as session:
        (setting,) = session.rows("SELECT current_setting('temp_directory') AS folder")
        assert setting["folder"] == ""
        with pytest.raises(UnusableError, match="more memory"):
            session.rows(f"SELECT count(*) AS n FROM ({large})")
        assert session.rows("SELECT 1 AS n") == [{"n": 1}]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("query", ["FROM log.agency_left", "SELECT 1 FROM LOG . progress"])
def test_a_query_may_not_go_round_the_filter(empty: Projection, query: str) -> None:
    with empty.session(NOBODY) as session, pytest.raises(ValueError, match="main"):
        session.rows(query)


def test_as_at_is_the_past_and_never_the_future(projection: Projection) -> None:
    for as_at, seen in [(0, 0), (1, 1), (77, 77), (150, 150), (9_999, 150), (None, 150)]:
        with projection.session(reader_of_all(EVENTS), as_at) as session:
            assert session.as_at == seen
            assert [r["position"] for r in session.rows(f"{EVERY_POSITION} ORDER BY 1")] == [
                *range(1, seen + 1)
            ]


def test_a_session_does_not_see_what_comes_after_it() -> None:
    path = new_store()
    record(path, EVENTS[:100])
    projection = opened(path)
    with projection.session(reader_of_all(EVENTS)) as session:
        record(path, EVENTS[100:])
        assert projection.catch_up() == 150
        assert len(session.rows(EVERY_POSITION)) == 100


def test_rows_keep_the_order_of_the_query(empty: Projection) -> None:
    with empty.session(NOBODY) as session:
        rows = session.rows(
            "SELECT n, TIMESTAMP '2026-01-01 00:00:00' AS t FROM range($1) AS r(n)"
            " ORDER BY (n * 7919) % 100003",
            [100_000],
        )
    assert [row["n"] for row in rows] == sorted(range(100_000), key=lambda n: n * 7919 % 100003)


def test_a_query_asked_again_answers_as_the_first_time() -> None:
    path = new_store()
    record(path, EVENTS[:100])
    projection = opened(path)
    query = " UNION ALL ".join(
        f"SELECT position, recorded_at, $1 AS given FROM main.{t.name}" for t in FACTS.values()
    )
    for value, upto in [(1, 100), (2.5, 100), ("text", 150)]:
        record(path, EVENTS[projection.position : upto])
        projection.catch_up()
        with projection.session(reader_of_all(EVENTS)) as session:
            rows = session.rows(query, [value])
        assert len(rows) == upto
        assert {row["given"] for row in rows} == {value}
        assert all(row["recorded_at"].tzinfo is UTC for row in rows)
        assert [*rows[0]] == ["position", "recorded_at", "given"]
    with projection.session(NOBODY) as session:
        assert session.rows(query, [1]) == []


@pytest.mark.parametrize("name", sorted(view_files()))
def test_every_view_can_be_read(projection: Projection, name: str) -> None:
    with projection.session(NOBODY, as_at=0) as session:
        session.rows(f"FROM main.{name}")


def test_an_event_class_has_a_table_and_a_filtered_view(projection: Projection) -> None:
    assert set(FACTS) == {
        name for name, event in registry.events().items() if issubclass(event, Event)
    }
    with projection.session(NOBODY) as session:
        for table in FACTS.values():
            assert session.rows(f"FROM main.{table.name}") == []


def test_a_session_asks_once_and_what_is_done_to_an_answer_does_not_change_it(
    projection: Projection,
) -> None:
    query = "SELECT agency FROM main.agency_joined WHERE agency <> ? ORDER BY position"
    with projection.session(reader_of_all(EVENTS)) as session:
        first = session.rows(query, ["police"])
        assert first
        session._cursor.close()
        again = session.rows(query, ["police"])
        assert again == first
        again[0]["agency"] = "another"
        again.clear()
        assert session.rows(query, ["police"]) == first
        with pytest.raises(duckdb.Error):
            session.rows(query, ["health"])
