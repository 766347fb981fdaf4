"""Text as people compare it: spellings that a reader takes for one are one.

Case, white space, punctuation at the end, kinds of quotation mark and dash, and whether an accent
is composed say nothing about what is meant.
"""

from __future__ import annotations

from unicodedata import category, normalize

_QUOTES = dict.fromkeys(
    map(ord, "\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032"), "'"
) | dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033"), '"')
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_MARKS = _QUOTES | _DASHES
_FINAL = " .,;:!?\u2026"
_ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})


def loosely(text: str) -> str:
    """The text without what no reader would tell apart."""
    folded = normalize("NFKC", normalize("NFKC", text.translate(_MARKS)).casefold())
    seen = "".join(letter for letter in folded if category(letter) != "Cf")
    return " ".join(seen.split()).rstrip(_FINAL)


def at_a_glance(reference: str) -> str:
    """A reference as an eye takes it in: 0 for O, 1 for l and I, no spaces; else as `loosely`."""
    return loosely(reference).replace(" ", "").translate(_ALIKE)
