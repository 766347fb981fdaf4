"""What opens the keys can be chosen by whoever starts a ledger, as the threat model says."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ledger.integrity.scan import audit
from ledger.keys.key_encryption_key import CREDENTIAL, PLACE, SALT
from tests.docs.preloaded import become

pty = pytest.importorskip("pty", reason="needs a terminal as POSIX has them")

PHRASE, OTHER = "four words typed slowly", "five other words typed slowly"
SECONDS_MAX = 60
START = ("ledger", "init", "--name", "North", "--full-name", "Sam Lee")
DESKTOP = """
import json, os
from keyring.backend import KeyringBackend
class Desktop(KeyringBackend):
    priority = 1
    path = os.environ["DESKTOP"]
    def _all(self):
        return json.load(open(self.path)) if os.path.exists(self.path) else {}
    def get_password(self, service, username):
        return self._all().get(f"{service}/{username}")
    def set_password(self, service, username, password):
        json.dump({**self._all(), f"{service}/{username}": password}, open(self.path, "w"))
    def delete_password(self, service, username):
        kept = self._all()
        del kept[f"{service}/{username}"]
        json.dump(kept, open(self.path, "w"))
"""


class Terminal:
    """`assure` at a terminal of its own, as one person with one ledger uses it."""

    def __init__(self, folder: Path) -> None:
        self.ledger, self.home, self.folder = folder / "ledger.db", folder / "home", folder
        self.environment: dict[str, str] = {}

    def __call__(self, *words: str, typed: Sequence[str] = (), code: int = 0) -> str:
        """What stood on the screen. `typed`: a line for each question that is asked."""
        process, screen = pty.fork()
        if not process:
            os.environ.update(
                self.environment,
                ASSURE_LEDGER=str(self.ledger),
                ASSURE_HOME=str(self.home),
                ASSURE_ACTOR="s-lee",
            )
            if self.environment:  # of which Python looks at some when it starts
                os.execv(sys.executable, [sys.executable, "-m", "cli", *words])
            become(words)
        shown, answers = self._talk(screen, list(typed))
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.close(screen)
        assert (ended, answers) == (code, []), shown
        assert not any(secret in shown for secret in typed), "what is typed unseen is not shown"
        return shown

    def _talk(self, screen: int, answers: list[str]) -> tuple[str, list[str]]:
        shown, unread, until = "", "", time.monotonic() + SECONDS_MAX
        while time.monotonic() < until:
            if not select.select([screen], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(screen, 4096).decode()
            except OSError:  # Linux says so when the other side has ended
                break
            if not part:
                break
            shown, unread = shown + part, unread + part
            if answers and unread.rstrip(" ").endswith((":",)):
                os.write(screen, f"{answers.pop(0)}\n".encode())
                unread = ""
        return shown, answers

    @property
    def keys(self) -> Path:
        (path,) = self.home.glob("*/keys")
        return path

    def starts(self, *words: str, typed: Sequence[str] = ()) -> None:
        """A ledger of a partnership whose coordinator also keeps its keys."""
        self(*START, *words, typed=typed)
        self("role", "grant", "s-lee", "keeper", typed=typed[:1])

    def works(self, *typed: str) -> None:
        """Records, signs and verifies: what needs the key-encryption key."""
        name = f"a{time.monotonic_ns()}"
        self("agency", "join", name, "--title", name, "--sector", "housing", typed=typed)
        self("ledger", "checkpoint", typed=typed)
        assert audit(self.ledger).ok


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_ledger_whose_keys_are_behind_a_passphrase(terminal: Terminal) -> None:
    terminal.starts("--keys", "passphrase", typed=[PHRASE, PHRASE])
    assert {file.name for file in terminal.keys.iterdir()} == {SALT, PLACE, "keystore.db"}
    terminal.works(PHRASE)
    wrong = terminal("ledger", "checkpoint", typed=[OTHER], code=1)
    assert "does not open with this key or passphrase" in wrong
    terminal("vault", "rewrap", typed=[PHRASE, OTHER, OTHER])
    terminal.works(OTHER)


def test_a_passphrase_is_typed_the_same_twice_and_is_long(terminal: Terminal) -> None:
    mistyped = [PHRASE, OTHER] * 3
    shown = terminal(*START, "--keys", "passphrase", typed=mistyped, code=1)
    assert "none was given" in shown
    assert "shorter than 12" in terminal(
        *START, "--keys", "passphrase", typed=["few letters", "few letters"], code=1
    )
    assert list(terminal.home.glob("*/keys/*")) == []
    assert not terminal.ledger.exists()


def test_a_ledger_whose_key_is_in_the_desktops_keyring(terminal: Terminal) -> None:
    (terminal.folder / "desktop.py").write_text(DESKTOP)
    terminal.environment = {
        "PYTHONPATH": str(terminal.folder),
        "PYTHON_KEYRING_BACKEND": "desktop.Desktop",
        "DESKTOP": str(terminal.folder / "kept.json"),
    }
    terminal.starts("--keys", "keyring")
    assert {file.name for file in terminal.keys.iterdir()} == {PLACE, "keystore.db"}
    terminal.works()
    terminal("vault", "rewrap")
    terminal.works()
    terminal.environment["DESKTOP"] = str(terminal.folder / "elsewhere.json")
    assert "The keyring holds no key" in terminal("ledger", "checkpoint", code=1)


def test_keys_move_from_a_file_to_a_passphrase_and_back(terminal: Terminal) -> None:
    terminal.starts()
    assert {file.name for file in terminal.keys.iterdir()} == {CREDENTIAL, "keystore.db"}
    terminal.works()
    terminal("vault", "rewrap", "--keys", "passphrase", typed=[PHRASE, PHRASE])
    terminal.works(PHRASE)
    terminal("vault", "rewrap", "--keys", "file", typed=[PHRASE])
    assert {file.name for file in terminal.keys.iterdir()} == {CREDENTIAL, "keystore.db"}
    terminal.works()


def test_a_key_that_systemd_hands_over_is_exchanged(terminal: Terminal) -> None:
    given = terminal.folder / "credentials"
    given.mkdir()
    new = terminal.folder / "new-key"
    for path in (given / CREDENTIAL, new):
        path.write_bytes(os.urandom(32))
        path.chmod(0o600)
    terminal.environment = {"CREDENTIALS_DIRECTORY": str(given)}
    terminal.starts()
    assert {file.name for file in terminal.keys.iterdir()} == {"keystore.db"}
    assert "--new-key" in terminal("vault", "rewrap", code=1)
    terminal("vault", "rewrap", "--new-key", str(new))
    terminal("ledger", "checkpoint", code=1)
    new.replace(given / CREDENTIAL)
    terminal.works()


def test_a_key_that_was_exchanged_before_its_time_is_renewed_from_both(terminal: Terminal) -> None:
    """The system hands the new key over already: the keys are still wrapped with the old one."""
    given = terminal.folder / "credentials"
    given.mkdir()
    old, wrong = terminal.folder / "old-key", terminal.folder / "wrong-key"
    for path in (given / CREDENTIAL, wrong):
        path.write_bytes(os.urandom(32))
        path.chmod(0o600)
    terminal.environment = {"CREDENTIALS_DIRECTORY": str(given)}
    terminal.starts()
    old.write_bytes((given / CREDENTIAL).read_bytes())
    old.chmod(0o600)
    (given / CREDENTIAL).write_bytes(os.urandom(32))
    assert "does not open" in terminal("ledger", "checkpoint", code=1)
    new = str(given / CREDENTIAL)
    assert "--old-key" in terminal("vault", "rewrap", "--old-key", str(old), code=2)
    refused = terminal("vault", "rewrap", "--new-key", new, "--old-key", str(wrong), code=1)
    assert "does not open" in refused
    terminal("vault", "rewrap", "--new-key", new, "--old-key", str(old))
    terminal.works()
    same = terminal("vault", "rewrap", "--new-key", new, code=1)
    assert "is the present one" in same
    terminal.works()
