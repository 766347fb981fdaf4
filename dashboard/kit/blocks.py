"""What a page shows that is neither a table nor a chart: its answer, steps, and cards.

They are real HTML: headings, lists and links, in which every recorded letter stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit.address import Link
from dashboard.kit.markdown import plain
from dashboard.kit.style import EDGE, INK, LINE, LINK, SOFT
from dashboard.kit.tables import Phrase, cell


def unfolds(label: str, *, name: str) -> DeltaGenerator:
    """What opens on a click, and stays open when the page runs again with other words in it.

    `name`: by which it is known again; nothing else that unfolds on the page has it.
    """
    return st.expander(plain(label), key=f"unfolds_{name}")


class State(StrEnum):
    """How far a step has come. The value is its class; the word beside it says it too."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    AHEAD = "ahead"


SIGNS = {State.DONE: "✔", State.NOW: "▶", State.LATE: "!", State.AHEAD: "○"}
STATE_WORDS = {
    State.DONE: "done",
    State.NOW: "next",
    State.LATE: "late",
    State.AHEAD: "to come",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process. `when`: its day in words; `note`: what there is to say of it."""

    name: str
    state: State
    when: str = ""
    note: str | Link | Phrase = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing with what is to be said of it.

    `over`: a few words above its heading; `lines`: each a word for it, and what it is. A line
    without such a word stands by itself; one with nothing to say is left out.
    """

    head: str | Link | Phrase
    lines: tuple[tuple[str, object], ...] = ()
    over: str | Link | Phrase = ""


DONE = "light-dark(#2073BC, #5FA8E6)"
STYLE = f"""<style>
.answer {{ font-size: 1.5rem; line-height: 1.3; font-weight: 700; margin: 0; max-width: 60rem; }}
.under {{ margin: 0.5rem 0 0; max-width: 60rem; line-height: 1.5; }}
.block a {{ color: {LINK}; text-decoration: underline; text-underline-offset: 2px; }}
.block h2.answer a {{ color: inherit; }}
.block ol, .block ul, .block dl, .block dd, .block li {{ list-style: none; margin: 0 !important; }}
.block ol, .block ul, .block dl, .block dd {{ padding: 0 !important; }}
.steps {{ display: flex; flex-wrap: wrap; gap: 0.75rem 0; }}
.steps li {{
  flex: 1 1 7rem; min-width: 7rem; padding: 0.6rem 0.75rem 0 0;
  border-top: 4px solid {LINE}; font-size: 0.95rem; line-height: 1.35;
}}
.steps li.done {{ border-color: {DONE}; }}
.steps li.now {{ border-color: {INK}; }}
.steps li.late {{ border-color: #F46A25; }}
.steps b {{ display: block; font-weight: 600; }}
.steps span {{ display: block; color: {SOFT}; font-size: 0.875rem; }}
.cards {{
  display: grid; gap: 0.75rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--card)), 1fr));
}}
.cards.one {{ grid-template-columns: minmax(0, 1fr); }}
.card {{
  border: 1px solid {EDGE}; border-radius: 6px; padding: 0.75rem 1rem; min-width: 0;
  overflow-wrap: break-word; break-inside: avoid; line-height: 1.45;
}}
.card h3 {{ font-size: 1.05rem; line-height: 1.35; margin: 0 0 0.35rem; padding: 0; }}
.card .over {{ font-size: 0.875rem; color: {SOFT}; margin: 0 0 0.15rem; }}
.card p {{ margin: 0 0 0.4rem; }}
.card dl {{
  display: grid; grid-template-columns: minmax(5rem, 9.5rem) minmax(0, 1fr);
  gap: 0.25rem 0.75rem; font-size: 0.95rem;
}}
.card dt {{ color: {SOFT}; }}
@media (max-width: 560px) {{
  .answer {{ font-size: 1.25rem; }}
  .steps {{ flex-direction: column; gap: 0; }}
  .steps li {{
    border-top: 0; border-left: 4px solid {LINE}; padding: 0.35rem 0 0.35rem 0.75rem;
    flex-basis: auto;
  }}
  .card dl {{ grid-template-columns: minmax(0, 1fr); gap: 0; }}
  .block .card dd {{ margin-bottom: 0.4rem !important; }}
}}
</style>"""
"""How they look; said once on a page."""
WIDE, NARROW = "26rem", "17rem"
"""Of a card, at least: several stand side by side where there is room."""


def answer(*parts: str | Link, under: Iterable[str | Link | Phrase] = ()) -> None:
    """The sentence that answers the page's question, and what is to be known with it."""
    _show(answer_markup(parts, under))


def answer_markup(parts: tuple[str | Link, ...], under: Iterable[str | Link | Phrase]) -> str:
    lines = "".join(f'<p class="under">{cell(line)}</p>' for line in under if line)
    return f'<h2 class="answer">{cell(Phrase(parts))}</h2>{lines}'


def way_in(words: str, where: str) -> None:
    """A link that loads an address anew, as a sign-in needs it."""
    _show(f'<p class="under"><a href="{escape(where)}" target="_self">{escape(words)}</a></p>')


def stepper(steps: Sequence[Step]) -> None:
    """The steps of a process in their order: each with a sign, a word and a day."""
    _show(stepper_markup(steps))


def stepper_markup(steps: Sequence[Step]) -> str:
    items = "".join(
        f'<li class="{step.state}"><b>{SIGNS[step.state]} {escape(step.name)}</b>'
        f"<span>{escape(', '.join(filter(None, (STATE_WORDS[step.state], step.when))))}</span>"
        f"{f'<span>{cell(step.note)}</span>' if step.note else ''}</li>"
        for step in steps
    )
    return f'<ol class="steps">{items}</ol>'


def cards(shown: Sequence[Card], *, empty: str, least: str = WIDE, in_order: bool = False) -> None:
    """Cards side by side where there is room, or the sentence `empty`. `in_order`: one by one."""
    if not shown:
        st.text(empty)
        return
    _show(cards_markup(shown, least=least, in_order=in_order))


def cards_markup(shown: Sequence[Card], *, least: str, in_order: bool) -> str:
    kind = "ol" if in_order else "ul"
    one = " one" if in_order else ""
    items = "".join(map(_card, shown))
    return f'<{kind} class="cards{one}" style="--card: {least}">{items}</{kind}>'


def _card(card: Card) -> str:
    over = f'<p class="over">{cell(card.over)}</p>' if card.over else ""
    said = [(word, cell(what)) for word, what in card.lines]
    plain_lines = "".join(f"<p>{what}</p>" for word, what in said if what and not word)
    named = "".join(
        f"<dt>{escape(word)}</dt><dd>{what}</dd>" for word, what in said if what and word
    )
    terms = f"<dl>{named}</dl>" if named else ""
    return f'<li class="card">{over}<h3>{cell(card.head)}</h3>{plain_lines}{terms}</li>'


def _show(written: str) -> None:
    """`written`: of this module, in which every recorded letter is escaped."""
    written = f'<div class="block">{written}</div>'
    st.html(written)
