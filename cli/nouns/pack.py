"""`assure ledger pack`: what an inspector takes away, and can check without any of this."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.commands import records
from cli.door import Recording
from cli.output import say

if TYPE_CHECKING:
    from documents.pack.pack import Opening, Pack
    from documents.pack.scope import Scope
    from domain.kernel.command import Command
    from ledger.custodian import Custodian

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
        parser=options.words,
        help="For an inspector: open the words too; that and why are recorded first.",
    ),
]


def register(app: typer.Typer) -> None:
    """Adds `pack` to a noun."""
    records(app)(pack)


def pack(
    door: Recording,
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
    from documents.pack.pack import make_pack

    to_whom, opens = to or door.actor, break_glass is not None
    custodian = _custodian(door)
    planned = _commands(door, scope, "0" * 64, to_whom, reason, opens)
    door.rehearse(*planned)
    about = _scope(door, scope)
    opening = None
    if break_glass is not None:
        opening = _break(door, about, break_glass, planned, out)
        if opening is None:
            return
    made = make_pack(custodian, about, door.actor, to_whom, opening)
    given = None if to is None else made.note
    commands = _commands(door, scope, made.digest, to_whom, reason, opens, given)
    if door.dry_run:
        door.record(*commands)
    else:
        _give(door, out, made, commands)


def _give(door: Recording, out: str, made: Pack, commands: Sequence[Command]) -> None:
    """The file first: nothing is recorded as given that was never written."""
    from cli.files import remove

    _write(Path(out), made.data)
    kept = False
    try:
        receipt = door.record(*commands)
        kept = bool(receipt.lines) and not receipt.repeated
    finally:
        if not kept:
            remove(out)
    if kept:
        say(f"{made.entries} entries are in {out}. Its SHA-256 is {made.digest}.")
    else:
        say("No pack was written: this command id was used for another one.")


def _custodian(door: Recording) -> Custodian:
    from ledger.custodian import Custodian
    from ledger.errors import UnusableError

    found = door.ledger.custodian
    if not isinstance(found, Custodian):
        raise UnusableError(
            "The keys of this ledger are not on this machine, so nothing can be signed.",
            "Make the pack where its keys are, or set ASSURE_HOME to their folder.",
        )
    return found


def _commands(
    door: Recording,
    scope: str,
    digest: str,
    to_whom: str,
    reason: str,
    opens: bool,
    note: bytes | None = None,
) -> list[Command]:
    """What records the pack, and that somebody now holds its checkpoint.

    The second only by whoever may publish checkpoints: an inspector's own pack is one already.
    """
    from cli.inputs import value
    from domain.custody.decisions import ExportPack

    commands: list[Command] = [
        value(
            ExportPack,
            scope=scope,
            digest=digest,
            to_whom=to_whom,
            sealed_text_opened=opens,
            reason=reason,
        )
    ]
    if note is not None and door.reader.may_record("CheckpointPublished"):
        # The note itself, not `custodian.publication`: the ledger may have grown meanwhile.
        commands.append(_published(door, note, to_whom))
    return commands


def _published(door: Recording, note: bytes, to_whom: str) -> Command:
    from hashlib import sha256

    from domain.custody.decisions import PublishCheckpoint
    from ledger.proof.checkpoint import open_checkpoint

    custodian = _custodian(door)
    head = open_checkpoint(note, custodian.signer.origin, [custodian.vkey]).checkpoint
    return PublishCheckpoint(
        size=head.size,
        root=head.root.hex(),
        note_sha256=sha256(note).hexdigest(),
        to_whom=to_whom,
    )


def _scope(door: Recording, scope: str) -> Scope:
    from documents.pack.scope import scope_of

    with door.session() as session:
        return scope_of(door.ledger, session, scope)


def _break(
    door: Recording, about: Scope, reason: str, planned: Sequence[Command], out: str
) -> Opening | None:
    """Records that the words are opened, before any is: from here on that stands.

    None after a dry run, which opens nothing.
    """
    from cli.files import require_new
    from documents.pack.opened import glass_of
    from documents.pack.pack import Opening

    glass = glass_of(door.ledger, about, door.actor, reason)
    if door.dry_run:
        door.record(*glass, *planned)
        return None
    require_new(out)
    door.rehearse(*glass, *planned)
    command_id = None if door.command_id is None else f"{door.command_id}:glass"
    broken = door.work.record(
        *glass, command_id=command_id, confirmed=door.screening.confirmed
    ).receipt
    numbers = ", ".join(str(line.position) for line in broken.lines)
    say(f"That {door.actor} opened these words is recorded, for all to see: entry {numbers}.")
    return Opening(broken, reason)


def _write(path: Path, data: bytes) -> None:
    from cli.files import refuse
    from ledger.keys.files import write_new

    try:
        write_new(path, data)
    except FileExistsError:
        refuse(str(path), "There is a file of this name, and it is not overwritten. Name another.")
    except OSError as error:
        reason = error.strerror or "not a file's name"
        refuse(str(path), f"It cannot be written: {reason}. Check the folder and your rights.")
