"""`assure export`: the facts and main views as tables for other programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import NOUNS
from cli.output import say

app = typer.Typer(help=NOUNS["export"].help, add_completion=False, rich_markup_mode=None)


class For(StrEnum):
    """As `documents.export.files.Profile`, which is imported when an export is made."""

    PARTNERSHIP = "partnership"
    PUBLIC = "public"


@reads(app, "export")
def export(
    door: ReadingDoor,
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="The folder to write; no file is overwritten.")
    ],
    profile: Annotated[
        For, typer.Option("--profile", help="For the partnership's analysts, or for everybody.")
    ] = For.PARTNERSHIP,
) -> None:
    """Write the facts and main views as Parquet and CSV, a folder for each, for other programs.

    Cases are pseudonyms; no person and no word about a case is in it. The data dictionary, the day
    and the entry that it stands at are inside. The profile `public` has no row about a single case,
    and leaves out counts of few.

    Example: `assure export ./tables --profile public`
    """
    from application import export as tables
    from cli.folders import write_all
    from documents.export.files import Profile

    written = write_all(folder, tables.files(door.reader, Profile(profile.value)))
    say(f"{written} files are in {folder}. What each column means: data_dictionary.csv")
