"""`assure single-agency`: what agencies audit by themselves (framework section 7)."""

from __future__ import annotations

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
    from application import kept_documents
    from cli.files import given, name_of, read_sheet
    from documents.files.values import sheet
    from documents.sheets import SingleAgencySheet
    from domain.kernel.command import fields
    from domain.single_agency.decisions import ReportSingleAgencyAudit

    told = sheet(SingleAgencySheet, read_sheet(file), name_of(file))
    kept = None
    if document is not None:
        kept = kept_documents.described(given(document, kept_documents.BYTES_MAX))
    command = ReportSingleAgencyAudit(
        **fields(told),
        reported_on=on or door.today(),
        document=None if kept is None else kept.described,
    )
    if kept is not None and not door.dry_run:
        door.rehearse(command)
        # The file first: a digest without its document proves nothing.
        kept_documents.keep(door.path, kept)
    door.record(command)


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
    with door.session() as session:
        from projections.queries import single_agency_audits

        found = single_agency_audits(session, door.today())
    columns = ("agency", "ref", "title", "quarter", "state", "reported_on", "considered_on")
    door.rows(found, (*columns, "document_name", "late"))


@reads(app)
def show(door: Reading, ref: RefArg, agency: options.Agency) -> None:
    """Show one of an agency's own audits: strengths, improvements, what SAIG concluded.

    Says too whether the summary document beside the ledger is still the one that was reported.
    """
    from application import kept_documents
    from domain.kernel.command import Refusal

    with door.session() as session:
        from projections.queries import single_agency_audits

        every = single_agency_audits(session, door.today())
    found = next((one for one in every if (one.agency, one.ref) == (agency, ref)), None)
    if found is None:
        raise Refusal(
            "not-reported", f"{agency} has no audit {ref!r}.", "See `assure single-agency list`."
        )
    shown = output.as_row(found)
    if found.document_digest is not None:
        shown["document"] = kept_documents.standing(door.path, found.document_digest)
    door.document(shown)
