"""Values as JSON and YAML have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any


def as_row(value: object) -> dict[str, Any]:
    """A dataclass as a row, one level deep."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no dataclass")
    return {field.name: getattr(value, field.name) for field in fields(value)}


def plain(value: object) -> Any:
    """A value as JSON has it: dates in ISO 8601, exact fractions as text."""
    if isinstance(value, str):
        return str(value.value if isinstance(value, StrEnum) else value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if is_dataclass(value):
        return plain(as_row(value))
    names: Iterable[str] | None = getattr(type(value), "model_fields", None)
    if names is not None:
        return plain({name: getattr(value, name) for name in names})
    if isinstance(value, Iterable):
        return [plain(inner) for inner in value]
    raise TypeError(f"a {type(value).__name__} cannot be shown")
