"""`assure ledger pack`: what an inspector takes away, and can check without any of this."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import records
from cli.door import Recording
from cli.output import say

if TYPE_CHECKING:
    from documents.pack import Pack
    from domain.deciders.base import Command
    from ledger.custodian import Custodian

REASON = "An inspector's pack."


def register(app: typer.Typer) -> None:
    """Adds `pack` to a noun."""
    records(app)(pack)


def pack(
    door: Recording,
    scope: Annotated[
        str,
        typer.Argument(
            metavar="SCOPE",
            help="An audit, a case of one as AUDIT/CASE, or a recommendation.",
        ),
    ],
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
) -> None:
    """Make an inspector's pack: the entries, their proof, and the tool that checks them.

    One zip that can be read and checked on a computer that has none of this software. Words about
    a child stay sealed in it. It shows what you may read; what went to whom is recorded.

    Example: `assure ledger pack 2026-neglect --out neglect.zip --to "Ofsted, L. Marsh"`
    """
    from cli.files import remove

    to_whom, outside = to or door.actor, to is not None
    custodian = _custodian(door)
    planned = _commands(door, scope, "0" * 64, to_whom, reason)
    door.ledger.record(*planned, actor=door.actor, dry_run=True)
    made = _made(door, custodian, scope, to_whom)
    given = made.note if outside else None
    commands = _commands(door, scope, made.digest, to_whom, reason, given)
    if door.dry_run:
        door.record(*commands)
        return
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
    door: Recording, scope: str, digest: str, to_whom: str, reason: str, note: bytes | None = None
) -> list[Command]:
    """What records the pack, and that somebody now holds its checkpoint.

    The second only by whoever may publish checkpoints: an inspector's own pack is one already.
    """
    from cli.inputs import value
    from domain.access import Subject, may_record
    from domain.deciders.custody import ExportPack

    commands: list[Command] = [
        value(
            ExportPack,
            scope=scope,
            digest=digest,
            to_whom=to_whom,
            sealed_text_opened=False,
            reason=reason,
        )
    ]
    standing = door.ledger.standing(door.actor)
    if note is not None and may_record(standing, "CheckpointPublished", Subject()):
        # The note itself, not `custodian.publication`: the ledger may have grown meanwhile.
        commands.append(_published(door, note, to_whom))
    return commands


def _published(door: Recording, note: bytes, to_whom: str) -> Command:
    from hashlib import sha256

    from domain.deciders.custody import PublishCheckpoint
    from ledger.proof.checkpoint import open_checkpoint

    custodian = _custodian(door)
    head = open_checkpoint(note, custodian.signer.origin, [custodian.vkey]).checkpoint
    return PublishCheckpoint(
        size=head.size,
        root=head.root.hex(),
        note_sha256=sha256(note).hexdigest(),
        to_whom=to_whom,
    )


def _made(door: Recording, custodian: Custodian, scope: str, to_whom: str) -> Pack:
    from documents.pack import make_pack
    from documents.scope import scope_of

    with door.session() as session:
        about = scope_of(door.ledger, session, scope)
    return make_pack(custodian, about, door.actor, to_whom)


def _write(path: Path, data: bytes) -> None:
    from cli.files import refuse
    from ledger.vault.files import write_new

    try:
        write_new(path, data)
    except FileExistsError:
        refuse(str(path), "There is a file of this name, and it is not overwritten. Name another.")
    except OSError as error:
        reason = error.strerror or "not a file's name"
        refuse(str(path), f"It cannot be written: {reason}. Check the folder and your rights.")
