"""What holds for every view: its form, its spec, and that "as at" is the record as it stood."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import projections
from projections.checks import check_files, grain_checks
from projections.engine.base_views import (
    count_view,
    counted_events,
    exists_view,
    noticed_events,
)
from projections.engine.facts import FACTS
from projections.engine.projector import Projection
from projections.engine.read_models import code, grain_of, names_in, view_files
from tests.projections.harness import project, reader_of_all
from tests.projections.record import everything, whole

VIEWS = view_files()
FOLDERS = [Path(projections.__file__).parent / kind for kind in ("views", "checks")]
EVENTS = {table.name: event for event, table in FACTS.items()}
EVENTS |= {count_view(event): event for event in counted_events()}
EVENTS |= {exists_view(event): event for event in noticed_events()}
"""Base view to the event it shows, or counts."""
SPECS = {
    file: file.read_text(encoding="utf-8")
    for file in sorted(Path(__file__).parent.glob("test_views_*.py"))
}
EVERY_SQL = VIEWS | check_files()
CLOCKS = ("now", "today", "current_date", "current_timestamp", "get_current_time", "random")


def sources(text: str) -> set[str]:
    """The base views and views that an SQL text reads directly."""
    return set(names_in(text))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_opens_with_its_grain_and_what_a_row_is(view: str) -> None:
    grain, words, *_ = VIEWS[view].splitlines()
    assert grain == f"-- grain: {', '.join(grain_of(VIEWS[view]))}"
    assert words.startswith("-- One row per ")


def test_every_file_is_read_under_a_name_of_its_own() -> None:
    for folder, found in zip(FOLDERS, (VIEWS, check_files()), strict=True):
        assert sorted(found) == sorted(file.stem for file in folder.rglob("*.sql"))


@pytest.mark.parametrize("name", EVERY_SQL)
def test_sql_names_its_columns_and_reads_no_clock(name: str) -> None:
    text = EVERY_SQL[name]
    words = set(re.findall(r"\w+", code(text).lower()))
    assert "*" not in code(text).replace("count(*)", "").replace(" * len(", "")
    assert not words & {*CLOCKS, "log", "getvariable", "at"}
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", EVERY_SQL)
def test_sql_reads_only_base_views_and_views(name: str) -> None:
    text = code(EVERY_SQL[name])
    assert sources(EVERY_SQL[name]) <= VIEWS.keys() | EVENTS.keys()
    steps = set(re.findall(r"(\w+)(?: \([\w, ]+\))? AS \(", text))
    read = re.findall(r"\b(?:(?<!DISTINCT )FROM|JOIN)\s+([\w.]+)", text)
    assert all(source in steps or source.startswith("main.") for source in read)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_spec_that_meets_every_event_it_reads(view: str) -> None:
    specs = {
        file: text
        for file, text in SPECS.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith(f"test_{view}__")
    }
    assert specs, f"no spec is named test_{view}__..."
    met = {word for text in specs.values() for word in re.findall(r"\w+", text)}
    assert {EVENTS[base] for base in sources(VIEWS[view]) & EVENTS.keys()} <= met


def test_the_grain_of_every_view_is_checked() -> None:
    read = [name for text in grain_checks().values() for name in names_in(text)]
    assert sorted(read) == sorted(VIEWS)


def contents(projection: Projection, as_at: int | None) -> dict[str, list[dict[str, Any]]]:
    with projection.session(reader_of_all(everything()), as_at) as session:
        return {view: session.rows(f"SELECT * FROM main.{view} ORDER BY ALL") for view in VIEWS}


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "position", [150, pytest.param(60, marks=SLOW), pytest.param(210, marks=SLOW)]
)
def test_as_at_is_the_record_before_later_entries(position: int) -> None:
    assert contents(whole(), position) == contents(project(everything()[:position]), None)


def test_every_view_has_rows_in_the_whole_record() -> None:
    empty = {view for view, rows in contents(whole(), None).items() if not rows}
    assert empty == {"areas_not_applicable", "recurrences"}


def test_a_column_of_one_name_holds_one_kind_of_value() -> None:
    events = everything()
    kinds: dict[str, dict[str, str]] = {}
    with project(events).session(reader_of_all(events)) as session:
        for view in VIEWS:
            described = session.rows(f"SELECT * FROM (DESCRIBE FROM main.{view})")
            for column in described:
                kinds.setdefault(column["column_name"], {})[column["column_type"]] = view
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
