"""One entry on the page: what it is, who recorded it, between which checkpoints, its receipt."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from application.verify import Coverage, root_over
from dashboard.kit import address, blocks
from dashboard.kit.address import Link, to
from dashboard.kit.dates import moment_words
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.kit.words import event_words
from dashboard.pages.integrity import coverage as integrity
from dashboard.pages.integrity.receipt import offer
from dashboard.reading import Reading
from domain.kernel.event import Event, Stamp
from domain.kernel.how_known import how_known
from ledger.proof.root_words import to_words

MEANING = (
    "An entry is one thing that somebody recorded: what, who, when, and by what right. It is sealed"
    " with all that came before it, and is never changed: a correction is a further entry."
)


def one_entry(given: Reading, now: Coverage) -> None:
    st.header("One entry, and its receipt", anchor=False)
    st.text(MEANING)
    number = address.choose_number("Entry number", name="entry", most=now.size)
    entry = given.reader.entry(number)
    if entry is None:
        st.text(
            "What this entry says is not open to you now: before returns are opened, one is for its"
            " own agency and the lead auditor. That it stands in the record is proved all the same."
        )
    else:
        blocks.cards([card(entry.event, entry.stamp, number, given)], empty="", in_order=True)
        offer(given, [number])
    found = integrity.bounds(given, now, number)
    st.subheader("Between its checkpoints", anchor=False)
    table(integrity.bounds_rows(found))
    for fault in found.faults:
        st.warning(plain(fault))
    over = root_over(given.ledger, number)
    st.text(f"The root over the first {number:,} entries, in words: {to_words(over)}.")


def card(event: Event, stamp: Stamp, position: int, given: Reading) -> blocks.Card:
    role = stamp.role.replace("-", " ").replace("saig", "SAIG")
    agency = f" of {given.agency(stamp.agency)}" if stamp.agency else ""
    return blocks.Card(
        over=f"Entry {position:,}",
        head=event_words(type(event).__name__),
        lines=(
            ("About", _about(event, given)),
            ("Recorded", f"{moment_words(stamp.recorded_at)}, by the ledger's clock"),
            ("By", f"{given.person(stamp.actor)}, {role}{agency}"),
            ("How they were known", how_known(stamp)),
        ),
    )


def _about(event: Event, given: Reading) -> object:
    """What the entry is about, leading there."""
    audit, case = getattr(event, "audit", None), getattr(event, "case", None)
    area, agency = getattr(event, "area", None), getattr(event, "agency", None)
    if audit and case:
        words = ", ".join(_parts(case, area, agency, given))
        return to(words, "grade_history", audit=audit, case=case, area=area, agency=agency)
    if audit:
        return to(str(audit), "audits", audit=audit)
    recommendation = getattr(event, "recommendation", None)
    if recommendation:
        link: Link = to(str(recommendation), "recommendations", recommendation=recommendation)
        return link
    return given.agency(agency) if agency else None


def _parts(case: str, area: str | None, agency: str | None, given: Reading) -> Iterator[str]:
    yield case
    if area:
        yield area.replace("-", " ")
    if agency:
        yield given.agency(agency)
