"""Screening as a door shows it: a finding's place as text."""

from __future__ import annotations

from documents.files.values import field_name
from domain.kernel.command import Command
from domain.kernel.confidential import Path
from domain.kernel.event import Value
from ledger.screening import NAMES_NOBODY, NOTHING_CONFIRMED, Confirmation, Suspected, Suspicion

__all__ = [
    "NAMES_NOBODY",
    "NOTHING_CONFIRMED",
    "Confirmation",
    "Suspected",
    "Suspicion",
    "area_of_item",
    "place",
]


def place(command: Command, path: Path) -> str:
    """A text's case or audit, its area and its field: `case C01, area voice, evidence`."""
    of_item = area_of_item(command, path)
    area = of_item or getattr(command, "area", None)
    case, audit = getattr(command, "case", None), getattr(command, "audit", None)
    parts = (
        f"case {case}" if case else audit and f"audit {audit}",
        area and f"area {area}",
        str(path[-1]) if of_item else field_name(_in_its_file(command, path)),
    )
    return ", ".join(filter(None, parts))


def area_of_item(command: Command, path: Path) -> str | None:
    """The area of a list's entry, where the text stands in one that has an area."""
    match path:
        case (str(name), int(index), *_):
            return getattr(getattr(command, name)[index], "area", None)
    return None


def _in_its_file(command: Command, path: Path) -> Path:
    """The path without a first part that stands for the whole of a file, such as a plan."""
    return path[1:] if isinstance(getattr(command, str(path[0])), Value) else path
