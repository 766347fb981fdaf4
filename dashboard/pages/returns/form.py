"""The form of a return to download, and what has come of an agency's returns."""

from __future__ import annotations

from functools import partial

import streamlit as st

from application import return_form
from application.reading import Reader
from application.workspace import Workspace
from dashboard.kit import address
from dashboard.kit.cache import facts
from dashboard.kit.dates import moment_words
from dashboard.kit.filled_file import WORKBOOK
from dashboard.kit.tables import table
from dashboard.reading import Door, Reading, served
from ledger.identity import Identity
from projections.queries.audits import AuditOverview
from projections.queries.returns import ReturnCell, returns_matrix

STATES = {
    "due": "○ still to come",
    "received": "✔ received",
    "not involved": "✔ declared as not involved",
    "not gradable": "✔ nobody can grade it",
    "agency left": "– your agency left: no return is due",
}


def cells(given: Reading, audit: AuditOverview, agency: str) -> list[ReturnCell]:
    found = facts(given, returns_matrix, audit.audit, given.today)
    return [cell for cell in found if cell.agency == agency]


def due(given: Reading, audit: AuditOverview, agency: str) -> list[str]:
    """The cases of which no return has come."""
    return [cell.case_ref for cell in cells(given, audit, agency) if cell.state == "due"]


def offer(given: Reading, audit: AuditOverview, agency: str, due: list[str]) -> None:
    """A button that gives the workbook, made when it is asked for."""
    door = served()
    if not due or door is None:
        st.text("Nothing is left to fill in.")
        return
    st.text(
        "An Excel workbook: a sheet for each case, the prompts beside each area, and lists to"
        " choose grades from. Fill it in where you are, with or without a network, and drop it"
        " below. Write no name, date of birth or number of a child into it."
    )
    st.download_button(
        "Download the workbook",
        data=partial(workbook, door, given.identity, audit.audit, agency),
        file_name=f"{audit.audit}-{agency}.xlsx",
        mime=WORKBOOK,
        on_click="ignore",
        icon=":material/download:",
    )


def workbook(door: Door, who: Identity, audit: str, agency: str) -> bytes:
    """The form of every case that an agency has still to return."""
    with door.open() as ledger:
        Reader(ledger, who.person).require_own_numbers(audit, agency)
        asked = return_form.due_form(Workspace(ledger, who), audit, agency)
        return return_form.form_as_workbook(asked.form)


def what_came(given: Reading, audit: AuditOverview, agency: str) -> None:
    st.header("What has come", anchor=False)
    table(
        [
            {
                "Case": address.to(
                    cell.case_ref, "grade_history", audit=audit.audit, case=cell.case_ref
                )
                if cell.state == "received"
                else cell.case_ref,
                "Return": STATES.get(cell.state, cell.state),
                "When": moment_words(cell.received_at),
                "By": given.person(cell.auditor),
                "Entry": address.to(f"{cell.position:,}", "integrity", entry=str(cell.position))
                if cell.position
                else None,
            }
            for cell in cells(given, audit, agency)
        ]
    )
