"""Ctrl+C while something is being recorded waits until that stands on the disk and is known.

So whoever stops a command can be told for sure whether anything of it was recorded.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Interrupts:
    """Of this process. `waiting`: somebody pressed Ctrl+C, and it has not stopped anything yet."""

    def __init__(self) -> None:
        self.waiting = False
        self.depth = 0
        self.recorded: list[int] = []

    def note(self, _: int, __: FrameType | None) -> None:
        self.waiting = True


_state = _Interrupts()


@contextmanager
def held() -> Iterator[None]:
    """Ctrl+C waits while this runs, and until the next time: then nothing is begun any more.

    Only where Python handles it: in the main thread of a program that has a handler.
    """
    handler = signal.getsignal(signal.SIGINT)
    is_main = threading.current_thread() is threading.main_thread()
    if _state.depth or not is_main or not callable(handler):
        yield
        return
    if _state.waiting:
        _state.waiting = False
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, _state.note)
    _state.depth += 1
    try:
        yield
    finally:
        _state.depth -= 1
        signal.signal(signal.SIGINT, handler)


def note_recorded(positions: list[int]) -> None:
    """Remembers the first and the last entry that this process recorded."""
    if positions:
        _state.recorded = [*_state.recorded[:1], *positions][:1] + [positions[-1]]


def recorded() -> tuple[int, int] | None:
    """The first and the last entry that this process recorded."""
    return (_state.recorded[0], _state.recorded[-1]) if _state.recorded else None
