"""Audits that were entered from a document, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from application.reading import Reader
from domain.history.requirements import require_entered
from domain.history.words import FROM_DOCUMENT
from domain.kernel import streams
from domain.kernel.how_known import how_known
from ledger.errors import NotPermittedError

if TYPE_CHECKING:
    from domain.history.events import CaseEnteredFromDocument
    from domain.history.state import Entered
    from domain.history.state import State as HistoryState
    from domain.recommendation.state import State as RecommendationState


@dataclass(frozen=True, slots=True)
class EnteredAudit:
    """An audit that was entered from a document. `source` says so in words. `cases`: how many."""

    audit: str
    title: str
    tool: str
    tool_version: int
    process: str
    casework: str
    cases: int
    source: str
    document_title: str
    document_dated_on: date
    document_digest: str
    entered_by: str
    entered_at: datetime


def entered_audits(reader: Reader) -> tuple[EnteredAudit, ...]:
    """Those that stand, by code."""
    found = []
    for stream in reader.streams("history"):
        state = cast("HistoryState", reader.state(stream))
        said = getattr(state, "said", None)
        if said is not None:
            found.append(_line(reader, cast("Entered", state)))
    return tuple(sorted(found, key=lambda one: one.audit))


def _line(reader: Reader, entered: Entered) -> EnteredAudit:
    said = entered.said
    entry = next(
        one for one in reversed(reader.entries(streams.history(said.audit))) if one.event == said
    )
    window = said.casework_window
    return EnteredAudit(
        audit=said.audit,
        title=said.title,
        tool=said.tool,
        tool_version=said.tool_version,
        process=said.process.value,
        casework=f"{window.start} to {window.end}",
        cases=len(entered.cases),
        source=FROM_DOCUMENT,
        document_title=said.document.title,
        document_dated_on=said.document.dated_on,
        document_digest=said.document.digest,
        entered_by=f"{entry.stamp.actor}, {how_known(entry.stamp)}",
        entered_at=entry.stamp.recorded_at,
    )


def entered_audit(reader: Reader, audit: str) -> dict[str, Any]:
    """What a document tells of an audit, as far as this person may read it."""
    state = cast("HistoryState", reader.state(streams.history(audit)))
    entered = require_entered(state, audit)
    if not reader.may_read("CaseEnteredFromDocument", audit, None):
        raise NotPermittedError(
            f"{reader.person} may not read the grades of {audit}.",
            "Grades of earlier audits are for the partnership.",
        )
    said = entered.said
    line = _line(reader, entered)
    return {
        "source": line.source,
        "document": {
            "title": line.document_title,
            "dated_on": line.document_dated_on,
            "sha256": line.document_digest,
        },
        "entered_by": line.entered_by,
        "entered_at": line.entered_at,
        **{name: getattr(line, name) for name in ("audit", "title", "tool", "tool_version")},
        "process": line.process,
        "casework": line.casework,
        "agencies": said.agencies,
        "frame": said.frame_definition or "The document does not say.",
        "how_chosen": said.how_chosen or "The document does not say.",
        "agencies_met_on": said.moderated_on,
        "cases": [_case(reader, entered, case) for case in entered.cases.values()],
        "recommendations": _recommendations(reader, audit),
    }


def _case(reader: Reader, entered: Entered, case: CaseEnteredFromDocument) -> dict[str, Any]:
    """A case with its grades as they became; what was learnt for those who may read it."""
    grades: dict[str, dict[str, str]] = {}
    for one in case.grades:
        became = "" if one.moderated is None else f", then {one.moderated}"
        grades.setdefault(one.agency, {})[one.area] = f"{one.grade}{became}"
    entry = next(
        one
        for one in reversed(reader.entries(streams.history(entered.said.audit)))
        if getattr(one.event, "case", None) == case.case
    )
    return {
        "case": case.case,
        "grades": grades,
        "agreed": {one.area: one.grade for one in case.agreed},
        "overall": case.overall,
        "words": reader.text(entry),
    }


def _recommendations(reader: Reader, audit: str) -> list[dict[str, Any]]:
    """Those that were entered with it and stand, as they are now."""
    found = []
    for stream in reader.streams("recommendation"):
        state = cast("RecommendationState", reader.state(stream))
        made = getattr(state, "made", None)
        if made is not None and made.audit == audit:
            found.append({"recommendation": made.recommendation, "text": made.text})
    return found
