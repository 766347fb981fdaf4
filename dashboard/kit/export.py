"""Files of what a page shows: a table as CSV, a chart as PNG or SVG, made when somebody asks.

Each is named for what it shows and says the day and the entry that it was made at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.kit.address import shown_page
from dashboard.kit.dates import day_words
from dashboard.reading import Reading, reading
from documents.charts.picture import png_of, svg_of
from documents.charts.vega import Spec
from documents.files.csv_file import as_csv

NAME_LETTERS_MAX = 60
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


def _cell(value: object) -> str | int | float | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | int() | float():
            return value
        case _:
            return str(value)
