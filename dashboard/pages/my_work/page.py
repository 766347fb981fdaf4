"""My work: what waits for the person who reads, each with the page or the command that does it."""

from __future__ import annotations

import streamlit as st

from application.status import waiting_for
from dashboard.kit import blocks
from dashboard.kit.cache import once
from dashboard.kit.dates import counted
from dashboard.pages.my_work import doors, requests
from dashboard.reading import Reading, reading


def page(given: Reading) -> None:
    st.title("My work", anchor=False)
    waiting = once(given, ("my work",), lambda: waiting_for(given.reader))
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


def first_words(what: str) -> str:
    return f"First: {what.removesuffix('.')}."


page(reading())
