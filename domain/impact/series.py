"""What was asked and of whom, compared loosely: the same words in another dress are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import TypeVar

K = TypeVar("K")


def loosely(text: str) -> str:
    """The text without its dress: case, spaces, final punctuation, how letters are composed."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", composed).split()).rstrip(" .,;:!?…")


def joined(keys: Mapping[K, Collection[str]], declared: Mapping[frozenset[K], bool]) -> dict[K, K]:
    """Each item to the first of those that are the same as it.

    The same: they share a key, or somebody has declared them equivalent, or both are the same as a
    third. A pair declared different is not joined by its keys.
    """
    items = list(keys)
    first = {item: item for item in items}

    def root(item: K) -> K:
        while first[item] is not item:
            item = first[item]
        return item

    for at, one in enumerate(items):
        for other in items[at + 1 :]:
            same = declared.get(frozenset((one, other)))
            if same is None:
                same = bool(set(keys[one]) & set(keys[other]))
            if same and root(one) is not root(other):
                first[root(other)] = root(one)
    return {item: root(item) for item in items}
