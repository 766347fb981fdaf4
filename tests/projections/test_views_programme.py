"""The programme: events in, rows out."""

from __future__ import annotations

from datetime import date

from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Function, InformedBy
from domain.programme.events import (
    AgencyDays,
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    CapacityDeclared,
    ProgrammeAgreed,
    ProgrammeReviewed,
)
from tests.projections.viewing import rows

PERIOD = "2026-2027"


def scheduled(audit: str, quarter: str, **days: int) -> AuditScheduled:
    return AuditScheduled(
        period=PERIOD,
        audit=audit,
        title=audit.capitalize(),
        process=Process.THEMED,
        function=Function.CORE,
        informed_by=InformedBy.CONCERN,
        quarter=quarter,
        demand=tuple(AgencyDays(agency=agency, days=n) for agency, n in days.items()),
    )


def moved(audit: str, old: str, new: str) -> AuditRescheduled:
    return AuditRescheduled(
        period=PERIOD, audit=audit, from_quarter=old, to_quarter=new, reason="Demand"
    )


def withdrawn(audit: str) -> AuditWithdrawn:
    return AuditWithdrawn(period=PERIOD, audit=audit, reason="Done elsewhere")


def agreed() -> ProgrammeAgreed:
    return ProgrammeAgreed(
        period=PERIOD,
        agreed_on=date(2026, 1, 5),
        priorities=("Neglect",),
        capacity_per_quarter=(AgencyDays(agency="police", days=4),),
    )


def reviewed(day: date) -> ProgrammeReviewed:
    return ProgrammeReviewed(period=PERIOD, reviewed_on=day, conclusion="Go on")


def recorded(*events: Event) -> list[tuple[str, Event]]:
    return [(streams.programme(PERIOD), event) for event in events]


EVENTS = recorded(
    agreed(),
    scheduled("neglect", "2026-Q1", police=3, health=2),
    scheduled("exploitation", "2026-Q2", police=2),
    scheduled("babies", "2026-Q3", police=9),
    moved("neglect", "2026-Q1", "2026-Q3"),
    moved("neglect", "2026-Q3", "2026-Q2"),
    withdrawn("babies"),
    withdrawn("exploitation"),
    scheduled("exploitation", "2026-Q4", police=1, health=0),
)


def test_programmes__with_the_latest_review() -> None:
    events = recorded(agreed(), reviewed(date(2026, 11, 2)), reviewed(date(2026, 6, 1)))
    columns = ("period", "agreed_on", "priorities", "reviewed_on", "reviews")
    assert rows(events, "programmes", *columns) == [
        (PERIOD, date(2026, 1, 5), ["Neglect"], date(2026, 11, 2), 2)
    ]


def test_programme_items__quarter_after_reschedules_and_withdrawals() -> None:
    columns = ("audit", "first_quarter", "quarter", "reschedules", "was_withdrawn", "demand_days")
    assert rows(EVENTS, "programme_items", *columns) == [
        ("babies", "2026-Q3", "2026-Q3", 0, True, 9),
        ("exploitation", "2026-Q4", "2026-Q4", 0, False, 1),
        ("neglect", "2026-Q1", "2026-Q2", 2, False, 5),
    ]


def test_agency_demand__every_quarter_of_the_period_without_what_was_withdrawn() -> None:
    columns = ("agency", "quarter", "demand_days", "capacity_days")
    found = rows(EVENTS, "agency_demand", *columns)
    assert len(found) == 2 * 8
    assert [row for row in found if row[2]] == [
        ("health", "2026-Q2", 2, None),
        ("police", "2026-Q2", 3, 4),
        ("police", "2026-Q4", 1, 4),
    ]
    assert ("police", "2026-Q3", 0, 4) in found
    assert ("police", "2027-Q4", 0, 4) in found
    fewer = CapacityDeclared(period=PERIOD, agency="police", days=2, reason="A post less")
    now = rows([*EVENTS, (streams.programme(PERIOD), fewer)], "agency_demand", *columns)
    assert ("police", "2026-Q2", 3, 2) in now
