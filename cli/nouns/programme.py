"""`assure programme`: the rolling three-year audit programme (framework sections 2 and 3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import say
from cli.verbs import asks
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Function, InformedBy, quarter_words

if TYPE_CHECKING:
    from projections.queries.programme import ProgrammeItem

app = noun("programme")


@prints(app)
def template(door: Door) -> None:
    """Print a programme to fill in: `assure programme template > programme.yaml`."""
    from documents.templates import text

    output.write(text("programme"))


@records(app)
def agree(door: RecordingDoor, file: options.FileArg, on: options.On = None) -> None:
    """Record the programme that SAIG has agreed: priorities, what agencies can give, its audits.

    What it asks of each agency is shown before: `assure programme demand programme.yaml`.

    Example: `assure programme agree programme.yaml --on 2026-04-02`
    """
    from application import programme
    from cli import files

    agreed = programme.read_programme(files.given(file))
    for demand in programme.demand(agreed):
        if demand.over:
            say(
                f"Note: in {quarter_words(demand.quarter)} it asks {demand.demand_days} days of"
                f" {demand.agency}, which declared {demand.capacity_days}."
            )
    for audit in programme.left_out(door.work, agreed):
        say(
            f"Note: {audit} is in the programme {agreed.period} and not in this file. It stays:"
            f" take it out with `assure programme withdraw {agreed.period} {audit}`."
        )
    door.do(partial(programme.agree, door.work, agreed, on or door.today()))


@reads(app)
def demand(
    door: ReadingDoor,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="A programme not agreed yet; the agreed ones if left out."
        ),
    ] = None,
) -> None:
    """Show the days asked of each agency in each quarter, against the days it declared."""
    from application import programme
    from cli import files

    asked = (
        programme.agreed_demand(door.reader)
        if file is None
        else programme.demand(programme.read_programme(files.given(file)))
    )
    rows = [
        {**output.as_row(row), "months": quarter_words(row.quarter), "over": row.over}
        for row in asked
    ]
    door.rows(rows, ("quarter", "months", "agency", "demand_days", "capacity_days", "over"))


@records(app)
def schedule(
    door: RecordingDoor,
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
    from domain.kernel.registry import command_class

    days = [
        {"agency": agency, "days": int(count) if count.isdecimal() else count}
        for agency, count in options.pairs("--demand", demand)
    ]
    door.ask(
        command_class("ScheduleAudit"),
        period=period,
        audit=audit,
        title=title,
        process=process,
        function=function,
        informed_by=informed_by,
        quarter=quarter,
        demand=days,
    )


asks(app, "reschedule", "RescheduleAudit")
asks(app, "withdraw", "WithdrawAudit")
asks(app, "capacity", "DeclareCapacity")
asks(app, "review", "ReviewProgramme")


@reads(app)
def show(
    door: ReadingDoor,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Only this programme.")
    ] = None,
) -> None:
    """Show the audits of the programme by quarter, and how far each has come."""
    from application.programme import agreed_programmes

    agreed, items = agreed_programmes(door.reader, period)
    for known in agreed:
        last = known.reviewed_on or known.agreed_on
        overdue = " Its yearly review is overdue." if known.review_overdue else ""
        say(f"{known.period}: last agreed or reviewed on {last}.{overdue}")
    rows = [{**output.as_row(item), **_standing(item)} for item in items]
    columns = ("quarter", "months", "audit", "title", "process", "informed_by", "stage", "late")
    door.rows(rows, columns)


def _standing(item: ProgrammeItem) -> dict[str, str | None]:
    """An audit's quarter by its months, and how far it has come or that it was withdrawn."""
    withdrawn = f"withdrawn: {item.withdrawn_reason}"
    return {
        "months": quarter_words(item.quarter),
        "stage": withdrawn if item.was_withdrawn else item.stage,
    }


@reads(app)
def write(
    door: ReadingDoor,
    year: Annotated[
        int,
        typer.Option(
            "--year",
            metavar="YEAR",
            min=1,
            max=9_998,
            help="The year in whose April it begins: 2025 for April 2025 to March 2026.",
        ),
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="The new Word file; it ends in .docx.")
    ],
) -> None:
    """Write what the partnership's yearly report takes from the record, in Word.

    Under what Working Together 2023 asks to be told: what was audited and found, what changed,
    where there is little progress, what was decided and done, and how children were heard. It has
    no word about a case.

    Example: `assure programme write --year 2025 --out year.docx`
    """
    from application import yearly_extract
    from cli import files
    from cli.folders import write_one

    files.require_kind(out, ".docx")
    write_one(door, out, yearly_extract.yearly_extract(door.reader, year))
    say(f"The extract for the yearly report is {out}.")
