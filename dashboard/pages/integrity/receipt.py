"""The receipt of an entry, to be downloaded: the file that proves that the entry stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.kit.recording import receipt_file
from dashboard.reading import Reading, served

RECEIPT_SUFFIX = ".tlog-proof"
MEANING = (
    "A receipt proves, offline and without this dashboard, that its entry stands in the record as"
    " it was recorded: anybody can check it with the ledger's public name and key."
)


def offer(given: Reading, positions: Sequence[int]) -> None:
    """A button for each entry. The file is made when it is asked for; nothing is recorded."""
    door = served()
    if door is None or given.ledger.custodian is None:
        st.text(
            "The keys of this ledger are not on this computer, and a receipt is signed with them."
            " Where they are: `assure ledger receipt ENTRY`."
        )
        return
    st.text(MEANING)
    for position in positions:
        st.download_button(
            f"Receipt of entry {position:,}",
            data=partial(receipt_file, door, given.identity.person, position),
            file_name=f"entry-{position}{RECEIPT_SUFFIX}",
            mime="application/octet-stream",
            on_click="ignore",
            key=f"receipt_of_{position}",
        )
