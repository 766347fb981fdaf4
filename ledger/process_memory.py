"""Keeps what is in this process's memory, keys and confidential words, from other programs."""

from __future__ import annotations

import sys

_PR_SET_DUMPABLE = 4


def keep_private() -> None:
    """No dump of this process is written when it crashes, and nobody else may read its memory.

    Where the system can: no core file on POSIX, not dumpable on Linux, so that a debugger of the
    same person reads nothing either. It is told again to a process that a program replaces.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
