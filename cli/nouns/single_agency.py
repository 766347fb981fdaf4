"""`assure single-agency`: what agencies audit by themselves (framework section 7)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, Reading, Recording
from cli.nouns import noun

app = noun("single-agency")

RefArg = Annotated[
    str, typer.Argument(metavar="REF", help="The agency's own reference, such as 2026-custody.")
]


@records(app)
def declare(
    door: Recording,
    period: options.PeriodArg,
    ref: RefArg,
    agency: options.Agency,
    title: options.Title,
    quarter: options.Quarter,
) -> None:
    """Declare an audit that your agency means to do by itself in the year to come.

    Example: `assure single-agency declare 2026-2029 2026-custody --agency police --title
    "Children in custody" --quarter 2026-Q4`
    """
    from domain.programme.decisions import DeclareSingleAgencyAudit

    door.ask(
        DeclareSingleAgencyAudit,
        period=period,
        agency=agency,
        ref=ref,
        title=title,
        quarter=quarter,
    )


@prints(app)
def template(door: Door) -> None:
    """Print the feedback to fill in: `assure single-agency template > feedback.yaml`."""
    from documents.templates import text

    output.write(text("single-agency"))


@records(app)
def report(
    door: Recording,
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


@records(app)
def consider(
    door: Recording,
    ref: RefArg,
    agency: options.Agency,
    conclusion: options.Conclusion,
    on: options.On = None,
) -> None:
    """Record what SAIG made of an agency's own audit."""
    from domain.single_agency.decisions import ConsiderSingleAgencyAudit

    door.ask(
        ConsiderSingleAgencyAudit,
        agency=agency,
        ref=ref,
        considered_on=on or door.today(),
        conclusion=conclusion,
    )


@reads(app, "list")
def list_(door: Reading) -> None:
    """List what agencies declared, reported, and what SAIG has considered."""
    from application.single_agency import reported_audits

    found = reported_audits(door.reader)
    columns = ("agency", "ref", "title", "quarter", "state", "reported_on", "considered_on")
    door.rows(found, (*columns, "document_name", "late"))


@reads(app)
def show(door: Reading, ref: RefArg, agency: options.Agency) -> None:
    """Show one of an agency's own audits: strengths, improvements, what SAIG concluded.

    Says too whether the summary document beside the ledger is still the one that was reported.
    """
    from application.single_agency import reported

    found = reported(door.reader, agency, ref)
    shown = output.as_row(found.audit)
    if found.document is not None:
        shown["document"] = found.document
    door.document(shown)
