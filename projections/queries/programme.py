"""The rolling audit programme: its audits, and what it asks of the agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.vocabulary import quarter_of
from projections.engine.projector import Session
from projections.queries.rows import read, values

_ITEMS = """
SELECT
    items.period, items.audit, items.title, items.process, items."function", items.informed_by,
    items.first_quarter, items.quarter, items.reschedules, items.was_withdrawn,
    items.withdrawn_reason, items.demand_days, audits.stage,
    CASE
        WHEN audits.report_agreed_on IS NULL THEN audits.report_by
        WHEN audits.closed_on IS NULL THEN audits.report_agreed_on
    END AS next_step_by
FROM main.programme_items AS items
LEFT JOIN main.audits AS audits ON audits.audit = items.audit
ORDER BY items.quarter, items.audit, items.period
"""


@dataclass(frozen=True, slots=True)
class Programme:
    """`review_overdue`: more than a year has passed since it was agreed or last reviewed."""

    period: str
    agreed_on: date
    priorities: tuple[str, ...]
    reviewed_on: date | None
    reviews: int
    review_overdue: bool


@dataclass(frozen=True, slots=True)
class _Agreed:
    period: str
    agreed_on: date
    priorities: tuple[str, ...]
    reviewed_on: date | None
    reviews: int


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A scheduled audit. `stage` is None before its plan is agreed.

    `late`: its quarter has passed, it was not withdrawn, and it is neither closed nor called off.
    One with a plan is late only once the plan's last day has passed too: the days SAIG agreed to.
    """

    period: str
    audit: str
    title: str
    process: str
    function: str
    informed_by: str
    first_quarter: str
    quarter: str
    reschedules: int
    was_withdrawn: bool
    withdrawn_reason: str | None
    demand_days: int
    stage: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class AgencyDemand:
    """Days that the programme asks of an agency in a quarter; None: no capacity was declared."""

    period: str
    agency: str
    quarter: str
    demand_days: int
    capacity_days: int | None

    @property
    def over(self) -> bool:
        return self.capacity_days is not None and self.demand_days > self.capacity_days


def a_year_before(day: date) -> date:
    """The same day a year earlier; 28 February for 29 February."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - 1)


def programmes(session: Session, today: date) -> tuple[Programme, ...]:
    due_since = a_year_before(today)
    return tuple(
        Programme(
            agreed.period,
            agreed.agreed_on,
            agreed.priorities,
            agreed.reviewed_on,
            agreed.reviews,
            review_overdue=(agreed.reviewed_on or agreed.agreed_on) < due_since,
        )
        for agreed in read(session, _Agreed, "programmes", order="period")
    )


def programme(session: Session, today: date) -> tuple[ProgrammeItem, ...]:
    """Every scheduled audit of every period, by quarter; withdrawn ones are marked."""
    quarter_now = quarter_of(today)
    return tuple(
        ProgrammeItem(
            **{name: value for name, value in values(row).items() if name != "next_step_by"},
            late=row["quarter"] < quarter_now
            and not row["was_withdrawn"]
            and row["stage"] not in ("closed", "abandoned")
            and (row["next_step_by"] is None or row["next_step_by"] < today),
        )
        for row in session.rows(_ITEMS)
    )


def agency_demand(session: Session, period: str) -> tuple[AgencyDemand, ...]:
    """Demand beside capacity in every quarter of the period, those without an audit included."""
    return read(
        session,
        AgencyDemand,
        "agency_demand",
        where="period = ?",
        order="quarter, agency",
        parameters=[period],
    )
