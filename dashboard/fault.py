"""What a reader is shown when a page fails, and what is written of it."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import streamlit as st

FAULT = "This page cannot be shown: a fault in the dashboard. The record is untouched."


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
