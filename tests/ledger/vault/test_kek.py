"""The key of keys: refused when it is missing, spoilt or open to others, and never remade."""

from __future__ import annotations

import os
import stat
import sys
from hashlib import scrypt
from pathlib import Path
from types import ModuleType

import pytest

from ledger.errors import UnusableError
from ledger.keys import key_encryption_key as kek
from ledger.keys.key_encryption_key import Source
from ledger.keys.keystore import Keystore
from ledger.keys.rotation import renew_credential

PHRASE = "four words typed slowly"
posix = pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")


def _ask() -> str:
    return PHRASE


def test_a_credential_is_made_once_and_read_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = kek.make("credential", home, {})
    assert len(made) == 32
    assert kek.read("credential", home, {}) == made
    assert [file.name for file in home.iterdir()] == [kek.CREDENTIAL]
    assert (home / kek.CREDENTIAL).stat().st_mode & 0o777 == 0o600
    with pytest.raises(UnusableError, match="never overwritten"):
        kek.make("credential", home, {})
    assert kek.read("credential", home, {}) == made
    assert kek.make("credential", tmp_path / "other", {}) != made


def test_a_new_key_is_on_the_disk_under_its_name_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is synced while it is a draft, its folder once it has its name."""
    synced: list[tuple[bool, bool]] = []
    fsync, path = os.fsync, tmp_path / kek.CREDENTIAL

    def watched(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), path.exists()))
        fsync(handle)

    monkeypatch.setattr("ledger.keys.files.os.fsync", watched)
    kek.make_credential(path)
    assert synced == [(False, False), (True, True)]


@pytest.mark.parametrize("source", ["credential", "passphrase"])
def test_a_missing_key_is_refused_and_not_remade(tmp_path: Path, source: Source) -> None:
    with pytest.raises(UnusableError, match="is not here"):
        kek.read(source, tmp_path, {}, _ask)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33), bytes(5_000)])
def test_a_file_of_another_size_holds_no_key(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / kek.CREDENTIAL
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(UnusableError, match="does not hold a key"):
        kek.read_credential(path)


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    (tmp_path / kek.CREDENTIAL).mkdir(mode=0o700)
    with pytest.raises(UnusableError, match="cannot be read"):
        kek.read("credential", tmp_path, {})


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o444, 0o601])
def test_a_key_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    kek.make_credential(tmp_path / kek.CREDENTIAL).hex()
    (tmp_path / kek.CREDENTIAL).chmod(mode)
    with pytest.raises(UnusableError, match="chmod 600"):
        kek.read("credential", tmp_path, {})


@posix
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs to give it away")
def test_a_key_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / kek.CREDENTIAL
    kek.make_credential(path)
    os.chown(path, 65534, 65534)
    with pytest.raises(UnusableError, match="belongs to somebody else"):
        kek.read_credential(path)


def test_systemds_credential_comes_first_and_is_never_made(tmp_path: Path) -> None:
    home, given = tmp_path / "home", tmp_path / "credentials"
    at_home = kek.make("credential", home, {})
    environment = {"CREDENTIALS_DIRECTORY": str(given)}
    assert kek.read("credential", home, environment) == at_home, "systemd gave no such key"
    given.mkdir()
    (given / kek.CREDENTIAL).write_bytes(bytes([9] * 32))
    (given / kek.CREDENTIAL).chmod(0o400)
    assert kek.read("credential", home, environment) == bytes([9] * 32)
    assert kek.make("credential", home, environment) == bytes([9] * 32)


@posix
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="must belong to root")
def test_systemds_access_list_shows_as_group_rights_and_is_closed(tmp_path: Path) -> None:
    """Mode 0440, root's: what systemd 254 and later hands to a service's user."""
    given, home = tmp_path / "credentials", tmp_path / "home"
    given.mkdir()
    (given / kek.CREDENTIAL).write_bytes(bytes(32))
    environment = {"CREDENTIALS_DIRECTORY": str(given)}
    (given / kek.CREDENTIAL).chmod(0o440)
    assert kek.read("credential", home, environment) == bytes(32)
    for mode in (0o444, 0o460):
        (given / kek.CREDENTIAL).chmod(mode)
        with pytest.raises(UnusableError, match="chmod 600"):
            kek.read("credential", home, environment)


def test_a_passphrase_makes_the_same_key_again_and_another_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kek, "SCRYPT_N", 2**4)
    made = kek.make("passphrase", tmp_path, {}, _ask)
    assert kek.read("passphrase", tmp_path, {}, _ask) == made
    assert kek.read("passphrase", tmp_path, {}, lambda: f"{PHRASE}.") != made
    salt = (tmp_path / kek.SALT).read_bytes()
    assert len(salt) == 16
    assert PHRASE.encode() not in salt
    with pytest.raises(UnusableError, match="never overwritten"):
        kek.make("passphrase", tmp_path, {}, _ask)


def test_a_passphrase_is_the_same_however_its_letters_are_composed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kek, "SCRYPT_N", 2**4)
    composed, decomposed = "caf\u00e9 by the sea", "cafe\u0301 by the sea"
    assert kek.from_passphrase(composed, bytes(16)) == kek.from_passphrase(decomposed, bytes(16))
    assert kek.from_passphrase(composed, bytes(16)) != kek.from_passphrase("cafe by", bytes(16))
    assert kek.from_passphrase(composed, bytes(16)) != kek.from_passphrase(
        composed, bytes([1] * 16)
    )


def test_the_passphrase_is_stretched_as_documented() -> None:
    """n = 2^17, r = 8, p = 1 by the standard library's scrypt: the cost is part of the format."""
    wanted = scrypt(PHRASE.encode(), salt=bytes(16), n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
    assert kek.from_passphrase(PHRASE, bytes(16)) == wanted


def test_no_passphrase_or_a_short_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="shorter than 12"):
        kek.make("passphrase", tmp_path, {}, lambda: "short")
    for ask in (None, str):
        with pytest.raises(UnusableError, match="No passphrase"):
            kek.make("passphrase", tmp_path, {}, ask)
    assert list(tmp_path.iterdir()) == []


class _Keyring(ModuleType):
    """A stand-in for the library, with a backend that keeps what it is given."""

    def __init__(self, backend: str = "keyring.backends.SecretService") -> None:
        super().__init__("keyring")
        self.errors = ModuleType("keyring.errors")
        self.errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
        self.kept: dict[tuple[str, str], str] = {}
        self._backend = type("Keyring", (), {"__module__": backend})()

    def get_keyring(self) -> object:
        return self._backend

    def get_password(self, service: str, account: str) -> str | None:
        return self.kept.get((service, account))

    def set_password(self, service: str, account: str, password: str) -> None:
        self.kept[service, account] = password


def _install(monkeypatch: pytest.MonkeyPatch, keyring: _Keyring) -> _Keyring:
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", keyring.errors)
    return keyring


def test_a_keyring_keeps_one_key_for_each_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _install(monkeypatch, _Keyring())
    made = kek.make("keyring", tmp_path / "a", {})
    other = kek.make("keyring", tmp_path / "b", {})
    assert made != other
    assert kek.read("keyring", tmp_path / "a", {}) == made
    with pytest.raises(UnusableError, match="never overwritten"):
        kek.make("keyring", tmp_path / "a", {})
    with pytest.raises(UnusableError, match="holds no key"):
        kek.read("keyring", tmp_path / "c", {})


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("keyring.backends.fail", "this machine has no keyring"),
        ("keyring.backends.null", "keeps nothing"),
        ("keyrings.alt.file", "plain file"),
    ],
)
def test_a_backend_that_keeps_no_secret_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, backend: str, words: str
) -> None:
    keyring = _install(monkeypatch, _Keyring(backend))
    for act in (kek.make, kek.read):
        with pytest.raises(UnusableError, match=words):
            act("keyring", tmp_path, {})
    assert keyring.kept == {}


def test_without_the_library_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UnusableError, match="not installed.*credential file"):
        kek.read("keyring", tmp_path, {})


def test_a_locked_keyring_is_told_without_its_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keyring = _install(monkeypatch, _Keyring())

    def locked(*_: str) -> str:
        raise keyring.errors.KeyringError("the secret is 1234")

    monkeypatch.setattr(keyring, "get_password", locked)
    for act in (kek.make, kek.read):
        with pytest.raises(UnusableError, match=r"did not answer \(KeyringError\)\. ") as caught:
            act("keyring", tmp_path, {})
        assert "1234" not in str(caught.value)


@pytest.mark.parametrize("kept", ["", "not base64!", "AAAA", "\u00e9"])
def test_what_a_keyring_gives_back_must_be_a_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: str
) -> None:
    keyring = _install(monkeypatch, _Keyring())
    kek.make("keyring", tmp_path, {})
    keyring.kept = dict.fromkeys(keyring.kept, kept)
    with pytest.raises(UnusableError, match="is not a key"):
        kek.read("keyring", tmp_path, {})


def _keystore(tmp_path: Path) -> tuple[Path, Path]:
    credential, path = tmp_path / "home" / kek.CREDENTIAL, tmp_path / "keys" / "keystore.db"
    Keystore(path, kek.make_credential(credential), create=True)
    return path, credential


class _Killed(BaseException):
    """Stands for the end of the process: nothing may handle it."""


@pytest.mark.parametrize(
    "step", [None, "Keystore.rewrap", "_overwrite", "Path.replace", "sync_folder"]
)
def test_a_credential_is_renewed_and_may_be_killed_at_each_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str | None
) -> None:
    path, credential = _keystore(tmp_path)
    old = kek.read_credential(credential)
    issued = Keystore(path, old).issue("2026-neglect/C07")
    if step is not None:

        def killed(*_: object) -> None:
            raise _Killed

        with monkeypatch.context() as patch:
            patch.setattr(f"ledger.keys.rotation.{step}", killed)
            with pytest.raises(_Killed):
                renew_credential(path, credential)
    renew_credential(path, credential)
    new = kek.read_credential(credential)
    assert new != old
    assert [file.name for file in credential.parent.iterdir()] == [kek.CREDENTIAL]
    assert Keystore(path, new).find("2026-neglect/C07") == issued
    with pytest.raises(UnusableError, match="does not open"):
        Keystore(path, old)
