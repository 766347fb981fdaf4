"""Findings: events in, rows out."""

from __future__ import annotations

from domain.audit.events import FindingRecorded, FindingRevised, FindingWithdrawn
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import FindingKind
from tests.projections.followed import found
from tests.projections.story import Happened
from tests.projections.viewing import rows

AUDIT = streams.audit("first")


def audit(*events: Event) -> Happened:
    return [(AUDIT, event) for event in events]


def test_findings__revised_they_say_the_last_and_withdrawn_they_are_gone() -> None:
    revised = FindingRevised(
        audit="first",
        finding="F1",
        kind=FindingKind.STRENGTH,
        area="plans",
        text="Otherwise",
        evidenced_by=("C02/police",),
        reason="Read again",
    )
    withdrawn_one = FindingWithdrawn(audit="first", finding="F2", reason="One case")
    first, second = found("F1", FindingKind.CONCERN), found("F2", FindingKind.CONCERN)
    assert isinstance(first, FindingRecorded)
    events = audit(first, second, revised, withdrawn_one)
    assert rows(events, "findings", "finding", "kind", "area", "evidenced_by") == [
        ("F1", "strength", "plans", ["C02/police"])
    ]
    again = rows([*events, *audit(second)], "findings", "finding")
    assert again == [("F1",), ("F2",)]


def test_findings__as_last_recorded() -> None:
    events = audit(
        found("F1", FindingKind.CONCERN),
        found("F2", FindingKind.STRENGTH),
        found("F1", FindingKind.STRENGTH, "C02"),
    )
    assert rows(events, "findings", "finding", "kind", "evidenced_by", "position") == [
        ("F1", "strength", ["C02/police"], 3),
        ("F2", "strength", ["C01/police"], 2),
    ]
