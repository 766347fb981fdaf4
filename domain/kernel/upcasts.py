"""Older shapes of events, lifted to today's: one dict-to-dict step per version.

A step is registered as `UPCASTS["Name", 1]` and turns version 1's fields into version 2's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]

UPCASTS: dict[tuple[str, int], Callable[[Fields], Fields]] = {}


def upcast(name: str, schema: int, schema_now: int, fields: Fields) -> Fields:
    """`fields` as stored in version `schema`, lifted step by step to `schema_now`."""
    for step in range(schema, schema_now):
        fields = UPCASTS[name, step](fields)
    return fields
