"""Words for the telephone."""

from __future__ import annotations

from hashlib import sha256
from itertools import combinations

import pytest

from ledger.proof.merkle import ProofError
from ledger.proof.root_words import WORDS, to_words

ROOT = bytes(range(0, 256, 8))


def _letters_apart(one: str, other: str) -> int:
    """How many letters must be changed, added or left out to get from one word to the other."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, start=1):
        above = row
        row = [count]
        for place, against in enumerate(other):
            row.append(min(row[-1] + 1, above[place + 1] + 1, above[place] + (letter != against)))
    return row[-1]


def test_no_two_words_can_be_taken_for_each_other() -> None:
    assert len(WORDS) == len({word[:4] for word in WORDS}) == 256
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 9 for word in WORDS)
    close = [pair for pair in combinations(WORDS, 2) if _letters_apart(*pair) < 3]
    assert close == []


def test_the_list_is_a_format() -> None:
    """Words read out last year must mean the same root today."""
    digest = sha256("\n".join(WORDS).encode()).hexdigest()
    assert digest == "fb1d62e7361a66b21d41194504077b015e70c55133a67d1cdbfc75dbc3aeae3c"
    assert to_words(ROOT, 3) == "acorn atlas barley"


def test_eight_words_are_shown() -> None:
    assert len(to_words(ROOT).split()) == 8


@pytest.mark.parametrize(("root", "count"), [(ROOT[:31], 8), (ROOT, 0), (ROOT, 33)])
def test_words_are_for_a_root(root: bytes, count: int) -> None:
    with pytest.raises(ProofError):
        to_words(root, count)
