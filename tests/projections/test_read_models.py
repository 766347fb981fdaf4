"""A query gets the views that it names, and theirs, as steps of one statement."""

from __future__ import annotations

from contextlib import closing

import _duckdb as duckdb
import pytest

from projections.engine.read_models import ReadModels, grain_of


def test_a_query_is_given_its_views_as_steps_each_once_and_after_those_it_names() -> None:
    views = ReadModels(
        {
            "a": "-- main.d\nSELECT n FROM main.b -- not main.d",
            "b": "SELECT n FROM main.c AS c JOIN main.base AS b USING (n);",
            "c": "WITH b AS (SELECT 1 AS n) SELECT n FROM b",
            "d": "SELECT 2 AS n",
        }
    )
    asked = views.compose("SELECT n FROM main.a JOIN main.b USING (n) -- main.d")
    assert [name for name in "abcd" if f'"main.{name}" AS (' in asked.text] == ["a", "b", "c"]
    assert asked.text.index('"main.c" AS (') < asked.text.index('"main.b" AS (')
    assert asked.base == {"base"}
    with closing(duckdb.connect()) as database:
        database.execute("CREATE TABLE main.base AS SELECT 1 AS n")
        assert database.execute(asked.text).fetchall() == [(1,)]
        own = "WITH a AS (SELECT n FROM main.c) SELECT n FROM a UNION ALL FROM main.d ORDER BY n"
        assert database.execute(views.compose(own).text).fetchall() == [(1,), (2,)]
        again = "WITH RECURSIVE r AS (SELECT n FROM main.d UNION SELECT n + 1 FROM r WHERE n < 4)"
        text = views.compose(f"{again} SELECT max(n) FROM r").text
        assert database.execute(text).fetchall() == [(4,)]
    assert views.compose("FROM main.base -- alone").text == "FROM main.base -- alone"


def test_views_in_a_circle_or_round_the_filter_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        ReadModels({"a": "FROM main.b", "b": "FROM main.a"})
    with pytest.raises(ValueError, match="the view a"):
        ReadModels({"a": 'FROM "log".agency_left'})


def test_a_view_that_does_not_say_its_grain_is_refused() -> None:
    assert grain_of("-- grain: audit, case_ref\nSELECT 1") == ["audit", "case_ref"]
    with pytest.raises(ValueError, match="grain"):
        grain_of("-- One row per audit\nSELECT 1")
