"""Tables of recorded words, as real HTML tables: a narrow screen shows each row as a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboard.kit.address import Link
from dashboard.kit.export import table_button
from dashboard.kit.legible import as_html
from dashboard.kit.style import EDGE, LINE, LINK, SOFT


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of several lines; any of them may be a link, or hold one."""

    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.lines))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of which some are links."""

    parts: tuple[str | Link, ...]

    def __str__(self) -> str:
        return "".join(part.words if isinstance(part, Link) else part for part in self.parts)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Cases as blocks in the colours of their grades, worst first, and what they add up to.

    `grades`: label, colour, and how many. `words`: what is read beside them.
    """

    grades: tuple[tuple[str, str, int], ...]
    words: str | Link

    def __str__(self) -> str:
        words = self.words.words if isinstance(self.words, Link) else self.words
        return f"{words} ({self.said})" if self.said else words

    @property
    def said(self) -> str:
        """The blocks for somebody who does not see them."""
        return ", ".join(f"{number} {label}" for label, _, number in self.grades if number)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words on a colour; `ink` is that of the words."""

    words: str
    colour: str
    ink: str

    def __str__(self) -> str:
        return self.words


Line = str | Link | Phrase | Mark | Blocks
_AS_CARDS = """
  .rows{which}, .rows{which} tbody, .rows{which} tr, .rows{which} td {{ display: block; }}
  .rows{which} thead {{
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }}
  .rows{which} tr {{
    border: 1px solid {edge}; border-radius: 6px; padding: 0.5rem 0.75rem; margin: 0 0 0.75rem;
  }}
  .rows{which} td {{ border: 0; padding: 0.2rem 0; }}
  .rows{which} td::before {{
    content: attr(data-head); display: block; font-size: 0.85rem; color: {soft};
  }}
  .rows{which} td:empty {{ display: none; }}
  .rows{which} td.drawn {{
    display: inline-block; width: 6.5rem; padding-right: 0.5rem; vertical-align: bottom;
  }}
"""
_NAMING_COLUMNS = 3
_WIDE_FROM = 7
"""Columns from which a table needs a wide page."""
STYLE = f"""<style>
.table {{ container: rows / inline-size; }}
.rows {{ width: 100%; border-collapse: collapse; font-size: 0.95rem; line-height: 1.4; }}
.rows th {{ text-align: left; font-weight: 600; color: {SOFT}; }}
.rows th, .rows td {{
  padding: 0.45rem 0.75rem 0.45rem 0; border-bottom: 1px solid {LINE};
  vertical-align: top; overflow-wrap: break-word;
}}
.rows a {{ color: {LINK}; text-decoration: underline; text-underline-offset: 2px; }}
.rows tr {{ break-inside: avoid; }}
.rows thead {{ display: table-header-group; }}
.mark {{ display: inline-block; padding: 0.15rem 0.45rem; border-radius: 3px; white-space: nowrap;
  font-weight: 600; print-color-adjust: exact; }}
.blocks {{ display: flex; flex-wrap: wrap; gap: 1px; margin: 0.2rem 0; max-width: 5.2rem; }}
.blocks i {{ width: 0.44rem; height: 0.9rem; border-radius: 1px; print-color-adjust: exact; }}
@container rows (max-width: 560px) {{ {_AS_CARDS.format(which="", edge=EDGE, soft=SOFT)} }}
@container rows (max-width: 900px) {{ {_AS_CARDS.format(which=".wide", edge=EDGE, soft=SOFT)} }}
</style>"""
"""How a table looks everywhere; said once on a page."""


def table(
    rows: Sequence[Mapping[str, object]], *, empty: str = "Nothing here yet.", name: str = ""
) -> None:
    """A table of recorded text with the file of it, or the sentence `empty` without a row.

    `name`: what it shows, for the name of its file; its first columns if left out.
    """
    if rows:
        st.html(markup(rows))
        table_button(name or " ".join(list(rows[0])[:_NAMING_COLUMNS]), rows)
    else:
        st.text(empty)


def markup(rows: Sequence[Mapping[str, object]]) -> str:
    """The table as HTML in which every recorded letter stands for itself."""
    heads = list(rows[0])
    wide = " wide" if len(heads) >= _WIDE_FROM else ""
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
    first = value.lines[0] if isinstance(value, Lines) and value.lines else value
    drawn = ' class="drawn"' if isinstance(first, Mark | Blocks) else ""
    return f'<td role="cell"{drawn} data-head="{escape(head)}">{cell(value)}</td>'


def cell(value: object) -> str:
    """A cell's HTML: nothing for None, words for yes and no."""
    match value:
        case Lines():
            return "<br>".join(map(cell, value.lines))
        case Phrase():
            return "".join(map(cell, value.parts))
        case Mark():
            style = f"background:{value.colour};color:{value.ink}"
            return f'<span class="mark" style="{style}">{as_html(value.words)}</span>'
        case Blocks():
            return _blocks(value)
        case Link():
            return f'<a href="{escape(value.href)}">{as_html(value.words)}</a>'
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return "<br>".join(map(as_html, str(value).splitlines()))


def _blocks(value: Blocks) -> str:
    blocks = "".join(
        f'<i style="background:{colour}"></i>' * number for _, colour, number in value.grades
    )
    drawn = f'<span class="blocks" role="img" aria-label="{escape(value.said)}">{blocks}</span>'
    return f"{drawn if blocks else ''}{cell(value.words)}"
