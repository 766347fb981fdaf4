"""Values as JSON and YAML have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

SHOWN = {
    "agency_count": "agencies",
    "is_closed": "closed",
    "is_good": "good",
    "is_newest": "newest",
    "is_open": "opened",
    "is_self_weighting": "self_weighting",
    "is_settled": "settled",
    "is_sought": "sought",
    "was_corrected": "corrected",
    "was_moderated": "moderated",
    "was_put_right": "put_right",
    "was_replaced": "replaced",
    "was_withdrawn": "withdrawn",
}
"""What a field is called where people and their scripts read it, when that is another name."""


def as_row(value: object) -> dict[str, Any]:
    """A dataclass as a row, one level deep, under the names that are shown."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no dataclass")
    return {SHOWN.get(f.name, f.name): getattr(value, f.name) for f in fields(value)}


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
