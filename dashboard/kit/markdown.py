"""Recorded words shown as they are, where Streamlit would read Markdown.

Headings, messages, labels and the cells of `st.table` are Markdown, in which an image fetches its
address. Every such place takes recorded text through `plain`; `st.text` takes it as it is.
"""

from __future__ import annotations

import re

from domain.kernel.invisible import seen

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ACTS_AFTER_PARSING = re.compile(r"(:(?=//|[\w+-]+:)|www(?=\.)|@|<-|-(?=[->]))", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\u00a0]+")
"""All but the space that keeps a shape and its word together."""
_WORD_JOINER = "\u2060"
"""Invisible; parts what would become a link, an emoji or an arrow although it is escaped."""


def plain(text: str) -> str:
    """Markdown that shows exactly this text, on one line."""
    one_line = seen(_SPACES.sub(" ", text.strip()))
    parted = _ACTS_AFTER_PARSING.sub(rf"\1{_WORD_JOINER}", one_line)
    return _PUNCTUATION.sub(r"\\\1", parted)
