"""`assure sample`: the random, stratified sample that anybody can check (framework section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.errors import ExitCode
from cli.nouns import noun
from cli.output import Output, say
from domain.kernel.vocabulary import ReplacementReason

if TYPE_CHECKING:
    from domain.audit.events import SampleSpecification
    from ledger.service import Ledger

app = noun("sample")


def _specification(ledger: Ledger, audit: str) -> SampleSpecification:
    from domain.audit.requirements import planned
    from domain.audit.state import Audit, NoAudit
    from domain.kernel import streams

    state = ledger.state(streams.audit(audit))
    assert isinstance(state, Audit | NoAudit)
    return planned(state, audit).plan.sample


@records(app)
def frame(
    door: Recording,
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
    from cli import files
    from cli.frames import from_table
    from domain.sample.decisions import CommitFrame

    wanted = _specification(door.ledger, audit)
    listed = from_table(cases, wanted, door.ledger.fresh_salt())
    command = CommitFrame(audit=audit, frame=listed)
    if door.dry_run:
        door.record(command)
        return
    # The file first: a digest without its list could never be drawn from.
    files.write_new(out, listed.text())
    kept = False
    try:
        receipt = door.record(command)
        kept = bool(receipt.lines) and not receipt.repeated
    finally:
        if not kept:
            files.remove(out)
    say(f"The case list is in {out}. Keep it: the draw and every check of it need it.")


@records(app)
def seed(
    door: Recording,
    audit: options.AuditArg,
    seed: Annotated[
        str,
        typer.Option(
            "--seed",
            metavar="SEED",
            help="20 digits from ten-sided dice, or public:SOURCE@TIME=VALUE.",
        ),
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="How it was drawn, in a few words.")
    ],
    witness: Annotated[
        str, typer.Option("--witness", metavar="PERSON", help="Who watched; not an auditor.")
    ],
) -> None:
    """Record the seed that a neutral person drew before a witness.

    Example: `assure sample seed 2026-neglect --seed 31415926535897932384 --source "ten-sided
    dice in the business unit" --witness s-lee`
    """
    from domain.sample.decisions import DrawSeed

    door.ask(DrawSeed, audit=audit, seed=seed, source=source, witness=witness)


@records(app)
def draw(door: Recording, audit: options.AuditArg, frame: options.FrameFile) -> None:
    """Draw the sample: it follows from the case list and the seed, by rule."""
    from cli.frames import from_file, last_draw, margins
    from domain.kernel import streams
    from domain.sample.decisions import DrawSample

    listed = from_file(frame)
    receipt = door.record(DrawSample(audit=audit, frame=listed))
    if receipt.lines and not receipt.dry_run:
        _say_warnings(door, audit)
        drawn = last_draw(entry.event for entry in door.ledger.entries(streams.sample(audit)))
        assert drawn is not None
        for row in margins(listed, drawn, _specification(door.ledger, audit)):
            say("{margin} {value}: {expected} expected, {drawn} drawn.".format_map(row))


def _say_warnings(door: Recording, audit: str) -> None:
    from domain.kernel import streams
    from domain.sample.events import SampleDrawn

    drawn = [e.event for e in door.ledger.entries(streams.sample(audit))]
    for warning in next(e.warnings for e in reversed(drawn) if isinstance(e, SampleDrawn)):
        say(f"Note: {warning}.")


@records(app)
def replace(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    reason: Annotated[
        ReplacementReason, typer.Option("--reason", help="Why it cannot be audited.")
    ],
    frame: options.FrameFile,
) -> None:
    """Replace a drawn case that cannot be audited by the next in its stratum's order."""
    from cli.frames import from_file
    from domain.sample.decisions import ReplaceCase

    listed = from_file(frame)
    door.record(ReplaceCase(audit=audit, case=case, reason=reason, frame=listed))


@records(app)
def redraw(door: Recording, audit: options.AuditArg, reason: options.Reason) -> None:
    """Set the draw aside, visibly. A new seed is needed after it."""
    from domain.sample.decisions import RedrawSample

    door.ask(RedrawSample, audit=audit, reason=reason)


@reads(app)
def show(door: Reading, audit: options.AuditArg) -> None:
    """Show the frame's digest, the seed, the draw and its cases.

    Refs of the case list are shown to the lead auditor and to neutral people only.
    """
    from domain.kernel import streams
    from domain.sample.events import CaseReplaced, CaseSampled, SampleRedrawn

    document: dict[str, Any] = {"audit": audit}
    cases: dict[str, dict[str, Any]] = {}
    for entry in door.reader.entries(streams.sample(audit)):
        match entry.event:
            case CaseSampled():
                words = door.reader.text(entry) or {}
                cases[entry.event.case] = {
                    "case": entry.event.case,
                    "standing": "to be audited",
                    "replaced_by": None,
                    "reason": None,
                    "stratum": words.get("stratum"),
                    "frame_ref": words.get("frame_ref"),
                    "entry": entry.position,
                }
            case CaseReplaced():
                cases[entry.event.case] |= {
                    "standing": "replaced",
                    "replaced_by": entry.event.replaced_by,
                    "reason": entry.event.reason.value,
                }
            case SampleRedrawn():
                for known in cases.values():
                    known["standing"] = "set aside"
            case event:
                document |= output.plain(event)
    document["cases"] = list(cases.values())
    if door.shown_as is Output.TABLE and cases:
        output.show_document({k: v for k, v in document.items() if k != "cases"}, Output.TABLE)
        output.write("")
        door.rows(cases.values(), list(document["cases"][0]))
    else:
        door.document(document, document["cases"])


@reads(app)
def check(door: Reading, audit: options.AuditArg, frame: options.FrameFile) -> None:
    """Draw again from the case list and the recorded seed, and say whether it is the same.

    Shows what was expected beside what was drawn, for the stratifier and the second margin.

    Ends with exit code 6, and what differs, when the recorded sample is not what the rule gives.
    """
    from cli.frames import differences, from_file, last_draw, margins, require_committed
    from domain.kernel import streams
    from domain.kernel.command import Refusal
    from domain.sample.events import FrameCommitted

    entries = door.reader.entries(streams.sample(audit))
    committed = [e.event for e in entries if isinstance(e.event, FrameCommitted)]
    recorded = last_draw(entry.event for entry in entries)
    if not committed or recorded is None:
        raise Refusal(
            "nothing-drawn", f"No sample is drawn for {audit}.", "There is nothing to check yet."
        )
    door.reader.require_draw(audit)
    listed = from_file(frame)
    require_committed(listed, committed[0].digest)
    wanted = _specification(door.ledger, audit)
    found = differences(listed, recorded, wanted)
    compared = margins(listed, recorded, wanted)
    if door.shown_as is Output.TABLE:
        output.write(
            "\n".join(found) if found else "Yes: the recorded sample is what the rule gives."
        )
        door.rows(compared)
    else:
        shown = {"audit": audit, "as_drawn": not found, "differences": found}
        door.document({**shown, "margins": compared})
    if found:
        say("The record differs from the rule. Tell SAIG. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
