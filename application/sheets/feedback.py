"""Feedback on individual audits: when each practitioner and manager had theirs, and what they said.

An agency has the rows of its own returns; the lead auditor has all (framework section 10).
"""

from __future__ import annotations

from collections.abc import Iterator

from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from domain.audit.requirements import require_audit
from domain.kernel import streams
from domain.kernel.command import Context
from domain.kernel.numbered import numbered
from domain.kernel.vocabulary import Recipient
from domain.returns.queries_and_feedback import AcknowledgeFeedback, DeliverFeedback
from domain.returns.state import Returned
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases

_COLUMNS = (
    Column("case", "Case", part=Part.KEY, width=8),
    Column("agency", "Agency", part=Part.KEY, width=18),
    *(
        column
        for who in (Recipient.PRACTITIONER, Recipient.MANAGER)
        for column in (
            Column(
                f"{who}_had_it_on",
                f"{who.capitalize()} had it on",
                Takes.DAY,
                help=f"The day on which the {who} was given this audit of their work.",
            ),
            Column(
                f"{who}_answered_on",
                f"{who.capitalize()} answered on",
                Takes.DAY,
                help="The day on which they said that they had read it.",
            ),
            Column(
                f"{who}_said",
                f"What the {who} said",
                Takes.TEXT,
                width=36,
                help="In their words, with nothing that names somebody; it is sealed.",
            ),
        )
    ),
)
_STEPS = (
    "One row for each return. Write the days; Excel copies a day down a column.",
    "Leave empty what has not happened yet, record what there is, and go on in the same file.",
    "What is recorded stands: a day that is on the record is not changed.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    words = "One row for each return: when the practitioner and the manager had it, what they said."
    table = Table("feedback", "Feedback", words, _COLUMNS, tuple(_rows(work, audit)))
    return Sheet("feedback", f"Feedback of {audit}", audit, (table,), _STEPS)


def _rows(work: Workspace, audit: str) -> Iterator[tuple[str, ...]]:
    reader = work.read()
    context = Context(work.person, work.today, work.ledger.state)
    known = require_audit(context, audit)
    own = reader.standing.agencies
    agencies = [one for one in known.plan.agencies if one in own or reader.leads(audit)]
    cases = sorted(current_cases(sample_state(context, audit)), key=numbered)
    for case in cases:
        for agency in agencies:
            state = reader.state(streams.agency_return(audit, case, agency))
            if isinstance(state, Returned):
                yield case, agency, *(
                    said for who in (Recipient.PRACTITIONER, Recipient.MANAGER)
                    for said in _recorded(state, who)
                )  # fmt: skip


def _recorded(state: Returned, who: Recipient) -> tuple[str, str, str]:
    had, answered = state.delivered.get(who), state.acknowledged.get(who)
    return (
        "" if had is None else had.delivered_on.isoformat(),
        "" if answered is None else answered.acknowledged_on.isoformat(),
        "" if answered is None else str(answered.response),
    )


def _row(asking: Asking) -> None:
    key = {name: asking.said(name) for name in ("case", "agency")}
    for who in (Recipient.PRACTITIONER, Recipient.MANAGER):
        had, answered, said = (f"{who}_{what}" for what in ("had_it_on", "answered_on", "said"))
        about = {"audit": asking.audit, **key, "recipient": who}
        if asking.said(had):
            at = {"delivered_on": had}
            asking.ask(DeliverFeedback, at=at, **about, delivered_on=asking.said(had))
        if asking.said(answered):
            at = {"acknowledged_on": answered, "response": said}
            asking.ask(
                AcknowledgeFeedback,
                at=at,
                **about,
                acknowledged_on=asking.said(answered),
                response=asking.said(said),
            )
        elif asking.said(said):
            asking.fault(answered, "is empty, and what they said stands beside it. Give the day.")


KIND = Kind(_make, {"feedback": _row})
