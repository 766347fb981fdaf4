"""Screening in the terminal: shows what seems to name somebody, and asks whether it does.

Only the writer can tell a crime number from a telephone number. The text is not shown: a
terminal's log would keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import typer

from application.screening import (
    NOTHING_CONFIRMED,
    Confirmation,
    Suspected,
    Suspicion,
    place,
)
from cli.errors import ExitCode
from cli.output import is_terminal, say
from domain.kernel.command import Command
from domain.kernel.confidential import Path

T = TypeVar("T")

Where = Callable[[Command, Path], str]
"""A text's place in a command, as whoever wrote it knows it."""


@dataclass
class Screening:
    """What a command's writer has confirmed so far. They are asked about each text once.

    `asks`: whether a person is asked; not in a dry run, nor when they vouched by a flag.
    `where`: how a text's place is said; a return in a workbook has cells.
    """

    asks: bool
    where: Where = place
    confirmed: Confirmation = NOTHING_CONFIRMED

    def during(self, act: Callable[[Confirmation], T]) -> T:
        """Does an act; where it seems to name somebody, does it again once that is confirmed.

        Raises Exit when it is not confirmed.
        """
        try:
            return act(self.confirmed)
        except Suspected as suspected:
            self._show(suspected.suspicions)
            if self.asks:
                require_answer()
            self.confirmed = self.confirmed.with_suspicions(suspected.suspicions)
        return act(self.confirmed)

    def _show(self, suspicions: tuple[Suspicion, ...]) -> None:
        say("Does it name somebody? A child, family or staff are not to be recognised by it.")
        for suspicion in suspicions:
            kinds = " and ".join(suspicion.kinds)
            say(f"  {self.where(suspicion.command, suspicion.path)} seems to hold {kinds}.")
        if not all(suspicion.is_sealed for suspicion in suspicions):
            say("What is not sealed is read by everybody here and can never be erased.")


def require_answer() -> None:
    if is_terminal():
        if typer.confirm("Does it name nobody, and is it to be recorded as it is?", err=True):
            return
    else:
        say("Take it out; or, if it names nobody, confirm that: --confirm-identifiers.")
    say("Nothing was recorded.", "[identifiers]")
    raise typer.Exit(ExitCode.REFUSED)
