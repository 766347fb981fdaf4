"""`assure demo`: a demonstration ledger of an invented partnership."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cli.commands import prints
from cli.door import Door, Flags
from cli.nouns import NOUNS
from cli.nouns.dashboard import serve
from cli.output import Output, say, write

FOLDER_USUAL = "demo-ledger"
SEED_USUAL = 2026
LEDGER_NAME = "ledger.db"
_PROGRESS_EVERY = 500

app = typer.Typer(help=NOUNS["demo"].help, add_completion=False, rich_markup_mode=None)


@prints(app, "demo")
def demo(
    door: Door,
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="DIR", help=f"Where it is, or is to be; ./{FOLDER_USUAL} if left out."
        ),
    ] = None,
    fresh: Annotated[
        str | None, typer.Option("--fresh", metavar="DIR", help="Make a new one in this folder.")
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The same number gives the same story.")
    ] = SEED_USUAL,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Make it, and do not open the dashboard.")
    ] = False,
) -> None:
    """Make three years of an invented partnership, and open its dashboard on this computer.

    Without --fresh, a demonstration that is there already is opened again. It is opened for the
    chair of SAIG, or for --actor if that is one of its people.

    Example: `assure demo --fresh demo-a --seed 7`
    """
    if folder is not None and fresh is not None:
        raise typer.BadParameter("give one folder, not two", param_hint="--fresh")
    path = Path(fresh or folder or FOLDER_USUAL) / LEDGER_NAME
    if not path.exists():
        _make(path.parent, seed, door.settings.home)
    elif fresh is not None:
        from cli.files import refuse

        refuse(str(path), "There is a ledger here, and it is not overwritten. Name another folder.")
    flags = Flags(ledger=str(path), home=str(door.settings.home))
    with Door(flags, Output.TABLE) as made:
        actor = _introduced(made, door.settings.actor)
    write(str(path))
    if not no_open:
        from application.identity import demonstration

        serve(path, demonstration(actor), door.settings.home, None, no_open=False)


def _make(folder: Path, seed: int, home: Path) -> None:
    """Made beside its place and moved into it: an interrupted one is not taken for a whole."""
    import demo
    from ledger.keys.files import make_folder

    def progress(done: int) -> None:
        if done % _PROGRESS_EVERY == 0:
            say(f"{done} acts recorded")

    say(f"Making a demonstration in {folder}.")
    make_folder(folder)
    with TemporaryDirectory(dir=folder, prefix=".making-") as aside:
        demo.make(Path(aside), seed, progress, str(home))
        # The documents first, the ledger last: where it is, all that it speaks of is.
        for part in sorted(part for part in Path(aside).rglob("*") if part.is_file()):
            place = folder / part.relative_to(aside)
            make_folder(place.parent)
            part.replace(place)


def _introduced(made: Door, wanted: str | None) -> str:
    """Says what demonstration this is; for whom it is opened."""
    from application.reading import directory_of
    from domain.kernel.command import Refusal
    from domain.kernel.vocabulary import Role

    directory = directory_of(made.ledger)
    if not directory.invented:
        raise Refusal(
            "no-demonstration",
            f"{made.path} is not a demonstration.",
            "Open it with `assure dashboard`, or name another folder.",
        )
    say(f"{directory.name}: {made.ledger.size()} entries. Its keys are in {made.settings.home}.")
    if wanted in directory.people:
        return str(wanted)
    people = sorted(directory.people)
    chairs = [name for name in people if directory.people[name].holds(Role.SAIG_CHAIR)]
    return next(iter([*chairs, *people]))
