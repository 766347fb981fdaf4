"""What the ledger gives out: `assure ledger checkpoint`, `receipt`, `prove` and `publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import files, output
from cli.commands import prints, records
from cli.door import Door, Recording
from cli.nouns.ledger.files import Of, To, proof_of
from cli.output import say

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
    door.reader.require_known()
    output.write(door.custodian.checkpoint().decode())


def receipt(
    door: Recording,
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
    from cli.inputs import value
    from domain.custody.decisions import IssueReceipt

    door.reader.require_entry(entry)
    path = out or f"entry-{entry}{RECEIPT_SUFFIX}"
    _require_signed(door, of, least=entry)
    if to is not None:
        planned = value(IssueReceipt, entry=entry, size=door.ledger.size(), to_whom=to)
        door.rehearse(planned)
    if door.dry_run:
        if to is not None:
            door.record(planned)
        say(f"The receipt would be written to {path}.")
        return
    files.require_new(path)
    if to is None:
        files.write_new(path, door.custodian.receipt(entry, of))
    else:
        data, command = door.custodian.issuing(entry, to, of)
        if not _give(door, path, data, command):
            return
    say_receipt(door, path, entry)


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


def _give(door: Recording, path: str, data: bytes, command: object) -> bool:
    """The file first: nothing is recorded as given that was never written."""
    files.write_new(path, data)
    kept = False
    try:
        receipt = door.record(command)
        kept = not receipt.repeated
    finally:
        if not kept:
            files.remove(path)
    if not kept:
        say("No file was written: this command id was used before.")
    return kept


def _require_signed(door: Door, of: int | None, least: int = 0) -> None:
    """Refuses a checkpoint that was never signed, or that does not reach so far."""
    if of is None:
        return
    with proof_of("--of"):
        door.custodian.signed(of)
    if of < least:
        files.refuse("--of", f"The checkpoint of {of} entries does not cover entry {least}.")


def publish(door: Recording, to: To, out: Out = None, of: Of = None) -> None:
    """Write a checkpoint for somebody else to hold, and record who holds it.

    From then on no entry before it can be changed without that somebody being able to prove it.

    Example: `assure ledger publish --to "Northshire Police, records" --out police.note`
    """
    from cli.inputs import value
    from domain.custody.decisions import PublishCheckpoint

    _require_signed(door, of)
    size, root = door.ledger.head()
    planned = value(
        PublishCheckpoint, size=size, root=root.hex(), note_sha256=root.hex(), to_whom=to
    )
    if door.dry_run:
        door.record(planned)
        return
    door.rehearse(planned)
    note, command = door.custodian.publication(to, of)
    path = out or f"checkpoint-{command.size}{NOTE_SUFFIX}"
    if not _give(door, path, note, command):
        return
    say(
        f"The checkpoint of {command.size} entries is in {path}. Give it to {to}: whoever keeps it"
        " can prove any change.",
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
    door.reader.require_known()
    if out is not None:
        files.require_new(out)
    with proof_of("What was asked for"):
        request = door.custodian.request(older, newer)
    if out is None:
        output.write(request.decode())
    else:
        files.write_new(out, request)
        say(f"The proof is in {out}.")
