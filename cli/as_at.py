"""`--as-at`: the position that an entry's number or a day stands for."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ledger.service import Ledger


def position(ledger: Ledger, text: str) -> int:
    """The entry itself, or the last one of a day."""
    from application.reading import position_at

    if re.fullmatch(r"[0-9]{1,18}", text):
        return int(text)
    try:
        return position_at(ledger, date.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text!r} is neither a date such as 2026-03-31 nor an entry's number",
            param_hint="--as-at",
        ) from error
