"""`assure report`: the overview report, from draft to SAIG's consideration."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import records
from cli.door import Recording
from cli.nouns import noun

app = noun("report")


@records(app)
def draft(
    door: Recording,
    audit: options.AuditArg,
    summary: Annotated[
        str,
        typer.Option(
            "--summary",
            metavar="TEXT",
            parser=options.words,
            help="The executive summary, nothing about a single case; - for stdin.",
        ),
    ],
    on: options.On = None,
) -> None:
    """Record that the overview report is drafted, with its summary."""
    from domain.deciders.report import DraftReport

    door.ask(DraftReport, audit=audit, drafted_on=on or door.today(), summary=summary)


@records(app)
def circulate(door: Recording, audit: options.AuditArg, on: options.On = None) -> None:
    """Circulate the draft to the agencies involved, for quality assurance."""
    from domain.deciders.report import CirculateReport

    door.ask(CirculateReport, audit=audit, circulated_on=on or door.today())


@records(app)
def comment(
    door: Recording,
    audit: options.AuditArg,
    agency: options.Agency,
    comment: Annotated[
        str,
        typer.Option(
            "--comment", metavar="TEXT", parser=options.words, help="What it says; - for stdin."
        ),
    ],
) -> None:
    """Record your agency's comment on the circulated report."""
    from domain.deciders.report import CommentOnReport

    door.ask(CommentOnReport, audit=audit, agency=agency, comment=comment)


@records(app)
def agree(door: Recording, audit: options.AuditArg, on: options.On = None) -> None:
    """Agree the report, after it was circulated. The lead auditor does this."""
    from domain.deciders.report import AgreeReport

    door.ask(AgreeReport, audit=audit, agreed_on=on or door.today())


@records(app)
def consider(
    door: Recording,
    audit: options.AuditArg,
    conclusion: options.Conclusion,
    on: options.On = None,
) -> None:
    """Record SAIG's consideration of the report. Recommendations can be accepted after it."""
    from domain.deciders.report import ConsiderReport

    door.ask(ConsiderReport, audit=audit, considered_on=on or door.today(), conclusion=conclusion)
