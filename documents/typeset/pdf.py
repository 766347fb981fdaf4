"""Sets a PDF/UA-1 from content and one of the pages beside this file, in memory alone.

What is recorded reaches Typst as data, never as its markup. Only the fonts that Typst brings are
used, so that the file is the same on every computer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from documents.files.plain import plain
from documents.word.inert import legible

if TYPE_CHECKING:
    from typst import Fonts

_COMMON = "common.typ"


class TypesettingError(Exception):
    """What Typst refuses of a content: in its words."""


def typeset(
    page: str, content: Mapping[str, Any], day: date, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """`page`: which of the .typ files beside this one; `day`: the one that the file is dated.

    `pictures`: by the names that the content knows them by; as numbers, since what Typst is given
    in memory has to be text. Raises TypesettingError.
    """
    import typst

    room = files("documents.typeset")
    parts: Any = {  # its types do not tell of files in memory
        "main": room.joinpath(f"{page}.typ").read_bytes(),
        _COMMON: room.joinpath(_COMMON).read_bytes(),
        "data.json": json.dumps(shown(plain(content))).encode(),
        "pictures.json": json.dumps(
            {n: list(data) for n, data in (pictures or {}).items()}
        ).encode(),
    }
    try:
        made = typst.Compiler(parts, font_paths=_fonts()).compile(
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(day, time(), UTC),
        )
    except RuntimeError as error:  # also the base of Typst's own
        raise TypesettingError(str(error)) from error
    if not isinstance(made, bytes):
        raise TypesettingError("no file was made")
    return made


@cache
def _fonts() -> Fonts:
    """The fonts that Typst brings, read once for all that a process sets."""
    from typst import Fonts

    return Fonts(include_system_fonts=False)


def shown(value: Any) -> Any:
    """The content with what is not seen, or what no font has, shown by its number."""
    match value:
        case str():
            return legible(value)
        case list():
            return [shown(inner) for inner in value]
        case dict():
            return {key: shown(inner) for key, inner in value.items()}
        case _:
            return value
