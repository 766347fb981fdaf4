"""The programme, the agencies' own audits and the tools, as words for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Lines
from dashboard.kit.theme import NBSP
from dashboard.pages.audits.sentences import process_label
from dashboard.reading import Reading
from projections.queries.programme import AgencyDemand, Programme, ProgrammeItem
from projections.queries.single_agency import SingleAgencyAudit
from projections.queries.tools import ToolFeedback

OVER = "▲"
"""Marks a quarter in which more is asked of an agency than it declared it can give."""
OWN_SIGNS = {
    "declared": "○ declared",
    "late": "! late: its quarter has passed",
    "reported": "◐ reported, not considered yet",
    "considered": "✔ considered",
}


def review_sentence(agreed: Programme) -> str:
    """When the programme was last reviewed, and by when it is to be again."""
    since = agreed.reviewed_on or agreed.agreed_on
    due = _a_year_after(since)
    last = f"last reviewed {day_words(agreed.reviewed_on)}" if agreed.reviewed_on else ""
    begun = f"{agreed.period}: agreed {day_words(agreed.agreed_on)}, {last or 'not reviewed yet'}."
    if agreed.review_overdue:
        return f"{begun} ! The yearly review is overdue: it was due by {day_words(due)}."
    return f"{begun} The next yearly review is due by {day_words(due)}."


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def programme_sentence(items: Sequence[ProgrammeItem]) -> str:
    """How many audits there are, and how many are late."""
    standing = [item for item in items if not item.was_withdrawn]
    late = sum(item.late for item in standing)
    said = f"{counted(len(standing), 'audit')} in the programme"
    closed = sum(item.stage == "closed" for item in standing)
    late_words = f", {late} not closed although the quarter has passed" if late else ", none late"
    return f"{said}: {closed} closed{late_words}."


def programme_row(item: ProgrammeItem) -> dict[str, object]:
    moved = f" (moved from {item.first_quarter})" if item.reschedules else ""
    if item.was_withdrawn:
        stage = f"withdrawn: {item.withdrawn_reason}"
    else:
        stage = item.stage or "not planned yet"
    return {
        "Quarter": f"{item.quarter}{moved}",
        "Audit": f"{item.title} ({item.audit})",
        "Process": process_label(item.process),
        "Looks at": f"{item.function} function" if item.function == "core" else "a specific area",
        "Informed by": item.informed_by.replace("-", " "),
        "Days asked": item.demand_days,
        "Stage": f"! late: {stage}" if item.late else stage,
    }


def demand_sentence(demand: Sequence[AgencyDemand], given: Reading) -> str:
    """Where more is asked than was declared: agencies and quarters, never a total."""
    over = [one for one in demand if one.over]
    if not over:
        return "In no quarter is more asked of an agency than it declared it can give."
    named = "; ".join(
        f"{given.agency(one.agency)} {one.quarter} ({one.demand_days} of {one.capacity_days} days)"
        for one in over
    )
    return f"More is asked than declared in {counted(len(over), 'place')}: {named}."


def demand_rows(demand: Sequence[AgencyDemand], given: Reading) -> list[dict[str, object]]:
    """A row for each agency, a column for each quarter that asks anything of anyone."""
    quarters = busy_quarters(demand)
    rows: dict[str, dict[str, object]] = {}
    for one in sorted(demand, key=lambda d: given.agency(d.agency)):
        declared = "not declared" if one.capacity_days is None else f"{one.capacity_days} days"
        row = rows.setdefault(
            one.agency,
            {"Agency": given.agency(one.agency), "Declared for a quarter": declared},
        )
        if one.quarter in quarters:
            row[one.quarter] = demand_words(one)
    return list(rows.values())


def busy_quarters(demand: Sequence[AgencyDemand]) -> list[str]:
    return sorted({one.quarter for one in demand if one.demand_days})


def demand_words(one: AgencyDemand) -> str:
    if one.over:
        return f"{OVER} {one.demand_days} over"
    return str(one.demand_days) if one.demand_days else ""


def by_need(audits: Sequence[SingleAgencyAudit]) -> list[SingleAgencyAudit]:
    """What is late first, then what waits for SAIG, what is to come, and what is done."""
    order = ("late", "reported", "declared", "considered")
    return sorted(audits, key=lambda one: order.index(_own_state(one)))


def _own_state(one: SingleAgencyAudit) -> str:
    return "late" if one.late else one.state


def own_sentence(audits: Sequence[SingleAgencyAudit]) -> str:
    """How many of the agencies' own audits were declared, reported and considered."""
    states = Counter(map(_own_state, audits))
    parts = [
        *([f"!{NBSP}{states['late']} late"] if states["late"] else []),
        f"{states['considered']} considered by SAIG",
        f"{states['reported']} reported and waiting for SAIG",
        f"{states['declared']} declared and not due yet",
    ]
    return f"{counted(len(audits), 'audit')} that agencies do by themselves: {', '.join(parts)}."


def own_row(one: SingleAgencyAudit, given: Reading) -> dict[str, object]:
    document = f"Summary document: {one.document_name}" if one.document_name else None
    return {
        "Agency": given.agency(one.agency),
        "Audit": f"{one.title} ({one.ref})",
        "Quarter": one.quarter or "not declared before",
        "State": OWN_SIGNS[_own_state(one)],
        "Strengths": Lines(one.strengths) if one.strengths else document,
        "To improve": Lines(one.improvements),
        "For the programme": one.for_the_programme,
        "SAIG": one.conclusion,
    }


def tool_row(one: ToolFeedback, given: Reading) -> dict[str, object]:
    return {
        "Audit": one.audit,
        "Version": one.tool_version,
        "Said by": given.agency(one.agency) if one.agency else "the lead auditor",
        "Worked well": one.worked_well,
        "Worked less well": one.worked_less_well,
    }
