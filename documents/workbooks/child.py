"""Starts a process with limits of its own for a workbook that may be hostile."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

from documents.workbooks import reader_process
from documents.workbooks.guard import UnreadableError

_WALL_SECONDS_MAX = 2 * reader_process.SECONDS_MAX


def run(module: ModuleType, data: bytes, too_long: str) -> bytes:
    """What a module of ours answers to these bytes.

    Raises UnreadableError with `too_long` if it takes more time or memory than its limits allow.
    """
    # -P: a folder called `documents` where the person stands is not this package.
    command = [sys.executable, "-P", "-m", module.__name__]
    try:
        ran = subprocess.run(command, input=data, capture_output=True, timeout=_WALL_SECONDS_MAX)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(too_long) from error
    if ran.returncode < 0:
        raise UnreadableError(too_long)
    if ran.returncode > 0:
        name = module.__name__.rpartition(".")[2]
        raise RuntimeError(f"the {name} of workbooks ended with {ran.returncode}")
    return ran.stdout
