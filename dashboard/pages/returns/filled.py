"""The filled-in return: understood, shown with its faults or as it would be recorded, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from application import returns
from application.screening import Suspected
from dashboard.kit import recording
from dashboard.kit.dates import counted, day_words
from dashboard.kit.filled_file import faults
from dashboard.kit.tables import table
from dashboard.pages.returns import on_page
from dashboard.reading import Reading
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.returns import on_page as as_answers
from documents.workbooks.refused import FaultyWorkbookError
from ledger.decision import Outcome
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from projections.queries.audits import AuditOverview

FORM = "returns"
UPLOAD, HERE = "Drop the filled-in file here", "Fill it in on this page"
TYPES = ["xlsx", "yaml", "yml", "json"]
_UPLOADS = "returns_uploads"
_SEEN = "Had whoever graded these read the other agencies' returns?"


def take(given: Reading, audit: AuditOverview, agency: str, due: Sequence[str]) -> None:
    """Takes a file, or what is filled in here; says what it would record; records it then."""
    last_receipt(given)
    seen = None
    if audit.is_open:
        st.text("Moderation has opened, so this return is late, and is marked as that.")
        chosen = st.radio(_SEEN, ["No", "Yes"], index=None, key=f"{FORM}_seen", horizontal=True)
        if chosen is None:
            return
        seen = chosen == "Yes"
    ways = [UPLOAD, HERE] if due else [UPLOAD]
    # What a session was never asked and is answered all the same, a browser gives back: the
    # session before is gone, with what it kept.
    was_asked = f"{FORM}_how" in st.session_state
    if st.radio("How", ways, key=f"{FORM}_how", horizontal=True) == HERE:
        if not was_asked:
            on_page.begun_anew()
        _from_page(given, audit, agency, due, seen)
    else:
        _from_file(given, seen)


def _from_page(
    given: Reading, audit: AuditOverview, agency: str, due: Sequence[str], seen: bool | None
) -> None:
    whole = on_page.filled_in(given, audit, agency, due)
    if whole is None:
        return
    form, file = whole
    understood = _understood(
        given, file, seen, lambda line: ": ".join(as_answers.place_of(form, file, line))
    )
    if understood is not None:
        _confirm(given, understood)


def _from_file(given: Reading, seen: bool | None) -> None:
    number = st.session_state.setdefault(_UPLOADS, 0)
    file = st.file_uploader("The filled-in form", type=TYPES, key=f"{FORM}_{number}")
    if file is None:
        return
    with st.spinner("Reading the form."):
        understood = _understood(given, GivenFile(file.name, file.getvalue()), seen)
    if understood is not None:
        _confirm(given, understood)


def _understood(
    given: Reading, file: GivenFile, seen: bool | None, placed: Callable[[str], str] = str
) -> returns.UnderstoodReturn | None:
    """The return, where it has no fault; else each is shown with its cell, and a marked copy.

    `placed`: says a fault with the words for its place.
    """
    work = recording.work_of(given)

    def read() -> returns.UnderstoodReturn:
        try:
            understood = returns.understand(work, file, seen)
        except FaultyWorkbookError:
            raise
        except InputError as refused:
            lines = map(placed, refused.lines)
            raise InputError(refused.source, lines, more=refused.more) from None
        work.require_permitted(understood.commands)
        return understood

    try:
        return recording.attempt(read)
    except FaultyWorkbookError as refused:
        faults(refused, file.name)
    return None


def _confirm(given: Reading, understood: returns.UnderstoodReturn) -> None:
    """What would be recorded, and the button that records it."""
    work = recording.work_of(given)
    confirmation = NOTHING_CONFIRMED
    act = partial(returns.append, work, understood)
    try:
        tried = _tried(act, dry_run=True)
    except Suspected as suspected:
        confirmation = recording.confirmed(suspected.suspicions, FORM, understood.place)
        if confirmation == NOTHING_CONFIRMED:
            return
        tried = _tried(act, dry_run=True, confirmed=confirmation)
    except FaultyWorkbookError as refused:
        faults(refused, understood.sheet.audit)
        return
    if tried is None:
        return
    what(returns.summarise(work, understood), given)
    if tried.receipt.repeated or not tried.receipt.lines:
        st.success("Just this is recorded already.")
        recording.receipts(given, returns.receipt_positions(tried.receipt), "again")
        return
    recording.notes_of(tried)
    recording.how_it_will_be_known(given)
    words = counted(len(understood.sheet.cases), "return")
    if st.button(f"Record {words}", type="primary", key=f"{FORM}_record"):
        _record(act, confirmation)


def _tried(act: Any, **how: Any) -> Outcome | None:
    outcome: Outcome | None = recording.attempt(partial(act, **how))
    return outcome


def _record(act: Any, confirmation: Confirmation) -> None:
    """Records it. The same answers twice are one record, whoever clicks twice."""
    outcome = _tried(act, confirmed=confirmation)
    if outcome is not None:
        recording.answered(FORM, outcome.receipt)
        st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
        on_page.forget([case for case, _ in returns.receipt_positions(outcome.receipt)])
        st.rerun()


def what(summary: returns.ReturnSummary, given: Reading) -> None:
    """What is about to be recorded, in words and case by case."""
    st.subheader("This would be recorded", anchor=False)
    later = f"; left for later: {', '.join(summary.later)}" if summary.later else ""
    st.text(
        f"{given.agency(summary.agency)}, {summary.audit}:"
        f" {counted(summary.answered, 'case')} with answers,"
        f" {counted(summary.not_involved, 'case')} not involved{later}."
    )
    if summary.answered:
        grades = ", ".join(f"{label} {count}" for label, count in summary.grades)
        st.text(f"Grades: {grades}.")
    if summary.without_evidence:
        told = "The lead auditor will ask about those."
        st.text(f"Without evidence: {summary.without_evidence}. {told}")
    for places in summary.repeated:
        st.text(f"The same evidence stands in {' and in '.join(places)}. Is it meant for each?")
    for case, day in summary.withdrawn:
        st.text(f"{case} was withdrawn on {day_words(day)}: this one takes its place.")
    table([{"Case": case, "What it says": words} for case, words in summary.by_case])


def last_receipt(given: Reading) -> None:
    """What this session recorded last here, with a receipt of each return to keep."""
    receipt = recording.receipt_of(FORM)
    if receipt is None:
        return
    recording.show_receipt(given, receipt)
    recording.receipts(given, returns.receipt_positions(receipt))
