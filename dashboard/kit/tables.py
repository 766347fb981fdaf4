"""Tables of recorded words, as real HTML tables: a narrow screen shows each row as a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.kit.cells import Lines, cell
from dashboard.kit.export import table_button

__all__ = ["Lines", "cell", "markup", "table"]

WIDE_FROM = 7
"""Columns from which a table needs a wide page."""
NAMING_COLUMNS = 3


def table(
    rows: Sequence[Mapping[str, object]], *, empty: str = "Nothing here yet.", name: str = ""
) -> None:
    """A table of recorded text with the file of it, or the sentence `empty` without a row.

    `name`: what it shows, for the name of its file; its first columns if left out.
    """
    if rows:
        st.html(markup(rows))
        table_button(name or " ".join(list(rows[0])[:NAMING_COLUMNS]), rows)
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
