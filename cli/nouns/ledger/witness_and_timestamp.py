"""Times from outside: `assure ledger witnessed`, `time-request` and `time-stamp`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli import files
from cli.commands import records, runs
from cli.door import Door, RecordingDoor
from cli.nouns.ledger.files import Of, proof_of
from cli.output import say

if TYPE_CHECKING:
    from application.witness_and_timestamp import Timed

LINE_BYTES_MAX = 10_000


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    records(app)(witnessed)
    runs(app, "time-request")(time_request)
    records(app, "time-stamp")(time_stamp)


def witnessed(
    door: RecordingDoor,
    line: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="The line that `assure ledger cosign` printed, or - for standard input.",
        ),
    ],
    witness_key: Annotated[
        list[str] | None,
        typer.Option(
            "--witness-key",
            metavar="KEY",
            help="The witness's key, as they gave it to you; needed once. Repeatable.",
        ),
    ] = None,
) -> None:
    """Add a witness's signature to the checkpoint it is of, once it is verified.

    Its time is recorded: all that the checkpoint covers is older than that, and all that is
    recorded from now on is younger. Receipts and checkpoints given out then name the witness.

    Example: `assure ledger witnessed police.line --witness-key KEY`
    """
    from application.witness_and_timestamp import add_witness

    data = files.read_bytes(line, LINE_BYTES_MAX)
    with proof_of(files.name_of(line)):
        timed = door.perform(partial(add_witness, door.work, data, witness_key or []))
    _show(door, timed)


def time_request(
    door: Door,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="The .tsq file; never overwritten.")
    ],
    size: Of = None,
) -> None:
    """Write what a time-stamping authority is asked with for a checkpoint (RFC 3161).

    Send the file as the authority says, such as by `curl -H "Content-Type:
    application/timestamp-query" --data-binary @FILE`, and give its answer to `assure ledger
    time-stamp`. The authority sees a digest and nothing else.

    Example: `assure ledger time-request --out monday.tsq`
    """
    from application.witness_and_timestamp import time_request as asked_with

    door.reader.require_known()
    files.require_new(out)
    with proof_of("--of"):
        request = asked_with(door.work, size)
    files.write_new(out, request.data)
    door.document({"file": out, "entries": request.size})
    say("Send it to the authority, and its answer to `assure ledger time-stamp`.")


def time_stamp(
    door: RecordingDoor,
    answer: Annotated[str, typer.Argument(metavar="FILE", help="The authority's answer (.tsr).")],
    ca: Annotated[
        str,
        typer.Option(
            "--ca",
            metavar="FILE",
            help="The authority's root certificate, in PEM, as you trust it.",
        ),
    ],
) -> None:
    """Keep a time-stamp beside the checkpoint it is of, once it is verified (RFC 3161).

    Its time is recorded: all that the checkpoint covers is older than that, and all that is
    recorded from now on is younger.

    Example: `assure ledger time-stamp monday.tsr --ca authority.pem`
    """
    from application.witness_and_timestamp import add_stamp
    from ledger.integrity.timestamp import MAX_CERTIFICATES_BYTES, MAX_TOKEN_BYTES

    token = files.read_bytes(answer, MAX_TOKEN_BYTES)
    certificates = files.read_bytes(ca, MAX_CERTIFICATES_BYTES)
    with proof_of(files.name_of(answer)):
        timed = door.perform(partial(add_stamp, door.work, token, certificates))
    _show(door, timed)


def _show(door: RecordingDoor, timed: Timed) -> None:
    door.show_outcome(timed.outcome)
    if door.dry_run:
        return
    found = timed.confirmed
    say(
        f"{found.by} confirmed the first {found.size} entries at"
        f" {found.seen_at:%Y-%m-%d %H:%M:%S} UTC. What is recorded from now on is later than that."
    )
