"""Characters that are not seen: all of them are known, and each is said by its number."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from documents.pack import verify_pack
from domain.kernel.invisible import escaped, fault, first_invisible, seen


def test_every_format_character_is_known() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    known = [letter for letter in every if unicodedata.category(letter) == "Cf"]
    assert known
    assert [letter for letter in known if first_invisible(f"a{letter}b") is None] == []


def test_what_people_write_is_none() -> None:
    """Of every script: letters, marks, numbers, punctuation, symbols, spaces."""
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        if unicodedata.category(letter)[0] in "LMNPSZ":
            assert first_invisible(letter) is None, hex(number)


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        ("\u202e", "U+202E, right-to-left override"),
        ("\u200b", "U+200B, zero width space"),
        ("\u00ad", "U+00AD, soft hyphen"),
        ("\ufeff", "U+FEFF, zero width no-break space"),
        ("\U000e0041", "U+E0041, tag latin capital letter a"),
    ],
)
def test_it_is_said_by_number_and_name(letter: str, said: str) -> None:
    assert said in str(fault(f"Sam{letter} Lee"))
    assert fault("Sam Lee") is None


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u2028", "\U000e0041"])
def test_what_is_shown_has_its_number_in_its_place(letter: str) -> None:
    shown = f"Sam[U+{ord(letter):04X}] Lee"
    assert seen(f"Sam{letter} Lee") == shown
    assert verify_pack.seen(f"Sam{letter} Lee") == shown
    assert escaped(f"Sam{letter}", lambda _: "?") == "Sam?"
