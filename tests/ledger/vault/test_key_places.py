"""The key-encryption key: refused when missing, damaged or open to others, and never remade."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from hashlib import scrypt
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from ledger.errors import UnusableError
from ledger.home import Home
from ledger.keys import key_encryption_key as kek
from ledger.keys import renewal
from ledger.keys.key_encryption_key import KeyFile, Passphrase, place_of
from ledger.keys.keystore import Keystore

PHRASE = "four words typed slowly"
posix = pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")


def _ask(_: str) -> str:
    return PHRASE


def _file(folder: Path) -> KeyFile:
    return KeyFile(folder / kek.CREDENTIAL)


def _passphrase(folder: Path, ask: kek.Ask | None = _ask) -> Passphrase:
    return Passphrase(folder / kek.SALT, ask)


def _keyring(folder: Path) -> kek.DesktopKeyring:
    return kek.DesktopKeyring(str(folder))


def test_a_key_file_is_made_once_and_read_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = _file(home).make()
    assert len(made) == 32
    assert place_of(home, {}).read() == made
    assert [file.name for file in home.iterdir()] == [kek.CREDENTIAL]
    assert (home / kek.CREDENTIAL).stat().st_mode & 0o777 == 0o600
    with pytest.raises(UnusableError, match="never overwritten"):
        _file(home).make()
    assert _file(home).read() == made
    assert _file(tmp_path / "other").make() != made


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
    KeyFile(path).make()
    assert synced == [(False, False), (True, True)]


@pytest.mark.parametrize("place", [_file, _passphrase])
def test_a_missing_key_is_refused_and_not_remade(
    tmp_path: Path, place: Callable[[Path], kek.KeyPlace]
) -> None:
    with pytest.raises(UnusableError, match="is not here"):
        place(tmp_path).read()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33), bytes(5_000)])
def test_a_file_of_another_size_holds_no_key(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / kek.CREDENTIAL
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(UnusableError, match="does not hold a key"):
        KeyFile(path).read()


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    (tmp_path / kek.CREDENTIAL).mkdir(mode=0o700)
    with pytest.raises(UnusableError, match="cannot be read"):
        _file(tmp_path).read()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o444, 0o601])
def test_a_key_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    _file(tmp_path).make()
    (tmp_path / kek.CREDENTIAL).chmod(mode)
    with pytest.raises(UnusableError, match="chmod 600"):
        place_of(tmp_path, {}).read()


@posix
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs to give it away")
def test_a_key_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    _file(tmp_path).make()
    os.chown(tmp_path / kek.CREDENTIAL, 65534, 65534)
    with pytest.raises(UnusableError, match="belongs to somebody else"):
        _file(tmp_path).read()


def test_systemds_credential_comes_first_and_is_never_made(tmp_path: Path) -> None:
    home, given = tmp_path / "home", tmp_path / "credentials"
    at_home = _file(home).make()
    environment = {"CREDENTIALS_DIRECTORY": str(given)}
    assert place_of(home, environment).read() == at_home, "systemd gave no such key"
    given.mkdir()
    (given / kek.CREDENTIAL).write_bytes(bytes([9] * 32))
    (given / kek.CREDENTIAL).chmod(0o400)
    assert place_of(home, environment).read() == bytes([9] * 32)
    assert kek.chosen_place("file", home, environment=environment).make() == bytes([9] * 32)
    with pytest.raises(UnusableError, match="--new-key"):
        place_of(home, environment).next()


@posix
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="must belong to root")
def test_systemds_access_list_shows_as_group_rights_and_is_closed(tmp_path: Path) -> None:
    """Mode 0440, root's: what systemd 254 and later hands to a service's user."""
    given, home = tmp_path / "credentials", tmp_path / "home"
    given.mkdir()
    (given / kek.CREDENTIAL).write_bytes(bytes(32))
    environment = {"CREDENTIALS_DIRECTORY": str(given)}
    (given / kek.CREDENTIAL).chmod(0o440)
    assert place_of(home, environment).read() == bytes(32)
    for mode in (0o444, 0o460):
        (given / kek.CREDENTIAL).chmod(mode)
        with pytest.raises(UnusableError, match="chmod 600"):
            place_of(home, environment).read()


@pytest.mark.parametrize("kind", ["passphrase", "keyring", "file"])
def test_the_folder_of_keys_says_where_its_key_is(tmp_path: Path, kind: kek.Kind) -> None:
    kek.remember_place(tmp_path, kind)
    assert place_of(tmp_path, {}, _ask) == kek.chosen_place(kind, tmp_path, _ask)


@pytest.mark.parametrize("data", [b"", b"hsm\n", b"\xff"])
def test_a_place_that_nobody_knows_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / kek.PLACE).write_bytes(data)
    with pytest.raises(UnusableError, match=re.escape(str(tmp_path / kek.PLACE))):
        place_of(tmp_path, {})


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A passphrase that is stretched little; nothing of it stays behind."""
    monkeypatch.setattr(kek, "SCRYPT_N", 2**4)
    kek.key_from_passphrase.cache_clear()
    yield
    kek.key_from_passphrase.cache_clear()


@pytest.mark.usefixtures("_quick")
def test_a_passphrase_makes_the_same_key_again_and_another_another(tmp_path: Path) -> None:
    made = _passphrase(tmp_path).make()
    assert _passphrase(tmp_path).read() == made
    assert _passphrase(tmp_path, lambda _: f"{PHRASE}.").read() != made
    salt = (tmp_path / kek.SALT).read_bytes()
    assert len(salt) == 16
    assert PHRASE.encode() not in salt
    with pytest.raises(UnusableError, match="never overwritten"):
        _passphrase(tmp_path).make()


@pytest.mark.usefixtures("_quick")
def test_a_passphrase_is_the_same_however_its_letters_are_composed() -> None:
    composed, decomposed = "caf\u00e9 by the sea", "cafe\u0301 by the sea"
    key = kek.key_from_passphrase
    assert key(composed, bytes(16)) == key(decomposed, bytes(16))
    assert key(composed, bytes(16)) != key("cafe by", bytes(16))
    assert key(composed, bytes(16)) != key(composed, bytes([1] * 16))


def test_the_passphrase_is_stretched_as_documented() -> None:
    """n = 2^17, r = 8, p = 1 by the standard library's scrypt: the cost is part of the format."""
    wanted = scrypt(PHRASE.encode(), salt=bytes(16), n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
    assert kek.key_from_passphrase(PHRASE, bytes(16)) == wanted


def test_no_passphrase_or_a_short_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="shorter than 12"):
        _passphrase(tmp_path, lambda _: "short").make()
    for ask in (None, lambda _: ""):
        with pytest.raises(UnusableError, match="none was given"):
            _passphrase(tmp_path, ask).make()
    assert list(tmp_path.iterdir()) == []


class _Desktop(KeyringBackend):
    """A desktop's keyring, through the library's own interface for them."""

    priority = 1

    kept: dict[tuple[str, str], str]
    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringError("the secret is 1234")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture
def desktop() -> Iterator[_Desktop]:
    before, backend = keyring.get_keyring(), _Desktop()
    backend.kept = {}
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.mark.usefixtures("desktop")
def test_a_keyring_keeps_one_key_for_each_folder(tmp_path: Path) -> None:
    made, other = _keyring(tmp_path / "a").make(), _keyring(tmp_path / "b").make()
    assert made != other
    assert _keyring(tmp_path / "a").read() == made
    with pytest.raises(UnusableError, match="never overwritten"):
        _keyring(tmp_path / "a").make()
    with pytest.raises(UnusableError, match="holds no key"):
        _keyring(tmp_path / "c").read()


@pytest.mark.usefixtures("desktop")
@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (keyring.backends.fail.Keyring(), "this machine has no keyring"),
        (keyring.backends.null.Keyring(), "keeps nothing"),
    ],
)
def test_a_backend_that_keeps_no_secret_is_named(
    tmp_path: Path, backend: KeyringBackend, words: str
) -> None:
    keyring.set_keyring(backend)
    for act in (_keyring(tmp_path).make, _keyring(tmp_path).read):
        with pytest.raises(UnusableError, match=words):
            act()


def test_without_the_library_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UnusableError, match="not installed.*--keys file"):
        _keyring(tmp_path).read()


def test_a_locked_keyring_is_told_without_its_secret(desktop: _Desktop, tmp_path: Path) -> None:
    desktop.locked = True
    for act in (_keyring(tmp_path).make, _keyring(tmp_path).read):
        with pytest.raises(UnusableError, match=r"did not answer \(KeyringError\)\. ") as caught:
            act()
        assert "1234" not in str(caught.value)


@pytest.mark.parametrize("kept", ["", "not base64!", "AAAA", "\u00e9"])
def test_what_a_keyring_gives_back_must_be_a_key(
    desktop: _Desktop, tmp_path: Path, kept: str
) -> None:
    _keyring(tmp_path).make()
    desktop.kept = dict.fromkeys(desktop.kept, kept)
    with pytest.raises(UnusableError, match="is not a key"):
        _keyring(tmp_path).read()


class _Killed(BaseException):
    """Stands for the end of the process: nothing may handle it."""


ORIGIN = "north.example/ledger/2026"
SUBJECT = "2026-neglect/C07"
SECOND = "five other words typed slowly"


def _asks(which: str) -> str:
    return PHRASE if which == "present" else SECOND


def _home(tmp_path: Path, kind: kek.Kind) -> tuple[Home, tuple[bytes, str]]:
    """A home of a kind with one case's key; that key and the signer's public one."""
    home = Home(tmp_path, ORIGIN, {}, ask=_ask)
    vault, signer = home.make(kind=kind)
    return Home(tmp_path, ORIGIN, {}, ask=_asks), (vault.keystore.issue(SUBJECT).key, signer.vkey)


def _keys(home: Home) -> tuple[bytes, str]:
    vault, signer = home.open()
    found = vault.keystore.find(SUBJECT)
    assert found is not None
    return found.key, signer.vkey


STEPS = ["Keystore.rewrap", "rewrap"]
FILES = {"file": [kek.CREDENTIAL], "passphrase": [kek.SALT, kek.PLACE], "keyring": [kek.PLACE]}


@pytest.mark.usefixtures("_quick", "desktop")
@pytest.mark.parametrize("step", [None, *STEPS, "take"])
@pytest.mark.parametrize("kind", ["file", "passphrase", "keyring"])
def test_a_key_is_renewed_where_it_is_and_may_be_killed_at_each_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: kek.Kind, step: str | None
) -> None:
    home, issued = _home(tmp_path, kind)
    old = Home(tmp_path, ORIGIN, {}, ask=_ask).key_place().read()
    if step is not None:
        _kill(monkeypatch, step, lambda: renewal.renew(home, [ORIGIN]), type(home.key_place()))
    renewal.renew(home, [ORIGIN])
    now = Home(tmp_path, ORIGIN, {}, ask=lambda _: SECOND)
    assert now.key_place().read() != old
    assert _keys(now) == issued
    assert sorted(_names(home)) == sorted([*FILES[kind], "keystore.db"])
    with pytest.raises(UnusableError, match="does not open"):
        Keystore(home.keystore, old)


@pytest.mark.usefixtures("_quick", "desktop")
@pytest.mark.parametrize("step", [None, *STEPS, "remember_place", "retire"])
@pytest.mark.parametrize("new", ["file", "passphrase", "keyring"])
@pytest.mark.parametrize("kind", ["file", "passphrase", "keyring"])
def test_a_key_moves_to_another_place_and_may_be_killed_at_each_step(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kind: kek.Kind,
    new: kek.Kind,
    step: str | None,
) -> None:
    home, issued = _home(tmp_path, kind)
    home = Home(tmp_path, ORIGIN, {}, ask=_ask)
    if kind == new:
        with pytest.raises(UnusableError, match="of that kind already"):
            renewal.move(home, [ORIGIN], new)
        return
    old = home.key_place().read()
    if step is not None:
        _kill(monkeypatch, step, lambda: renewal.move(home, [ORIGIN], new), type(home.key_place()))
    if step == "retire":
        assert _keys(home) == issued
    else:
        renewal.move(home, [ORIGIN], new)
        assert sorted(_names(home)) == sorted([*FILES[new], "keystore.db"])
    assert type(home.key_place()) is type(kek.chosen_place(new, tmp_path))
    assert home.key_place().read() != old
    assert _keys(home) == issued


def _kill(
    monkeypatch: pytest.MonkeyPatch, step: str, act: Callable[[], None], place: type[object]
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise _Killed

    target = place if step in ("take", "retire") else renewal
    with monkeypatch.context() as patch:
        if target is renewal:
            patch.setattr(f"ledger.keys.renewal.{step}", killed)
        else:
            patch.setattr(target, step, killed)
        with pytest.raises(_Killed):
            act()


def _names(home: Home) -> list[str]:
    return [file.name for file in home.keystore.parent.iterdir()]


def test_a_key_that_the_system_gives_is_exchanged_for_another(tmp_path: Path) -> None:
    given, new = tmp_path / "given" / kek.CREDENTIAL, tmp_path / "new"
    for path, byte in ((given, 1), (new, 2)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes([byte] * 32))
        path.chmod(0o600)
    home = Home(tmp_path / "home", ORIGIN, {"CREDENTIALS_DIRECTORY": str(given.parent)})
    vault, signer = home.make()
    issued = vault.keystore.issue(SUBJECT).key, signer.vkey
    with pytest.raises(UnusableError, match="--new-key"):
        renewal.renew(home, [ORIGIN])
    with pytest.raises(UnusableError, match="is not here"):
        renewal.exchange(home, [ORIGIN], None, KeyFile(tmp_path / "no", from_systemd=True))
    for _ in range(2):
        renewal.exchange(home, [ORIGIN], None, KeyFile(new, from_systemd=True))
    assert (given.read_bytes(), new.read_bytes()) == (bytes([1] * 32), bytes([2] * 32))
    with pytest.raises(UnusableError, match="does not open"):
        home.open_vault()
    new.replace(given)
    assert _keys(home) == issued
