"""Input that is refused, as data: whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn


class InputError(Exception):
    """Input that is refused whole: a line for each fault, each with its place and remedy.

    `source`: the name of the input. `after`: shown after the lines, however many there are.
    """

    def __init__(self, source: str, lines: Sequence[str], after: str = "") -> None:
        super().__init__(f"{source}: {len(lines)} faults")
        self.source, self.lines, self.after = source, tuple(lines), after


def refuse(source: str, *lines: str) -> NoReturn:
    """Raises InputError with these lines."""
    raise InputError(source, lines)
