"""Checking what somebody kept, on the page."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.markdown import plain
from dashboard.launch import UPLOAD_MEGABYTES_MAX
from dashboard.pages.integrity import coverage as integrity
from dashboard.reading import Reading


def kept_file(given: Reading) -> None:
    """A receipt or checkpoint that somebody kept, against today's ledger. Nothing is recorded."""
    st.header("Check a receipt or a checkpoint that somebody kept", anchor=False)
    given_file = st.file_uploader(
        "Receipt (.tlog-proof) or checkpoint (.note)",
        max_upload_size=UPLOAD_MEGABYTES_MAX,
        key="kept_file",
        help="It is compared with the ledger as it is now, and neither recorded nor kept.",
    )
    if given_file is None:
        return
    found = integrity.judged(given, given_file.getvalue())
    if found.holds:
        st.success(plain(found.sentence), icon=":material/check:")
    else:
        st.error(plain(found.sentence), icon=":material/error:")
