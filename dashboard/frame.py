"""What surrounds every page: who reads, as at which day, and what stands in the way of reading."""

from __future__ import annotations

import logging
import time
import traceback
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import address
from dashboard.kit.chart import BY_WIDTH
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.tables import STYLE
from dashboard.reading import Reading

DAY_KEY = "as_it_stood_on"
FLUSH_SECONDS = 0.15
"""Long enough for what was written to reach the browser before it is replaced."""
FAULT = "This page cannot be shown: a fault in the dashboard. The record is untouched."
_SHOWN = "day_shown"


def sidebar(reading: Reading) -> None:
    """The partnership, the reader and the date control."""
    with st.sidebar:
        earliest = min(reading.first, reading.now)
        _follow_address(earliest, reading.now)
        st.date_input(
            "As it stood on",
            min_value=earliest,
            max_value=reading.now,
            format="DD/MM/YYYY",
            key=DAY_KEY,
            help="Shows every page as the record stood at the end of that day.",
            on_change=_into_address,
            args=(reading.now,),
        )
        st.subheader("Read by", anchor=False)
        st.text(reading.person(reading.viewer.person))
        st.text("\n".join(role_words(reading)) or "no role")
        st.text(f"Entry {reading.session.as_at:,} is the last one shown.")


def _into_address(now: date) -> None:
    """The day that was chosen stands in the address: it is kept by reload, back and a sent link."""
    day = st.session_state[DAY_KEY]
    address.read_by(day if isinstance(day, date) and day < now else None)


def _follow_address(earliest: date, now: date) -> None:
    """The control shows the day of the address; today where it names none."""
    day = address.day()
    st.session_state[DAY_KEY] = min(max(day, earliest), now) if day else now


def role_words(reading: Reading) -> list[str]:
    """The viewer's roles in words, and the audits they lead."""
    grants = sorted(reading.viewer.grants, key=lambda grant: (grant.role, grant.agency or ""))
    roles = [
        f"{_role_title(grant.role)}{', ' + reading.agency(grant.agency) if grant.agency else ''}"
        for grant in grants
    ]
    return roles + [f"Leads {audit}" for audit in sorted(reading.viewer.leads)]


def _role_title(role: str) -> str:
    words = role.replace("-", " ").replace("saig", "SAIG")
    return words[0].upper() + words[1:]


def body() -> DeltaGenerator:
    """Where the page goes. What another day left on the screen is cleared before it is read.

    Streamlit leaves a page's old numbers standing, dimmed, until new ones replace them: under the
    banner of another day they would be wrong.
    """
    slot = st.empty()
    if st.session_state.get(_SHOWN) != address.day():
        st.session_state[_SHOWN] = address.day()
        slot.text("Reading the record.")
        time.sleep(FLUSH_SECONDS)
    return slot.container()


def banners(reading: Reading) -> None:
    """What a reader must know before any number: invented data, another day."""
    st.html(STYLE + BY_WIDTH)
    st.text(reading.directory.name or "")
    if reading.directory.invented:
        st.warning(
            "Invented data. No person, case or organisation here exists.", icon=":material/warning:"
        )
    if reading.is_past:
        notice = (
            f"As it stood on {day_words(reading.today)}. Nothing recorded later is shown, and"
            " what is overdue is counted to that day. Who may read is judged as of today."
        )
        st.info(plain(notice), icon=":material/history:")


def stop_with(message: str, remedy: str) -> None:
    """A page that says what is wrong and what to do, in place of the one asked for."""
    st.title("The ledger cannot be shown", anchor=False)
    st.error(plain(message))
    st.text(remedy)


def first_steps() -> None:
    """The page of a ledger with no entry."""
    st.title("This ledger is empty", anchor=False)
    st.text("Nothing has been recorded yet. The coordinator begins with three commands:")
    st.code(
        'assure ledger init --name "Your partnership" --full-name "Your name"\n'
        'assure agency join police --title "Your police force" --sector police\n'
        'assure person enrol a-okafor --full-name "Adaeze Okafor" --agency police',
        language=None,
    )
    st.text("`assure --help` lists the rest. This page fills as soon as something is recorded.")


def not_enrolled(person: str, directory_name: str | None) -> None:
    """The page for somebody whom the record gives no right to read anything."""
    st.title("Nothing here is open to you", anchor=False)
    st.text(
        f"{person} holds no role in {directory_name or 'this partnership'}."
        " The coordinator grants roles: assure role grant --help"
    )


def fault(error: Exception) -> bool:
    """A page for the reader, and where it failed on stderr.

    Without the error's own words in either: they may quote the record. True: it is dealt with.
    """
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    logging.getLogger("assure").error("Page failed: %s at %s", type(error).__name__, where)
    st.error(FAULT)
    st.text(f"Tell whoever keeps the ledger: {type(error).__name__}, {where}")
    return True
