"""The only reader of the environment: where the ledger is, who acts, where exports go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import UnusableError
from ledger.location import Location, located

if TYPE_CHECKING:
    from ledger.keys.key_encryption_key import Ask
    from ledger.signed_acts import Signer

_ASKED_BY = (("SUDO_USER", "SUDO_UID"), ("DOAS_USER", None), (None, "PKEXEC_UID"))
"""How sudo (and run0), doas and polkit say who asked: by an account's name, by its number."""
CREDENTIALS = "CREDENTIALS_DIRECTORY"
FAR = "ssh://"
WITHOUT_HOME = "--without-home"
"""The flag that says so."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`ledger` and `actor` None when not set: a command that needs one says so.

    `account`: who asked the operating system to run this as another account, if somebody did.
    `credentials`: where systemd has put this service's credentials, if it has. `ask`: gets a
    passphrase from whoever is there. `without_home`: record though the ledger's home is not here.
    `signing_key`: the file of either half of the OpenSSH key with which whoever acts signs.
    `key`: the fingerprint of the key that OpenSSH let in; then it says who acts. `signer`: their
    key at hand, wherever that is. `read_from`: a replica, for whoever only reads.
    """

    ledger: Location | None
    actor: str | None
    home: Path
    credentials: Mapping[str, str]
    ask: Ask | None = None
    account: str | None = None
    without_home: bool = False
    signing_key: Path | None = None
    key: str | None = None
    signer: Signer | None = None
    read_from: Location | None = None

    def require_ledger(self) -> Location:
        if self.ledger is None:
            raise UnusableError(
                "No ledger is named.",
                "Set ASSURE_LEDGER to its file or its server's address, or give --ledger.",
            )
        return self.ledger

    def at(self, name: str) -> Settings:
        """The same for a ledger that is named so."""
        return replace(self, ledger=located(name))

    def require_actor(self) -> str:
        if self.actor is None:
            raise UnusableError(
                "Nobody is named as acting.",
                "Set ASSURE_ACTOR to your short name in the directory, or give --actor.",
            )
        return self.actor


def load(
    ledger: str | None = None,
    actor: str | None = None,
    home: str | None = None,
    environment: Mapping[str, str] | None = None,
    ask: Ask | None = None,
    signing_key: str | None = None,
    read_from: str | None = None,
) -> Settings:
    """Settings from flags, else from the environment, else from the file that names a ledger."""
    env = _told(ledger, environment)
    name = ledger or env.get("ASSURE_LEDGER")
    folder = home or env.get("ASSURE_HOME")
    if folder and os.path.lexists(folder) and not Path(folder).is_dir():
        raise UnusableError(f"{folder} is no folder.", "Set ASSURE_HOME to a folder, or --home.")
    # A replica that a variable names is one of the ledger that a variable names, and of no other.
    replica = read_from or (None if ledger else env.get("ASSURE_READ_FROM"))
    key = signing_key or env.get("ASSURE_SIGNING_KEY")
    return Settings(
        ledger=located(name) if name else None,
        actor=actor or env.get("ASSURE_ACTOR") or None,
        home=Path(folder) if folder else _user_data(),
        credentials={name: env[name] for name in (CREDENTIALS,) if env.get(name)},
        ask=ask,
        account=_asking(env),
        signing_key=Path(key).expanduser() if key else None,
        read_from=located(replica) if replica else None,
    )


def far_ledger(given: str | None, environment: Mapping[str, str] | None = None) -> str | None:
    """The address of a ledger on another computer, `ssh://host`; None for a ledger here."""
    named = given or _told(given, environment).get("ASSURE_LEDGER") or ""
    return named if named.startswith(FAR) else None


def ssh_program(
    given: str | None = None, environment: Mapping[str, str] | None = None
) -> str | None:
    """OpenSSH's client with options of one's own, if one is named. `given`: a ledger, by flag."""
    return _told(given, environment).get("ASSURE_SSH") or None


def _told(ledger: str | None, environment: Mapping[str, str] | None) -> Mapping[str, str]:
    """The environment, and what the file adds where neither a flag nor a variable names a ledger.

    The file is one whole: its home and its key belong to its ledger, and to no other.
    """
    env = os.environ if environment is None else environment
    if ledger or env.get("ASSURE_LEDGER"):
        return env
    named = env.get("ASSURE_CONFIG")
    if named is None and environment is not None:
        return env
    from ledger import config_file

    files = config_file.usual() if named is None else [Path(named)] if named else []
    for path in files:
        if told := config_file.read(path):
            return {**told, **{name: value for name, value in env.items() if value}}
    return env


def _asking(env: Mapping[str, str]) -> str | None:
    """The account for which this runs as another one; None where nobody asked for that.

    By sudo (and run0), doas or polkit, which each say so in their own way.
    """
    for says_name, says_number in _ASKED_BY:
        name, number = env.get(says_name or ""), env.get(says_number or "")
        if (name or number) and number != str(own_number()):
            return name or _named(number)
    return None


def _named(number: str | None) -> str | None:
    """The name of an account by its number, where the platform knows it; else the number."""
    try:
        import pwd

        return pwd.getpwuid(int(number or "")).pw_name
    except (ImportError, KeyError, ValueError, OverflowError):
        return number


def own_number() -> int | None:
    """The number of the account that this runs as, where the platform has such numbers."""
    return os.geteuid() if hasattr(os, "geteuid") else None


def editor(environment: Mapping[str, str] | None = None) -> str | None:
    """The editor that this person writes with, if one is named."""
    env = os.environ if environment is None else environment
    return env.get("VISUAL") or env.get("EDITOR") or None


def runtime_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """This person's own folder in memory, on no disk, if the platform has one."""
    env = os.environ if environment is None else environment
    named = env.get("XDG_RUNTIME_DIR")
    return Path(named) if named and Path(named).is_dir() and os.access(named, os.W_OK) else None


def _user_data() -> Path:
    """Where this platform keeps a program's data for one person."""
    from platformdirs import user_data_path

    try:
        return user_data_path("assure", appauthor=False, roaming=True)
    except RuntimeError as error:
        raise UnusableError("You have no home folder.", "Set ASSURE_HOME to a folder.") from error
