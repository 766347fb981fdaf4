"""A programme's file: its audits as commands, and what it would ask of the agencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cli.files import name_of, read_sheet
from documents.files.values import sheet
from documents.sheets import ProgrammeSheet
from domain.kernel.command import fields
from domain.programme.decisions import ScheduleAudit
from domain.programme.events import AgencyDays


@dataclass(frozen=True, slots=True)
class Demand:
    """Days that a programme would ask of an agency in a quarter; None: no capacity declared."""

    agency: str
    quarter: str
    demand_days: int
    capacity_days: int | None

    @property
    def over(self) -> bool:
        return self.capacity_days is not None and self.demand_days > self.capacity_days


def read(file: str) -> ProgrammeSheet:
    return sheet(ProgrammeSheet, read_sheet(file), name_of(file))


def days(given: Mapping[str, int]) -> tuple[AgencyDays, ...]:
    return tuple(AgencyDays(agency=agency, days=number) for agency, number in given.items())


def scheduled(programme: ProgrammeSheet) -> Iterator[ScheduleAudit]:
    """The commands that put the file's audits into the programme."""
    for one in programme.audits:
        told = fields(one) | {"demand": days(one.demand), "period": programme.period}
        yield ScheduleAudit(**told)


def demand(programme: ProgrammeSheet) -> Iterator[Demand]:
    """What the file asks of each agency, by quarter."""
    asked: Counter[tuple[str, str]] = Counter()
    for one in programme.audits:
        for agency, number in one.demand.items():
            asked[one.quarter, agency] += number
    for (quarter, agency), number in sorted(asked.items()):
        yield Demand(agency, quarter, number, programme.capacity_per_quarter.get(agency))
