"""Sheets on a page: downloaded as they stand now, and taken back by the command's own act.

What a sheet would record is shown, confirmed once, and receipted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from application.screening import Suspected
from application.sheets import act
from application.sheets.act import UnderstoodSheet
from application.sheets.kind import KINDS
from application.sheets.offered import Offered
from application.workspace import Workspace
from dashboard.kit import recording
from dashboard.kit.dates import counted
from dashboard.kit.filled_file import WORKBOOK, faults
from dashboard.kit.tables import table
from dashboard.kit.words import event_words
from dashboard.reading import Door, Reading, served
from documents.files.input_file import GivenFile
from documents.workbooks.refused import FaultyWorkbookError
from ledger.decision import Outcome
from ledger.identity import Identity
from ledger.screening import NOTHING_CONFIRMED, Confirmation

TYPES = ["xlsx", "csv", "yaml", "yml"]


def sheets(given: Reading, offered: Sequence[Offered], form: str) -> None:
    """A choice of sheets, a button that gives the one that is chosen, and a place to drop it."""
    door = served()
    last = recording.receipt_of(form)
    if last is not None:
        recording.show_receipt(given, last)
    if door is None or not offered:
        return
    chosen = offered[0]
    if len(offered) > 1:
        chosen = st.selectbox("Sheet", list(offered), format_func=called, key=f"{form}_kind")
    kind, about = chosen
    st.text(
        f"{KINDS[kind].help[:1].upper()}{KINDS[kind].help[1:]}. An Excel workbook with what is on"
        " the record filled in already. Fill it in, as far as you are, and drop it below."
    )
    st.download_button(
        f"Download the sheet: {called(chosen)}",
        data=partial(workbook, door, given.identity, kind, about),
        file_name="-".join(filter(None, (about, kind))) + ".xlsx",
        mime=WORKBOOK,
        on_click="ignore",
        key=f"{form}_download",
        icon=":material/download:",
    )
    _take(given, form)


def called(offered: Offered) -> str:
    kind, about = offered
    return f"{kind}, {about}" if about else kind


def workbook(door: Door, who: Identity, kind: str, about: str) -> bytes:
    """The sheet as it stands when it is asked for, for this person."""
    with door.open() as ledger:
        return act.write(Workspace(ledger, who), kind, about, ".xlsx")


def _take(given: Reading, form: str) -> None:
    """Takes a filled-in sheet, says what it would record, and records it when confirmed."""
    number = st.session_state.setdefault(f"{form}_uploads", 0)
    file = st.file_uploader("The filled-in sheet", type=TYPES, key=f"{form}_{number}")
    if file is None:
        return
    with st.spinner("Reading the sheet."):
        understood = _understood(given, GivenFile(file.name, file.getvalue()), None)
    if understood is not None and _entered(understood):
        names = ", ".join(given.person(one) for one in _entered(understood))
        st.text(f"Entered for others, as of this file: {names}.")
        came = st.date_input("The day on which it came", given.today, max_value=given.today,
                             format="DD/MM/YYYY", key=f"{form}_came")  # fmt: skip
        understood = _understood(given, GivenFile(file.name, file.getvalue()), came)
    if understood is not None:
        _confirm(given, understood, form)


def _understood(given: Reading, file: GivenFile, came: date | None) -> UnderstoodSheet | None:
    """The sheet, where it has no fault; else each is shown with its cell, and a marked copy."""
    work = recording.work_of(given)
    try:
        return recording.attempt(partial(act.understand, work, file, came))
    except FaultyWorkbookError as refused:
        faults(refused, file.name)
    return None


def _entered(understood: UnderstoodSheet) -> list[str]:
    return sorted({one.for_person for one in understood.asked if one.for_person})


def _confirm(given: Reading, understood: UnderstoodSheet, form: str) -> None:
    """What would be recorded, and the button that records it."""
    confirmation = NOTHING_CONFIRMED
    record = partial(act.record, recording.work_of(given), understood)
    try:
        tried = _tried(record, dry_run=True)
    except Suspected as suspected:
        confirmation = recording.confirmed(suspected.suspicions, form, understood.place)
        if confirmation == NOTHING_CONFIRMED:
            return
        tried = _tried(record, dry_run=True, confirmed=confirmation)
    if tried is None:
        return
    if not (any(understood.events) or understood.kept):
        st.success("Nothing new: it is on the record already.")
        return
    st.subheader("This would be recorded", anchor=False)
    if understood.kept:
        count = counted(len(understood.kept), "number")
        st.text(f"To be kept with the keys, and recorded nowhere: {count}.")
    what = {
        row.row: "; ".join(map(event_words, row.records)) or "Nothing new"
        for row in understood.rows()
    }
    table([{"Row": row, "What it records": words} for row, words in what.items()])
    recording.notes_of(tried)
    if st.button("Record the sheet", type="primary", key=f"{form}_record"):
        _record(record, confirmation, form)


def _tried(record: Any, **how: Any) -> Outcome | None:
    outcome: Outcome | None = recording.attempt(partial(record, **how))
    return outcome


def _record(record: Any, confirmation: Confirmation, form: str) -> None:
    """Records it. The same sheet twice is one record, whoever clicks twice."""
    outcome = _tried(record, confirmed=confirmation)
    if outcome is not None:
        recording.answered(form, outcome.receipt)
        st.session_state[f"{form}_uploads"] += 1
        st.rerun()
