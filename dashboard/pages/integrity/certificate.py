"""The code of a certificate of taking part, on the page: what it stands for."""

from __future__ import annotations

import streamlit as st

from application import certificates
from dashboard.kit.dates import counted, day_words
from dashboard.kit.markdown import plain
from dashboard.reading import Reading
from domain.kernel.command import Refusal

CODE_LETTERS_MAX = 60


def confirm(given: Reading) -> None:
    """Whoever is shown a certificate types its code. Nothing is recorded."""
    st.header("Confirm a certificate of taking part", anchor=False)
    code = st.text_input(
        "The code on the paper",
        key="certificate_code",
        max_chars=CODE_LETTERS_MAX,
        placeholder="6612-K7Q2-9F3M-QA4T",
    )
    if not code:
        return
    try:
        found = certificates.check(given.reader, code)
    except Refusal as refusal:
        st.error(plain(str(refusal).replace("`", "")), icon=":material/error:")
        return
    one = found.certificate
    said = (
        f"{one.full_name} took part in {one.audit} as {one.capacity}, from"
        f" {day_words(one.first_day)} to {day_words(one.last_day)}, {counted(one.hours, 'hour')}."
        f" It is entry {one.position:,}."
    )
    if found.is_newest:
        st.success(plain(said), icon=":material/check:")
    else:
        st.warning(plain(f"{said} A later certificate took its place."))
