"""`assure programme`: the rolling three-year audit programme (framework sections 2 and 3)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, Reading, Recording
from cli.nouns import noun
from domain.processes import Process
from domain.vocabulary import Function, InformedBy

app = noun("programme")


@prints(app)
def template(door: Door) -> None:
    """Print a programme to fill in: `assure programme template > programme.yaml`."""
    from cli.templates import text

    output.write(text("programme"))


@records(app)
def agree(door: Recording, file: options.FileArg, on: options.On = None) -> None:
    """Record the programme that SAIG has agreed: its priorities, and what agencies can give.

    Example: `assure programme agree programme.yaml --on 2026-04-02`
    """
    from cli.files import name_of, read_sheet
    from cli.inputs import sheet
    from cli.sheets import ProgrammeSheet
    from domain.deciders.programme import AgreeProgramme

    agreed = sheet(ProgrammeSheet, read_sheet(file), name_of(file))
    capacity = [
        {"agency": agency, "days": days} for agency, days in agreed.capacity_per_quarter.items()
    ]
    door.ask(
        AgreeProgramme,
        period=agreed.period,
        agreed_on=on or door.today(),
        priorities=agreed.priorities,
        capacity_per_quarter=capacity,
    )


@records(app)
def schedule(
    door: Recording,
    period: options.PeriodArg,
    audit: options.AuditArg,
    title: options.Title,
    process: Annotated[Process, typer.Option("--process", help="How the audit is done.")],
    function: Annotated[
        Function, typer.Option("--function", help="A core function, or a specific area of work.")
    ],
    informed_by: Annotated[
        InformedBy, typer.Option("--informed-by", help="What put it into the programme.")
    ],
    quarter: options.Quarter,
    demand: Annotated[
        list[str] | None,
        typer.Option(
            "--demand", metavar="AGENCY=DAYS", help="Days it asks of an agency; repeatable."
        ),
    ] = None,
) -> None:
    """Put an audit into the programme.

    Example: `assure programme schedule 2026-2029 2026-neglect --title "Neglect" --process themed
    --function core --informed-by case-review --quarter 2026-Q3 --demand police=7`
    """
    from domain.deciders.programme import ScheduleAudit

    days = [
        {"agency": agency, "days": int(count) if count.isdecimal() else count}
        for agency, count in options.pairs("--demand", demand)
    ]
    door.ask(
        ScheduleAudit,
        period=period,
        audit=audit,
        title=title,
        process=process,
        function=function,
        informed_by=informed_by,
        quarter=quarter,
        demand=days,
    )


@records(app)
def reschedule(
    door: Recording,
    period: options.PeriodArg,
    audit: options.AuditArg,
    quarter: options.Quarter,
    reason: options.Reason,
) -> None:
    """Move an audit of the programme to another quarter."""
    from domain.deciders.programme import RescheduleAudit

    door.ask(RescheduleAudit, period=period, audit=audit, quarter=quarter, reason=reason)


@records(app)
def withdraw(
    door: Recording, period: options.PeriodArg, audit: options.AuditArg, reason: options.Reason
) -> None:
    """Take an audit out of the programme; that it was in it stays recorded."""
    from domain.deciders.programme import WithdrawAudit

    door.ask(WithdrawAudit, period=period, audit=audit, reason=reason)


@records(app)
def review(
    door: Recording,
    period: options.PeriodArg,
    conclusion: options.Conclusion,
    on: options.On = None,
) -> None:
    """Record SAIG's review of the programme, due at least once a year."""
    from domain.deciders.programme import ReviewProgramme

    door.ask(ReviewProgramme, period=period, reviewed_on=on or door.today(), conclusion=conclusion)


@reads(app)
def show(
    door: Reading,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Only this programme.")
    ] = None,
) -> None:
    """Show the audits of the programme by quarter, and how far each has come."""
    with door.session() as session:
        from projections.queries import programme

        items = [item for item in programme(session, door.today()) if period in (None, item.period)]
    door.rows(items, ("quarter", "audit", "title", "process", "informed_by", "stage", "late"))
