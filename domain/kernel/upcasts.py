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
    return {**fields, "unanswered": None, "undelivered": None, "uncertified": None, "reason": None}


def _addressed_within(fields: Fields) -> Fields:
    """Version 1 of `RecommendationMade` was addressed to agencies of the partnership only."""
    if "bodies" in fields:
        raise ValueError("version 1 has no bodies")
    return {**fields, "bodies": ()}


def _measured(fields: Fields) -> Fields:
    """Version 1 of `RecommendationAccepted` always named the tool and areas that measure it."""
    impact = fields.get("desired_impact")
    if not isinstance(impact, dict) or not impact.get("tool") or not impact.get("areas"):
        raise ValueError("version 1 names the tool and the areas of its desired impact")
    return fields


UPCASTS: dict[tuple[str, int], Callable[[Fields], Fields]] = {
    ("ImpactAssessed", 1): _without_position,
    ("RecommendationMade", 1): _addressed_within,
    ("RecommendationAccepted", 1): _measured,
    ("AuditClosed", 1): _nothing_said_to_be_open,
}


def upcast(name: str, schema: int, schema_now: int, fields: Fields) -> Fields:
    """`fields` as stored in version `schema`, upcast step by step to `schema_now`."""
    for step in range(schema, schema_now):
        fields = UPCASTS[name, step](fields)
    return fields
