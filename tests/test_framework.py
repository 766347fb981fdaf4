"""docs/framework.md: each sentence of the framework, and what it names exists and is complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from domain.kernel.registry import EVENTS, NOUNS
from tests.cli.tree import COMMANDS

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "framework.md"
COLUMNS = 6
SECTIONS = {str(number) for number in range(1, 12)}
OUR_OWN = ("directory", "vault", "request", "custody")
"""Nouns of the ledger itself: who is who, keys, proofs. The framework knows nothing of them."""


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def named(column: int, pattern: str = r"`([^`]+)`") -> Iterator[str]:
    for row in rows():
        yield from re.findall(pattern, row[column])


@cache
def functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def titles() -> set[str]:
    """The titles of the dashboard's pages, without starting Streamlit."""
    tree = ast.parse((ROOT / "dashboard" / "app.py").read_text(encoding="utf-8"))
    (pages,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES"
    )
    return set(ast.literal_eval(pages).values())


def test_every_row_says_all_that_a_row_says() -> None:
    assert len(rows()) > 50
    for row in rows():
        assert len(row) == COLUMNS, row
        assert row[0] in SECTIONS
        assert row[1]
        assert row[2] or row[4], f"{row[1]}: neither recorded nor read"
        assert row[5].startswith("`tests/"), row[1]


def test_every_section_that_asks_for_something_is_there() -> None:
    assert {row[0] for row in rows()} == SECTIONS


def test_every_event_named_exists_and_every_event_of_an_audit_is_named() -> None:
    events = set(named(2))
    assert events - EVENTS.keys() == set()
    assert NOUNS.keys() >= set(OUR_OWN)
    asked = {name for kind, noun in NOUNS.items() if kind not in OUR_OWN for name in noun.events}
    assert asked - events == set()


def test_every_command_named_exists() -> None:
    assert {name.removeprefix("assure ") for name in named(3)} - COMMANDS.keys() == set()


def test_every_view_named_exists() -> None:
    views = {path.stem for path in (ROOT / "projections" / "views").rglob("*.sql")}
    assert set(named(4)) - views == set()


def test_every_page_named_exists() -> None:
    assert set(named(4, r"page \*([^*]+)\*")) - titles() == set()


@pytest.mark.parametrize("place", sorted(set(named(5))))
def test_every_test_named_exists(place: str) -> None:
    path, _, function = place.partition("::")
    assert function in functions(path)


RANKING = re.compile(r"\b(avg|mean|median)\s*\(|\b(dense_|percent_)?rank\s*\(", re.IGNORECASE)


def test_no_view_ranks_agencies_or_averages_grades() -> None:
    """The framework's open learning (section 2); the design's D12."""
    folder = ROOT / "projections" / "views"
    found = [path.name for path in folder.rglob("*.sql") if RANKING.search(path.read_text())]
    assert found == []
