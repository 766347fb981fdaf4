"""What may stand in a cell of a table, and its HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dashboard.kit.address import Link
from dashboard.kit.legible import as_html


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of several lines; any of them may be a link."""

    lines: tuple[str | Link, ...]


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
