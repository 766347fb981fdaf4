"""Recorded words are shown as they are, wherever Streamlit would read Markdown."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboard
from dashboard.kit.markdown import plain
from dashboard.kit.tables import Lines, cell
from domain.kernel.invisible import seen

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
    [(None, ""), (True, "yes"), (False, "no"), (7, "7"), (Lines(("a", "b!")), "a\\\nb\\!")],
)
def test_cells(value: object, shown: str) -> None:
    assert cell(value) == shown


MARKDOWN = {
    "caption", "error", "expander", "header", "info", "markdown", "metric", "subheader",
    "success", "table", "title", "warning", "write",
}  # fmt: skip
BANNED = {"html", "iframe", "components", "markdown", "write", "dataframe", "json", "link_button"}
OWNERS = {"st", "column"}


def _calls() -> list[tuple[str, ast.Call]]:
    found = []
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found.append((f"{file.relative_to(FOLDER)}:{node.lineno}", node))
    return found


def test_nothing_is_handed_to_the_browser_as_html() -> None:
    for where, call in _calls():
        assert isinstance(call.func, ast.Attribute)
        owner = call.func.value
        if isinstance(owner, ast.Name) and owner.id == "st":
            assert call.func.attr not in BANNED, where
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
