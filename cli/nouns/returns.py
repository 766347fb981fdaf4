"""`assure return`: an agency's return on a case (framework sections 5 and 9)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import say
from cli.verbs import asks

if TYPE_CHECKING:
    from application.return_form import DueForm
    from application.returns import ReturnSummary

app = noun("return")

_Cases = Annotated[
    list[str] | None,
    typer.Option(
        "--case", metavar="CASE", help="Only this case, returned already or not; repeatable."
    ),
]
_Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="A new file: an Excel workbook if it ends in .xlsx, YAML if in .yaml.",
    ),
]
_EveryAgency = Annotated[
    bool,
    typer.Option(
        "--every-agency",
        help="A form for each agency of the audit, beside --out: forms-police.xlsx and so on.",
    ),
]
_ReceiptFile = Annotated[
    str | None,
    typer.Option(
        "--receipt",
        metavar="FILE",
        help="Write a receipt that you can keep; with several cases, one for each.",
    ),
]
_HadSeenOthers = Annotated[
    bool | None,
    typer.Option(
        "--had-seen-others/--had-not-seen-others",
        help="Of a late return: whether its auditor had read the other agencies' returns.",
    ),
]


@prints(app)
def form(
    door: Door,
    audit: options.AuditArg,
    agency: options.OwnAgency = None,
    case: _Cases = None,
    out: _Out = None,
    every_agency: _EveryAgency = False,
) -> None:
    """Make a form with every case still to be returned and every area, prompts and grades at hand.

    Cases that your agency has returned, and those that nobody can grade, are left out, and named.
    A second auditor of your agency asks for a case that is returned by its name: --case C01.

    The coordinator and the lead auditor make every agency's with --every-agency.

    An Excel workbook has a sheet for each case and drop-down lists. Without --out the form is
    printed as YAML; its comments are the prompts.

    Example: `assure return form 2026-neglect --agency police --out police.xlsx`
    """
    from application import return_form

    kind = Path(out).suffix.lower() if out else ".yaml"
    if kind not in {".xlsx", ".yaml", ".yml"}:
        raise typer.BadParameter("name a file that ends in .xlsx or .yaml", param_hint="--out")
    if every_agency:
        if out is None or agency is not None:
            wrong = "name a file with --out and no agency"
            raise typer.BadParameter(wrong, param_hint="--every-agency")
        for one in return_form.agencies_due(door.work, audit):
            due = return_form.due_form(door.work, audit, one, case or ())
            _write_form(due, str(Path(out).with_name(f"{Path(out).stem}-{one}{kind}")))
        return
    due = return_form.due_form(door.work, audit, door.agency(agency), case or ())
    if out:
        _write_form(due, out)
        return
    _say_left_out(due)
    output.write(return_form.form_as_yaml(due.form).decode())


def _say_left_out(due: DueForm) -> None:
    for left_out, why in due.left_out:
        say(f"Left out: {left_out} {why}.")


def _write_form(due: DueForm, out: str) -> None:
    from application import return_form
    from cli import files

    _say_left_out(due)
    files.require_new(out)
    is_book = Path(out).suffix.lower() == ".xlsx"
    write = return_form.form_as_workbook if is_book else return_form.form_as_yaml
    files.write_new(out, write(due.form))
    say(f"The form is in {out}. Filled in: assure return append {out}")


@records(app)
def append(
    door: RecordingDoor,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The filled-in form: Excel, YAML or JSON; - for standard input."
        ),
    ],
    receipt: _ReceiptFile = None,
    had_seen_others: _HadSeenOthers = None,
    on_behalf_of: options.OnBehalfOf = None,
    received: options.Received = None,
    document: options.Document = None,
) -> None:
    """Append a filled-in return, of one case or of several: all of it, or nothing.

    A workbook with faults is refused, and a copy beside it, such as `police-marked.xlsx`, has
    each faulty cell marked and explained; put it right there and append the copy. The same
    answers twice, from whichever kind of file, are one record and the same receipt, so trying
    again is safe. After a return was withdrawn, its file can be appended again. One that comes
    after moderation was opened is taken until the day is held, and marked as late. A return that
    its auditor sent in by e-mail is entered by the coordinator or the lead auditor, with
    --on-behalf-of: the record says whose it is, who entered it, and from which file.

    A text that seems to hold a date of birth, an NHS number or UPN, a postcode, a telephone number
    or an e-mail address is not recorded before you have confirmed that it names nobody.

    Example: `assure return append police.xlsx --receipt police.tlog-proof`
    """
    from application import returns
    from cli import files, marked_copy
    from cli.nouns.ledger.return_receipts import ReceiptFiles

    filled_in = files.given(file, returns.BYTES_MAX)
    with marked_copy.beside(file):
        entered = options.entered(on_behalf_of, received, document)
        understood = returns.understand(door.work, filled_in, had_seen_others, entered)
    cases = [case.case for case in understood.sheet.cases]
    door.work.require_permitted(understood.commands, understood.whose)
    wanted = ReceiptFiles.of(door, receipt, cases) if receipt is not None else None
    _say_summary(returns.summarise(door.work, understood))
    door.screening.where = understood.place
    with marked_copy.beside(file):
        outcome = door.perform(partial(returns.append, door.work, understood), has_own_id=True)
    door.show_outcome(outcome)
    if wanted is not None:
        wanted.write(outcome.receipt)


def _say_summary(summary: ReturnSummary) -> None:
    """Says what is about to be recorded: cases, grades by grade, not involved, not applicable."""
    uninvolved, later = summary.not_involved, ", ".join(summary.later)
    say(
        f"{summary.agency}'s return for {summary.audit}: {_cases(summary.answered)} with answers"
        + (f", {_cases(uninvolved)} not involved" if uninvolved else "")
        + (f"; left for later: {later}" if later else "")
        + "."
    )
    if summary.answered:
        counts = ", ".join(f"{label} {count}" for label, count in summary.grades)
        say(f"Grades: {counts}.")
    say(*(f"  {case}: {words}" for case, words in summary.by_case))
    for places in summary.repeated:
        say(f"Note: the same evidence stands in {' and in '.join(places)}. Is it meant for each?")
    for case, places in summary.corrected:
        say(f"{case} is corrected in {', '.join(places)}; what was returned first stays on record.")
    from domain.kernel.days import day_words

    for case, day in summary.withdrawn:
        say(f"The return on {case} was withdrawn on {day_words(day)}: this one takes its place.")
    if summary.without_evidence:
        say(f"Without evidence: {summary.without_evidence}. The lead auditor will ask about those.")


def _cases(count: int) -> str:
    return f"{count} {'case' if count == 1 else 'cases'}"


asks(app, "withdraw", "WithdrawReturn")
asks(app, "withdraw-second", "WithdrawSecondJudgement")
asks(app, "not-involved", "DeclareNoInvolvement")


@reads(app, "list")
def list_(door: ReadingDoor, audit: options.AuditArg) -> None:
    """List how many returns of each agency are due, have come and are missing: whom to chase.

    For the coordinator and the audit's lead auditor; an agency sees its own. That an agency had no
    part in a case counts as come.
    """
    with door.session() as session:
        from projections.queries.returns import returns_in

        counted = returns_in(session, audit)
    door.rows(counted, ("agency", "returns_due", "returns_received", "returns_missing"))


@reads(app)
def show(
    door: ReadingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.OwnAgency = None,
) -> None:
    """Show an agency's return on a case: each entry, with its words if they are for you.

    Before moderation opens, a return is for its own agency and the lead auditor only.
    """
    from application.return_entries import shown

    door.rows(shown(door.reader, audit, case, door.agency(agency)), under="words")
