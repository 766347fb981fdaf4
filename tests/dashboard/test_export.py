"""Files of what a page shows: complete, inert in a spreadsheet, and stamped with day and entry."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.kit.address import to
from dashboard.kit.export import csv_of
from dashboard.kit.style import WIDTHS
from dashboard.kit.tables import Lines
from documents.charts.picture import png_of, svg_of
from documents.charts.vega import chart, layer, mark, nominal
from documents.files.csv_file import FORMULA
from tests.dashboard.pages import PAGES, charts, opened, tables

Serve = Callable[..., None]
DAY, ENTRY = "2026-11-30", 6760
STAMP = "As at 30 November 2026, entry 6,760"


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_kind_of_cell_and_the_day_and_entry_are_in_the_file() -> None:
    rows = [
        {"Case": to("C07", "grade_history"), "": 3, "Words": Lines(("a", to("b", "audits"))),
         "Yes": True, "None": None},
    ]  # fmt: skip
    assert read(csv_of(rows, DAY, ENTRY)) == [
        ["Case", "Of", "Words", "Yes", "None", "As at", "Up to entry"],
        ["C07", "3", "a; b", "yes", "", DAY, str(ENTRY)],
    ]


@given(st.text(max_size=30), st.sampled_from(FORMULA))
def test_no_cell_of_a_file_begins_as_a_formula_does(text: str, first: str) -> None:
    words = first + text
    heads, row = read(csv_of([{words: words}], DAY, ENTRY))
    for cell in (heads[0], row[0]):
        assert not cell.startswith(FORMULA)
        assert cell.replace("\r\n", "\n") == f"'{words}".replace("\r\n", "\n")


CHART = chart(
    [layer([{"x": "a"}], mark("text"), text=nominal("x"))], title="One finding <&>", height=20
)


def test_a_picture_holds_the_finding_and_the_day_and_entry() -> None:
    drawn = svg_of(CHART, STAMP).decode()
    assert drawn.startswith("<svg")
    assert "One finding &lt;&amp;&gt;" in drawn
    assert STAMP in drawn
    assert png_of(CHART, STAMP).startswith(b"\x89PNG")
    assert "subtitle" not in str(CHART["title"]["text"])
    assert STAMP not in str(CHART), "the chart on the page is left as it was"


@pytest.mark.parametrize("page", PAGES)
def test_every_table_and_every_chart_has_its_files(demo: Path, serve: Serve, page: str) -> None:
    serve(demo)
    shown = opened(page)
    buttons = [node.proto.label for node in shown.get("download_button")]
    assert buttons.count("Download as CSV") == len(tables(shown)) > 0
    drawn = charts(shown)
    by_width = [one for one in drawn if "least" in one.get("usermeta", {})]
    pictures = len(drawn) - len(by_width) + len(by_width) // len(WIDTHS)
    for kind in ("PNG", "SVG"):
        assert buttons.count(kind) == pictures
