"""Input that is refused, as data: whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NoReturn

LINES_MAX = 1_000
LINE_CHARACTERS_MAX = 500


class InputError(Exception):
    """Input that is refused whole: a line for each fault, each with its place and remedy.

    `source`: the name of the input. `after`: shown after the lines, however many there are.
    However long the input is, the lines stay few, short and legible; `more` counts those left out.
    """

    def __init__(
        self, source: str, lines: Iterable[str], after: str = "", *, more: int = 0
    ) -> None:
        from domain.kernel.quoting import bounded, legible

        remaining = iter(lines)
        self.lines = tuple(
            legible(bounded(line, LINE_CHARACTERS_MAX)) for line in islice(remaining, LINES_MAX)
        )
        self.more = more + sum(1 for _ in remaining)
        self.source, self.after = bounded(source, LINE_CHARACTERS_MAX), after
        super().__init__(f"{self.source}: {len(self.lines) + self.more} faults")


def refuse(source: str, *lines: str) -> NoReturn:
    """Raises InputError with these lines."""
    raise InputError(source, lines)
