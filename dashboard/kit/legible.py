"""Recorded words as they are shown: no character in them can change how the others are read.

Nothing new is recorded with such a character. Old entries may hold one.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from html import escape
from typing import Any, TypeVar

from domain.kernel.invisible import seen

Shown = TypeVar("Shown")


def legible(value: Shown) -> Shown:
    """The same value with every text in it as it is to be shown; itself if that is no change."""
    shown: Shown = _shown(value)
    return shown


def as_html(text: str) -> str:
    """Text as HTML; what is not seen and changes how it reads is shown by its number."""
    return escape(seen(text))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() or (text := seen(value)) == value else text
    if isinstance(value, tuple | list):
        parts = [_shown(part) for part in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        if isinstance(value, list):
            return parts
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, dict):
        pairs = {key: _shown(part) for key, part in value.items()}
        return value if all(pairs[key] is part for key, part in value.items()) else pairs
    if is_dataclass(value) and not isinstance(value, type):
        given = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        changed = {name: new for name, old in given.items() if (new := _shown(old)) is not old}
        return replace(value, **changed) if changed else value
    return value
