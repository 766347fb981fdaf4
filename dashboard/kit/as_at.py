"""The day that the pages stand at: typed, or one by which a partnership looks back."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboard.kit import address
from dashboard.kit.cache import facts
from dashboard.kit.dates import day_of_words, day_words
from dashboard.kit.markdown import plain
from dashboard.reading import Reading
from projections.queries.milestones import milestones

DAY_KEY = "as_it_stood_on"
_REFUSED = "day_refused"
LABEL = "As it stood on"


def control(given: Reading) -> None:
    """A field for the day and the days that are asked for often, each at the end of that day.

    A field of text takes Enter at once; Streamlit's own for a date does not.
    """
    refused = st.session_state.pop(_REFUSED, None)
    if refused is None:
        st.session_state[DAY_KEY] = day_words(given.today)
    within = (given.first, given.now)
    st.text_input(LABEL, key=DAY_KEY, placeholder="today", on_change=_typed, args=within)
    if refused is not None:
        st.error(plain(refused))
    for words, day in presets(given).items():
        key = f"day_{words}"
        st.button(plain(words), key=key, on_click=_stand_at, args=(day,), type="tertiary")


def presets(given: Reading) -> dict[str, date | None]:
    """Words to the day that they stand for, each before the day that is shown; None for today."""
    known = facts(given, milestones, given.today)
    held = known.moderation_held_on
    found = {
        "Last SAIG meeting": known.saig_met_on,
        "Quarter's end": quarter_end_before(given.today),
        "Before moderation": None if held is None else held - timedelta(days=1),
    }
    named = {
        f"{words}: {day_words(day)}": day
        for words, day in found.items()
        if day is not None and given.first <= day < given.now
    }
    return {**({"Today": None} if given.is_past else {}), **named}


def quarter_end_before(day: date) -> date:
    """The last day of the quarter before the one that a day is in."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1) - timedelta(days=1)


def _typed(first: date, now: date) -> None:
    text = st.session_state[DAY_KEY].strip()
    day = now if not text else day_of_words(text)
    if day is None:
        st.session_state[_REFUSED] = f"{text!r} is no day. Write it as 1/3/2026 or 1 March 2026."
    elif day < first:
        st.session_state[_REFUSED] = f"The record begins on {day_words(first)}."
    else:
        _stand_at(day if day < now else None)


def _stand_at(day: date | None) -> None:
    """The day stands in the address: it is kept by reload, back and a sent link."""
    address.read_by(day)
