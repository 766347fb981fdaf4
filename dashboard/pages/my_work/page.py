"""My work: what waits for the person who reads, each with the page or the command that does it."""

from __future__ import annotations

import streamlit as st

from application.sheets.offered import offered
from dashboard.kit import blocks
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted
from dashboard.kit.recording import may_record_now
from dashboard.kit.sheets import sheets
from dashboard.pages.my_work import doors, requests
from dashboard.reading import Reading, reading
from projections.queries.audits import audits_overview
from projections.queries.waiting import waiting as waiting_for


def page(given: Reading) -> None:
    st.title("My work", anchor=False)
    waiting = facts(given, waiting_for, given.viewer, given.today)
    late = sum(task.overdue for task in waiting)
    if not waiting:
        blocks.answer("Nothing waits for you now.", under=("What does will stand here by itself.",))
    else:
        counts = counted(len(waiting), "thing waits", "things wait")
        overdue = f", {late} of them overdue" if late else ""
        blocks.answer(f"{counts} for you{overdue}.", under=(first_words(waiting[0].what),))
    blocks.cards([doors.card(task) for task in waiting], empty="", least=blocks.NARROW)
    doors.forms(waiting, given)
    requests.pending_requests(given)
    many_at_once(given)


def many_at_once(given: Reading) -> None:
    """The sheets that this person may fill in: what concerns many things is one file."""
    found = list(offered(given.viewer, facts(given, audits_overview)))
    if found and may_record_now(given):
        st.header("Many things at once, in one sheet", anchor=False)
        sheets(given, found, "my_sheets")


def first_words(what: str) -> str:
    return f"First: {what.removesuffix('.')}."


page(reading())
