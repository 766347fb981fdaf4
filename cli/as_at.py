"""`--as-at`: the position that an entry's number or a day stands for."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ledger.service import Ledger


def position_and_day(ledger: Ledger, text: str) -> tuple[int, date]:
    """The entry itself or the last one of a day, and the day to which ages are counted.

    That is the day given, or the day on which the entry was recorded; never one still to come.
    """
    from application.reading import day_at, position_at
    from domain.kernel.days import day_given

    today = ledger.today()
    if re.fullmatch(r"[0-9]{1,18}", text):
        return int(text), day_at(ledger, int(text))
    try:
        day = day_given(text)
        return position_at(ledger, day), min(day, today)
    except OverflowError as error:
        raise typer.BadParameter(
            f"{text} has no end that a clock can show: name today or an earlier day",
            param_hint="--as-at",
        ) from error
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is neither a date such as 2026-03-31 nor an entry's number",
            param_hint="--as-at",
        ) from error
