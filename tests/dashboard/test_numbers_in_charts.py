"""Every number and every block of a chart is accounted for by the raw entries alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from documents.charts import theme
from tests.cli.test_recomputed import DAYS
from tests.dashboard.pages import PAGES, opened
from tests.dashboard.test_numbers import known
from tests.dashboard.test_pages import Serve
from tests.recomputed.grades import Grades
from tests.recomputed.record import Record

DAY = DAYS[-1]
COLOURS = (theme.INADEQUATE, theme.REQUIRES_IMPROVEMENT, theme.GOOD, theme.OUTSTANDING)
"""Of the grades of the demonstration's scale, the worst first."""


def charts(page: AppTest) -> Iterator[Any]:
    for node in page.get("vega_lite_chart"):
        yield {**json.loads(node.proto.spec), "alt": node.proto.alt}


def rows(part: Any) -> Iterator[dict[str, Any]]:
    """The rows that a chart, or a layer of it, draws."""
    if isinstance(part, dict):
        yield from part.get("data", {}).get("values", ())
        yield from (row for key, inner in part.items() if key != "data" for row in rows(inner))
    elif isinstance(part, list):
        yield from (row for inner in part for row in rows(inner))


def words(chart: Any) -> Iterator[str]:
    """What is written in a chart, its years aside, and what is said of it to who does not see it.

    A sentence may stand on several lines, which follow each other.
    """
    yield from (chart["alt"], str(chart.get("description", "")))
    title = chart.get("title", {})
    yield from (str(title.get("text", "")), *map(str, title.get("subtitle", ())))
    for one in chart["layer"]:
        lines = [row["words"] for row in rows(one) if isinstance(row.get("words"), str)]
        yield " ".join(lines)


def test_the_raw_entries_account_for_every_number_in_a_chart(demo: Path, serve: Serve) -> None:
    serve(demo)
    account = known(demo, DAY)
    drawn = [
        (page, text)
        for page in PAGES
        for chart in charts(opened(page, date.fromisoformat(DAY)))
        for text in words(chart)
    ]
    assert len({page for page, _ in drawn}) > 3, "the charts were not read"
    year = re.compile(rf"\b({'|'.join(account.years)})\b(?! [a-z])")
    """A year stands alone on an axis, and in brackets behind what began in it."""
    assert not [
        (page, one) for page, text in drawn for one in account.unaccounted(year.sub("", text))
    ]


def test_every_block_is_a_case_in_the_colour_of_its_grade(demo: Path, serve: Serve) -> None:
    serve(demo)
    grades = Grades(Record(demo, DAY))
    blocks, hidden = Counter[tuple[int, str]](), Counter[int]()
    for tool in sorted({plan["tool"] for plan in grades.plans.values()}):
        for audit in grades.settled(tool):
            window = grades.plans[audit]["casework_window"]
            start, end = (date.fromisoformat(window[name]) for name in ("start", "end"))
            day = (start + (end - start) / 2).toordinal()
            for area in grades.areas(audit):
                for cell in grades.of(audit, area):
                    middle = cell.middle(None, before=False)
                    if middle is not None:
                        blocks[day, COLOURS[middle[0]]] += 1
                        hidden[day] += middle[0] > 0 and 0 in cell.given(None, before=False)
    drawn = [
        chart
        for chart in charts(opened("impact", date.fromisoformat(DAY)))
        if any("box" in row for row in rows(chart))
    ]
    assert len(drawn) == 3, "one for each width"
    for chart in drawn:
        stacks = [row for row in rows(chart) if {"day", "colour", "foot"} <= row.keys()]
        assert Counter((row["day"], row["colour"]) for row in stacks) == blocks
        told = Counter[int]()
        for row in {(r["day"], r["y"], r["words"]) for r in rows(chart) if "box" in r}:
            told[row[0]] += row[2]
        assert told == +hidden


def test_each_month_counts_what_was_made_by_its_end(demo: Path, serve: Serve) -> None:
    serve(demo)
    *_, growth = charts(opened("impact", date.fromisoformat(DAY)))
    made = [row for row in rows(growth) if row.get("step") == "made"]
    assert len(made) > 20
    for row in made[::5]:
        record = Record(demo, date.fromordinal(row["day"]).isoformat())
        assert row["count"] == sum(topic == "RecommendationMade" for topic, _ in record.entries)
