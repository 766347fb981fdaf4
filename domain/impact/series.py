"""What was asked and of whom, compared loosely: the same words in another dress are the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from domain.kernel.loosely import loosely

K = TypeVar("K")


def loosely_worded(area: Mapping[str, Any], scale: Iterable[Mapping[str, Any]]) -> str:
    """What auditors read of an area and its scale (fields as stored), without its dress."""
    parts = [area["title"], *area["prompts"]]
    parts += [f"{d['grade']}: {d['text']}" for d in area["descriptors"]]
    parts += [f"{g['code']} {g['label']}: {g['descriptor']}" for g in scale]
    return "\n".join(map(loosely, parts))


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
