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


def _of_families(fields: Fields) -> Fields:
    """Version 1 of a plan asked nothing of families, and no case list named any."""
    plan = fields.get("plan")
    sample = plan.get("sample") if isinstance(plan, dict) else None
    if not isinstance(plan, dict) or not isinstance(sample, dict) or "families" in sample:
        raise ValueError("version 1 has a plan with a sample, and says nothing of families")
    return {**fields, "plan": {**plan, "sample": {**sample, "families": "one-each"}}}


def _of_risk(fields: Fields) -> Fields:
    """Version 2 of a plan did not say who is told of a child at risk."""
    plan = fields.get("plan")
    if not isinstance(plan, dict) or "at_risk" in plan:
        raise ValueError("version 2 has a plan, and says nothing of a child at risk")
    return {**fields, "plan": {**plan, "at_risk": None}}


def _of_agencies(fields: Fields) -> Fields:
    """Version 2 of a tool asked each area of every agency."""
    areas = fields.get("areas")
    if not isinstance(areas, list) or any("asked_of" in graded["area"] for graded in areas):
        raise ValueError("version 2 has areas, and says nothing of whom they are asked")
    asked = [{**graded, "area": {**graded["area"], "asked_of": []}} for graded in areas]
    return {**fields, "areas": asked}


def _measured(fields: Fields) -> Fields:
    """Version 1 of `RecommendationAccepted` always named the tool and areas that measure it."""
    impact = fields.get("desired_impact")
    if not isinstance(impact, dict) or not impact.get("tool") or not impact.get("areas"):
        raise ValueError("version 1 names the tool and the areas of its desired impact")
    return fields


UPCASTS: dict[tuple[str, int], Callable[[Fields], Fields]] = {
    ("ActionAgreed", 1): _added(called=None),
    ("ErasureBegun", 1): _added(request=None, authority=None, although_open=None),
    ("ImpactAssessed", 1): _added(measured_at=None),
    ("ImpactAssessed", 2): _added(method=1),
    ("FrameCommitted", 1): _added(
        second_margin=None, second=[], told_apart=[], refs_told_apart=0, fixed_on=None
    ),
    ("FrameCommitted", 2): _added(families=None),
    ("FrameReplaced", 1): _added(families=None),
    ("CaseSampled", 1): _added(family=None),
    ("PlanAgreed", 1): _of_families,
    ("PlanAmended", 1): _of_families,
    ("PlanAgreed", 2): _of_risk,
    ("PlanAmended", 2): _of_risk,
    ("LedgerContinued", 1): _added(request=None),
    ("LogKeyRotated", 1): _added(request=None),
    ("RoleGranted", 1): _added(request=None),
    ("SampleDrawn", 1): _added(second=[]),
    ("SampleRedrawn", 1): _added(redrawn_on=None),
    ("ToolPublished", 1): _added(scales=[], overall=None),
    ("ToolPublished", 2): _of_agencies,
    ("ToolRevised", 1): _added(scales=[], overall=None),
    ("ToolRevised", 2): _of_agencies,
    ("RecommendationMade", 1): _added(bodies=[]),
    ("RecommendationAccepted", 1): _measured,
    ("BriefingHeld", 1): _added(reason=None),
    ("ModerationHeld", 1): _added(reason=None),
    ("ReportAgreed", 1): _added(reason=None),
    ("ReportConsidered", 1): _added(reason=None),
    ("ReportDrafted", 1): _added(conclusion=""),
    ("AuditClosed", 1): _added(unanswered=None, undelivered=None, uncertified=None, reason=None),
}


def upcast(name: str, schema: int, schema_now: int, fields: Fields) -> Fields:
    """`fields` as stored in version `schema`, upcast step by step to `schema_now`."""
    for step in range(schema, schema_now):
        fields = UPCASTS[name, step](fields)
    return fields
