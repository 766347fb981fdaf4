"""`assure report`: the overview report, from draft to SAIG's consideration."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("report")


asks(app, "draft", "DraftReport")
asks(app, "circulate", "CirculateReport")
asks(app, "comment", "CommentOnReport")


@records(app)
def answer(
    door: RecordingDoor,
    audit: options.AuditArg,
    number: options.Number,
    text: options.CaseText,
    changed: Annotated[
        bool,
        typer.Option("--changed/--unchanged", help="Whether the report was changed because of it."),
    ],
) -> None:
    """Answer one comment on the circulated report. All are answered before it is agreed.

    Example: `assure report answer 2026-neglect 1 --changed --text @answer.txt`
    """
    from domain.kernel.registry import command_class

    door.ask(
        command_class("AnswerComment"),
        audit=audit,
        number=number,
        answer=text,
        report_changed=changed,
    )


@reads(app)
def comments(door: ReadingDoor, audit: options.AuditArg) -> None:
    """List the comments on the report and the answers, with their words if they are for you."""
    from application import report

    rows = [
        {**output.as_row(comment), "words": text}
        for comment, text in report.comments(door.reader, audit)
    ]
    door.show(rows, ("number", "agency", "commented_at", "answered_at", "report_changed"))


asks(app, "agree", "AgreeReport")
asks(app, "consider", "ConsiderReport")


@reads(app)
def show(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Show what fills the report's headings, from executive summary to next steps.

    What you may not read is left out. Example: `assure report show 2026-neglect > report.yaml`
    """
    from application import report

    shown = report.contents(door.reader, audit)
    door.document(shown, [{"heading": name, "says": said} for name, said in shown.items()])
