"""One spelling of what people type, paste and copy: letters without accents, plain spaces."""

from __future__ import annotations

import unicodedata

_OF_THEIR_OWN = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "Th", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe",
        "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N",
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'",
    }
)  # fmt: skip
"""Letters that no decomposition takes apart, and the ways to write an apostrophe."""
_NOTHING = {"Mn", "Me", "Cf", "Cc"}
_LINES = "\t\n\r\v\f"


def letters(text: str) -> str:
    """The text with letters, digits, spaces and hyphens in their plainest form."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_OF_THEIR_OWN))
    return "".join(map(_plain, decomposed))


def _plain(character: str) -> str:
    if character.isascii():
        return " " if character in _LINES else character
    category = unicodedata.category(character)
    if category in _NOTHING:
        return ""
    if category.startswith("Z"):
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character
