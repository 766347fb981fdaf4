"""What the ledger gives out: `assure ledger checkpoint`, `receipt`, `prove` and `publish`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import files, output
from cli.commands import prints, records
from cli.door import Door, RecordingDoor
from cli.nouns.ledger.files import Of, To, proof_of
from cli.output import say

if TYPE_CHECKING:
    from application.exports import Given

RECEIPT_SUFFIX = ".tlog-proof"
NOTE_SUFFIX = ".note"

Out = Annotated[
    str | None,
    typer.Option("--out", metavar="FILE", help="The file to write; never overwritten."),
]


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    prints(app)(checkpoint)
    records(app)(receipt)
    records(app)(publish)
    prints(app)(prove)


def checkpoint(door: Door) -> None:
    """Sign for the ledger as it stands now, and print the signed note.

    One is made by itself whenever a return comes in, moderation opens or is held, and a report is
    agreed. It protects nothing until somebody else holds it: `assure ledger publish`.
    """
    from application import exports

    output.write(exports.checkpoint(door.work).decode())


def receipt(
    door: RecordingDoor,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The entry's number.")],
    out: Out = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="NAME", help="Whom it goes to: this is recorded."),
    ] = None,
    of: Of = None,
) -> None:
    """Write a receipt for one entry: a file that proves, offline, that it stands in the ledger.

    The file alone, the ledger's public name and its key are enough to check it.

    Example: `assure ledger receipt 812 --out police.tlog-proof --to "Northshire Police"`
    """
    from application import exports

    file = files.NewFile(out or f"entry-{entry}{RECEIPT_SUFFIX}")
    door.reader.require_entry(entry)
    _require_signed(door, of, entry)
    if to is None:
        if door.dry_run:
            say(f"The receipt would be written to {file.path}.")
            return
        file.require_new()
        file.write(exports.receipt(door.work, entry, of))
        say_receipt(door, file.path, entry)
        return
    export = door.perform(partial(exports.give_receipt, door.work, entry, to, file, of=of))
    door.show_outcome(export.outcome)
    if door.dry_run:
        say(f"The receipt would be written to {file.path}.")
    elif _is_kept(export):
        say_receipt(door, file.path, entry)


def say_receipt(door: Door, path: str, entry: int) -> None:
    """Says where a receipt is and how its holder checks it."""
    custodian = door.custodian
    say(
        f"The receipt for entry {entry} is in {path}. Keep it: nobody can take the entry back"
        " unnoticed.",
        f"Check it anywhere: python tools/verify_receipt.py {path}"
        f" --origin {custodian.signer.origin} --key {custodian.vkey}",
        f"Check it against the ledger: assure ledger verify --against {path}",
    )


def _is_kept(export: Given) -> bool:
    if not export.kept:
        say("No file was written: this command id was used before.")
    return export.kept


def _require_signed(door: Door, of: int | None, entry: int = 0) -> None:
    """Refuses a checkpoint that was never signed, or that does not reach so far."""
    from application import exports

    with proof_of("--of"):
        exports.require_signed(door.work, of, entry)


def publish(door: RecordingDoor, to: To, out: Out = None, of: Of = None) -> None:
    """Write a checkpoint for somebody else to hold, and record who holds it.

    From then on no entry before it can be changed without that somebody being able to prove it.

    Example: `assure ledger publish --to "Northshire Police, records" --out police.note`
    """
    from application import exports

    _require_signed(door, of)

    def named(size: int) -> files.NewFile:
        return files.NewFile(out or f"checkpoint-{size}{NOTE_SUFFIX}")

    published = door.perform(partial(exports.publish, door.work, to, named, of=of))
    door.show_outcome(published.given.outcome)
    if door.dry_run or not _is_kept(published.given):
        return
    path = named(published.size).path
    say(
        f"The checkpoint of {published.size} entries is in {path}. Give it to {to}: whoever keeps"
        " it can prove any change.",
        f"Check it against the ledger: assure ledger verify --against {Path(path).name}",
    )


def prove(
    door: Door,
    older: Annotated[
        int, typer.Option("--from", metavar="N", min=0, help="Entries under the older checkpoint.")
    ],
    newer: Annotated[
        int | None,
        typer.Option(
            "--to", metavar="M", min=0, help="Entries under the newer; a new one if left out."
        ),
    ] = None,
    out: Out = None,
) -> None:
    """Prove that a newer checkpoint only appends to an older one that somebody holds.

    Prints the old size, the proof and the newer checkpoint, as a witness is asked with (C2SP
    tlog-witness): see `assure ledger cosign`.

    Example: `assure ledger prove --from 812 --out request.txt`
    """
    from application import exports

    if out is not None:
        files.require_new(out)
    with proof_of("What was asked for"):
        request = exports.prove(door.work, older, newer)
    if out is None:
        output.write(request.decode())
    else:
        files.write_new(out, request)
        say(f"The proof is in {out}.")
