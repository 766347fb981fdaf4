"""Notes, receipts and keys as files: read whole, written once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.files import name_of, read_bytes, refuse

if TYPE_CHECKING:
    from ledger.proof.keys import SigningKey

To = Annotated[
    str, typer.Option("--to", metavar="NAME", help="Whom it goes to, in a line: this is recorded.")
]
Of = Annotated[
    int | None,
    typer.Option(
        "--of",
        metavar="N",
        min=0,
        help="The checkpoint of N entries that was signed before, with its witnesses' signatures;"
        " a new one if left out.",
    ),
]
Key = Annotated[
    list[str] | None,
    typer.Option(
        "--log-key", metavar="KEY", help="The ledger's key as its holder knows it; repeatable."
    ),
]


@contextmanager
def proof_of(name: str) -> Iterator[None]:
    """Refuses a file that proves nothing, with the reason.

    One that is signed in the ledger's name with a key that the ledger does not name is no wrong
    file: its holder may be right, and the ledger's key exchanged.
    """
    from ledger.integrity.kept_file import key_exchanged
    from ledger.proof.keys import OtherKeyError
    from ledger.proof.merkle import ProofError
    from ledger.proof.on_the_way import ChangedOnTheWayError

    try:
        yield
    except OtherKeyError as error:
        raise key_exchanged(name) from error
    except ChangedOnTheWayError as error:
        said = str(error)
        refuse(name, f"{said[0].upper()}{said[1:]}. It was not forged by that, and proves nothing.")
    except ProofError as error:
        refuse(name, f"{error}. Is it the right file, as it was given out?")


def witness_key_in(path: str) -> SigningKey:
    """The key of an agency in its file, as `assure ledger witness-key` made it."""
    from ledger.integrity.witnessing import read_key

    with proof_of(path):
        try:
            return read_key(Path(path))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a file's name"
            refuse(path, f"It cannot be read: {reason}. Check the name and your rights to it.")


def read_note(path: str) -> bytes:
    """The signed checkpoint in a file: a note, or a receipt, which holds one."""
    from ledger.proof.receipt import HEADER, MAX_RECEIPT_BYTES, EntryReceipt

    data = read_bytes(path, MAX_RECEIPT_BYTES)
    if not data.startswith(HEADER.encode()):
        return data
    with proof_of(name_of(path)):
        return EntryReceipt.parse(data).checkpoint
