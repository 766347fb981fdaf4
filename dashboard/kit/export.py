"""Files of what a page shows: a table as CSV, a chart as PNG or SVG, made when somebody asks.

Each is named for what it shows and says the day and the entry that it was made at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.charts.vega import Spec, finding, wrapped
from dashboard.kit.address import shown_page
from dashboard.kit.dates import day_words
from dashboard.reading import Reading, reading
from documents.files.csv_file import as_csv

NAME_LETTERS_MAX = 60
TITLE_COLUMNS = 100
PICTURE_WIDTH = 1000
"""Of an exported chart, in units of its letters' size; a PNG has twice as many dots."""
PICTURE_SCALE = 2.0
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def table_button(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """A button that gives the table as a file for a spreadsheet."""
    given = reading()
    stamp = (given.today.isoformat(), given.session.as_at)
    _button("Download as CSV", name, given, "csv", "text/csv", lambda: csv_of(rows, *stamp))


def chart_buttons(name: str, chart: Spec) -> None:
    """Buttons that give the chart as a picture."""
    given = reading()
    words = f"As at {day_words(given.today)}, entry {given.session.as_at:,}"
    _button("PNG", name, given, "png", "image/png", lambda: png_of(chart, words))
    _button("SVG", name, given, "svg", "image/svg+xml", lambda: svg_of(chart, words))


def csv_of(rows: Sequence[Mapping[str, object]], day: str, entry: int) -> bytes:
    """The table, with the day and the entry that it stands at in two more columns."""
    heads = [head or "Of" for head in rows[0]]
    return as_csv(
        (*heads, "As at", "Up to entry"),
        ((*map(_cell, row.values()), day, entry) for row in rows),
    )


def png_of(chart: Spec, words: str) -> bytes:
    """The chart as a picture of dots."""
    import vl_convert

    made: bytes = vl_convert.vegalite_to_png(
        _stamped(chart, words), scale=PICTURE_SCALE, allowed_base_urls=[]
    )
    return made


def svg_of(chart: Spec, words: str) -> bytes:
    """The chart as a picture of lines, which stays sharp at any size."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(_stamped(chart, words), allowed_base_urls=[])
    return made.encode()


def file_name(page: str, name: str, given: Reading, kind: str) -> str:
    """`audits-where-each-audit-is-2026-11-30-entry-6760.csv`."""
    words = _NOT_IN_NAMES.sub("-", f"{page} {name}".lower())[:NAME_LETTERS_MAX].strip("-")
    return f"{words}-{given.today.isoformat()}-entry-{given.session.as_at}.{kind}"


def _button(
    label: str, name: str, given: Reading, kind: str, mime: str, made: Callable[[], bytes]
) -> None:
    st.download_button(
        label,
        data=made,
        file_name=file_name(shown_page(), name, given, kind),
        mime=mime,
        key=f"file_{next(given.numbers)}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _stamped(chart: Spec, words: str) -> dict[str, Any]:
    """The chart as it is drawn outside a page: as wide as a sheet, with its day and entry."""
    title = chart.get("title", {"text": wrapped(finding(chart), TITLE_COLUMNS)})
    under = [*(line for line in title.get("subtitle", ())), words]
    width = max(PICTURE_WIDTH, chart.get("usermeta", {}).get("least", 0))
    return {**chart, "width": width, "title": {**title, "subtitle": under}}


def _cell(value: object) -> str | int | float | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | int() | float():
            return value
        case _:
            return str(value)
