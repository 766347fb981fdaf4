"""Recorded words are shown as they are, wherever Streamlit would read Markdown."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import dashboard
from dashboard.kit import header, paper
from dashboard.kit.address import to
from dashboard.kit.blocks import Card, State, Step, answer_markup, cards_markup, stepper_markup
from dashboard.kit.chart import title_markup
from dashboard.kit.markdown import plain
from dashboard.kit.tables import Lines, cell, markup
from domain.kernel.invisible import seen
from tests.dashboard.test_header import WHOSE

FOLDER = Path(dashboard.__file__).parent
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@given(st.text(max_size=200))
def test_every_mark_of_markdown_is_escaped(text: str) -> None:
    escaped = plain(text)
    bare = _ESCAPED.sub("", escaped)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)
    shown = _ESCAPED.sub(r"\1", escaped).replace("\u2060", "")
    assert shown == seen(re.sub(r"[^\S\u00a0]+", " ", text.strip()))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        ("a\nb", "a<br>b"),
        (Lines(("a", "<b>")), "a<br>&lt;b&gt;"),
        (
            to("C<07>", "grade_history", case="C&07"),
            '<a href="/grade_history?case=C%2607">C&lt;07&gt;</a>',
        ),
    ],
)
def test_cells(value: object, shown: str) -> None:
    assert cell(value) == shown


class _Seen(HTMLParser):
    """What a browser would see: tags, and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        own = {"class", "role", "scope", "data-head", "href", "style"}
        assert {name for name, _ in attrs} <= own

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(max_size=200), st.text(max_size=200))
@example("<img src=x onerror=alert(1)>", "</td><script>alert(2)</script>")
@example('" onmouseover="alert(1)', "&lt;&#60;&amp;")
def test_a_table_holds_every_letter_as_itself(head: str, value: str) -> None:
    page = _Seen()
    page.feed(markup([{head: value}]))
    page.close()
    lines = value.splitlines()
    frame = ["div", "table", "thead", "tr", "th", "tbody", "tr", "td"]
    assert page.tags == frame + ["br"] * max(len(lines) - 1, 0)
    written = head + "".join(map(seen, lines))
    assert page.text.replace("\x00", "\ufffd") == written.replace("\x00", "\ufffd")


@given(st.text(max_size=50))
def test_a_header_holds_every_letter_as_itself(name: str) -> None:
    page = _Seen()
    page.feed(header.markup(replace(WHOSE, partnership=name, reader=name, roles=name)))
    page.close()
    facts = ["span", "span", "a", "span", "span", "a", "span", "span"]
    assert page.tags == ["div", "p", "strong", "p", *facts]
    assert page.text.replace("\x00", "\ufffd").count(seen(name).replace("\x00", "\ufffd")) >= 3


@given(st.text(max_size=50).filter(lambda text: "\x00" not in text))
def test_a_block_holds_every_letter_as_itself(value: str) -> None:
    card = Card(value, (("", value), ("Word", value)), over=value)
    for written in (
        answer_markup((value,), (value,)),
        stepper_markup([Step(value, State.DONE, value, value)]),
        cards_markup([card], least="1rem", in_order=True),
    ):
        page = _Seen()
        page.feed(written)
        page.close()
        own = {"div", "h2", "h3", "p", "ol", "li", "b", "span", "dl", "dt", "dd", "br"}
        assert set(page.tags) <= own
        lines = "".join(map(seen, value.splitlines()))
        assert lines in page.text


@given(st.text(max_size=50))
@example('"; } </style><script>alert(1)</script>')
def test_no_letter_of_a_name_can_leave_the_margin_of_a_sheet(name: str) -> None:
    written = paper.margins(name, "1 March 2026", 7)
    written = re.sub(r"(?<=content: )\"[^\"\\]*(\\[0-9a-f]+ [^\"\\]*)*\"(?=;)", "_", written)
    assert written == re.sub(r"(?<=content: )\"[^\"]*\"(?=;)", "_", paper.margins("", "", 0))


MARKDOWN = {
    "caption", "error", "expander", "header", "info", "markdown", "metric", "subheader",
    "success", "table", "title", "warning", "write",
}  # fmt: skip
BANNED = {"html", "iframe", "components", "markdown", "write", "dataframe", "json", "link_button"}
MARGINS = "paper.margins(partnership, day_words(reading.today), reading.session.as_at)"
OWN_HTML = {
    "markup(rows)",
    "header.markup(whose(reading, served))",
    "STYLE",
    "style.STYLE",
    "paper.STYLE",
    MARGINS,
    "title_markup(chart)",
    "blocks.STYLE",
    "written",
}
"""What is handed over as HTML: a table, a header and blocks, in which every letter is escaped, and
how they look."""
OWNERS = {"st", "column"}


def _calls() -> list[tuple[str, ast.Call]]:
    found = []
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found.append((f"{file.relative_to(FOLDER)}:{node.lineno}", node))
    return found


def test_nothing_but_a_table_is_handed_to_the_browser_as_html() -> None:
    for where, call in _calls():
        assert isinstance(call.func, ast.Attribute)
        owner = call.func.value
        if isinstance(owner, ast.Name) and owner.id == "st":
            given = call.args[:1]
            is_own = any(isinstance(a, ast.Constant) or ast.unparse(a) in OWN_HTML for a in given)
            is_table = call.func.attr == "html" and is_own
            assert is_table or call.func.attr not in BANNED, where
        assert all(keyword.arg != "unsafe_allow_html" for keyword in call.keywords), where


def _is_safe(argument: ast.expr) -> bool:
    """A constant, a choice between constants, or text that went through `plain`."""
    match argument:
        case ast.Constant() | ast.Name(id="FAULT"):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return _is_safe(body) and _is_safe(orelse)
        case ast.Call(func=ast.Name(id="plain")):
            return True
        case _:
            return False


def test_only_constants_and_escaped_text_reach_markdown() -> None:
    for where, call in _calls():
        assert isinstance(call.func, ast.Attribute)
        owner = call.func.value
        if not (isinstance(owner, ast.Name) and owner.id in OWNERS):
            continue
        if call.func.attr in MARKDOWN and call.args and not where.startswith("kit/tables.py"):
            assert _is_safe(call.args[0]), f"{where}: escape it with plain()"


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_charts_title_holds_every_letter_as_itself(title: str, under: str) -> None:
    page = _Seen()
    page.feed(title_markup({"title": {"text": [title], "subtitle": [under] if under else []}}))
    page.close()
    assert page.tags == ["div", "p", *(["p"] if under else [])]
    assert page.text.replace("\x00", "\ufffd") == seen(title + under).replace("\x00", "\ufffd")
