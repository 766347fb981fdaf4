"""The programme, the agencies' own audits and the tools, as words for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Lines
from dashboard.kit.theme import NBSP
from dashboard.pages.audits.rows import process_label
from dashboard.reading import Reading
from domain.kernel.vocabulary import quarter_words
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
    total = f"{counted(len(standing), 'audit')} in the programme"
    closed = sum(item.stage == "closed" for item in standing)
    abandoned = sum(item.stage == "abandoned" for item in standing)
    called_off = f", {abandoned} called off" if abandoned else ""
    withdrawn = len(items) - len(standing)
    if withdrawn:
        total += f" and {withdrawn} withdrawn from it"
    late_words = f", {late} not closed although the quarter has passed" if late else ", none late"
    return f"{total}: {closed} closed{called_off}{late_words}."


def programme_row(item: ProgrammeItem) -> dict[str, object]:
    moved = f" (moved from {quarter_words(item.first_quarter)})" if item.reschedules else ""
    if item.was_withdrawn:
        stage = f"withdrawn: {item.withdrawn_reason}"
    else:
        stage = item.stage or "not planned yet"
    return {
        "Quarter": Lines((f"{item.quarter}{moved}", quarter_words(item.quarter))),
        "Audit": f"{item.title} ({item.audit})",
        "Process": process_label(item.process),
        "Looks at": f"{item.function} function" if item.function == "core" else "a specific area",
        "Informed by": item.informed_by.replace("-", " "),
        "Days asked": item.demand_days,
        "Stage": f"! late: {stage}" if item.late else stage,
    }


def demand_sentence(demand: Sequence[AgencyDemand], given: Reading) -> str:
    """Where more is asked than was declared: agencies and quarters, never a total."""
    over = [asked for asked in demand if asked.over]
    if not over:
        return "In no quarter is more asked of an agency than it declared it can give."
    named = "; ".join(
        f"{given.agency(asked.agency)} {quarter_words(asked.quarter)}"
        f" ({asked.demand_days} of {asked.capacity_days} days)"
        for asked in over
    )
    return f"More is asked than declared in {counted(len(over), 'place')}: {named}."


def demand_rows(demand: Sequence[AgencyDemand], given: Reading) -> list[dict[str, object]]:
    """A row for each agency, a column for each quarter that asks anything of anyone."""
    quarters = busy_quarters(demand)
    rows: dict[str, dict[str, object]] = {}
    for asked in sorted(demand, key=lambda d: given.agency(d.agency)):
        declared = "not declared" if asked.capacity_days is None else f"{asked.capacity_days} days"
        row = rows.setdefault(
            asked.agency,
            {"Agency": given.agency(asked.agency), "Declared for a quarter": declared},
        )
        if asked.quarter in quarters:
            row[quarter_words(asked.quarter)] = demand_words(asked)
    return list(rows.values())


def busy_quarters(demand: Sequence[AgencyDemand]) -> list[str]:
    return sorted({asked.quarter for asked in demand if asked.demand_days})


def demand_words(asked: AgencyDemand) -> str:
    if asked.over:
        return f"{OVER} {asked.demand_days} over"
    return str(asked.demand_days) if asked.demand_days else ""


def by_need(audits: Sequence[SingleAgencyAudit]) -> list[SingleAgencyAudit]:
    """What is late first, then what waits for SAIG, what is to come, and what is done."""
    order = ("late", "reported", "declared", "considered")
    return sorted(audits, key=lambda audit: order.index(_own_state(audit)))


def _own_state(audit: SingleAgencyAudit) -> str:
    return "late" if audit.late else audit.state


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


def own_row(audit: SingleAgencyAudit, given: Reading) -> dict[str, object]:
    document = f"Summary document: {audit.document_name}" if audit.document_name else None
    return {
        "Agency": given.agency(audit.agency),
        "Audit": f"{audit.title} ({audit.ref})",
        "Quarter": quarter_words(audit.quarter) if audit.quarter else "not declared before",
        "State": OWN_SIGNS[_own_state(audit)],
        "Strengths": Lines(audit.strengths) if audit.strengths else document,
        "To improve": Lines(audit.improvements),
        "For the programme": audit.for_the_programme,
        "SAIG": audit.conclusion,
    }


def tool_row(feedback: ToolFeedback, given: Reading) -> dict[str, object]:
    return {
        "Audit": feedback.audit,
        "Version": feedback.tool_version,
        "Said by": given.agency(feedback.agency) if feedback.agency else "the lead auditor",
        "Worked well": feedback.worked_well,
        "Worked less well": feedback.worked_less_well,
    }
