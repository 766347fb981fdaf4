"""The references of a case list: made by the product, and those that seem to name somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from domain.identifiers import identifiers_in
from domain.identifiers.names import is_ordinary
from domain.identifiers.ordinary_words import PLACES

_DIGITS_MAX = 5
"""Pseudonyms of a list of 100,000 cases have no more; numbers of case systems have."""
_NAME_LETTERS_MIN = 3
_MARKS = frozenset({"ref", "refs", "pseudonym", "sample", "record"})
"""Words that mark a pseudonym, beside those that are ordinary anyhow."""
_WORD = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"\w[/\\]\w")
NAME, CASE_NUMBER = "a person's name", "a case number"


def made(count: int, salt: str) -> list[str]:
    """As many references, in an order of their own: K07 says nothing about where a case stood."""
    digits = max(2, len(str(count)))
    order = sorted(range(count), key=lambda at: sha256(f"{salt} {at}".encode()).digest())
    refs = [""] * count
    for number, at in enumerate(order, 1):
        refs[at] = f"K{number:0{digits}d}"
    return refs


def seems(ref: str) -> str | None:
    """What a reference seems to hold that names a child; None for a pseudonym.

    It warns and forbids nothing: whoever gives the list may say that it names nobody.
    """
    found = identifiers_in(ref)
    if found:
        return str(found[0])
    if sum(letter.isdigit() for letter in ref) > _DIGITS_MAX or _PARTS.search(ref):
        return CASE_NUMBER
    words = [word for word in _WORD.findall(ref) if len(word) >= _NAME_LETTERS_MIN]
    return NAME if _is_name(words) else None


def _is_name(words: Sequence[str]) -> bool:
    lower = [word.lower() for word in words]
    return bool(words) and not any(
        is_ordinary(word) or word in PLACES or word in _MARKS for word in lower
    )
