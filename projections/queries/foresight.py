"""What a plan or a recommendation will be able to show, told while it can still be put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.audit.terms import Plan
from domain.impact.planner import CASES_PLANNED, plan_sentence
from projections.engine.projector import Session
from projections.queries.rows import read
from projections.queries.waves import Frames, Wordings


@dataclass(frozen=True, slots=True)
class EarlierPlan:
    """An audit with the same tool, as planned."""

    audit: str
    process: str
    tool_version: int
    casework_start: date
    casework_end: date
    agencies: tuple[str, ...]
    frame_definition: str
    sample_size: int


def plan_notes(session: Session, plan: Plan, tool_version: int) -> tuple[str, ...]:
    """How a plan compares with the audit before it, and what so many cases can show."""
    earlier = [
        one
        for one in _plans(session, plan.tool)
        if one.audit != plan.audit and one.casework_end < plan.casework_window.end
    ]
    if not earlier:
        return _can_show(plan.sample.size, plan.sample.size)
    alike = [one for one in earlier if one.process == plan.process]
    if not alike:
        known = ", ".join(one.audit for one in earlier)
        return (
            f"Impact will compare this audit with no earlier one: {known} went by another process"
            " than this one, and a themed audit and a dip sample are not compared.",
        )
    last = alike[-1]
    return (
        *_frames(session, plan, last),
        *_agencies(plan, last),
        *_wordings(session, plan, tool_version, last),
        *_can_show(last.sample_size, plan.sample.size),
    )


def recommendation_notes(session: Session, tool: str, audit: str | None) -> tuple[str, ...]:
    """What a repeat of the audit can show of a measure, before SAIG writes it down."""
    known = _plans(session, tool)
    source = next((one for one in known if one.audit == audit), None)
    last = source or (known[-1] if known else None)
    return _can_show(last.sample_size, last.sample_size) if last else ()


def _plans(session: Session, tool: str) -> tuple[EarlierPlan, ...]:
    return read(
        session,
        EarlierPlan,
        "audit_plans",
        where="tool = ?",
        order="casework_end, audit",
        parameters=[tool],
    )


def _frames(session: Session, plan: Plan, last: EarlierPlan) -> Iterator[str]:
    here = plan.sample.frame_definition
    frames = Frames.over(session, {last.audit: last.frame_definition, plan.audit: here})
    differs = frames.series(plan.audit) != frames.series(last.audit)
    if differs or last.audit in frames.different(plan.audit):
        yield (
            f"Impact will not compare this audit with {last.audit}: their sample frames differ"
            f" ({last.frame_definition!r} there, {here!r} here). Amend the plan, or say that they"
            f" are equivalent and why: `assure plan compare {plan.audit} --other {last.audit}`."
        )


def _agencies(plan: Plan, last: EarlierPlan) -> Iterator[str]:
    here, there = set(plan.agencies), set(last.agencies)
    if not here & there:
        yield (f"Impact will not compare this audit with {last.audit}: no agency grades in both.")
    elif here != there:
        yield (
            f"Impact will compare it with {last.audit} over the agencies in both:"
            f" {', '.join(sorted(here & there))}. In one only: {', '.join(sorted(here ^ there))}."
        )


def _wordings(session: Session, plan: Plan, tool_version: int, last: EarlierPlan) -> Iterator[str]:
    wordings = Wordings.of(session)
    new = sorted(
        area
        for (tool, area), versions in wordings.same.items()
        if tool == plan.tool
        and tool_version in versions
        and versions.get(last.tool_version) != versions[tool_version]
    )
    if new:
        yield (
            f"Areas that do not measure the same as in {last.audit}, and begin a new series:"
            f" {', '.join(new)}. If one does, say so and why: `assure tool compare {plan.tool}"
            f" --area {new[0]} --version {tool_version} --other {last.tool_version}`."
        )


def _can_show(before: int, after: int) -> tuple[str, ...]:
    sizes: Sequence[int] = (before, after)
    if all(size in CASES_PLANNED for size in sizes):
        return (plan_sentence(before, after),)
    return ()
