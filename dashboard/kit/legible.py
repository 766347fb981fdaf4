"""Recorded words as they are shown: no character in them can change how the others are read.

Nothing new is recorded with such a character. Old entries may hold one.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache
from html import escape
from typing import Any, TypeVar

from domain.kernel.invisible import seen

Shown = TypeVar("Shown")
FIELDS = "__dataclass_fields__"
_TEXTLESS = frozenset((int, bool, float, type(None), date, datetime))
"""Most of what there is, so looked for first."""


def legible(value: Shown) -> Shown:
    """The same value with every text in it as it is to be shown; itself if that is no change."""
    shown: Shown = _shown(value, {})
    return shown


def as_html(text: str) -> str:
    """Text as HTML; what is not seen and changes how it reads is shown by its number."""
    return escape(seen(text))


def _shown(value: Any, known: dict[int, Any]) -> Any:
    """`known`: by identity, what stands in more than one place of the value."""
    if type(value) in _TEXTLESS:
        return value
    if isinstance(value, str):
        return value if value.isascii() or (text := seen(value)) == value else text
    if not isinstance(value, tuple | list | dict) and not hasattr(type(value), FIELDS):
        return value
    if id(value) not in known:
        known[id(value)] = _parts_shown(value, known)
    return known[id(value)]


def _parts_shown(value: Any, known: dict[int, Any]) -> Any:
    if isinstance(value, tuple | list):
        parts = [_shown(part, known) for part in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        if isinstance(value, list):
            return parts
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, dict):
        pairs = {key: _shown(part, known) for key, part in value.items()}
        return value if all(pairs[key] is part for key, part in value.items()) else pairs
    changed = {}
    for name in _names(value.__class__):
        old = getattr(value, name)
        new = _shown(old, known)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass that it is made of."""
    return tuple(field.name for field in fields(kind) if field.init)
