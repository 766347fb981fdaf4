"""`assure ledger pack`: what an inspector takes away, and can check without any of this."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli import files, options
from cli.commands import records
from cli.door import RecordingDoor
from cli.output import say

if TYPE_CHECKING:
    from application.exports import PackRequest
    from ledger.decision import Receipt

REASON = "An inspector's pack."

ScopeArg = Annotated[
    str,
    typer.Argument(
        metavar="SCOPE", help="An audit, a case of one as AUDIT/CASE, or a recommendation."
    ),
]
BreakGlassReason = Annotated[
    str | None,
    typer.Option(
        "--break-glass",
        metavar="REASON",
        parser=options.prose,
        help="For an inspector: open the words too; that and why are recorded first.",
    ),
]


def register(app: typer.Typer) -> None:
    """Adds `pack` to a noun."""
    records(app)(pack)


def pack(
    door: RecordingDoor,
    scope: ScopeArg,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="The zip to write; never overwritten.")
    ],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="NAME", help="Whom it is for; yourself if left out."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it is given, in a sentence.")
    ] = REASON,
    break_glass: BreakGlassReason = None,
) -> None:
    """Make an inspector's pack: the entries, their proof, and the tool that checks them.

    One zip that can be read and checked on a computer that has none of this software. Words about
    a child stay sealed in it. It shows what you may read; what went to whom is recorded.

    With --break-glass an inspector opens the words of the cases in it, into a file of their own.
    Each case's opening is an entry of the ledger before a word is read, and `assure audit show`
    shows it to the lead auditor.

    Example: `assure ledger pack 2026-neglect --out neglect.zip --to "Ofsted, L. Marsh"`
    """
    from application import exports

    file = files.NewFile(out)
    request = exports.PackRequest(scope, to, reason, break_glass)
    opened = None
    if break_glass is not None:
        opened = _opened(door, request, file)
        if opened is None:
            return
    result = door.perform(partial(exports.give_pack, door.work, request, file, opened=opened))
    door.show_outcome(result.given.outcome)
    if door.dry_run:
        return
    if result.given.kept:
        say(f"{result.pack.entries} entries are in {out}. Its SHA-256 is {result.pack.digest}.")
    else:
        say("No pack was written: this command id was used for another one.")


def _opened(door: RecordingDoor, request: PackRequest, file: files.NewFile) -> Receipt | None:
    """Records, before it happens, that text is opened. None after a dry run."""
    from application import exports

    outcome = door.screening.during(
        lambda confirmed: exports.open_words(
            door.work,
            request,
            file,
            dry_run=door.dry_run,
            command_id=None if door.command_id is None else f"{door.command_id}:glass",
            confirmed=confirmed,
        )
    )
    if door.dry_run:
        door.show_outcome(outcome)
        return None
    numbers = ", ".join(str(line.position) for line in outcome.receipt.lines)
    say(f"That {door.actor} opened these words is recorded, for all to see: entry {numbers}.")
    return outcome.receipt
