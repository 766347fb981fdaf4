"""An agency as a witness of the ledger: `assure ledger witness-key` and `cosign`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cli import files, output
from cli.commands import prints
from cli.door import Door
from cli.nouns.ledger.files import proof_of, witness_key_in
from cli.output import say

if TYPE_CHECKING:
    from ledger.proof.witness import WitnessError


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    prints(app, "witness-key")(witness_key)
    prints(app)(cosign)


def witness_key(
    door: Door,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The witness's name, such as police.example/w.")
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="Where the key goes; never overwritten.")
    ],
) -> None:
    """Make a key with which your agency witnesses the ledger, and print its public half.

    The file stays with you: nobody else may have it. Give the printed line to everybody.

    Example: `assure ledger witness-key police.example/witness --out witness.key`
    """
    from ledger.integrity.witnessing import make_key

    files.require_new(out)
    with proof_of("The name"):
        try:
            made = make_key(name, Path(out))
        except OSError as error:
            files.refuse(out, f"It cannot be written: {error.strerror}. Check the folder.")
    output.write(made.format())
    say(f"The key is in {out}: only you can read it. Keep a copy somewhere safe.")


def cosign(
    door: Door,
    request: Annotated[
        str,
        typer.Argument(
            metavar="REQUEST", help="What `assure ledger prove` wrote, or - for standard input."
        ),
    ],
    state: Annotated[
        str,
        typer.Option("--state", metavar="FILE", help="Where you keep what you signed last."),
    ],
    key: Annotated[
        str, typer.Option("--key", metavar="FILE", help="Your key, of `assure ledger witness-key`.")
    ],
    log_key: Annotated[
        list[str],
        typer.Option(
            "--log-key",
            metavar="KEY",
            help="The ledger's key, from a source other than the request; repeatable.",
        ),
    ],
    first: Annotated[
        bool, typer.Option("--first", help="You never signed for this ledger: no FILE is there.")
    ] = False,
) -> None:
    """Witness that the ledger has only grown since you looked last, and print your signature.

    It needs no ledger and no other setting. A ledger that shrank, was rewritten or forked is not
    signed for: exit code 6. What you signed is kept before the signature is printed.

    Example: `assure ledger cosign request.txt --state mine.note --key witness.key --log-key KEY`
    """
    from ledger.integrity.witnessing import cosign as signed
    from ledger.proof.witness import MAX_REQUEST_BYTES, WitnessError
    from ledger.service import utc_now

    data = files.read_bytes(request, MAX_REQUEST_BYTES)
    files.require_name(state)
    own = witness_key_in(key)
    with proof_of(files.name_of(request)):
        try:
            line = signed(data, Path(state), own, log_key, int(utc_now().timestamp()), first=first)
        except WitnessError as error:
            _explain(error)
    output.write(line.decode())
    say(f"What you signed is kept in {state}. Send the line above to whoever keeps the ledger.")


def _explain(error: WitnessError) -> NoReturn:
    """Not signed: an older or newer start is a conflict, a contradiction a breach of integrity."""
    from ledger.errors import ConflictError, IntegrityFailureError
    from ledger.proof.witness import CONFLICT, INCONSISTENT

    if error.size is not None:
        raise ConflictError(
            f"Not signed: {error}.",
            f"Ask for a proof from there: `assure ledger prove --from {error.size}`.",
        ) from error
    if error.status in (CONFLICT, INCONSISTENT):
        raise IntegrityFailureError(
            f"Not signed: {error}.",
            "Keep the request and your own state: together they prove it. Tell the partnership.",
        ) from error
    raise error
