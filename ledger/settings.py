"""The only reader of the environment: where the ledger is, who acts, where exports go."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import UnusableError

CREDENTIALS = "CREDENTIALS_DIRECTORY"


@dataclass(frozen=True, slots=True)
class Settings:
    """`ledger` and `actor` None when not set: a command that needs one says so.

    `credentials`: where systemd has put this service's credentials, if it has.
    """

    ledger: Path | None
    actor: str | None
    home: Path
    credentials: Mapping[str, str]

    def require_ledger(self) -> Path:
        if self.ledger is None:
            raise UnusableError(
                "No ledger is named.", "Set ASSURE_LEDGER to its file, or give --ledger."
            )
        return self.ledger

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
) -> Settings:
    """Settings from flags, else from the environment, else the platform's user data folder."""
    env = os.environ if environment is None else environment
    path = ledger or env.get("ASSURE_LEDGER")
    folder = home or env.get("ASSURE_HOME")
    return Settings(
        ledger=Path(path) if path else None,
        actor=actor or env.get("ASSURE_ACTOR") or None,
        home=Path(folder) if folder else _user_data(env),
        credentials={name: env[name] for name in (CREDENTIALS,) if env.get(name)},
    )


def _user_data(env: Mapping[str, str]) -> Path:
    """Where this platform keeps a program's data. An empty variable counts as none."""
    if sys.platform == "win32":
        folder = env.get("APPDATA") or "~/AppData/Roaming"
    elif sys.platform == "darwin":
        folder = "~/Library/Application Support"
    else:
        folder = env.get("XDG_DATA_HOME") or "~/.local/share"
    try:
        return Path(folder).expanduser() / "assure"
    except RuntimeError as error:
        raise UnusableError("You have no home folder.", "Set ASSURE_HOME to a folder.") from error
