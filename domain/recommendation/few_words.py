"""What an action is called where there is no room for its text."""

from __future__ import annotations

import re

_WORDS = 3
_LITTLE = re.compile(
    r"(an?|the|and|or|of|to|in|on|at|for|with|from|by|as|its|their|each|every|all|any|how|who|what"
    r"|that|which)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_][\w'\u2019-]*")


def few_words(text: str) -> str:
    """The first three words of a text that carry it: `Issue chronology template`."""
    words = [word for word in _WORD.findall(text) if not _LITTLE.fullmatch(word)]
    return " ".join(words[:_WORDS]) or text.strip()
