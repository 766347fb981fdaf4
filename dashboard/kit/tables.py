"""Tables of recorded words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.kit.markdown import plain

_BREAK = "\\\n"
"""Markdown's hard line break."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of several lines."""

    lines: tuple[str, ...]


def table(rows: Sequence[Mapping[str, object]], *, empty: str = "Nothing here yet.") -> None:
    """A real HTML table of recorded text, or the sentence `empty` when there is no row."""
    if not rows:
        st.text(empty)
        return
    st.table(
        [{plain(name): cell(value) for name, value in row.items()} for row in rows],
        hide_index=True,
    )


def cell(value: object) -> str:
    """A cell's text: nothing for None, words for yes and no."""
    if isinstance(value, Lines):
        return _BREAK.join(map(plain, value.lines))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(str(value))
