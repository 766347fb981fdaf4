"""Where a thing stands on the dashboard: addresses that reload, go back and can be sent.

What is shown stands in the address: `/grade_history?audit=2025-neglect&case=C07&day=2026-03-01`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from domain.kernel.days import day_written

DAY = "day"
_DAY_READ = "day_read"
_SEEN = "address_of_"
_PAGE = "page_shown"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page of the dashboard. `about`: the names and values of its address."""

    words: str
    page: str
    about: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.words

    @property
    def href(self) -> str:
        """The address, on the same day as the page that has the link."""
        day = st.query_params.get(DAY)
        about = {**dict(self.about), **({DAY: day} if day else {})}
        return f"/{self.page}?{urlencode(about)}" if about else f"/{self.page}"


def to(words: str, page: str, **about: str | None) -> Link:
    """A link to a page; what is None stays out of its address."""
    return Link(words, page, tuple((name, value) for name, value in about.items() if value))


def arrived_at(page: str) -> None:
    """Which page is shown: what was chosen on another is no choice here."""
    st.session_state[_PAGE] = page


def shown_page() -> str:
    """The name of the page that is shown, as in its address."""
    return str(st.session_state.get(_PAGE) or "impact")


def here() -> str:
    """The address of what is shown, to come back to."""
    page = "" if shown_page() == "impact" else shown_page()
    named = [(name, one) for name in st.query_params for one in st.query_params.get_all(name)]
    return f"/{page}?{urlencode(named)}" if named else f"/{page}"


def day() -> date | None:
    """The day that the address names; None for now, and for what is no day.

    The menu leads to a page without one: the day that was read by goes on there.
    """
    if DAY not in st.query_params and _DAY_READ in st.session_state:
        st.query_params[DAY] = st.session_state[_DAY_READ]
    named = st.query_params.get(DAY, "")
    try:
        found = day_written(named)
    except ValueError:
        return None
    st.session_state[_DAY_READ] = named
    return found


def read_by(day: date | None) -> None:
    """Puts another day into the address; None for now."""
    if day is None:
        st.session_state.pop(_DAY_READ, None)
        st.query_params.pop(DAY, None)
    else:
        st.query_params[DAY] = day.isoformat()


def choose(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    otherwise: str | None = None,
    words: Callable[[str], str] = str,
) -> str:
    """A choice that stands in the address under `name`. `otherwise`: what an address without has.

    Raises IndexError without an option.
    """
    default = otherwise if otherwise is not None and otherwise in options else options[0]
    key = f"chosen_{name}"
    _follow(key, name, options, default)
    asked_for = st.query_params.get(name)
    chosen = st.selectbox(label, options, format_func=words, key=key) or default
    if asked_for is not None and asked_for not in options:
        st.text(f"The address names {asked_for}, which is not among what you may read here.")
    _put(name, chosen, default)
    return chosen


def choose_number(label: str, *, name: str, most: int) -> int:
    """A number from 1 to `most`, in the address under `name`; `most` where it has none."""
    key = f"chosen_{name}"
    wanted = st.query_params.get(name)
    asked_for = int(wanted) if wanted and wanted.isdecimal() and len(wanted) < 16 else most
    came_by_address = st.session_state.get(_SEEN + name) != _as_seen(wanted)
    if came_by_address or not 1 <= st.session_state.get(key, 0) <= most:
        st.session_state[key] = min(max(asked_for, 1), most)  # another day may have fewer
    chosen = int(st.number_input(label, 1, most, step=1, key=key, width=240))
    if wanted is not None and asked_for != min(max(asked_for, 1), most):
        st.text(f"The address names {wanted}, which is not among what you may read here.")
    _put(name, str(chosen), str(most))
    return chosen


def choose_several(
    label: str, options: Sequence[str], *, name: str, words: Callable[[str], str] = str
) -> frozenset[str]:
    """Any of the options, in the address under `name` once for each."""
    key = f"chosen_{name}"
    wanted = st.query_params.get_all(name)
    if st.session_state.get(_SEEN + name) != _as_seen(wanted):
        st.session_state[key] = [option for option in options if option in wanted]
    chosen = st.multiselect(label, options, format_func=words, key=key, placeholder="All")
    if sorted(chosen) != sorted(wanted):
        st.query_params[name] = chosen
    st.session_state[_SEEN + name] = _as_seen(st.query_params.get_all(name))
    return frozenset(chosen)


def _as_seen(values: object) -> tuple[object, object]:
    """What an address said, and on which page."""
    return st.session_state.get(_PAGE), values


def _follow(key: str, name: str, options: Sequence[str], default: str) -> None:
    """Takes over what the address says, where somebody came by a link or went back."""
    wanted = st.query_params.get(name)
    came_by_address = st.session_state.get(_SEEN + name) != _as_seen(wanted)
    if came_by_address or st.session_state.get(key) not in options:
        st.session_state[key] = wanted if wanted in options else default


def _put(name: str, chosen: str, default: str) -> None:
    """Writes a choice into the address, which stays bare where nothing was chosen."""
    stands = st.query_params.get(name)
    if stands != chosen and (stands is not None or chosen != default):
        st.query_params[name] = chosen
    st.session_state[_SEEN + name] = _as_seen(st.query_params.get(name))
