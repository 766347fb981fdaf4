"""A programme: agreeing one from its file, and what it asks of each agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Unpack

from application.reading import Reader
from application.workspace import How, Workspace
from documents.file_models import ProgrammeSheet
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.kernel import streams
from domain.kernel.command import fields
from domain.programme.decisions import AgreeProgramme, ScheduleAudit
from domain.programme.events import AgencyDays
from domain.programme.state import Programme as Agreed
from ledger.decision import Outcome

if TYPE_CHECKING:
    from projections.queries.programme import AgencyDemand, Programme, ProgrammeItem


def read_programme(file: GivenFile) -> ProgrammeSheet:
    """A programme's file. Raises InputError with every fault."""
    return sheet(ProgrammeSheet, read_sheet(file), file.name)


def agree(
    work: Workspace, programme: ProgrammeSheet, agreed_on: date, **how: Unpack[How]
) -> Outcome:
    """Records a programme as agreed: itself, then each of its audits."""
    agreed = AgreeProgramme(
        period=programme.period,
        agreed_on=agreed_on,
        priorities=programme.priorities,
        capacity_per_quarter=_days(programme.capacity_per_quarter),
    )
    audits = [
        ScheduleAudit(**fields(audit) | {"demand": _days(audit.demand), "period": programme.period})
        for audit in programme.audits
    ]
    return work.record(agreed, *audits, **how)


def left_out(work: Workspace, programme: ProgrammeSheet) -> tuple[str, ...]:
    """The audits that stand in the agreed programme of this period and that the file leaves out."""
    known = work.ledger.state(streams.programme(programme.period))
    if not isinstance(known, Agreed):
        return ()
    named = {audit.audit for audit in programme.audits}
    standing = (code for code, item in known.items.items() if not item.withdrawn)
    return tuple(code for code in standing if code not in named)


def demand(programme: ProgrammeSheet) -> Iterator[AgencyDemand]:
    """What the file asks of each agency, by quarter."""
    from projections.queries.programme import AgencyDemand

    days: Counter[tuple[str, str]] = Counter()
    for audit in programme.audits:
        for agency, number in audit.demand.items():
            days[audit.quarter, agency] += number
    for (quarter, agency), number in sorted(days.items()):
        declared = programme.capacity_per_quarter.get(agency)
        yield AgencyDemand(programme.period, agency, quarter, number, declared)


def agreed_demand(reader: Reader) -> list[AgencyDemand]:
    """What the agreed programmes ask of each agency, by quarter."""
    from projections.queries.programme import agency_demand, programmes

    with reader.facts() as facts:
        return [
            demanded
            for agreed in programmes(facts.session, reader.today)
            for demanded in agency_demand(facts.session, agreed.period)
            if demanded.demand_days
        ]


def agreed_programmes(
    reader: Reader, period: str | None = None
) -> tuple[list[Programme], list[ProgrammeItem]]:
    """The agreed programmes and their audits by quarter, or one programme and its audits."""
    from projections.queries.programme import programme, programmes

    with reader.facts() as facts:
        agreed = programmes(facts.session, reader.today)
        items = programme(facts.session, reader.today)
    return (
        [agreement for agreement in agreed if period in (None, agreement.period)],
        [item for item in items if period in (None, item.period)],
    )


def _days(by_agency: Mapping[str, int]) -> tuple[AgencyDays, ...]:
    return tuple(AgencyDays(agency=agency, days=number) for agency, number in by_agency.items())
