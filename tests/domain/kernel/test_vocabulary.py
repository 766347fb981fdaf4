"""Which characters a text may hold: by Unicode's own categories, over every character."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any
from unicodedata import category

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.kernel.vocabulary import Line, Text


@cache
def every() -> list[str]:
    """Every character that a text can hold."""
    return [chr(code) for code in range(sys.maxunicode + 1) if category(chr(code)) != "Cs"]


def _refused(kind: Any, characters: list[str]) -> set[str]:
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    refused = set()
    for character in characters:
        try:
            adapter.validate_python(f"a{character}b")
        except ValidationError:
            refused.add(character)
    return refused


@pytest.mark.parametrize(
    ("kind", "categories", "allowed"),
    [(Text, {"Cc"}, "\n\t\r\x0b\x0c\x85"), (Line, {"Cc", "Zl", "Zp"}, "")],
    ids=["text", "line"],
)
def test_a_character_is_refused_by_its_category(
    kind: Any, categories: set[str], allowed: str
) -> None:
    """Each that is to be refused alone; the others together, as far as a text may be long."""
    wrong = {c for c in every() if category(c) in categories} - set(allowed)
    assert _refused(kind, sorted(wrong)) == wrong
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    right = "".join(c for c in every() if c not in wrong)
    for at in range(0, len(right), 298):
        adapter.validate_python(f"a{right[at : at + 298]}b")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85"])
def test_how_a_system_ends_its_lines_is_no_content(end: str) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Text)
    assert adapter.validate_python(f"One.{end}{end}Two.{end}") == "One.\n\nTwo."
