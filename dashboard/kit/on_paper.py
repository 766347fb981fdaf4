"""Documents of what a page shows, made when somebody asks: by the same acts as the commands.

What one holds is judged when it is made, for whoever asked, at the day and entry of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from application.reading import Reader
from dashboard.kit.address import shown_page
from dashboard.kit.export import file_name
from dashboard.reading import Door, Reading, served

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
"""What a browser is told that a file is, by how its name ends."""
Make = Callable[[Reader], bytes]


@dataclass(frozen=True, slots=True)
class Paper:
    """`label`: of its button; `kind`: how its file's name ends."""

    label: str
    kind: str
    make: Make


def offer(given: Reading, *papers: Paper, about: str = "") -> None:
    """A button for each. `about`: what the files are named for besides the page."""
    door = served()
    if door is None:
        return
    asked = given.identity.person, given.session.as_at, given.today
    with st.container(horizontal=True):
        for paper in papers:
            st.download_button(
                paper.label,
                data=partial(made, door, *asked, paper.make),
                file_name=file_name(shown_page(), f"{about} {paper.label}", given, paper.kind),
                mime=KINDS[paper.kind],
                key=f"paper_{next(given.numbers)}",
                on_click="ignore",
                icon=":material/description:",
            )


def made(door: Door, person: str, as_at: int, day: date, make: Make) -> bytes:
    """The file, for the person who reads; who may not have it now is refused."""
    with door.open() as ledger:
        reader = Reader(ledger, person, as_at, day)
        reader.require_known()
        return make(reader)
