"""`assure ledger copy`: the same ledger in another place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.commands import runs
from cli.door import Door
from cli.nouns.ledger.against import progress
from cli.output import say


def register(app: typer.Typer) -> None:
    """Adds the verb to a noun."""
    runs(app)(copy)


def _place(name: str) -> str | None:
    if not name.strip():
        raise typer.BadParameter("It is empty: name a file or an address.")
    from ledger.location import is_in_a_server

    if not is_in_a_server(name):
        try:
            Path(name).lstat()
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise typer.BadParameter(f"It is no file's name: {said}.") from error
    return options.without_password(name)


def copy(
    door: Door,
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="FILE|ADDRESS",
            help="The ledger to copy.",
            callback=_place,
        ),
    ],
    target: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FILE|ADDRESS",
            help="Where it goes: an empty place, or where an earlier copy ended.",
            callback=_place,
        ),
    ],
) -> None:
    """Copy a ledger between files and servers, check every entry of the copy, and compare it.

    Positions, leaves and root are the same, so each receipt and checkpoint holds for the copy. It
    goes on where it was interrupted, and refuses what is no exact continuation. The keys are not
    in it: they stay in ASSURE_HOME.

    Example: `assure ledger copy --from north.db --to "postgresql://db.example.org/north"`
    """
    from application.copy_ledger import copy_ledger
    from ledger.location import located
    from ledger.proof.root_words import to_words

    copied = copy_ledger(located(source), located(target), progress)
    door.document(
        {
            "entries": copied.entries,
            "added": copied.added,
            "root": copied.root.hex(),
            "root_in_words": to_words(copied.root),
        }
    )
    say(
        "Record in one of the two only, from now on: set ASSURE_LEDGER to it. What is recorded in"
        " both makes two histories, and each proves the other wrong."
    )
