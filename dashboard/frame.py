"""What surrounds every page: who reads, as at which day, and what stands in the way of reading."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from application.access import required_words
from application.verify import uncovered
from dashboard import verified
from dashboard.kit import address, as_at, blocks, header, paper, style
from dashboard.kit.cache import once
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.tables import STYLE
from dashboard.reading import Door, Reading
from domain.kernel.invisible import seen
from ledger.read_from import ReadFrom

CLICK_SECONDS = 0.3
"""How long a click takes that leaves the field of the day: what it is meant for stays so long."""
FLUSH_SECONDS = 0.15
"""Long enough for what was written to reach the browser before it is replaced."""
_SHOWN = "day_shown"


def sidebar(reading: Reading) -> None:
    """The day that the pages stand at."""
    with st.sidebar:
        as_at.control(reading)


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
        if _SHOWN in st.session_state:
            time.sleep(CLICK_SECONDS)
        st.session_state[_SHOWN] = address.day()
        slot.text("Reading the record.")
        time.sleep(FLUSH_SECONDS)
    return slot.container()


def banners(reading: Reading, served: Door, replica: ReadFrom | None) -> None:
    """What a reader must know before any number: whose it is, up to where, how sure."""
    partnership = seen(reading.directory.name or "")
    st.html(style.STYLE)
    st.html(STYLE)
    st.html(blocks.STYLE)
    st.html(paper.STYLE)
    st.html(paper.margins(partnership, day_words(reading.today), reading.session.as_at))
    st.html(header.markup(whose(reading, served)))
    if replica is not None:
        st.info(plain(replica.words), icon=":material/database:")
    if reading.is_past:
        notice = (
            f"As it stood on {day_words(reading.today)}. Nothing recorded later is shown, and"
            " what is overdue is counted to that day. Who may read is judged as of today."
        )
        st.info(plain(notice), icon=":material/history:")


def whose(reading: Reading, served: Door) -> header.Whose:
    """What the header says of this reading."""
    last = verified.found(reading)
    position, size = reading.session.as_at, reading.head
    invented = reading.directory.invented
    return header.Whose(
        partnership=reading.directory.name or "This partnership has no name yet",
        is_invented=invented,
        day=reading.today,
        position=position,
        size=size,
        recorded_at=reading.reader.last_recorded,
        now=served.clock(),
        is_whole=None if last is None else not last.faults,
        verified_at=None if last is None else last.at,
        verified_size=0 if last is None else last.size,
        uncovered=once(reading, ("uncovered",), lambda: uncovered(reading.ledger, position)),
        reader=reading.person(reading.viewer.person),
        may_sign_out=served.sessions is not None,
        roles=", ".join(role_words(reading)) or "no role",
        how_known=reading.how_read,
        required=required_words(reading.directory, reading.now),
    )


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


def signed_out() -> None:
    """The page of somebody whose sign-in is good no more: a new one is a page load away."""
    st.title("You are signed out", anchor=False)
    st.text("Your sign-in has ended, or was withdrawn. Nothing that you typed was recorded.")
    blocks.way_in("Sign in again", address.here())


def not_enrolled(person: str, directory_name: str | None) -> None:
    """The page for somebody whom the record gives no right to read anything."""
    st.title("Nothing here is open to you", anchor=False)
    st.text(
        f"{person} holds no role in {directory_name or 'this partnership'}."
        " The coordinator grants roles: assure role grant --help"
    )
