"""Who took part, what was learnt, and what came back: events in, rows out."""

from __future__ import annotations

from datetime import date

from domain.audit.events import (
    Attendance,
    AuditorNominated,
    BriefingAcknowledged,
    GroupViewsRecorded,
    GroupViewsWithdrawn,
    LeadAuditorAppointed,
    ModerationHeld,
)
from domain.case.events import LearningAgreed, LearningWithdrawn
from domain.kernel import streams
from domain.kernel.vocabulary import ViewsMethod
from domain.recommendation.events import RecommendationClosed
from tests.projections.story import Happened, planned, recommended, tool
from tests.projections.viewing import rows

START, END = date(2025, 1, 1), date(2025, 2, 28)
HELD = date(2025, 3, 20)
AUDIT = streams.audit("first")


def held(*people: str) -> tuple[str, ModerationHeld]:
    came = tuple(Attendance(person=p, agency="police", undertaking=p != "bob") for p in people)
    return (AUDIT, ModerationHeld(audit="first", held_on=HELD, attended=came))


def test_taking_part__each_person_once_with_every_part() -> None:
    events: Happened = [
        *tool(),
        *planned("first", START, END)[:1],
        (AUDIT, LeadAuditorAppointed(audit="first", person="old")),
        (AUDIT, LeadAuditorAppointed(audit="first", person="lead")),
        (AUDIT, AuditorNominated(audit="first", agency="police", person="ann")),
        (AUDIT, BriefingAcknowledged(audit="first", agency="police", person="ann")),
        held("ann", "bob"),
    ]
    columns = ("person", "is_lead", "was_nominated", "was_briefed", "attended_on", "undertaking")
    assert rows(events, "taking_part", *columns) == [
        ("ann", False, True, True, HELD, True),
        ("bob", False, False, False, HELD, False),
        ("lead", True, False, False, None, None),
    ]


def test_learning__one_row_for_each_thing_agreed() -> None:
    learnt = LearningAgreed(audit="first", case="C01", learning="Ask")
    stream = streams.case("first", "C01")
    columns = ("audit", "case_ref", "number", "position")
    assert rows([(stream, learnt)] * 2, "learning", *columns) == [
        ("first", "C01", 1, 1),
        ("first", "C01", 2, 2),
    ]
    gone = LearningWithdrawn(audit="first", case="C01", number=1, reason="Another case's")
    events = [*[(stream, learnt)] * 2, (stream, gone), (stream, learnt)]
    assert rows(events, "learning", *columns) == [("first", "C01", 2, 2), ("first", "C01", 3, 4)]


def test_group_views__one_row_for_each_group_that_was_heard() -> None:
    heard = GroupViewsRecorded(
        audit="first",
        method=ViewsMethod.QUESTIONNAIRE,
        heard_on=HELD,
        respondents=36,
        views="Nobody told us what a strategy discussion was",
    )
    columns = ("audit", "number", "method", "heard_on", "respondents", "position")
    assert rows([(AUDIT, heard)], "group_views", *columns) == [
        ("first", 1, "questionnaire", HELD, 36, 1)
    ]
    gone = GroupViewsWithdrawn(audit="first", number=1, reason="Another audit's")
    events = [(AUDIT, heard), (AUDIT, gone), (AUDIT, heard)]
    assert [row[1] for row in rows(events, "group_views", *columns)] == [2]


def closed(ref: str, day: date) -> Happened:
    event = RecommendationClosed(recommendation=ref, closed_on=day, reason="Done")
    return [(streams.recommendation(ref), event)]


def test_recurrences__the_same_area_after_an_earlier_one_was_closed_and_only_then() -> None:
    earlier, later = date(2025, 3, 1), date(2026, 3, 1)
    audit = [*tool(), *planned("first", START, END)[:1]]
    first = recommended("R1", "voice", made_on=earlier)
    again = recommended("R2", "voice", made_on=later)
    other = recommended("R3", "planning", made_on=later)
    events = [*audit, *first, *closed("R1", date(2025, 9, 1)), *again, *other]
    columns = ("recommendation", "earlier", "area", "closed_on")
    assert rows(events, "recurrences", *columns) == [("R2", "R1", "voice", date(2025, 9, 1))]
    still_open = [*audit, *first, *again, *closed("R1", date(2026, 9, 1))]
    assert rows(still_open, "recurrences", *columns) == []
