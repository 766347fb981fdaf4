"""Where the key that wraps all other keys comes from: a credential file, a passphrase, a keyring.

The key-encryption key never lies beside the ledger. A file must be readable by its owner only;
systemd's credentials folder is looked into first. A passphrase is stretched by scrypt with a salt
that lies in the home folder. The keyring is the desktop's own, through the optional library
`keyring`; a server has none, and is told so.
"""

from __future__ import annotations

import importlib
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NoReturn
from unicodedata import normalize

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ledger.errors import UnusableError
from ledger.keys.files import require_private, write_new

Source = Literal["credential", "passphrase", "keyring"]
Ask = Callable[[], str]

KEK_BYTES = 32
SALT_BYTES = 16
SCRYPT_N = 2**17
PASSPHRASE_LENGTH_MIN = 12
CREDENTIAL = "assure-kek"
SALT = "assure-kek.salt"
SERVICE = "assure-kek"

_NO_KEYRING = {
    "keyring.backends.fail": "this machine has no keyring",
    "keyring.backends.null": "the keyring here keeps nothing (keyring.backends.null)",
    "keyrings.alt.file": "the keyring here is a plain file (keyrings.alt)",
}
_LOST = "Words in this ledger stay closed without it. Put it back from its own backup."


def read(
    source: Source, home: Path, environment: Mapping[str, str], ask: Ask | None = None
) -> bytes:
    """The key-encryption key from where the settings say. Raises UnusableError with the remedy."""
    if source == "credential":
        path = credential_path(home, environment)
        return read_credential(path, from_systemd=path.parent != home)
    if source == "passphrase":
        salt = _read_file(home / SALT, SALT_BYTES, "salt")
        return from_passphrase(_asked(ask), salt)
    return read_keyring(home)


def make(
    source: Source, home: Path, environment: Mapping[str, str], ask: Ask | None = None
) -> bytes:
    """A fresh key-encryption key, kept where the settings say. Never overwrites one.

    systemd's credential is never made here: it is used as it is.
    """
    if source == "credential":
        path = credential_path(home, environment)
        return make_credential(path) if path.parent == home else read(source, home, environment)
    if source == "passphrase":
        passphrase = _asked(ask)
        if len(passphrase) < PASSPHRASE_LENGTH_MIN:
            raise UnusableError(
                f"The passphrase is shorter than {PASSPHRASE_LENGTH_MIN} characters.",
                "Choose a longer one, of several words.",
            )
        salt = secrets.token_bytes(SALT_BYTES)
        _write_file(home / SALT, salt, "salt")
        return from_passphrase(passphrase, salt)
    return make_keyring(home)


def from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """A key from a passphrase by scrypt, n = 2^17, r = 8, p = 1.

    Normalised first, so that the same passphrase typed on another keyboard is the same.
    """
    typed = normalize("NFC", passphrase).encode()
    return Scrypt(salt=salt, length=KEK_BYTES, n=SCRYPT_N, r=8, p=1).derive(typed)


def _asked(ask: Ask | None) -> str:
    passphrase = ask() if ask is not None else ""
    if not passphrase:
        raise UnusableError(
            "No passphrase was given.", "Words in this ledger stay closed without it."
        )
    return passphrase


def credential_path(home: Path, environment: Mapping[str, str]) -> Path:
    """The file that holds the key: systemd's credential if there is one, else under `home`."""
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / CREDENTIAL).exists():
        return Path(folder) / CREDENTIAL
    return home / CREDENTIAL


def read_credential(path: Path, from_systemd: bool = False) -> bytes:
    """The key from its file. Refuses a missing file, a wrong size, and rights beyond the owner."""
    return _read_file(path, KEK_BYTES, "key", from_systemd=from_systemd)


def make_credential(path: Path) -> bytes:
    """A fresh key in a new file that only its owner can read. Never overwrites one."""
    key = secrets.token_bytes(KEK_BYTES)
    _write_file(path, key, "key")
    return key


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


def read_keyring(home: Path) -> bytes:
    """The key from the desktop's keyring. It is filed under the home folder's full path."""
    keyring, account = _keyring(), str(home.resolve())
    try:
        kept = keyring.get_password(SERVICE, account)
    except keyring.errors.KeyringError as error:
        _refuse_keyring(f"the keyring did not answer ({type(error).__name__})", error)
    if kept is None:
        raise UnusableError(f"The keyring holds no key for {account}.", _LOST)
    try:
        key = b64decode(kept, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEK_BYTES:
        raise UnusableError(f"What the keyring holds for {account} is not a key.", _LOST)
    return key


def make_keyring(home: Path) -> bytes:
    """A fresh key in the desktop's keyring, read back once. Never overwrites one."""
    keyring, account = _keyring(), str(home.resolve())
    key = secrets.token_bytes(KEK_BYTES)
    try:
        if keyring.get_password(SERVICE, account) is not None:
            raise UnusableError(
                f"The keyring holds a key for {account} already.",
                "It is never overwritten: the words it opens would be lost. Nothing was changed.",
            )
        keyring.set_password(SERVICE, account, b64encode(key).decode())
    except keyring.errors.KeyringError as error:
        _refuse_keyring(f"the keyring did not answer ({type(error).__name__})", error)
    if read_keyring(home) != key:
        _refuse_keyring("the keyring gave back another key than it was given", None)
    return key


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
        "Keep it in a credential file or behind a passphrase instead: see the settings.",
    ) from error
