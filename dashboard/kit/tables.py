"""Tables of recorded words, as real HTML tables: a narrow screen shows each row as a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboard.kit.address import Link
from dashboard.kit.legible import as_html


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of several lines; any of them may be a link."""

    lines: tuple[str | Link, ...]


WIDE_FROM = 7
"""Columns from which a table needs a wide page."""


def table(rows: Sequence[Mapping[str, object]], *, empty: str = "Nothing here yet.") -> None:
    """A table of recorded text, or the sentence `empty` when there is no row."""
    if rows:
        st.html(markup(rows))
    else:
        st.text(empty)


def markup(rows: Sequence[Mapping[str, object]]) -> str:
    """The table as HTML in which every recorded letter stands for itself."""
    heads = list(rows[0])
    wide = " wide" if len(heads) >= WIDE_FROM else ""
    shown = "".join(f'<th scope="col" role="columnheader">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr role="row">{"".join(map(_cell, heads, row.values()))}</tr>' for row in rows
    )
    return (
        f'<div class="table"><table class="rows{wide}" role="table">'
        f'<thead role="rowgroup"><tr role="row">{shown}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cell(head: str, value: object) -> str:
    return f'<td role="cell" data-head="{escape(head)}">{cell(value)}</td>'


def cell(value: object) -> str:
    """A cell's HTML: nothing for None, words for yes and no."""
    match value:
        case Lines():
            return "<br>".join(map(cell, value.lines))
        case Link():
            return f'<a href="{escape(value.href)}">{as_html(value.words)}</a>'
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return "<br>".join(map(as_html, str(value).splitlines()))
