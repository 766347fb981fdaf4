"""A clock that is behind the record: at a terminal a person decides, elsewhere it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from cli.errors import ExitCode
from cli.output import is_terminal, say

if TYPE_CHECKING:
    from ledger.the_end import ClockBehind


@dataclass
class AboutTheClock:
    """Tells once in a command, and asks once where there is a terminal."""

    told: bool = False

    def __call__(self, behind: ClockBehind) -> None:
        if self.told:
            return
        self.told = True
        say(behind.what)
        if not is_terminal():
            say("Set the clock. What is recorded now claims an earlier time than what is there.")
        elif not typer.confirm("Is it to be recorded with this time?", err=True):
            say("Nothing was recorded.", "[clock]")
            raise typer.Exit(ExitCode.REFUSED)
