"""The programme, the agencies' own audits and the tools, as words for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.kit.address import Link, to
from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Lines, Phrase
from dashboard.pages.audits.rows import process_label
from dashboard.reading import Reading
from documents.charts.theme import NBSP
from domain.kernel.vocabulary import quarter_words
from projections.queries.programme import AgencyDemand, Programme, ProgrammeItem
from projections.queries.single_agency import SingleAgencyAudit
from projections.queries.tools import ToolFeedback

OVER = "▲"
"""Marks a quarter in which more is asked of an agency than it declared it can give."""
NAMED_MAX = 3
STAGES = {"abandoned": "called off"}
OWN_SIGNS = {
    "declared": "○ declared",
    "late": "! late: its quarter has passed",
    "reported": "◐ reported, not considered yet",
    "considered": "✔ considered",
}


def review_due(agreed: Programme) -> date:
    """By when SAIG is to review the programme: a year after it last did."""
    since = agreed.reviewed_on or agreed.agreed_on
    return since.replace(
        year=since.year + 1, day=28 if (since.month, since.day) == (2, 29) else since.day
    )


def review_sentence(agreed: Programme) -> str:
    """When the programme was last reviewed, and by when it is to be again."""
    due = day_words(review_due(agreed))
    last = f"last reviewed {day_words(agreed.reviewed_on)}" if agreed.reviewed_on else ""
    begun = f"{agreed.period}: agreed {day_words(agreed.agreed_on)}, {last or 'not reviewed yet'}."
    if agreed.review_overdue:
        return f"{begun} ! The yearly review is overdue: it was due by {due}."
    return f"{begun} The next yearly review is due by {due}."


def answer(items: Sequence[ProgrammeItem]) -> tuple[str | Link, ...]:
    """Whether the programme is kept: what is late by its name, or that nothing is."""
    late = [item for item in items if item.late]
    if not items:
        return ("The programme is agreed, and no audit stands in it yet.",)
    if not late:
        return ("No audit is late.",)
    number = "One audit is late" if len(late) == 1 else f"{len(late)} audits are late"
    named: list[str | Link] = []
    for item in late[:NAMED_MAX]:
        named += [", " if named else ": ", _link(item)]
    more = f" and {len(late) - NAMED_MAX} more" if len(late) > NAMED_MAX else ""
    return (number, *named, f"{more}.")


def counts_sentence(items: Sequence[ProgrammeItem]) -> str:
    """How many audits there are, and how far they are."""
    stages = Counter(_group(item) for item in items)
    parts = [f"{stages[word]} {word}" for word in _GROUPS if stages[word]]
    return f"Of {counted(len(items), 'audit')} in the programme: {', '.join(parts)}."


_GROUPS = ("closed", "under way", "to come", "called off", "withdrawn")


def _group(item: ProgrammeItem) -> str:
    if item.was_withdrawn:
        return "withdrawn"
    if item.stage in ("closed", "abandoned"):
        return "closed" if item.stage == "closed" else "called off"
    return "to come" if item.stage in (None, "planned") else "under way"


def next_sentence(items: Sequence[ProgrammeItem], quarter: str) -> Phrase:
    """What begins next, from this quarter on."""
    ahead = [item for item in items if item.quarter >= quarter and _group(item) == "to come"]
    if not ahead:
        return Phrase(("Nothing more is scheduled: `assure programme schedule` adds an audit.",))
    following = [item for item in ahead if item.quarter == ahead[0].quarter]
    parts: list[str | Link] = [f"Next, in {quarter_words(ahead[0].quarter)}: "]
    for at, item in enumerate(following):
        parts += ["; " if at else "", _link(item)]
    return Phrase((*parts, "."))


def _link(item: ProgrammeItem) -> str | Link:
    """To the audit, once it has a plan."""
    return item.title if item.stage is None else to(item.title, "audits", audit=item.audit)


def programme_row(item: ProgrammeItem) -> dict[str, object]:
    moved = f" (moved from {quarter_words(item.first_quarter)})" if item.reschedules else ""
    if item.was_withdrawn:
        stage = f"withdrawn: {item.withdrawn_reason}"
    else:
        stage = STAGES.get(item.stage or "", item.stage) or "not planned yet"
    return {
        "Quarter": f"{quarter_words(item.quarter)}{moved}",
        "Audit": _link(item),
        "Process": process_label(item.process),
        "Looks at": f"{item.function} function" if item.function == "core" else "a specific area",
        "Informed by": item.informed_by.replace("-", " "),
        "Days asked": item.demand_days,
        "Stage": f"! late: {stage}" if item.late else stage,
    }


def demand_sentence(demand: Sequence[AgencyDemand], given: Reading) -> str:
    """Where more is asked than was declared: agencies and quarters, never a total."""
    over = [asked for asked in demand if asked.over]
    if not busy_quarters(demand):
        return "No audit of this programme asks any days of an agency yet."
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
