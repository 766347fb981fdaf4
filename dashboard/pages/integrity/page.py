"""Integrity: is the record whole, who else could prove it, and what is one entry."""

from __future__ import annotations

import streamlit as st

from application.verify import Coverage
from dashboard import verified
from dashboard.kit import blocks
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.integrity import coverage as integrity
from dashboard.pages.integrity.certificate import confirm
from dashboard.pages.integrity.check_file import kept_file
from dashboard.pages.integrity.coverage import HEX_SHOWN
from dashboard.pages.integrity.entry import one_entry
from dashboard.reading import Reading, reading, served
from documents.pack.promise import PROMISE
from ledger.proof.root_words import to_words


def page(given: Reading) -> None:
    st.title("Integrity", anchor=False)
    now = integrity.coverage(given)
    the_answer(given, now)
    st.header("Who holds what", anchor=False)
    st.text(
        "What follows is the ledger's own word. It counts once the holders have compared: whoever"
        " can rewrite the ledger can rewrite this."
    )
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
    root(now)
    if now.size:
        one_entry(given, now)
    kept_file(given)
    confirm(given)


def the_answer(given: Reading, now: Coverage) -> None:
    """Whether it is whole, or what is wrong; then what nobody outside speaks for."""
    last = verified.found(given)
    faults = integrity.contradictions(now)
    if last is not None and last.faults:
        faults = tuple(dict.fromkeys((*integrity.as_sentences(last.faults), *faults)))
    blocks.answer(
        integrity.whole_sentence(last, faults, now),
        under=(integrity.outside(now), f"{integrity.finding(now)}.", f"The promise: {PROMISE}"),
    )
    for fault in faults:
        said = fault.replace("`", "")
        st.error(
            plain(
                f"{said} Record nothing more, keep every copy, and compare with whoever"
                " holds a checkpoint: assure ledger verify."
            )
        )
    to_do = integrity.unspoken_for(now)
    if to_do is not None:
        st.error(plain(to_do.replace("`", "")))
    door = served()
    if door is not None and st.button("Verify the whole record now", key="verify_now"):
        verified.now(door)
        st.rerun()


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


page(reading())
