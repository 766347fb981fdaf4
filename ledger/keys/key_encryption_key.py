"""Where the key-encryption key is kept: a file, a passphrase, or the desktop's keyring.

It wraps every other key, and is never kept beside the ledger. A file must be readable by its owner
only; a credential from systemd comes first. A passphrase is stretched by scrypt with a salt that is
kept in the folder of keys. The keyring is the desktop's own, through the optional library
`keyring`; a server has none, and the error says so.
"""

from __future__ import annotations

import importlib
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn, Protocol
from unicodedata import normalize

from ledger.errors import UnusableError
from ledger.keys.files import make_folder, replace, require_private, sync_folder, write_new

Kind = Literal["file", "passphrase", "keyring"]
Ask = Callable[[Literal["present", "new"]], str]
"""Asks a person for a passphrase: the present one, or a new one."""

KEY_BYTES = 32
SALT_BYTES = 16
SCRYPT_N = 2**17
PASSPHRASE_LENGTH_MIN = 12
CREDENTIAL = "assure-kek"
SALT = "assure-kek.salt"
SERVICE = "assure-kek"
PLACE = "key-place"
"""The file in the folder of keys that names another place than a file."""
NEXT = ".new"
"""Ends the name under which a new key waits until everything is wrapped with it."""

_NO_KEYRING = {
    "keyring.backends.fail": "this machine has no keyring",
    "keyring.backends.null": "the keyring here keeps nothing (keyring.backends.null)",
    "keyrings.alt.file": "the keyring here is a plain file (keyrings.alt)",
}
_LOST = "Confidential text in this ledger cannot be read without it. Restore its own backup."


class KeyPlace(Protocol):
    """One place that keeps one key-encryption key. Every method raises UnusableError."""

    def exists(self) -> bool:
        """Whether a key is kept here."""

    def read(self) -> bytes:
        """The key, 32 bytes."""

    def make(self) -> bytes:
        """A fresh key, kept here. Never overwrites one."""

    def next(self) -> KeyPlace:
        """The place beside this one where a new key waits during a renewal."""

    def take(self, waiting: KeyPlace) -> None:
        """Puts the key that waits in `next()` in the place of this one, which is destroyed."""

    def retire(self) -> None:
        """Destroys the key here: another place keeps the key now."""


def place_of(folder: Path, environment: Mapping[str, str], ask: Ask | None = None) -> KeyPlace:
    """The place that keeps the key of the keystore in `folder`.

    A folder that names a place is believed; else systemd's credential is used if there is one, and
    else a file in the folder.
    """
    try:
        kind = (folder / PLACE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        credential = _given_by_system(environment)
        return (
            KeyFile(credential, from_systemd=True) if credential else KeyFile(folder / CREDENTIAL)
        )
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"The file {folder / PLACE} cannot be read.", _LOST) from error
    if kind not in ("passphrase", "keyring"):
        raise UnusableError(
            f"The file {folder / PLACE} names no place for a key that this assure knows.",
            "Install the version of assure that wrote it, or put the file back.",
        )
    return chosen_place("passphrase" if kind == "passphrase" else "keyring", folder, ask)


def chosen_place(
    kind: Kind, folder: Path, ask: Ask | None = None, environment: Mapping[str, str] | None = None
) -> KeyPlace:
    """The place of a kind for the keys in `folder`; a file may be one that systemd gives."""
    match kind:
        case "passphrase":
            return Passphrase(folder / SALT, ask)
        case "keyring":
            return DesktopKeyring(str(folder.resolve()))
        case "file":
            credential = _given_by_system(environment or {})
            return (
                KeyFile(credential, from_systemd=True)
                if credential
                else KeyFile(folder / CREDENTIAL)
            )


def remember_place(folder: Path, kind: Kind) -> None:
    """Writes down which kind of place keeps the key of the keystore in `folder`."""
    path = folder / PLACE
    try:
        if kind == "file":
            path.unlink(missing_ok=True)
            sync_folder(folder)
        else:
            make_folder(folder)
            replace(path, f"{kind}\n".encode())
    except OSError as error:
        raise UnusableError(
            f"The file {path} cannot be written: {error.strerror}.",
            "Nothing was lost. Free the disk or the rights, and do it again.",
        ) from error


def _given_by_system(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / CREDENTIAL if folder else None
    return path if path is not None and path.exists() else None


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file of 32 bytes that only its owner can read. `from_systemd`: used, never made."""

    path: Path
    from_systemd: bool = False

    def exists(self) -> bool:
        return self.path.exists()

    def read(self) -> bytes:
        return _read_file(self.path, KEY_BYTES, "key", from_systemd=self.from_systemd)

    def make(self) -> bytes:
        if self.from_systemd:
            return self.read()
        key = secrets.token_bytes(KEY_BYTES)
        _write_file(self.path, key, "key")
        return key

    def next(self) -> KeyFile:
        if self.from_systemd:
            raise UnusableError(
                f"The key-encryption key is given by the system, in {self.path}.",
                "Nothing was changed. Name a file that holds the new one with --new-key, and hand"
                " that one over afterwards.",
            )
        return KeyFile(self.path.with_name(f"{self.path.name}{NEXT}"))

    def take(self, waiting: KeyPlace) -> None:
        new = self.next().path
        try:
            _overwrite(self.path)
            new.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise UnusableError(
                f"The new key is in {new}, but could not take the place of {self.path}:"
                f" {error.strerror}.",
                "The keystore opens with the new key. Free the disk or the rights and renew again.",
            ) from error

    def retire(self) -> None:
        if self.from_systemd:
            return
        try:
            _overwrite(self.path)
            self.path.unlink()
            sync_folder(self.path.parent)
        except OSError as error:
            raise UnusableError(
                f"The old key file {self.path} could not be destroyed: {error.strerror}.",
                "Nothing opens with it any more. Delete it by hand.",
            ) from error


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase that a person knows, and its salt in a file. A salt alone is worth nothing."""

    salt: Path
    ask: Ask | None = None

    def exists(self) -> bool:
        return self.salt.exists()

    def read(self) -> bytes:
        salt = _read_file(self.salt, SALT_BYTES, "salt")
        return key_from_passphrase(self._asked("new" if self._waits() else "present"), salt)

    def make(self) -> bytes:
        passphrase = self._asked("new")
        if len(passphrase) < PASSPHRASE_LENGTH_MIN:
            raise UnusableError(
                f"The passphrase is shorter than {PASSPHRASE_LENGTH_MIN} characters.",
                "Choose a longer one, of several words.",
            )
        salt = secrets.token_bytes(SALT_BYTES)
        _write_file(self.salt, salt, "salt")
        return key_from_passphrase(passphrase, salt)

    def next(self) -> Passphrase:
        return Passphrase(self.salt.with_name(f"{self.salt.name}{NEXT}"), self.ask)

    def take(self, waiting: KeyPlace) -> None:
        new = self.next().salt
        try:
            new.replace(self.salt)
            sync_folder(self.salt.parent)
        except OSError as error:
            raise UnusableError(
                f"The new salt {new} could not take the place of {self.salt}: {error.strerror}.",
                "The keystore opens with the new passphrase. Free the disk and renew again.",
            ) from error

    def retire(self) -> None:
        try:
            self.salt.unlink()
            sync_folder(self.salt.parent)
        except OSError as error:
            raise UnusableError(
                f"The old salt {self.salt} could not be removed: {error.strerror}.",
                "Nothing opens with it any more. Delete it by hand.",
            ) from error

    def _waits(self) -> bool:
        return self.salt.name.endswith(NEXT)

    def _asked(self, which: Literal["present", "new"]) -> str:
        passphrase = self.ask(which) if self.ask is not None else ""
        if not passphrase:
            raise UnusableError(
                "The keys of this ledger are behind a passphrase, and none was given.",
                "Type it at a terminal when assure asks for it.",
            )
        return passphrase


@dataclass(frozen=True, slots=True)
class DesktopKeyring:
    """The desktop's keyring. `account`: the full path of the folder of keys."""

    account: str

    def exists(self) -> bool:
        return self._kept() is not None

    def read(self) -> bytes:
        kept = self._kept()
        if kept is None:
            raise UnusableError(f"The keyring holds no key for {self.account}.", _LOST)
        try:
            key = b64decode(kept, validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise UnusableError(f"What the keyring holds for {self.account} is not a key.", _LOST)
        return key

    def make(self) -> bytes:
        if self.exists():
            raise UnusableError(
                f"The keyring holds a key for {self.account} already.",
                "It is never overwritten: the words it opens would be lost. Nothing was changed.",
            )
        key = secrets.token_bytes(KEY_BYTES)
        self._keep(key)
        return key

    def next(self) -> DesktopKeyring:
        return DesktopKeyring(f"{self.account}{NEXT}")

    def take(self, waiting: KeyPlace) -> None:
        self._keep(waiting.read())
        waiting.retire()

    def retire(self) -> None:
        keyring = _keyring()
        try:
            keyring.delete_password(SERVICE, self.account)
        except keyring.errors.KeyringError as error:
            _refuse_keyring(f"the keyring did not answer ({type(error).__name__})", error)

    def _kept(self) -> str | None:
        keyring = _keyring()
        try:
            kept: str | None = keyring.get_password(SERVICE, self.account)
        except keyring.errors.KeyringError as error:
            _refuse_keyring(f"the keyring did not answer ({type(error).__name__})", error)
        return kept

    def _keep(self, key: bytes) -> None:
        keyring = _keyring()
        try:
            keyring.set_password(SERVICE, self.account, b64encode(key).decode())
        except keyring.errors.KeyringError as error:
            _refuse_keyring(f"the keyring did not answer ({type(error).__name__})", error)
        if self.read() != key:
            _refuse_keyring("the keyring gave back another key than it was given", None)


@lru_cache(maxsize=4)
def key_from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """A key from a passphrase by scrypt, n = 2^17, r = 8, p = 1; worked out once in a process.

    Normalised first, so that the same passphrase typed on another keyboard is the same.
    """
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    typed = normalize("NFC", passphrase).encode()
    return Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_N, r=8, p=1).derive(typed)


def _read_file(path: Path, size: int, what: str, *, from_systemd: bool = False) -> bytes:
    try:
        require_private(path, f"{what} file", from_systemd=from_systemd)
        with path.open("rb") as file:
            data = file.read(size + 1)
    except FileNotFoundError as error:
        raise UnusableError(f"The {what} file {path} is not here.", _LOST) from error
    except OSError as error:
        raise UnusableError(
            f"The {what} file {path} cannot be read: {error.strerror}.",
            "Check the file and its rights, then try again.",
        ) from error
    if len(data) != size:
        raise UnusableError(f"The {what} file {path} does not hold a {what}.", _LOST)
    return data


def _write_file(path: Path, data: bytes, what: str) -> None:
    try:
        write_new(path, data)
    except FileExistsError as error:
        raise UnusableError(
            f"There is a {what} file {path} already.",
            "It is never overwritten: the words it opens would be lost. Nothing was changed.",
        ) from error
    except OSError as error:
        raise UnusableError(
            f"The {what} file {path} cannot be written: {error.strerror}.", "Nothing was changed."
        ) from error


def _overwrite(path: Path) -> None:
    """Blanks a key where it stands, as far as the disk writes in place."""
    with path.open("r+b") as file:
        file.write(bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _keyring() -> Any:
    """The library, with a backend that keeps secrets."""
    try:
        keyring = importlib.import_module("keyring")
        importlib.import_module("keyring.errors")
    except ImportError as error:
        _refuse_keyring("the library `keyring` is not installed", error)
    backend = type(keyring.get_keyring()).__module__
    if backend in _NO_KEYRING:
        _refuse_keyring(_NO_KEYRING[backend], None)
    return keyring


def _refuse_keyring(reason: str, error: Exception | None) -> NoReturn:
    raise UnusableError(
        f"The key cannot be kept in a keyring: {reason}.",
        "Keep it in a file or behind a passphrase instead: --keys file, --keys passphrase.",
    ) from error
