"""What somebody is about to do that cannot be undone: anybody may hold it back."""

from __future__ import annotations

import streamlit as st

from application.requests import pending
from dashboard.kit import blocks
from dashboard.kit.dates import day_words
from dashboard.reading import Reading


def pending_requests(given: Reading) -> None:
    asked = pending(given.reader, given.today)
    if not asked:
        return
    st.header("What is about to be done that cannot be undone", anchor=False)
    blocks.cards(
        [
            blocks.Card(
                over=f"Request {one.number}",
                head=f"{one.act.replace('-', ' ')}: {one.about}",
                lines=(
                    ("Asked for by", given.person(one.asked_by)),
                    ("From", day_words(one.not_before)),
                    ("Why", one.reason),
                    ("Held back by", ", ".join(map(given.person, one.held_by))),
                    ("If you object", f"assure request hold {one.number}"),
                ),
            )
            for one in asked
        ],
        empty="",
    )
