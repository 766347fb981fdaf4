"""The recorded words as they are, where Streamlit would read Markdown.

Headings, messages, labels and the cells of `st.table` are Markdown, in which an image fetches its
address. Every such place takes recorded text through `plain`; `st.text` takes it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ACTS_AFTER_PARSING = re.compile(r"(:(?=//|[\w+-]+:)|www(?=\.)|<-|-(?=[->]))", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\u00a0]+")
"""All but the space that keeps a shape and its word together."""
_BREAK = "\\\n"
"""Markdown's hard line break."""
_WORD_JOINER = "\u2060"
"""Invisible; parts what would become a link, an emoji or an arrow although it is escaped."""


def plain(text: str) -> str:
    """Markdown that shows exactly this text, on one line."""
    one_line = _SPACES.sub(" ", text.strip())
    parted = _ACTS_AFTER_PARSING.sub(rf"\1{_WORD_JOINER}", one_line)
    return _PUNCTUATION.sub(r"\\\1", parted)


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
