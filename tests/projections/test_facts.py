"""Facts are what was recorded, without a word about a case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.kernel import registry
from domain.kernel.confidential import texts
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import CaseText, Characteristic
from projections.engine.base_views import RENAMED
from projections.engine.columns_of_events import fact_table
from projections.engine.facts import FACTS, snake_case
from tests.projections.examples import PLANTED, example
from tests.projections.harness import START, project, reader_of_all

REGISTRY = registry.events()


def _is_planted(value: Any) -> bool:
    """Whether everything in a recorded value is confidential words."""
    if isinstance(value, dict):
        return all(map(_is_planted, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_planted, value))
    return bool(value == PLANTED)


def _assert_projected(recorded: Any, projected: Any) -> None:
    """What is there equals what was recorded; what is not there was confidential."""
    if isinstance(recorded, dict):
        for name, value in recorded.items():
            if name in projected:
                _assert_projected(value, projected[name])
            else:
                assert _is_planted(value), name
    elif isinstance(recorded, tuple):
        assert len(recorded) == len(projected)
        for one, other in zip(recorded, projected, strict=True):
            _assert_projected(one, other)
    else:
        assert recorded == projected


@pytest.mark.parametrize("sparse", [False, True])
def test_every_event_comes_back_as_it_was_recorded(sparse: bool) -> None:
    events = [(f"any/{name}", example(event, sparse=sparse)) for name, event in REGISTRY.items()]
    projection = project(events)
    with projection.session(reader_of_all(events)) as session:
        for position, (stream, event) in enumerate(events, 1):
            (row,) = session.rows(f"SELECT * FROM main.{snake_case(type(event).__name__)}")
            assert row["position"] == position
            assert row["stream"] == stream
            assert row["version"] == 1
            assert row["recorded_at"] == START + timedelta(minutes=position - 1)
            assert row["acting_agency"] == getattr(event, "agency", None)
            assert row["command_id"] == f"command-{position}"
            said = event.model_dump()
            _assert_projected({RENAMED.get(name, name): said[name] for name in said}, row)


def test_no_word_about_a_case_is_anywhere_in_duckdb() -> None:
    events = [(f"any/{name}", example(event, sparse=False)) for name, event in REGISTRY.items()]
    assert {text for _, event in events for _, text in texts(event)} == {PLANTED}
    projection = project(events)
    projection.hold()
    database = projection._database
    tables = database.execute(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' OR table_type = 'LOCAL TEMPORARY'"
    ).fetchall()
    assert len(tables) == len(REGISTRY)
    for schema, table in tables:
        dump = database.execute(f"SELECT t::VARCHAR FROM {schema}.{table} AS t").fetchall()
        assert dump
        assert PLANTED not in repr(dump), table


def test_columns_of_a_grade_are_the_facts_of_the_grade() -> None:
    columns = [column.name for column in FACTS["GradeGiven"].columns]
    assert columns == ["audit", "case", "agency", "area", "grade"]
    assert [c.sql_type for c in FACTS["ReturnAppended"].columns][-1] == 'STRUCT("area" VARCHAR)[]'


class Secret(Value):
    words: CaseText


class Half(Value):
    area: str
    where: Annotated[Characteristic | None, "note"] = None


def test_what_is_left_of_a_value_without_its_words() -> None:
    class Told(Event):
        secret: Secret
        secrets: tuple[Secret, ...]
        maybe: CaseText | None
        many: tuple[CaseText, ...]
        halves: tuple[Half, ...] | None
        at: datetime

    types = {column.name: column.sql_type for column in fact_table(Told).columns}
    assert types == {"halves": 'STRUCT("area" VARCHAR)[]', "at": "TIMESTAMP"}
    assert [column.optional for column in fact_table(Told).columns] == [True, False]


def test_a_field_that_every_entry_has_is_refused() -> None:
    class Clash(Event):
        position: int

    with pytest.raises(TypeError, match=r"Clash\.position"):
        fact_table(Clash)


@pytest.mark.parametrize("annotation", [dict[str, int], float, int | str, tuple[int, str]])
def test_a_type_without_a_projection_is_refused_by_name(annotation: Any) -> None:
    class Deep(Value):
        odd: annotation

    class Holder(Event):
        deep: tuple[Deep, ...]

    with pytest.raises(TypeError, match=r"Holder\.deep\.odd"):
        fact_table(Holder)


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=40).map(str.strip).filter(bool))
def test_any_text_that_can_be_recorded_comes_back(text: str) -> None:
    try:
        event = REGISTRY["PartnershipFormed"].model_validate({"name": text})
        text.encode()
    except (ValidationError, UnicodeEncodeError):
        reject()
    projection = project([("directory", event)])
    with projection.session(reader_of_all([])) as session:
        (row,) = session.rows("SELECT name FROM main.partnership_formed")
    assert row["name"] == event.model_dump()["name"]


def test_dates_and_times_are_dates_and_times() -> None:
    events = [("programme/2026", example(REGISTRY["ProgrammeReviewed"], sparse=False))]
    with project(events).session(reader_of_all(events)) as session:
        (row,) = session.rows(
            "SELECT reviewed_on, recorded_at, [recorded_at] AS times,"
            " {'t': recorded_at} AS held FROM main.programme_reviewed"
        )
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert row == {
        "reviewed_on": date(2026, 3, 29),
        "recorded_at": moment,
        "times": [moment],
        "held": {"t": moment},
    }
    assert row["recorded_at"].tzinfo is UTC
