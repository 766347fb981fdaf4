"""`assure report`: the overview report, from draft to SAIG's consideration."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import say
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


@reads(app)
def write(
    door: ReadingDoor,
    audit: options.AuditArg,
    out: Annotated[
        str,
        typer.Option("--out", metavar="FILE", help="The new Word file; it ends in .docx."),
    ],
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="FILE",
            help="Your partnership's own Word template; `assure report template` writes one.",
        ),
    ] = None,
) -> None:
    """Write the overview report as a Word document, filled from the record under its headings.

    Each number says which entries it is counted from. What you may not read is left out, and the
    document says so. A file that is there is never overwritten: nothing that you edited is lost.

    Example: `assure report write 2026-neglect --out report.docx`
    """
    from application import report
    from cli import files
    from cli.folders import write_one
    from documents.word.guard import BYTES_MAX

    files.require_kind(out, ".docx")
    own = None if template is None else files.given(template, BYTES_MAX)
    write_one(door, out, report.word_report(door.reader, audit, own))
    say(f"The report is in {out}. Edit it in Word; then: assure report freeze {audit} {out}")


@records(app)
def freeze(
    door: RecordingDoor,
    audit: options.AuditArg,
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help="The agreed report, as a Word file.")
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="FILE", help="The new PDF; beside the Word file if left out."
        ),
    ] = None,
    on: options.On = None,
) -> None:
    """Set the agreed report as a PDF, and record what file it is, by whom and when.

    The PDF carries the ledger's checkpoint in its foot, and can be read by a screen reader. The
    same Word file again is the same PDF. What cannot be carried over is refused by name: tracked
    changes, comments, text boxes, pictures without a description.

    Example: `assure report freeze 2026-neglect report.docx`
    """
    from application import frozen_report
    from cli import files
    from documents.word.guard import BYTES_MAX

    given = files.given(report, BYTES_MAX)
    pdf = out or str(Path(report).with_suffix(".pdf"))
    files.require_kind(pdf, ".pdf")
    act = partial(frozen_report.freeze, door.work, audit, given, files.NewFile(pdf), on)
    made = door.perform(act)
    door.show_outcome(made.outcome)
    if made.kept:
        say(f"The agreed report is {pdf}. Whoever has it: assure report check {pdf}")


@reads(app)
def check(
    door: ReadingDoor,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The PDF, or the Word file.")],
) -> None:
    """Say whether a file is the agreed report, to the last byte, or which other one it is.

    Example: `assure report check report.pdf`
    """
    from application import frozen_report
    from cli import files
    from documents.word.guard import BYTES_MAX

    checked = frozen_report.check(door.reader, files.given(report, BYTES_MAX))
    said = {"file": report, "is": checked.says, **output.as_row(checked.frozen)}
    door.document(said)


@prints(app)
def template(
    door: Door,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="The new Word file; it ends in .docx.")
    ],
) -> None:
    """Write the template of the overview report, to change in Word and give to `report write`.

    Move, restyle and leave out as you like; a tag such as {{ audit.title }} stands for what is
    recorded. docs/paper.md lists them.

    Example: `assure report template --out our-report.docx`
    """
    from cli import files
    from documents.report import blank

    files.require_kind(out, ".docx")
    files.write_new(out, blank.template())
    say(f"The template is in {out}. Changed: assure report write AUDIT --template {out}")
