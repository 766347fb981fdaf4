"""Tables for a spreadsheet, in which no cell can act."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet that the letters are in UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula, also in its wide forms."""


def inert(text: str) -> str:
    """The text, which a spreadsheet then takes for text: recorded words are anybody's."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """The file of a table; numbers stay numbers."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([inert(head) for head in heads])
    writer.writerows([inert(c) if isinstance(c, str) else c for c in row] for row in rows)
    return text.getvalue().encode()
