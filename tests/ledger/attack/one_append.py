"""Two recordings in a process of its own: a draw that issues keys, a return that is a gate.

    python -m tests.ledger.attack.one_append FOLDER

prints for each `recorded FIRST LAST`, with `, warned` where no checkpoint could be made, or the
message that a person would get, after `error`. Anything else that is raised ends it with a
traceback: the test that runs this under faults then fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from application.identity import local
from domain.kernel.command import Command
from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.service import Ledger
from ledger.settings import Settings
from tests.ledger.attack.returning import steps
from tests.ledger.partnership import SteppingClock

CODE = "one"


def settings_in(folder: Path) -> Settings:
    return Settings(folder / "ledger.db", "ruth-haldane", folder / "home", {})


def both() -> Iterator[tuple[str, str, Command]]:
    """The command id, the actor and the command of each."""
    last = list(steps(CODE))[9:11]
    for command_id, (actor, command) in zip(("draw", "return"), last, strict=True):
        yield command_id, actor, command


def record(ledger: Ledger) -> Iterator[str]:
    for command_id, actor, command in both():
        receipt = ledger.record(command, actor=local(actor), command_id=command_id).receipt
        warned = ", warned" if receipt.warning else ""
        yield f"recorded {receipt.lines[0].position} {receipt.lines[-1].position}{warned}"


def say(line: str) -> None:
    """By a system call that is not among those that fail."""
    os.writev(sys.stdout.fileno(), [f"{line}\n".encode()])


def main(folder: Path) -> None:
    try:
        with closing(open_ledger(settings_in(folder), SteppingClock())) as ledger:
            for line in record(ledger):
                say(line)
    except LedgerError as error:
        say(f"error {error.message} {error.remedy}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
