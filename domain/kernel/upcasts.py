"""Upcasts older shapes of events to today's: one dict-to-dict step per version.

A step is registered as `UPCASTS["Name", 1]` and turns version 1's fields into version 2's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]


def _added(**fields: Any) -> Callable[[Fields], Fields]:
    """A step to a version that has these fields besides, with what stands for their absence."""

    def step(older: Fields) -> Fields:
        early = sorted(fields.keys() & older.keys())
        if early:
            raise ValueError(f"this version has no {', '.join(early)}")
        return {**older, **fields}

    return step


UPCASTS: dict[tuple[str, int], Callable[[Fields], Fields]] = {
    ("ImpactAssessed", 1): _added(measured_at=None),
    ("FrameCommitted", 1): _added(
        second_margin=None, second=[], told_apart=[], refs_told_apart=0, fixed_on=None
    ),
    ("SampleDrawn", 1): _added(second=[]),
    ("SampleRedrawn", 1): _added(redrawn_on=None),
}


def upcast(name: str, schema: int, schema_now: int, fields: Fields) -> Fields:
    """`fields` as stored in version `schema`, upcast step by step to `schema_now`."""
    for step in range(schema, schema_now):
        fields = UPCASTS[name, step](fields)
    return fields
