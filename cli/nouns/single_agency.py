"""`assure single-agency`: what agencies audit by themselves (framework section 7)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("single-agency")

RefArg = Annotated[
    str, typer.Argument(metavar="REF", help="The agency's own reference, such as 2026-custody.")
]


asks(app, "declare", "DeclareSingleAgencyAudit")
asks(app, "call-off", "CallOffSingleAgencyAudit")
asks(app, "withdraw", "WithdrawSingleAgencyReport")


@prints(app)
def template(door: Door) -> None:
    """Print the feedback to fill in: `assure single-agency template > feedback.yaml`."""
    from documents.templates import text

    output.write(text("single-agency"))


@records(app)
def report(
    door: RecordingDoor,
    file: options.FileArg,
    document: Annotated[
        str | None,
        typer.Option(
            "--document",
            metavar="FILE",
            help="The agency's summary document. It is kept beside the ledger, its digest in it.",
        ),
    ] = None,
    on: options.On = None,
) -> None:
    """Feed an audit of your agency back to SAIG: by the template, a summary document, or both.

    Example: `assure single-agency report feedback.yaml --document summary.pdf`
    """
    from application import single_agency
    from cli.files import given

    feedback = given(file)
    kept = None if document is None else given(document, single_agency.BYTES_MAX)
    act = partial(single_agency.report, door.work, feedback, kept, on)
    door.show_outcome(door.perform(act))


asks(app, "consider", "ConsiderSingleAgencyAudit")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List what agencies declared, reported, and what SAIG has considered."""
    from application.single_agency import reported_audits

    audits = reported_audits(door.reader)
    columns = ("agency", "ref", "title", "quarter", "state", "reported_on", "considered_on")
    door.rows(audits, (*columns, "document_name", "late"))


@reads(app)
def show(door: ReadingDoor, ref: RefArg, agency: options.Agency) -> None:
    """Show one of an agency's own audits: strengths, improvements, what SAIG concluded.

    Says too whether the summary document beside the ledger is still the one that was reported.
    """
    from application.single_agency import reported

    audit = reported(door.reader, agency, ref)
    shown = output.as_row(audit.audit)
    if audit.document is not None:
        shown["document"] = audit.document
    door.document(shown)
