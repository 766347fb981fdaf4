"""A new key-encryption key: every key wrapped anew, the old one destroyed, old copies worthless."""

from __future__ import annotations

import os
from pathlib import Path

from ledger.errors import UnusableError
from ledger.keys.files import sync_folder
from ledger.keys.key_encryption_key import KEK_BYTES, make_credential, read_credential
from ledger.keys.keystore import Keystore


def renew_credential(keystore: Path, credential: Path) -> None:
    """Replaces the credential file's key. May be killed anywhere and run again.

    The new key is on the disk before the keystore needs it, beside the old one as `.new`, and
    the old one goes only after the keystore opens with the new.
    """
    new = credential.with_name(f"{credential.name}.new")
    new_kek = read_credential(new) if new.exists() else make_credential(new)
    try:
        Keystore(keystore, new_kek)
    except UnusableError:
        Keystore(keystore, read_credential(credential)).rewrap(new_kek)
    try:
        _overwrite(credential)
        new.replace(credential)
        sync_folder(credential.parent)
    except OSError as error:
        raise UnusableError(
            f"The new key is in {new}, but could not take the place of {credential}:"
            f" {error.strerror}.",
            "The keystore opens with the new key. Free the disk or the rights and renew again.",
        ) from error


def _overwrite(path: Path) -> None:
    """Blanks a key where it stands, as far as the disk writes in place."""
    with path.open("r+b") as file:
        file.write(bytes(KEK_BYTES))
        file.flush()
        os.fsync(file.fileno())
