"""Whatever people wrote is looked through before it is recorded: does it seem to name somebody?

Only they can tell a crime number from a telephone number, so they are asked. The words are not
shown: a terminal's log would keep them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import typer

from cli import inputs
from cli.errors import ExitCode
from cli.output import say
from domain.identifiers import found
from domain.kernel.command import Command
from domain.kernel.confidential import Path, written
from domain.kernel.event import Value
from domain.kernel.vocabulary import BlindText

Where = Callable[[Command, Path], str]
"""A text's place in a command, as whoever wrote it knows it."""


def place(command: Command, path: Path) -> str:
    """A text's case, or audit, its area and its field: `case C01, area voice, evidence`."""
    of_item = area_of_item(command, path)
    area = of_item or getattr(command, "area", None)
    case, audit = getattr(command, "case", None), getattr(command, "audit", None)
    parts = (
        f"case {case}" if case else audit and f"audit {audit}",
        area and f"area {area}",
        str(path[-1]) if of_item else inputs.place(_in_its_file(command, path)),
    )
    return ", ".join(filter(None, parts))


def area_of_item(command: Command, path: Path) -> str | None:
    """The area that a list's entry is about, where the text stands in one that has an area."""
    match path:
        case (str(name), int(index), *_):
            return getattr(getattr(command, name)[index], "area", None)
    return None


def _in_its_file(command: Command, path: Path) -> Path:
    """Without a first part that stands for the whole of a file, such as a plan's."""
    return path[1:] if isinstance(getattr(command, str(path[0])), Value) else path


@dataclass
class LooksThrough:
    """What `Ledger.looks_through` asks. `confirmed`: a person said beforehand that nobody is named.

    `where`: how a text's place is said; a return in a workbook has cells.
    """

    confirmed: bool
    dry_run: bool
    where: Where = place
    _known: set[str] = field(default_factory=set)

    def __call__(self, commands: Sequence[Command]) -> None:
        """Says what seems to name somebody; raises Exit unless a person says that it does not.

        What was answered once, such as before a rehearsal, is not asked again.
        """
        suspected = list(self._suspected(commands))
        if not suspected:
            return
        say("Does it name somebody? A child, family or staff are not to be recognised by it.")
        say(*(f"  {line}" for _, line in suspected))
        if not all(isinstance(text, BlindText) for text, _ in suspected):
            say("What is not sealed is read by everybody here and can never be erased.")
        if not (self.dry_run or self.confirmed):
            _require_answer()
        self._known |= {text for text, _ in suspected}

    def _suspected(self, commands: Sequence[Command]) -> Iterator[tuple[str, str]]:
        for command in commands:
            for path, text in written(command):
                kinds = () if text in self._known else found(text)
                if kinds:
                    line = f"{self.where(command, path)} seems to hold {' and '.join(kinds)}."
                    yield text, line


def _require_answer() -> None:
    if is_terminal():
        if typer.confirm("Is it no such thing, and to be recorded as it is?", err=True):
            return
    else:
        say("Take it out; or, if it is no such thing, say so: --confirm-identifiers.")
    say("Nothing was recorded.", "[identifiers]")
    raise typer.Exit(ExitCode.REFUSED)


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
