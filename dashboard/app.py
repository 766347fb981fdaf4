"""The dashboard's entry: opens the ledger for one reader, then runs the page asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import frame, live, verified
from dashboard import reading as door
from dashboard.fault import fault
from dashboard.kit import address
from ledger.errors import LedgerError
from ledger.identity import Identity
from projections.engine.projector import ProjectionError

PAGES = {
    "impact": "Impact",
    "my_work": "My work",
    "returns": "Returns",
    "programme": "Programme",
    "audits": "Audits",
    "moderation": "Moderation",
    "grade_history": "Grade history",
    "recommendations": "Recommendations and actions",
    "voice": "Voice",
    "learning": "Learning",
    "integrity": "Integrity",
}
BEHIND = {"area": "Area of work", "moderation_day": "Moderation day"}
"""Pages that are not in the menu: a link on another leads there."""
FIRST = "impact"


def _address(name: str) -> str:
    """Under which name a page is found. The first has the bare address, and leaves its name."""
    return "first" if name == FIRST else name


def _nothing() -> None:
    """A page that is left before it is shown."""


def main() -> None:
    st.set_page_config(layout="wide", initial_sidebar_state="auto")
    here = Path(__file__).parent / "pages"
    pages = [
        st.Page(
            here / name / "page.py", title=title, default=name == FIRST, url_path=_address(name)
        )
        for name, title in PAGES.items()
    ]
    behind = [
        st.Page(here / name / "page.py", title=title, url_path=name, visibility="hidden")
        for name, title in BEHIND.items()
    ]
    # Whoever types the first page's name is led to it, and not to "page does not exist".
    by_name = st.Page(_nothing, title=PAGES[FIRST], url_path=FIRST, visibility="hidden")
    page = st.navigation([*pages, *behind, by_name])
    if page == by_name:
        st.switch_page(pages[0])
    address.arrived_at(page.url_path)
    served = door.served()
    if served is None:
        frame.stop_with("No ledger is served.", "Start the dashboard with `assure dashboard`.")
        return
    try:
        with served.open_to_read() as (ledger, replica):
            who = served.whose(ledger, st.context.cookies)
            if not isinstance(who, Identity):
                frame.signed_out()
                return
            if ledger.size() == 0:
                frame.first_steps()
                live.follow(served, replica.size if replica else 0, verified.stamp(served.path))
                return
            with door.opened(served, ledger, address.day(), who) as reading:
                frame.sidebar(reading)
                if not reading.viewer.grants and not reading.viewer.leads:
                    frame.not_enrolled(who.person, reading.directory.name)
                    return
                with frame.body(), door.given(reading):
                    verified_at = verified.stamp(served.path)
                    frame.banners(reading, served, replica)
                    page.run()
                if not reading.is_past:
                    live.follow(served, replica.size if replica else reading.head, verified_at)
    except (LedgerError, ProjectionError) as error:
        frame.stop_with(error.message, error.remedy)
    except Exception as error:
        fault(error)


main()
