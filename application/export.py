"""The record as tables for other programs, as one reader may read it, at a position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from application.reading import Reader, require_every_grade

if TYPE_CHECKING:
    from documents.export.files import Profile


def files(reader: Reader, profile: Profile) -> Iterator[tuple[str, bytes]]:
    """Each file's name under the folder, and what is in it.

    Refuses whoever may not read every grade: a count over a part of them would be a wrong one.
    """
    from documents.export.files import Stand, export_files

    reader.require_known()
    with reader.facts() as facts:
        require_every_grade(facts)
        name = reader.directory.name or ""
        stand = Stand(name, facts.session.as_at, reader.today, profile)
        yield from export_files(facts.session, stand)
