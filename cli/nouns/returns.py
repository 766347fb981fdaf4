"""`assure return`: an agency's return on a case (framework sections 5 and 9)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, Reading, Recording
from cli.nouns import noun

app = noun("return")


@prints(app)
def form(
    door: Door,
    audit: options.AuditArg,
    agency: options.Agency,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="A new file: an Excel workbook if it ends in .xlsx, YAML if in .yaml.",
        ),
    ] = None,
) -> None:
    """Make a form with every sampled case and every area, prompts and grades at hand.

    An Excel workbook has a sheet for each case and drop-down lists. Without --out the form is
    printed as YAML; its comments are the prompts.

    Example: `assure return form 2026-neglect --agency police --out police.xlsx`
    """
    from cli import files, returns_book, returns_form

    kind = Path(out).suffix.lower() if out else ".yaml"
    if kind not in {returns_book.SUFFIX, ".yaml", ".yml"}:
        raise typer.BadParameter("name a file that ends in .xlsx or .yaml", param_hint="--out")
    wanted = returns_book.form_for(door, audit, agency)
    if out and kind == returns_book.SUFFIX:
        returns_book.write_form(wanted, out)
    elif out:
        files.write_new(out, returns_form.form(audit, agency, wanted.cases, wanted.tool))
    else:
        output.write(returns_form.form(audit, agency, wanted.cases, wanted.tool))
    if out:
        output.say(f"The form is in {out}. Filled in: assure return append {out}")


@records(app)
def append(
    door: Recording,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The filled-in form: Excel, YAML or JSON; - for standard input."
        ),
    ],
    receipt: Annotated[
        str | None,
        typer.Option(
            "--receipt",
            metavar="FILE",
            help="Write a receipt that you can keep; with several cases, one for each.",
        ),
    ] = None,
) -> None:
    """Append a filled-in return, of one case or of several: all of it, or nothing.

    A workbook with faults is refused, and a copy beside it, such as `police-marked.xlsx`, has
    each faulty cell marked and explained; put it right there and append the copy. The same
    answers twice, from whichever kind of file, are one record and the same receipt, so trying
    again is safe. After a return was withdrawn, its file can be appended again.

    Words that seem to hold a date of birth, an NHS number or UPN, a postcode, a telephone number
    or an e-mail address are not recorded before you have confirmed that they are no such thing.

    Example: `assure return append police.xlsx --receipt police.tlog-proof`
    """
    from cli import returns_form, returns_given
    from cli.nouns.ledger import returned as proofs

    given = returns_given.read(door, file)
    returned = given.returned
    same = returns_form.command_id(returned, door.actor, door.ledger)
    wanted = {}
    if receipt is not None:
        wanted = proofs.files_for(receipt, [case.case for case in returned.cases])
        proofs.require_possible(door, wanted)
    returns_given.say_summary(door, given)
    proofs.write(door, returns_given.record(door, given, same), wanted)


@records(app)
def withdraw(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    reason: options.Reason,
) -> None:
    """Take your agency's return on a case back, before moderation opens. It stays on record."""
    from domain.returns.decisions import WithdrawReturn

    door.ask(WithdrawReturn, audit=audit, case=case, agency=agency, reason=reason)


@records(app, "not-involved")
def not_involved(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    reason: options.Reason,
) -> None:
    """Declare that your agency was not involved in a case."""
    from domain.returns.decisions import DeclareNoInvolvement

    door.ask(DeclareNoInvolvement, audit=audit, case=case, agency=agency, reason=reason)


@reads(app)
def show(
    door: Reading, audit: options.AuditArg, case: options.CaseArg, agency: options.Agency
) -> None:
    """Show an agency's return on a case: each entry, with its words if they are for you.

    Before moderation opens, a return is for its own agency and the lead auditor only.
    """
    from domain.kernel import streams

    door.reader.require_return(audit, agency)
    rows: list[dict[str, Any]] = []
    for entry in door.reader.entries(streams.agency_return(audit, case, agency)):
        event = entry.event
        rows.append(
            {
                "entry": entry.position,
                "recorded_at": entry.stamp.recorded_at,
                "by": entry.stamp.actor,
                "event": type(event).__name__,
                "area": getattr(event, "area", None),
                "grade": getattr(event, "to_grade", None) or getattr(event, "grade", None),
                "words": door.reader.text(entry),
            }
        )
    door.rows(rows, under="words")
