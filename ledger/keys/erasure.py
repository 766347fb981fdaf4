"""Erases one subject's confidential text. It may be killed after any step and run again.

The point of no return is an entry of its own, recorded before the key is touched: a legal hold
that comes earlier stops the erasure, and one that comes later is refused. Afterwards the bytes of
the files are searched for the key, and the result is recorded as sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from domain.kernel.command import Command
from domain.vault.decisions import BeginErasure, CompleteErasure
from domain.vault.state import KeyState
from ledger.errors import UnusableError
from ledger.keys.keystore import Keystore
from ledger.keys.vault import Vault

Record = Callable[[Command], object]


def erase(
    subject: str,
    *,
    state: KeyState,
    vault: Vault,
    record: Record,
    clear_derived: Callable[[], tuple[str, ...]],
) -> tuple[str, ...]:
    """Destroys the subject's key and everything derived from the text. Returns the checks made.

    `state`: of the subject's key in the ledger, as read now. `record` must raise Refusal by the
    rules: so an erasure that nobody requested, or that a legal hold forbids, ends before anything
    is touched. `clear_derived` clears exports and the like and says what it searched; it must be
    repeatable. After a completed erasure all is done again but nothing is recorded.
    """
    if not state.closed:
        record(BeginErasure(subject=subject))
    looked_for = {"the wrapped key": vault.forget(subject)}
    if state.key is not None:
        looked_for["its id"] = state.key.kid.encode()
    checks = (*_require_absent(subject, looked_for, vault.keystore), *clear_derived())
    if state.erased is None:
        record(CompleteErasure(subject=subject, checks=checks))
    return checks


def replay(completed: Iterable[str], keystore: Keystore) -> tuple[str, ...]:
    """Destroys again the keys that the ledger says are erased. Returns the subjects that were back.

    For a keystore restored from a backup, before anything is opened with it. `completed`: every
    subject whose erasure has begun.
    """
    destroyed = keystore.destroy(*completed)
    for subject, wrapped in destroyed.items():
        _require_absent(subject, {"the wrapped key": wrapped}, keystore)
    return tuple(destroyed)


def _require_absent(
    subject: str, looked_for: Mapping[str, bytes | None], keystore: Keystore
) -> tuple[str, ...]:
    """What was looked for and not found. A run after a killed one knows the key's id only."""
    known = {what: data for what, data in looked_for.items() if data is not None}
    for what, data in known.items():
        if keystore.holds(data):
            raise UnusableError(
                f"The key of {subject} is deleted, but {what} still stands in the bytes of"
                f" {keystore.path}.",
                "The erasure is not complete. Run it again; if this stays, renew the"
                " key-encryption key.",
            )
    if keystore.knows(subject):
        raise UnusableError(
            f"The keystore {keystore.path} still knows {subject}.",
            "The erasure is not complete. Run it again.",
        )
    return (
        f"The key was deleted. Every byte of the keystore's {len(keystore.files())} file(s) was"
        f" searched for {' and '.join(known)}: not found.",
        "The agencies' own numbers of the case were deleted with it.",
    )
