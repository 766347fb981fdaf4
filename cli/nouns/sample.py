"""`assure sample`: the random, stratified sample that anybody can check (framework section 5)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.errors import ExitCode
from cli.nouns import noun
from cli.output import Output, say
from cli.verbs import asks
from domain.kernel.vocabulary import ReplacementReason

if TYPE_CHECKING:
    from fractions import Fraction

app = noun("sample")


@records(app)
def frame(
    door: RecordingDoor,
    audit: options.AuditArg,
    cases: Annotated[
        str,
        typer.Option(
            "--cases",
            metavar="FILE",
            help="CSV with a header: ref, the plan's stratifier, its second margin if it has one.",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out", metavar="FILE", help="The case list to write; keep it, it is needed."
        ),
    ],
) -> None:
    """Fix the list of cases that the sample is drawn from, before anybody knows the seed.

    Only the list's digest is recorded. The list itself is the file written here, with a salt so
    that refs cannot be guessed: keep it safe and unchanged. `ref` is a pseudonym made for this
    audit, never a child's name or case number.

    Example: `assure sample frame 2026-neglect --cases cases.csv --out frame.tsv`
    """
    from application import sampling
    from cli import files

    listed = sampling.frame_to_commit(door.work, audit, files.given(cases, sampling.BYTES_MAX))
    commit = partial(sampling.commit_frame, door.work, audit, listed)
    if door.dry_run:
        door.show_outcome(door.perform(commit))
        return
    # The file first: a digest without its list could never be drawn from.
    files.write_new(out, listed.text())
    kept = False
    try:
        outcome = door.perform(commit)
        kept = bool(outcome.receipt.lines) and not outcome.receipt.repeated
    finally:
        if not kept:
            files.remove(out)
    door.show_outcome(outcome)
    say(f"The case list is in {out}. Keep it: the draw and every check of it need it.")


asks(app, "seed", "DrawSeed")


@records(app)
def draw(door: RecordingDoor, audit: options.AuditArg, frame: options.FrameFile) -> None:
    """Draw the sample: it follows from the case list and the seed, by rule."""
    from application import sampling
    from cli import files

    kept = files.given(frame, sampling.BYTES_MAX)
    drawn = door.perform(partial(sampling.draw, door.work, audit, kept))
    door.show_outcome(drawn.outcome)
    for warning in drawn.warnings:
        say(f"Note: {warning}.")
    for margin in drawn.margins:
        expected = f"{margin.margin} {margin.value}: {_cases(margin.expected)} expected"
        say(f"{expected}, {margin.drawn} drawn.")


def _cases(expected: Fraction) -> str:
    return f"{float(expected):.1f}"


@records(app)
def replace(
    door: RecordingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    reason: Annotated[
        ReplacementReason, typer.Option("--reason", help="Why it cannot be audited.")
    ],
    frame: options.FrameFile,
) -> None:
    """Replace a drawn case that cannot be audited by the next in its stratum's order."""
    from application import sampling
    from cli import files

    kept = files.given(frame, sampling.BYTES_MAX)
    replaced = door.perform(partial(sampling.replace, door.work, audit, case, reason, kept))
    door.show_outcome(replaced.outcome)
    if replaced.warning is not None:
        say(f"Note: {replaced.warning}.")


asks(app, "redraw", "RedrawSample")


@reads(app)
def show(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Show the frame's digest, the seed, the draw and its cases.

    Refs of the case list are shown to the lead auditor and to neutral people only.
    """
    from application import sampling

    shown = sampling.shown(door.reader, audit)
    if door.shown_as is Output.TABLE and shown.cases:
        output.show_document(shown.document, Output.TABLE)
        output.write("")
        door.rows(shown.cases, list(shown.cases[0]))
    else:
        document = {**shown.document, "cases": list(shown.cases)}
        door.document(document, document["cases"])


@reads(app)
def check(door: ReadingDoor, audit: options.AuditArg, frame: options.FrameFile) -> None:
    """Draw again from the case list and the recorded seed, and say whether it is the same.

    Shows what was expected beside what was drawn, for the stratifier and the second margin.

    Ends with exit code 6, and what differs, when the recorded sample is not what the rule gives.
    """
    from application import sampling
    from cli import files

    checked = sampling.draw_again(door.reader, audit, files.given(frame, sampling.BYTES_MAX))
    differences = checked.differences
    rows = [{**output.as_row(row), "expected": _cases(row.expected)} for row in checked.margins]
    if door.shown_as is Output.TABLE:
        output.write(
            "\n".join(differences)
            if differences
            else "Yes: the recorded sample is what the rule gives."
        )
        door.rows(rows)
    else:
        shown = {"audit": audit, "as_drawn": not differences, "differences": differences}
        door.document({**shown, "margins": rows})
    if checked.warning is not None:
        say(f"Note: {checked.warning}.")
    if differences:
        say("The record differs from the rule. Tell SAIG. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
