"""Upcasts older shapes of events to today's: one dict-to-dict step per version.

A step is registered as `UPCASTS["Name", 1]` and turns version 1's fields into version 2's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]


def _without_position(fields: Fields) -> Fields:
    """Version 1 of `ImpactAssessed` did not say at which position the verdicts were measured."""
    if "measured_at" in fields:
        raise ValueError("version 1 has no measured_at")
    return {**fields, "measured_at": None}


def _nothing_said_to_be_open(fields: Fields) -> Fields:
    """Version 1 of `AuditClosed` did not say what was left open."""
    new = {"unanswered", "undelivered", "uncertified", "reason"}
    if new & fields.keys():
        raise ValueError(f"version 1 has no {', '.join(sorted(new))}")
    return {**fields, "unanswered": (), "undelivered": (), "uncertified": (), "reason": None}


UPCASTS: dict[tuple[str, int], Callable[[Fields], Fields]] = {
    ("ImpactAssessed", 1): _without_position,
    ("AuditClosed", 1): _nothing_said_to_be_open,
}


def upcast(name: str, schema: int, schema_now: int, fields: Fields) -> Fields:
    """`fields` as stored in version `schema`, upcast step by step to `schema_now`."""
    for step in range(schema, schema_now):
        fields = UPCASTS[name, step](fields)
    return fields
