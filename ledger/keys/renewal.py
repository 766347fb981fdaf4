"""Renewing the key of keys for everything that is wrapped with it: the cases' and the signers'."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import UnusableError
from ledger.home import Home, renewed
from ledger.keys.key_encryption_key import make_credential, read_credential
from ledger.keys.rotation import renew_credential
from ledger.keys.signer import rewrap


def renew(home: Home | None, origins: Iterable[str]) -> None:
    """A new key-encryption key in the place of the old. May be killed anywhere and run again.

    `origins`: every name the ledger has gone by. The new key is on the disk first; the old one
    goes last, when nothing needs it any more. Raises UnusableError.
    """
    if home is None or not home.exists():
        raise UnusableError(
            "The keys of this ledger are not on this machine.",
            "Nothing was changed. Set ASSURE_HOME to where its keys are.",
        )
    credential = home.credential
    if credential.parent != home.keystore.parent:
        raise UnusableError(
            f"The key of keys is given by the system, in {credential}.",
            "Nothing was changed. Renew it where it comes from.",
        )
    new = renewed(credential)
    fresh = read_credential(new) if new.exists() else make_credential(new)
    old = read_credential(credential)
    for origin in origins:
        rewrap(home.under(origin).signer_folder, origin, old, fresh)
    renew_credential(home.keystore, credential)
