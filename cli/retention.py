"""Where the settings of retention are on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli import files

if TYPE_CHECKING:
    from ledger.keys.retention import RetentionSettings


def read(named: str | None, home: Path) -> RetentionSettings:
    """The settings in a file; else in the usual one, if it is there; else the defaults."""
    from application.retention import USUAL, settings_in

    usual = home / USUAL
    path = named or (str(usual) if usual.exists() else None)
    return settings_in(None if path is None else files.given(path))
