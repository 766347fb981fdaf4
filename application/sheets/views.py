"""The views of children and families, case by case: asked, heard, or why not (section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from application.reading import Reader
from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from domain.audit.requirements import require_audit
from domain.case.events import ViewsNotSought, ViewsRecorded, ViewsSought
from domain.case.views import ExplainNoViews, RecordViews, SeekViews
from domain.kernel import streams
from domain.kernel.command import Context
from domain.kernel.event import Event
from domain.kernel.numbered import numbered
from domain.kernel.vocabulary import ViewsMethod, Whose
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases

_ONE_CASE = tuple(one.value for one in ViewsMethod if one is not ViewsMethod.YOUNG_PEOPLES_BOARD)
_COLUMNS = (
    Column("case", "Case", part=Part.KEY, width=8),
    Column("agency", "Agency", width=16, help="Whose worker it is; the lead auditor may leave it."),
    Column("asked_on", "Asked on", Takes.DAY, help="The day on which somebody was asked to speak."),
    Column("method", "How", Takes.CHOICE, choices=_ONE_CASE),
    Column("by_whom", "Who was asked, and why them", Takes.TEXT, width=30),
    Column("heard_on", "Heard on", Takes.DAY, help="The day on which they were heard."),
    Column("whose", "Whose views", Takes.CHOICE, choices=tuple(one.value for one in Whose)),
    Column("views", "What they said", Takes.TEXT, width=44, help="In their words; it is sealed."),
    Column("difference", "What difference it made", Takes.TEXT, width=34,
           help="What difference the service made, in their eyes."),
    Column("reason", "Why not sought", Takes.TEXT, width=30,
           help="Only where their views were not sought: why."),
)  # fmt: skip
_STEPS = (
    "One row for each case: who was asked to speak with the child or the family, what they said, or"
    " why nobody was asked.",
    "Write no name: the child, mother, the social worker.",
    "What was heard stays as it is. What is heard later is a further entry: `assure views record`.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    words = "One row for each case of the sample."
    table = Table("views", "Views", words, _COLUMNS, tuple(_rows(work, audit)))
    return Sheet("views", f"Views of children and families in {audit}", audit, (table,), _STEPS)


def _rows(work: Workspace, audit: str) -> Iterator[tuple[str, ...]]:
    context = Context(work.person, work.today, work.ledger.state)
    require_audit(context, audit)
    reader = work.read()
    for case in sorted(current_cases(sample_state(context, audit)), key=numbered):
        yield case, *_recorded(reader, audit, case)


def _recorded(reader: Reader, audit: str, case: str) -> tuple[str, ...]:
    """What is on the record last of each kind, with its words if they are for this person."""
    last: dict[type[Event], tuple[Event, dict[str, str]]] = {}
    for entry in reader.entries(streams.case(audit, case)):
        last[type(entry.event)] = entry.event, reader.text(entry) or {}
    asked, asked_words = last.get(ViewsSought, (None, {}))
    heard, words = last.get(ViewsRecorded, (None, {}))
    unasked, why = last.get(ViewsNotSought, (None, {}))
    by = heard or asked or unasked
    agency = getattr(by, "agency", None) or ""
    method = getattr(heard or asked, "method", "")
    return (
        agency,
        asked.sought_on.isoformat() if isinstance(asked, ViewsSought) else "",
        str(getattr(method, "value", method)),
        asked_words.get("by_whom", ""),
        heard.heard_on.isoformat() if isinstance(heard, ViewsRecorded) else "",
        heard.whose.value if isinstance(heard, ViewsRecorded) else "",
        words.get("views", ""),
        words.get("difference_made", ""),
        why.get("reason", ""),
    )


def _row(asking: Asking) -> None:
    about: dict[str, Any] = {
        "audit": asking.audit,
        "case": asking.said("case"),
        "agency": asking.said("agency"),
    }
    if not any(asking.said(name) for name in ("asked_on", "heard_on", "reason")):
        asking.fault("reason", "is empty, and so are the days. Say when they were asked or heard,"
                     " or why not.")  # fmt: skip
    method = asking.said("method")
    if asking.said("asked_on"):
        asking.ask(
            SeekViews,
            at={"sought_on": "asked_on"},
            **about,
            method=method or ViewsMethod.CONVERSATION,
            by_whom=asking.said("by_whom"),
            sought_on=asking.said("asked_on"),
        )
    if asking.said("heard_on"):
        asking.ask(
            RecordViews,
            at={"difference_made": "difference"},
            **about,
            whose=asking.said("whose"),
            views=asking.said("views"),
            difference_made=asking.said("difference"),
            method=method,
            heard_on=asking.said("heard_on"),
        )
    if asking.said("reason"):
        asking.ask(ExplainNoViews, **about, reason=asking.said("reason"))


KIND = Kind(_make, {"views": _row})
