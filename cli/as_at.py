"""`--as-at`: the position that an entry's number or a day stands for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ledger.service import Ledger


def position(ledger: Ledger, text: str) -> int:
    """The entry itself, or the last one recorded by the end of a day (UTC); 0 before the first.

    The day is the one that `projections` means, so that every door shows the same.
    """
    if re.fullmatch(r"[0-9]{1,18}", text):
        return int(text)
    try:
        day = date.fromisoformat(text)
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text!r} is neither a date such as 2026-03-31 nor an entry's number",
            param_hint="--as-at",
        ) from error
    return _last_before(ledger, midnight)


def _last_before(ledger: Ledger, moment: datetime) -> int:
    """By halving: entries are recorded in the order of time."""
    low, high = 0, ledger.size()
    while low < high:
        middle = (low + high + 1) // 2
        entry = ledger.entry(middle)
        if entry is not None and entry.stamp.recorded_at < moment:
            low = middle
        else:
            high = middle - 1
    return low
