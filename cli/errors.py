"""The message and the exit code for each refusal and each fault.

No traceback reaches a user, and no field's value reaches the log.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.output import UnwrittenError, say
from cli.start import damaged_cache, discard_damaged_cache, interrupted
from documents.files.errors import InputError as InputError

if TYPE_CHECKING:
    from ledger.decision import Receipt

LINES_SHOWN_MAX = 50
_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS})
_REMEDY_NO_ROOM = (
    "What is recorded is whole: `assure ledger status` shows it. Free some space, then try again."
)
_USAGE_CHARACTERS_MAX = 500
"""Of what is said about an argument, which quotes it."""


class ExitCode(IntEnum):
    """The exit codes. A script may rely on these numbers."""

    DONE = 0
    FAILED = 1
    """The ledger cannot be used, or something unexpected happened."""
    USAGE = 2
    """The command was not written as its help says."""
    REFUSED = 3
    """A rule says no, or the input is not valid."""
    NOT_PERMITTED = 4
    CONFLICT = 5
    """Somebody else was first."""
    INTEGRITY = 6
    """The stored entries are not the ones that were recorded."""
    NOTHING_SPEAKS = 7
    """Nothing contradicts the ledger, and nothing outside its file speaks for all of it."""
    UNTOLD = 8
    """It is recorded, and the answer could not be written."""


@contextmanager
def told(home: Callable[[], Path], recorded: Callable[[], Receipt | None]) -> Iterator[None]:
    """Turns an error raised inside into a message on stderr and its exit code.

    `home`: the folder of the log. `recorded`: what the command has recorded so far.
    """
    try:
        yield
    except UnwrittenError as error:
        raise typer.Exit(untold(error, recorded())) from error
    except typer.Exit:
        raise
    except Exception as error:
        if interrupted():
            raise KeyboardInterrupt from error
        if isinstance(error, (typer.Abort, typer.TyperException, BrokenPipeError)):
            raise
        code = _explained(error) or _of_the_cache(error)
        if code is None:
            _say_unexpected(error, home)
            code = ExitCode.FAILED
        raise typer.Exit(code) from error


def untold(error: UnwrittenError, recorded: Receipt | None) -> ExitCode:
    """Says on stderr what stdout could not be told. Nothing more is written to stdout."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if recorded is None or not recorded.lines:
        if not isinstance(error.__cause__, BrokenPipeError):
            say(f"The answer could not be written: {error}. Nothing was recorded. [unwritten]")
        return ExitCode.FAILED
    entries = ", ".join(str(line.position) for line in recorded.lines)
    say(
        f"It is recorded, under command id {recorded.command_id}: entry {entries}. Only the answer"
        f" could not be written: {error}.",
        f"The same again with --command-id {recorded.command_id} shows its receipt and records"
        " nothing more. [untold]",
    )
    return ExitCode.UNTOLD


@contextmanager
def short_usage() -> Iterator[None]:
    """Keeps short and legible what is said of a command that is not written as its help says."""
    try:
        yield
    except typer.TyperException as error:
        from domain.kernel.quoting import bounded, legible

        error.message = legible(bounded(error.message, _USAGE_CHARACTERS_MAX))
        raise


def _say_faults(error: InputError) -> None:
    say(f"{error.source} is refused; nothing was recorded.")
    for line in error.lines[:LINES_SHOWN_MAX]:
        say(f"  {line}")
    left_out = len(error.lines) + error.more - LINES_SHOWN_MAX
    if left_out > 0:
        say(f"  and {left_out} more.")
    if error.after:
        say(error.after)
    say("[invalid-input]")


def _explained(error: Exception) -> ExitCode | None:
    """Prints the message of a known error. Returns None for an unknown one."""
    from pydantic import ValidationError

    from domain.kernel.command import Refusal
    from ledger.errors import LedgerError

    match error:
        case InputError():
            _say_faults(error)
            return ExitCode.REFUSED
        case Refusal():
            say(error.message, error.remedy, f"[{error.code}]")
            return ExitCode.REFUSED
        case LedgerError():
            code, word = _of_ledger(error)
            say(error.message, error.remedy, f"[{word}]")
            return code
        case OSError() if error.errno in _NO_ROOM:
            say(f"The disk took no more: {error.strerror}.", _REMEDY_NO_ROOM, "[unusable]")
            return ExitCode.FAILED
        case ValidationError():
            from documents.files.values import faults

            _say_faults(InputError("What was given", faults(error)))
            return ExitCode.REFUSED
        case _:
            return None


def _of_the_cache(error: Exception) -> ExitCode | None:
    """Names a damaged file of Python's cache, if that is what the error comes from."""
    path = discard_damaged_cache(error)
    if path is None:
        return None
    say(f"{damaged_cache(path)} [unusable]")
    return ExitCode.FAILED


def _of_ledger(error: Exception) -> tuple[ExitCode, str]:
    from ledger.errors import (
        ConflictError,
        IntegrityFailureError,
        NotPermittedError,
    )

    match error:
        case NotPermittedError():
            return ExitCode.NOT_PERMITTED, "not-permitted"
        case ConflictError():
            return ExitCode.CONFLICT, "conflict"
        case IntegrityFailureError():
            return ExitCode.INTEGRITY, "integrity"
        case _:
            return ExitCode.FAILED, "unusable"


def _say_unexpected(error: Exception, home: Callable[[], Path]) -> None:
    from secrets import token_hex

    reference = token_hex(4)
    try:
        log = _log(error, reference, home())
    except OSError:
        where = "It could not be written to a log."
    else:
        where = f"Where it happened is in {log}, without anything from the record."
    say(
        f"Something went wrong that should not have: {type(error).__name__}, number {reference}.",
        where,
        "Report the number to whoever looks after assure; `assure ledger verify` shows whether"
        " the record is whole. [unexpected]",
    )


def _log(error: Exception, reference: str, home: Path) -> Path:
    """Appends the error's class and its places in the code: no message, no values."""
    import traceback

    from ledger.home import ERROR_LOG
    from ledger.keys.files import make_file, make_folder
    from ledger.service import utc_now

    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
    make_folder(home)
    log = home / ERROR_LOG
    make_file(log)
    with log.open("a", encoding="utf-8") as file:
        when = utc_now().isoformat(timespec="seconds")
        file.write(f"{when} {reference} {type(error).__qualname__}\n{places}")
    return log
