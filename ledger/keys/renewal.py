"""Renews the key-encryption key, which wraps the keys of cases and of signers.

The new key is kept before anything needs it; the old one is destroyed last, when nothing needs it
any more. So a renewal may be killed anywhere and run again.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import UnusableError
from ledger.home import Home
from ledger.keys.key_encryption_key import KeyPlace, Kind, chosen_place, remember_place
from ledger.keys.keystore import Keystore
from ledger.keys.signer import rewrap


def renew(home: Home | None, origins: Iterable[str]) -> None:
    """Makes a new key where the old one is kept. `origins`: every public name of the ledger.

    Raises UnusableError.
    """
    known = _require_keys(home)
    place = known.key_place()
    waiting = place.next()
    _wrap_anew(known, origins, place, waiting)
    place.take(waiting)


def move(home: Home | None, origins: Iterable[str], kind: Kind) -> None:
    """Makes a new key in a place of another kind and destroys the old. Raises UnusableError."""
    known = _require_keys(home)
    old = known.key_place()
    new = chosen_place(kind, known.keystore.parent, known.ask, known.credentials)
    if type(new) is type(old):
        raise UnusableError(
            f"The key-encryption key is kept in a place of that kind already: {kind}.",
            "Nothing was changed. To renew it there, leave --keys out.",
        )
    _wrap_anew(known, origins, old, new)
    remember_place(known.keystore.parent, kind)
    old.retire()


def exchange(
    home: Home | None, origins: Iterable[str], old: KeyPlace | None, new: KeyPlace
) -> None:
    """Wraps everything with a given key. `old`: the present one, where it is not at hand.

    For a key that the system hands over: the new one is put there afterwards, by hand. Neither
    key is changed or destroyed here.
    """
    known = _require_keys(home)
    present = old or known.key_place()
    if present.exists() and present.read() == new.read():
        raise UnusableError(
            "The key that is to be the new one is the present one.",
            "Nothing was changed. Name a file that holds another key with --new-key.",
        )
    _wrap_anew(known, origins, present, new)


def _require_keys(home: Home | None) -> Home:
    if home is None or not home.exists():
        raise UnusableError(
            "The keys of this ledger are not on this machine.",
            "Nothing was changed. Set ASSURE_HOME to where its keys are.",
        )
    return home


def _wrap_anew(home: Home, origins: Iterable[str], old: KeyPlace, new: KeyPlace) -> None:
    present = old.read() if old.exists() else None
    fresh = new.read() if new.exists() else new.make()
    if fresh == present:  # a renewal that was interrupted after its last step
        new.retire()
        fresh = new.make()
    for origin in origins:
        rewrap(home.under(origin).signer_folder, origin, present or fresh, fresh)
    try:
        Keystore(home.keystore, fresh)
    except UnusableError:
        Keystore(home.keystore, old.read()).rewrap(fresh)
