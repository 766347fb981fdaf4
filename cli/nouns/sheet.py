"""`assure sheet`: what concerns many things at once, in one file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, output
from cli.commands import prints, records, runs
from cli.door import Door, RecordingDoor
from cli.nouns import noun
from cli.output import say

if TYPE_CHECKING:
    from datetime import date

    from application.sheets.act import UnderstoodSheet
    from application.workspace import Workspace

app = noun("sheet")

_FileArg = Annotated[
    str,
    typer.Argument(metavar="FILE", help="The filled-in sheet: Excel, CSV, YAML; - for stdin."),
]


@prints(app)
def write(
    door: Door,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="Which sheet, such as people; see below.")
    ],
    audit: Annotated[
        str | None,
        typer.Argument(metavar="AUDIT", help="The audit that it is about; of history, the tool."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="FILE", help="A new file: .xlsx, .csv or .yaml by its ending."
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="TABLE", help="Which table a CSV file has."),
    ] = None,
) -> None:
    """Write a sheet to fill in, with what is on the record filled in already.

    people: agencies, people and their roles; with an audit, its auditors too. moderation: the
    moderation day, in the order of its agenda, with each agency's grades side by side. returns:
    your agency's returns, a row for each case, as a dip sample needs it. views: what children and
    families said. feedback: when practitioners and managers had their own audit, and what they
    said. certificates: who took part, when and how long. numbers: your agency's own
    numbers of the cases, kept with the keys and never recorded. progress: your open actions.
    history: an earlier audit as a document tells of it; name the tool in the place of the audit.

    Without --out it is printed as YAML. Fill it in, check it, record it: each row is one act of
    the command that it stands for, all rows are one record, and sending it twice is safe.

    Example: `assure sheet write people --out people.xlsx`
    """
    from application.sheets import act
    from cli import files

    suffix = Path(out).suffix.lower() if out else ".yaml"
    if suffix not in act.SUFFIXES:
        raise typer.BadParameter(
            "name a file that ends in .xlsx, .csv or .yaml", param_hint="--out"
        )
    if out:
        files.require_new(out)
    data = act.write(door.work, kind, audit or "", suffix, table)
    if not out:
        output.write(data.decode())
        return
    files.write_new(out, data)
    say(f"The sheet is in {out}. Filled in: assure sheet check {out}, assure sheet record {out}")


_DocumentOption = Annotated[
    str | None,
    typer.Option(
        "--document",
        metavar="FILE",
        help="For a sheet of history: the document it was entered from. Its digest is recorded.",
    ),
]


@runs(app)
def check(
    door: Door,
    file: _FileArg,
    received: options.Received = None,
    document: _DocumentOption = None,
) -> None:
    """Check a filled-in sheet, and list what each row would record. Nothing is recorded.

    A sheet with faults is refused, and a copy beside it, such as `people-marked.xlsx`, has each
    faulty cell marked and explained. No confidential word is shown.

    Example: `assure sheet check people.xlsx`
    """
    understood = _understood(door.work, file, received, document)
    _say_summary(understood)
    rows = [
        {"row": summary.row, "records": list(summary.records) or "nothing new"}
        for summary in understood.rows()
    ]
    door.rows(rows)


@records(app)
def record(
    door: RecordingDoor,
    file: _FileArg,
    received: options.Received = None,
    document: _DocumentOption = None,
) -> None:
    """Record a filled-in sheet: all of it or nothing, as one act with one receipt.

    Rows that are on the record already are nothing new, so sending it twice is safe, and one that
    is filled in further goes on where it was. What is entered for others says so, with this file's
    digest. A sheet with faults is refused as `assure sheet check` does.

    Example: `assure sheet record people.xlsx --dry-run`
    """
    from application.sheets import act

    understood = _understood(door.work, file, received, document)
    _say_summary(understood)
    door.screening.where = understood.place
    outcome = door.perform(partial(act.record, door.work, understood), has_own_id=True)
    door.show_outcome(outcome)


def _understood(
    work: Workspace, file: str, received: date | None, document: str | None
) -> UnderstoodSheet:
    from application.sheets import act
    from cli import files, marked_copy

    entered_from = None if document is None else files.given(document, act.DOCUMENT_BYTES_MAX)
    with marked_copy.beside(file):
        return act.understand(work, files.given(file, act.BYTES_MAX), received, entered_from)


def _say_summary(understood: UnderstoodSheet) -> None:
    """Says what is about to be recorded, without a confidential word."""
    sheet, rows = understood.given.sheet, understood.given.rows
    touched = len(rows) - understood.as_written
    about = f" for {sheet.about}" if sheet.about else ""
    say(f"Sheet {sheet.kind}{about}: {_rows(touched)} filled in or changed,"
        f" {_rows(understood.as_written)} as written.")  # fmt: skip
    counts = understood.counts
    new = ", ".join(f"{name} {count}" for name, count in counts.items())
    if understood.kept:
        say(f"To be kept with the keys, and recorded nowhere: {len(understood.kept)} numbers.")
    else:
        say(f"To be recorded: {new}." if new else "Nothing new: it is on the record already.")
    entered = sorted({one.for_person for one in understood.asked if one.for_person})
    if entered:
        say(f"Entered for others, as of this file: {', '.join(entered)}.")


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"
