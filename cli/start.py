"""Where `assure` starts: Ctrl+C, from here to its end, is one line and exit code 130.

Nothing else is imported before that is so.
"""

from __future__ import annotations

import _thread
import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """The entry point."""
    sys.unraisablehook = _raised_in_passing
    try:
        from cli.main import main as run

        run()
    except KeyboardInterrupt:
        _stop()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _stop()
        raise
    finally:
        # What is left is Python's own tidying up: nobody can stop that in order.
        _ignore()


def _ignore() -> None:

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop() -> None:
    _ignore()
    sys.stderr.write(f"\nStopped by Ctrl+C. {_recorded()}\n")
    raise SystemExit(INTERRUPTED) from None


def _recorded() -> str:
    """Whether this command had recorded anything."""
    interrupts = sys.modules.get("ledger.interrupts")
    recorded = interrupts.recorded() if interrupts is not None else None
    if recorded is None:
        return "Nothing was recorded."
    first, last = recorded
    which = f"entry {first} is" if first == last else f"entries {first} to {last} are"
    return f"It had recorded: {which} in the ledger."


def _raised_in_passing(error: sys.UnraisableHookArgs) -> None:
    """Ctrl+C in code that Python calls by itself would be lost with a traceback: again, then."""

    if error.exc_type is KeyboardInterrupt:
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(error)
