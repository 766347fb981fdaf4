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
from cli.output import Output, is_terminal, say
from cli.verbs import asks
from domain.kernel.vocabulary import ReplacementReason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from application.sampling import Layer, PreparedList
    from ledger.decision import Outcome

app = noun("sample")
SUSPECTED_SHOWN_MAX = 10

Different = Annotated[
    list[str] | None,
    typer.Option(
        "--different",
        metavar="'ONE | OTHER'",
        help="Spellings that look alike and are different, with | between them; repeatable.",
    ),
]
CaseList = Annotated[
    str,
    typer.Option(
        "--cases",
        metavar="FILE",
        help="CSV with a header: ref, the plan's stratifier, its second margin if it has one,"
        " and family if you know which cases are of one family.",
    ),
]
KeptList = Annotated[
    str,
    typer.Option("--out", metavar="FILE", help="The case list to write; keep it, it is needed."),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="Make the refs, and write here whose each is: a new CSV that only you keep.",
    ),
]
WhyAnother = Annotated[
    str | None,
    typer.Option(
        "--reason",
        metavar="TEXT",
        parser=options.prose,
        help="Why it takes the place of the list that is fixed; a new seed is needed then.",
    ),
]


@records(app)
def frame(
    door: RecordingDoor,
    audit: options.AuditArg,
    cases: CaseList,
    out: KeptList,
    key: Key = None,
    different: Different = None,
    reason: WhyAnother = None,
) -> None:
    """Fix the list of cases that the sample is drawn from, before anybody knows the seed.

    What it would be drawn from is shown first: each stratum with its cases and its seats. A dry
    run ends there, and at a terminal you are asked. Spellings that look alike, such as North and
    north, or the refs K10 and K1O, are refused until they are put right or called different.

    Only the list's digest is recorded. The list itself is the file written here, with a salt so
    that refs cannot be guessed: keep it safe and unchanged. `ref` is a pseudonym made for this
    audit, never a child's name or case number: what looks like one is refused until you say that
    it names nobody (--confirm-identifiers).

    With --key the refs are made for you. The list then has the agency's own numbers or names in
    any further columns, and no column `ref`. They go into the key, a file for you alone, and
    nowhere else: not into the list that is kept, and not into the record.

    Cases of one family are not independent of each other. A column `family` says which are: the
    same mark for the cases of one family, nothing for the others. One case of each family is drawn
    then, unless the plan's sample says `families: several`.

    With --reason another list takes the place of one that is fixed, until the first return. The
    old list, its seed and its draw stay in the record, and a new seed has to be drawn.

    Example: `assure sample frame 2026-neglect --cases cases.csv --out frame.tsv`
    """
    from application import sampling
    from cli import files

    if key == out:
        raise typer.BadParameter("it is the file of --out; name another", param_hint="--key")
    for path in (out, *([key] if key else [])):
        if not door.dry_run:
            files.require_new(path)
    prepared = _looked_at(door, audit, cases, different or (), makes_refs=key is not None)
    fix = partial(sampling.fix_list, door.work, audit, prepared, reason)
    if door.dry_run:
        door.show_outcome(door.perform(fix))
        return
    _require_looked_at()
    kept = {out: prepared.frame.text().encode()}
    if key and prepared.key is not None:
        kept[key] = prepared.key
    _fix(door, fix, kept)
    say(f"The case list is in {out}. Keep it: the draw and every check of it need it.")
    if key:
        say(f"Whose each ref is stands in {key}: keep it to yourself, where you keep such things.")


def _looked_at(
    door: RecordingDoor, audit: str, cases: str, different: Sequence[str], *, makes_refs: bool
) -> PreparedList:
    """The list as it would be fixed, after what is in it was said and doubts were cleared."""
    from application import sampling
    from cli import files

    given = files.given(cases, sampling.BYTES_MAX)
    prepared = sampling.prepare_list(door.work, audit, given, different, makes_refs=makes_refs)
    _say_layers(prepared.layers)
    for warning in prepared.warnings:
        say(f"Note: {warning}.")
    if prepared.faults:
        files.refuse(given.name, *prepared.faults)
    _require_nobody_named(door, prepared)
    return prepared


def _require_nobody_named(door: RecordingDoor, prepared: PreparedList) -> None:
    """Has whoever gives the list look again at refs that seem to name a child."""
    from cli.screening import require_answer

    if not prepared.suspected:
        return
    say("Does the list name somebody? A ref is made for this audit and says nothing of a child.")
    for line in prepared.suspected[:SUSPECTED_SHOWN_MAX]:
        say(f"  {line}")
    if (more := len(prepared.suspected) - SUSPECTED_SHOWN_MAX) > 0:
        say(f"  And {more} more.")
    if door.screening.asks:
        require_answer()


def _fix(door: RecordingDoor, fix: Callable[..., Outcome], kept_files: Mapping[str, bytes]) -> None:
    """Writes the files and records the digest: first the list, or it could never be drawn from."""
    from cli import files

    written: list[str] = []
    kept = False
    try:
        for path, data in kept_files.items():
            files.write_new(path, data)
            written.append(path)
        outcome = door.perform(fix)
        kept = bool(outcome.receipt.lines) and not outcome.receipt.repeated
    finally:
        if not kept:
            for path in written:
                files.remove(path)
    door.show_outcome(outcome)


def _say_layers(layers: Sequence[Layer]) -> None:
    """Says what the list holds of each stratum and second value, before it is fixed."""
    for layer in layers:
        seats = "" if layer.seats is None else f", {_counted(layer.seats, 'seat')}"
        of = "" if layer.families is None else f" of {_counted(layer.families, 'family')}"
        say(
            f"{layer.margin} {layer.value}: {_counted(layer.in_the_list, 'case')}{of} in the list,"
            f" {_cases(layer.expected)} expected in the sample{seats}."
        )


def _counted(number: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def _require_looked_at() -> None:
    """At a terminal, asks whether the list is to be fixed as it was shown."""
    if is_terminal() and not typer.confirm("Is the list to be fixed like this?", err=True):
        say("Nothing was recorded.")
        raise typer.Exit(ExitCode.REFUSED)


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
    for warning in replaced.warnings:
        say(f"Note: {warning}.")


asks(app, "redraw", "RedrawSample")
asks(app, "not-gradable", "CallNotGradable")
asks(app, "gradable", "FindGradable")
asks(app, "family", "SayFamily")


@reads(app)
def show(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Show the frame's digest, the seed, the draw, its cases, and what was superseded and why.

    Each case says whether it is to be audited, was replaced, or is not gradable. Refs of the case
    list are shown to the lead auditor and to neutral people only.
    """
    from application.sample_as_recorded import shown as as_recorded

    shown = as_recorded(door.reader, audit)
    if door.shown_as is Output.TABLE and shown.cases:
        output.show_document(shown.document, Output.TABLE)
        output.write("")
        door.rows(shown.cases, list(shown.cases[0]))
    else:
        document = {**shown.document, "cases": list(shown.cases)}
        door.document(document, document["cases"])
    if shown.warning is not None:
        say(f"Note: {shown.warning}.")


@reads(app)
def check(door: ReadingDoor, audit: options.AuditArg, frame: options.FrameFile) -> None:
    """Draw again from the case list and the recorded seed, and say whether it is the same.

    Shows what was expected beside what was drawn, for the stratifier and the second margin; before
    the draw, what the list holds of each. Names spellings of the list that look alike.

    Ends with exit code 6, and what differs, when the recorded sample is not what the rule gives.
    """
    from application import sampling
    from cli import files

    checked = sampling.draw_again(door.reader, audit, files.given(frame, sampling.BYTES_MAX))
    differences = checked.differences
    shown_rows = checked.margins if checked.is_drawn else checked.layers
    rows = [{**output.as_row(row), "expected": _cases(row.expected)} for row in shown_rows]
    if door.shown_as is Output.TABLE:
        answer = (
            "Yes: the recorded sample is what the rule gives."
            if checked.is_drawn
            else "Nothing is drawn yet. This is the case list that is fixed."
        )
        output.write("\n".join(differences) if differences else answer)
        door.rows(rows)
    else:
        as_drawn = not differences if checked.is_drawn else None
        shown = {"audit": audit, "as_drawn": as_drawn, "differences": differences}
        door.document({**shown, "margins": rows})
    for warning in checked.warnings:
        say(f"Note: {warning}.")
    if differences:
        say("The record differs from the rule. Tell SAIG. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
