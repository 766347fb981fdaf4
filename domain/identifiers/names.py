"""A name of two words or more right before a date, such as `J. SMITH 12-Mar-14`."""

from __future__ import annotations

import re
from functools import cache

from domain.identifiers.dates import BORN, dates
from domain.identifiers.ordinary_words import ABBREVIATIONS, ORDINARY, PLACES

_BEFORE = 120
"""Characters before a date that a name is looked for in."""
_WORDS_MAX = 5
_PARTICLES = """
ab af al ap ben bin bint da das de del della den der di dos du el ferch ibn la le mac mc o san
st ter the van von y zu
"""
PARTICLES = frozenset(_PARTICLES.split())
"""They stand between the parts of a name and are none by themselves."""
_LAST_WORD = re.compile(r"(?:(?:[A-Z]\.){1,4}|[^\W\d_](?:['-]?[^\W\d_])*)$")
_CASELESS = re.compile(r"[^\x00-\x7f]")


@cache
def _between() -> re.Pattern[str]:
    """What may stand between a name and its date."""
    return re.compile(rf"[ ,;:/|(\[-]*(?:(?i:{BORN})[ ,;:.=(-]*)?(?:\b(?i:the|y|yr) )?$")


def before_a_date(text: str) -> bool:
    """Whether a name stands right before a date. `text` is in plain letters."""
    for date in dates().finditer(text):
        before = text[max(0, date.start() - _BEFORE) : date.start()]
        gap = _between().search(before)
        if _is_name(_words(before if gap is None else before[: gap.start()])):
            return True
    return False


def _words(text: str) -> list[str]:
    """The words at the end of a text that may be parts of one name, the last first."""
    words: list[str] = []
    while len(words) < _WORDS_MAX:
        match = _LAST_WORD.search(text)
        if match is None or not _may_be_part(match[0]):
            break
        words.append(match[0])
        text = text[: match.start()].rstrip(" ")
        if text.endswith(",") and len(words) == 1:
            text = text[:-1]
    return words


def _may_be_part(word: str) -> bool:
    if is_ordinary(word):
        return False
    if word.lower() in PARTICLES or word.endswith("."):
        return True
    if word.isupper():
        return len(word) == 1 or word not in ABBREVIATIONS and bool(set("AEIOUY") & set(word))
    return word[0].isupper() or bool(_CASELESS.search(word))


def is_ordinary(word: str) -> bool:
    lower = word.lower().removesuffix("'s")
    return bool({lower, lower.removesuffix("s") if len(lower) > 3 else lower} & ORDINARY)


def _is_name(words: list[str]) -> bool:
    parts = [word for word in words if word.lower() not in PARTICLES]
    initials = sum(word.count(".") or len(word) == 1 for word in parts)
    full = [word for word in parts if len(word.replace(".", "")) > 1 and not word.endswith(".")]
    if full and all(word.lower() in PLACES for word in full):
        return False
    return len(full) >= 2 or bool(full and initials) or (not full and initials >= 2)
