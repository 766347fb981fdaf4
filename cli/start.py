"""Where `assure` starts: Ctrl+C, from here to its end, is one line and exit code 130.

Nothing else is imported before that is so.
"""

from __future__ import annotations

import _thread
import signal
import sys
import time
from types import FrameType

INTERRUPTED = 130
_MOMENT = 0.005

_pressed = False


def main() -> None:
    """The entry point."""
    sys.unraisablehook = _raised_in_passing
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _press)
    try:
        from cli.main import main as run

        run()
    except KeyboardInterrupt:
        _stop()
    except Exception as error:
        if interrupted():
            _stop()
        path = discard_damaged_cache(error)
        if path is None:
            raise
        sys.stderr.write(f"{damaged_cache(path)}\n")
        raise SystemExit(1) from None
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _stop()
        raise
    finally:
        # What is left is Python's own tidying up: nobody can stop that in order.
        _ignore()


def interrupted() -> bool:
    """Whether somebody has pressed Ctrl+C.

    A library that waits in code of its own may end with an error of its own then, as DuckDB does.
    """
    return _pressed


def leave_to_the_server() -> None:
    """From here on Ctrl+C is a server's, which closes in order and hands it on.

    asyncio takes it over from Python's own handler only.
    """
    if signal.getsignal(signal.SIGINT) is _press:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _press(number: int, frame: FrameType | None) -> None:
    global _pressed
    _pressed = True
    if _in_passing(frame):
        _press_again()
    else:
        signal.default_int_handler(number, frame)


def discard_damaged_cache(error: BaseException) -> str | None:
    """Removes the file of Python's cache that an error came from, and names it; None: from none.

    A disk that was full when Python wrote one leaves half of it, which Python does not make anew.
    """
    trace = error.__traceback__
    while trace is not None:
        frame, trace = trace.tb_frame, trace.tb_next
        if frame.f_code.co_name == "get_code" and "importlib" in frame.f_code.co_filename:
            path = frame.f_locals.get("bytecode_path")
            if path is not None:
                from pathlib import Path

                try:
                    Path(path).unlink()
                except OSError:
                    return f"{path}, which you have to remove"
                return str(path)
    return None


def damaged_cache(path: str) -> str:
    """What to say of it."""
    return (
        f"A file of Python's cache was damaged, as a full disk leaves one: {path}. It is made anew"
        f" by the next command. {_recorded()}"
    )


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
        _press_again()
    else:
        sys.__unraisablehook__(error)


def _in_passing(frame: FrameType | None) -> bool:
    """Whether `_raised_in_passing` is at work: what is raised there is lost too."""
    while frame is not None:
        if frame.f_code is _raised_in_passing.__code__:
            return True
        frame = frame.f_back
    return False


def _press_again() -> None:
    """Presses Ctrl+C once more when this thread, the main one, has gone on."""
    _thread.start_new_thread(_press_in_a_moment, (_thread.get_ident(),))


def _press_in_a_moment(thread: int) -> None:
    time.sleep(_MOMENT)
    if hasattr(signal, "pthread_kill"):
        # It ends a wait too, which `interrupt_main` does on Windows only.
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        _thread.interrupt_main()
