"""Where a finding of the screening stands, in words."""

from __future__ import annotations

from domain.kernel.command import Command
from domain.kernel.confidential import Path


def area_of_item(command: Command, path: Path) -> str | None:
    """The area of a list's entry, where the text stands in one that has an area."""
    match path:
        case (str(name), int(index), *_):
            return getattr(getattr(command, name)[index], "area", None)
    return None
