"""`assure report`: the overview report, from draft to SAIG's consideration."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
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
            help="The executive summary; it is sealed. - for stdin.",
        ),
    ],
    on: options.On = None,
) -> None:
    """Record that the overview report is drafted, with its summary."""
    from domain.audit.report import DraftReport

    door.ask(DraftReport, audit=audit, drafted_on=on or door.today(), summary=summary)


@records(app)
def circulate(door: Recording, audit: options.AuditArg, on: options.On = None) -> None:
    """Circulate the draft to the agencies involved, for quality assurance."""
    from domain.audit.report import CirculateReport

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
    from domain.audit.report import CommentOnReport

    door.ask(CommentOnReport, audit=audit, agency=agency, comment=comment)


@records(app)
def answer(
    door: Recording,
    audit: options.AuditArg,
    number: options.Number,
    text: options.Text,
    changed: Annotated[
        bool,
        typer.Option("--changed/--unchanged", help="Whether the report was changed because of it."),
    ],
) -> None:
    """Answer one comment on the circulated report. All are answered before it is agreed.

    Example: `assure report answer 2026-neglect 1 --changed --text "Table 2 is corrected."`
    """
    from domain.audit.report import AnswerComment

    door.ask(AnswerComment, audit=audit, number=number, answer=text, report_changed=changed)


@reads(app)
def comments(door: Reading, audit: options.AuditArg) -> None:
    """List the comments on the report and the answers, with their words if they are for you."""
    from application import report

    rows = [
        {**output.as_row(comment), "words": text}
        for comment, text in report.comments(door.reader, audit)
    ]
    door.show(rows, ("number", "agency", "commented_at", "answered_at", "report_changed"))


@records(app)
def agree(door: Recording, audit: options.AuditArg, on: options.On = None) -> None:
    """Agree the report, after it was circulated. The lead auditor does this."""
    from domain.audit.report import AgreeReport

    door.ask(AgreeReport, audit=audit, agreed_on=on or door.today())


@records(app)
def consider(
    door: Recording,
    audit: options.AuditArg,
    conclusion: options.Conclusion,
    on: options.On = None,
) -> None:
    """Record SAIG's consideration of the report. Recommendations can be accepted after it."""
    from domain.audit.report import ConsiderReport

    door.ask(ConsiderReport, audit=audit, considered_on=on or door.today(), conclusion=conclusion)


@reads(app)
def show(door: Reading, audit: options.AuditArg) -> None:
    """Show what fills the report's headings, from executive summary to next steps.

    What you may not read is left out. Example: `assure report show 2026-neglect > report.yaml`
    """
    from application import report

    shown = report.contents(door.reader, audit)
    door.document(shown, [{"heading": name, "says": said} for name, said in shown.items()])
