"""Agencies' own numbers of the cases: kept with the keys, under each case's own; never recorded."""

from __future__ import annotations

from collections.abc import Iterator

from application.case_numbers import CaseNumber, known_number
from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.sheets.sheet import Column, Part, Sheet, Table
from domain.audit.requirements import require_audit
from domain.kernel.command import Context
from domain.kernel.numbered import numbered
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases

_COLUMNS = (
    Column("case", "Case", part=Part.KEY, width=8),
    Column("agency", "Agency", part=Part.KEY, width=18),
    Column("reference", "Your own number", width=30, help="Your agency's own number of the case."),
)
_STEPS = (
    "One row for each case. The numbers are kept with the keys of the record, never in it, and go"
    " when a case's words are erased.",
    "This file is the key to the children: keep it where such records are kept, and delete it once"
    " it is taken.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    words = "Your agency's own number of each case."
    table = Table("numbers", "Numbers", words, _COLUMNS, tuple(_rows(work, audit)))
    return Sheet("numbers", f"Agencies' own numbers of the cases of {audit}", audit, (table,),
                 _STEPS)  # fmt: skip


def _rows(work: Workspace, audit: str) -> Iterator[tuple[str, ...]]:
    context = Context(work.person, work.today, work.ledger.state)
    known = require_audit(context, audit)
    reader = work.read()
    own = reader.standing.agencies
    agencies = [one for one in known.plan.agencies if one in own or reader.leads(audit)]
    for case in sorted(current_cases(sample_state(context, audit)), key=numbered):
        for agency in agencies:
            yield case, agency, known_number(work, audit, case, agency) or ""


def _row(asking: Asking) -> None:
    asking.keep(
        CaseNumber,
        audit=asking.audit,
        case=asking.said("case"),
        agency=asking.said("agency"),
        reference=asking.said("reference"),
    )


KIND = Kind(_make, {"numbers": _row})
