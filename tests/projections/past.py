"""An audit as a document tells of it, with a recommendation of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.audit.terms import CaseworkWindow
from domain.history.events import (
    AuditEnteredFromDocument,
    CaseEnteredFromDocument,
    Document,
    EnteredAgreement,
    EnteredGrade,
)
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.recommendation.events import EnteredAction, RecommendationEnteredFromDocument
from tests.projections.story import Happened, impact
from tests.world import GRADES

PAST = "2024-paper"
START, END, DATED = date(2024, 1, 1), date(2024, 6, 30), date(2024, 12, 2)
DOCUMENT = Document(title="Report to SAIG", digest="5eed" * 16, dated_on=DATED)
FRAME = "Children with a plan for neglect"
Given = Mapping[str, Sequence[int]]
"""Agency to its rank in each case."""


def entered(**fields: Any) -> tuple[str, AuditEnteredFromDocument]:
    said: dict[str, Any] = {
        "audit": PAST,
        "title": "On paper",
        "process": Process.THEMED,
        "tool": "neglect",
        "tool_version": 1,
        "casework_window": CaseworkWindow(start=START, end=END),
        "agencies": ("health", "police"),
        "frame_definition": FRAME,
        "how_chosen": None,
        "moderated_on": None,
        "document": DOCUMENT,
    }
    event = AuditEnteredFromDocument.model_validate(said | fields)
    return streams.history(event.audit), event


def case(
    number: int,
    given: Mapping[str, int],
    *,
    area: str = "voice",
    moderated: Mapping[str, int] | None = None,
    agreed: int | None = None,
    audit: str = PAST,
) -> tuple[str, CaseEnteredFromDocument]:
    """Each agency's rank, what it became when they met, and what they agreed."""
    became = moderated or {}
    grades = tuple(
        EnteredGrade(
            agency=agency,
            area=area,
            grade=GRADES[rank - 1],
            moderated=GRADES[became[agency] - 1] if agency in became else None,
        )
        for agency, rank in given.items()
    )
    together = () if agreed is None else (EnteredAgreement(area=area, grade=GRADES[agreed - 1]),)
    event = CaseEnteredFromDocument(
        audit=audit,
        case=f"C{number:02d}",
        grades=grades,
        agreed=together,
        overall=None,
        learning="planted-words-of-a-case",
    )
    return streams.history(audit), event


def past(given: Given, **fields: Any) -> Happened:
    """The audit with a case for each rank."""
    count = len(next(iter(given.values())))
    return [
        entered(**fields),
        *(case(n + 1, {who: ranks[n] for who, ranks in given.items()}) for n in range(count)),
    ]


def recommended_then(ref: str, *, tool: str = "neglect", done: bool = True) -> Happened:
    """A recommendation of it, accepted, with an action that was in place or is open."""
    implemented = {"implemented_on": date(2024, 11, 20), "evidence": "A register"} if done else {}
    action = EnteredAction.model_validate(
        {
            **{"action": "A1", "text": "Train", "agency": "police", "owner": "police-auditor"},
            **{"due": date(2024, 11, 1), **implemented},
        }
    )
    event = RecommendationEnteredFromDocument(
        recommendation=ref,
        audit=PAST,
        made_on=date(2024, 10, 20),
        text="Listen",
        areas=("voice",),
        agencies=("health", "police"),
        considered_on=date(2024, 11, 5),
        desired_impact=impact("voice").model_copy(update={"tool": tool}),
        actions=(action,),
    )
    return [(streams.recommendation(ref), event)]
