"""A file that came back filled in: its faulty cells by their address, and a copy to mend."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.dates import counted
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from documents.files.errors import InputError
from documents.workbooks.refused import FaultyWorkbookError

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def faults(refused: InputError, name: str) -> None:
    """Every faulty cell by its address, and the workbook in which they are marked."""
    st.error(plain(f"Nothing was recorded: {counted(len(refused.lines) + refused.more, 'cell')} to"
                   " put right."))  # fmt: skip
    parted = [line.partition(": ") for line in refused.lines]
    table([{"Cell": cell, "What to put right": words or cell} for cell, _, words in parted])
    if isinstance(refused, FaultyWorkbookError) and refused.marked is not None:
        st.text("In the marked copy each of these cells is red and says what to do. Mend it there.")
        st.download_button(
            "Download the marked copy",
            data=refused.marked,
            file_name=f"{name.rpartition('.')[0] or name}-marked.xlsx",
            mime=WORKBOOK,
            on_click="ignore",
            icon=":material/download:",
        )
    elif isinstance(refused, FaultyWorkbookError):
        st.text(f"There is no marked copy: {refused.why_unmarked}")
