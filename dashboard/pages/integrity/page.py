"""Integrity: what of the record can be proved outside, by whom, and what not yet."""

from __future__ import annotations

import streamlit as st

from application.verify import Coverage, root_over
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.integrity import coverage as integrity
from dashboard.pages.integrity.check_file import kept_file
from dashboard.pages.integrity.coverage import HEX_SHOWN
from dashboard.reading import Reading, reading
from documents.pack.promise import PROMISE
from ledger.proof.root_words import to_words

ENTRY_KEY = "of_entry"


def page(given: Reading) -> None:
    st.title("Integrity", anchor=False)
    with st.container(border=True):
        st.text(f"The promise: {PROMISE}")
    now = integrity.coverage(given)
    st.header("What speaks for it outside its own file", anchor=False)
    st.text(integrity.outside(now))
    for contradiction in integrity.contradictions(now):
        said = contradiction.replace("`", "")
        st.error(
            plain(
                f"{said} Record nothing more, keep every copy, and compare with whoever holds a"
                " checkpoint: assure ledger verify."
            )
        )
    to_do = integrity.unspoken_for(now)
    if to_do is not None:
        st.error(plain(to_do.replace("`", "")))
    st.header("What is covered by the record, and who could prove it", anchor=False)
    st.text(
        "What follows is the ledger's own word. It counts once the holders have compared: whoever"
        " can rewrite the ledger can rewrite this."
    )
    st.subheader(plain(integrity.finding(now)), anchor=False)
    tiles(now)
    root(now)
    st.header("Who holds a checkpoint, by the record", anchor=False)
    table(
        integrity.holders(now),
        empty="Nobody yet. The command assure ledger publish makes one for somebody to keep.",
    )
    st.text(integrity.own_sentence(now))
    st.header("When somebody outside confirmed it", anchor=False)
    table(
        integrity.confirmation_rows(now),
        empty="No witness has signed a checkpoint with a time yet, and no authority has stamped"
        " one: assure ledger witnessed, assure ledger time-stamp.",
    )
    if now.size:
        one_entry(given, now)
    kept_file(given)


def tiles(now: Coverage) -> None:
    columns = st.columns(3, border=True)
    for column, (title, number, words) in zip(columns, integrity.figures(now), strict=True):
        column.text(title)
        column.metric(plain(title), number, label_visibility="collapsed")
        column.text(words)


def root(now: Coverage) -> None:
    """The root for comparing by telephone."""
    st.header("The root, to be compared by telephone", anchor=False)
    st.subheader(plain(to_words(now.root)), anchor=False)
    st.text(
        f"It stands for all {now.size:,} entries in their order: whoever has the same words for"
        f" this number of entries has the same ledger. In hexadecimal it begins"
        f" {now.root.hex()[:HEX_SHOWN]}."
    )
    if now.name is None:
        st.text("This ledger has no public name and no key yet, so nothing in it is signed.")
    else:
        st.text(f"Public name: {now.name}\nKey: {now.key}")


def one_entry(given: Reading, now: Coverage) -> None:
    st.header("One entry between its checkpoints", anchor=False)
    if not 1 <= st.session_state.get(ENTRY_KEY, 0) <= now.size:
        st.session_state[ENTRY_KEY] = now.size  # another day may have fewer
    number = st.number_input(
        "Entry number", min_value=1, max_value=now.size, step=1, key=ENTRY_KEY, width=240
    )
    found = integrity.bounds(given, now, int(number))
    table(integrity.bounds_rows(found))
    for fault in found.faults:
        st.warning(plain(fault))
    over = root_over(given.ledger, int(number))
    st.text(f"The root over the first {int(number):,} entries, in words: {to_words(over)}.")


page(reading())
