"""Recommendations, actions and work streams: events in, rows out."""

from __future__ import annotations

from datetime import date

from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import Direction, Judgement, Source
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionDropped,
    ActionHandedOver,
    ActionProgressed,
    ActionReopened,
    ActionRescheduled,
    DesiredImpact,
    ImpactAssessed,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAccepted,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationPassedOn,
    RecommendationRejected,
    RecommendationReopened,
)
from domain.work_stream.events import WorkStreamClosed, WorkStreamOpened
from tests.projections.past import PAST, recommended_then
from tests.projections.story import Happened, recommended
from tests.projections.viewing import rows

MADE = date(2025, 3, 10)


def about(ref: str, *events: Event) -> Happened:
    return [(streams.recommendation(ref), event) for event in events]


def agreed(ref: str, action: str) -> ActionAgreed:
    return ActionAgreed(
        recommendation=ref,
        action=action,
        text="Train",
        agency="police",
        owner="ann",
        due=date(2025, 6, 1),
    )


def closed(ref: str, action: str, day: date) -> ActionClosed:
    return ActionClosed(recommendation=ref, action=action, implemented_on=day, evidence="Seen")


def progressed(ref: str, action: str) -> ActionProgressed:
    return ActionProgressed(recommendation=ref, action=action, note="Half way")


def reopened(ref: str, action: str) -> ActionReopened:
    return ActionReopened(recommendation=ref, action=action, reason="Not so")


def moved(ref: str, action: str, due: date) -> ActionRescheduled:
    return ActionRescheduled(
        recommendation=ref, action=action, from_due=date(2025, 6, 1), to_due=due, reason="Staff"
    )


def merged(ref: str, into: str) -> Happened:
    return about(ref, MergedInto(recommendation=ref, into=into, reason="The same work"))


def test_actions__state_and_dates_follow_the_latest_entry() -> None:
    events = [
        *about("R1", *(agreed("R1", f"A{n}") for n in range(1, 6))),
        *about("R1", progressed("R1", "A2"), moved("R1", "A2", date(2025, 7, 1))),
        *about("R1", moved("R1", "A2", date(2025, 8, 1))),
        *about("R1", closed("R1", "A3", date(2025, 5, 5))),
        *about("R1", closed("R1", "A4", date(2025, 5, 6)), reopened("R1", "A4")),
        *about("R1", closed("R1", "A5", date(2025, 5, 7)), reopened("R1", "A5")),
        *about("R1", closed("R1", "A5", date(2025, 9, 9))),
    ]
    columns = ("action", "state", "first_due", "due", "implemented_on", "evidence")
    june = date(2025, 6, 1)
    assert rows(events, "actions", *columns, "times_reopened", "times_rescheduled") == [
        ("A1", "open", june, june, None, None, 0, 0),
        ("A2", "in progress", june, date(2025, 8, 1), None, None, 0, 2),
        ("A3", "closed", june, june, date(2025, 5, 5), "Seen", 0, 0),
        ("A4", "in progress", june, june, None, None, 1, 0),
        ("A5", "closed", june, june, date(2025, 9, 9), "Seen", 1, 0),
    ]


def test_actions__open_ones_of_a_merged_recommendation_are_not_left_open() -> None:
    events = [
        *recommended("R1", "voice", made_on=MADE),
        *recommended("R2", "voice", made_on=MADE),
        *about("R1", agreed("R1", "A1"), agreed("R1", "A2")),
        *about("R1", closed("R1", "A2", date(2025, 5, 5))),
        *merged("R1", "R2"),
    ]
    assert rows(events, "actions", "action", "state") == [("A1", "merged"), ("A2", "closed")]


def dropped(ref: str, action: str) -> ActionDropped:
    return ActionDropped(
        recommendation=ref, action=action, dropped_on=date(2025, 5, 6), reason="The post was cut"
    )


def test_actions__one_that_was_dropped_is_not_done_and_may_be_taken_up_again() -> None:
    events = [
        *about("R1", *(agreed("R1", f"A{n}") for n in range(1, 4))),
        *about("R1", dropped("R1", "A1"), dropped("R1", "A2"), reopened("R1", "A2")),
        *about("R1", dropped("R1", "A3"), reopened("R1", "A3")),
        *about("R1", closed("R1", "A3", date(2025, 5, 7))),
    ]
    columns = ("action", "state", "implemented_on", "evidence", "dropped_reason", "closed_at")
    assert rows(events, "actions", *columns[:-1]) == [
        ("A1", "dropped", None, None, "The post was cut"),
        ("A2", "in progress", None, None, None),
        ("A3", "closed", date(2025, 5, 7), "Seen", None),
    ]
    assert rows(events, "actions", *columns)[0][-1] is None


def test_actions__handed_over_they_have_another_owner_and_agency() -> None:
    handed = [
        ActionHandedOver(
            recommendation="R1",
            action="A1",
            from_owner=old,
            to_owner=new,
            agency=agency,
            reason="Retired",
        )
        for old, new, agency in (("ann", "bob", "police"), ("bob", "cat", "health"))
    ]
    events = about("R1", agreed("R1", "A1"), agreed("R1", "A2"), *handed)
    assert rows(events, "actions", "action", "owner", "agency") == [
        ("A1", "cat", "health"),
        ("A2", "ann", "police"),
    ]


def test_recommendations__a_dropped_action_is_neither_done_nor_begun() -> None:
    done = date(2025, 5, 5)
    events = [
        *(event for n in range(1, 4) for event in recommended(f"R{n}", "voice", made_on=MADE)),
        *about("R1", agreed("R1", "A1"), dropped("R1", "A1")),
        *about("R2", agreed("R2", "A1"), agreed("R2", "A2"), dropped("R2", "A1")),
        *about("R3", agreed("R3", "A1"), agreed("R3", "A2"), dropped("R3", "A1")),
        *about("R3", closed("R3", "A2", done)),
    ]
    columns = ("recommendation", "delivery", "actions_agreed", "actions_closed", "actions_dropped")
    assert rows(events, "recommendations", *columns, "implemented_on") == [
        ("R1", "accepted", 1, 0, 1, None),
        ("R2", "actions agreed", 2, 0, 1, None),
        ("R3", "in progress", 2, 1, 1, done),
    ]
    assert rows(events, "measures", "recommendation", "implemented_on") == [
        ("R1", None),
        ("R2", None),
        ("R3", done),
    ]


def test_recommendations__one_to_a_body_outside_has_no_measure_and_says_who_answered() -> None:
    made = RecommendationMade(
        recommendation="R1",
        source=Source.CASE_REVIEW,
        audit=None,
        review="Local review",
        made_on=MADE,
        text="Amend the guidance",
        areas=(),
        agencies=(),
        bodies=("dfe", "hmcts"),
    )
    aim = DesiredImpact(
        text="It is amended", direction=Direction.BETTER, reaudit_by=date(2026, 1, 1)
    )
    accepted = RecommendationAccepted(recommendation="R1", considered_on=MADE, desired_impact=aim)
    sent = [
        RecommendationPassedOn(recommendation="R1", body=body, passed_on=MADE, how="Letter")
        for body in ("hmcts", "dfe")
    ]
    answer = RecommendationAnswered(
        recommendation="R1", body="dfe", answered_on=date(2025, 6, 1), answer="Next year"
    )
    events = about("R1", made, accepted, *sent, answer)
    columns = ("bodies", "passed_on_to", "answered_by", "tool", "desired_areas", "delivery")
    assert rows(events, "recommendations", *columns) == [
        (["dfe", "hmcts"], ["dfe", "hmcts"], ["dfe"], None, [], "accepted")
    ]
    assert rows(events, "measures", "recommendation") == []


def test_answers_from_outside__each_with_when_it_was_passed_on() -> None:
    sent = [
        RecommendationPassedOn(recommendation="R1", body="dfe", passed_on=day, how="Letter")
        for day in (MADE, date(2025, 4, 1))
    ]
    told = [
        RecommendationAnswered(
            recommendation="R1", body="dfe", answered_on=date(2025, 6, day), answer=words
        )
        for day, words in ((1, "Next year"), (2, "This year"))
    ]
    columns = ("body", "passed_on", "answered_on", "answer")
    assert rows(about("R1", *sent, *told), "answers_from_outside", *columns) == [
        ("dfe", date(2025, 4, 1), date(2025, 6, 1), "Next year"),
        ("dfe", date(2025, 4, 1), date(2025, 6, 2), "This year"),
    ]


def test_work_streams__opened_closed_and_opened_again() -> None:
    events = [
        (streams.work_stream(theme), event)
        for theme, event in [
            ("voice", WorkStreamOpened(theme="voice", title="Voice")),
            ("plans", WorkStreamOpened(theme="plans", title="Plans")),
            ("harm", WorkStreamOpened(theme="harm", title="Harm")),
            ("plans", WorkStreamClosed(theme="plans", reason="Done")),
            ("harm", WorkStreamClosed(theme="harm", reason="Done")),
            ("harm", WorkStreamOpened(theme="harm", title="Harm again")),
        ]
    ]
    assert rows(events, "work_streams", "theme", "title", "is_closed") == [
        ("harm", "Harm again", False),
        ("plans", "Plans", True),
        ("voice", "Voice", False),
    ]


def test_merges__follow_to_the_end_and_a_circle_has_none() -> None:
    events = [
        *(event for n in range(1, 6) for event in recommended(f"R{n}", "voice", made_on=MADE)),
        *merged("R1", "R2"),
        *merged("R2", "R3"),
        *merged("R4", "R5"),
        *merged("R5", "R4"),
    ]
    assert [type(event) for _, event in events[:2]] == [RecommendationMade, RecommendationAccepted]
    assert rows(events, "merges", "recommendation", "carried_by") == [
        ("R1", "R3"),
        ("R2", "R3"),
        ("R3", "R3"),
    ]


def rejected(ref: str) -> RecommendationRejected:
    return RecommendationRejected(
        recommendation=ref, considered_on=date(2025, 4, 2), reason="Not ours"
    )


def test_recommendation_delivery__is_the_furthest_step() -> None:
    made, done = MADE, date(2025, 5, 5)
    closing = RecommendationClosed(recommendation="R7", closed_on=date(2025, 9, 1), reason="Done")
    events = [
        *(event for n in range(3, 8) for event in recommended(f"R{n}", "voice", made_on=made)),
        *recommended("R1", "voice", made_on=made)[:1],
        *recommended("R2", "voice", made_on=made)[:1],
        *about("R2", rejected("R2")),
        *about("R4", agreed("R4", "A1")),
        *about("R5", agreed("R5", "A1"), agreed("R5", "A2"), closed("R5", "A1", done)),
        *merged("R6", "R7"),
        *about("R7", agreed("R7", "A1"), closed("R7", "A1", done)),
        *about("R7", agreed("R7", "A2"), closed("R7", "A2", date(2025, 4, 4)), closing),
    ]
    columns = ("recommendation", "delivery", "actions_agreed", "actions_closed", "implemented_on")
    ended = (*columns, "merged_into", "closed_on")
    found = rows(events, "recommendation_delivery", *ended)
    assert rows(events, "recommendations", *ended) == found
    assert found == [
        ("R1", "made", 0, 0, None, None, None),
        ("R2", "rejected", 0, 0, None, None, None),
        ("R3", "accepted", 0, 0, None, None, None),
        ("R4", "actions agreed", 1, 0, None, None, None),
        ("R5", "in progress", 2, 1, None, None, None),
        ("R6", "merged", 0, 0, None, "R7", None),
        ("R7", "closed", 2, 2, done, None, date(2025, 9, 1)),
    ]


def test_recommendation_endings__as_recorded_last_and_none_once_it_is_taken_back() -> None:
    day = date(2025, 9, 1)
    closing = RecommendationClosed(recommendation="R7", closed_on=day, reason="Done")

    def again(ref: str) -> Happened:
        return about(
            ref, RecommendationReopened(recommendation=ref, reopened_on=day, reason="Slip")
        )

    ended = [
        *(event for n in (6, 7) for event in recommended(f"R{n}", "voice", made_on=MADE)),
        *recommended("R2", "voice", made_on=MADE)[:1],
        *about("R2", rejected("R2")),
        *about("R6", agreed("R6", "A1")),
        *merged("R6", "R7"),
        *about("R7", closing),
    ]
    endings = ("recommendation", "how", "ended_on", "merged_into")
    rejected_on = rejected("R2").considered_on
    assert rows(ended, "recommendation_endings", *endings) == [
        ("R2", "rejected", rejected_on, None),
        ("R6", "merged", None, "R7"),
        ("R7", "closed", day, None),
    ]
    taken_back = [*ended, *again("R2"), *again("R6"), *again("R7")]
    assert rows(taken_back, "recommendation_endings", *endings) == []
    columns = ("recommendation", "delivery", "considered_on", "merged_into", "closed_on")
    considered = recommended("R6", "voice", made_on=MADE)[1][1]
    assert isinstance(considered, RecommendationAccepted)
    assert rows(taken_back, "recommendations", *columns) == [
        ("R2", "made", None, None, None),
        ("R6", "actions agreed", considered.considered_on, None, None),
        ("R7", "accepted", considered.considered_on, None, None),
    ]
    assert rows(taken_back, "actions", "recommendation", "state") == [("R6", "open")]
    assert ("R6", "R6") in rows(taken_back, "merges", "recommendation", "carried_by")
    anew = [*taken_back, *merged("R6", "R7")]
    assert rows(anew, "recommendation_endings", *endings) == [("R6", "merged", None, "R7")]


def judged(judgement: Judgement, reason: str) -> Event:
    return ImpactAssessed(
        recommendation="R1",
        assessed_on=date(2026, 3, 1),
        judgement=judgement,
        reason=reason,
        measured=(),
        measured_at=1,
        method=2,
    )


def test_recommendations__work_stream_desired_impact_and_latest_judgement() -> None:
    events = [
        *recommended("R1", "voice", "plans", made_on=MADE, target=7, agencies=("police",)),
        (streams.work_stream("t"), WorkStreamOpened(theme="t", title="Theme")),
        *about("R1", PlacedInWorkStream(recommendation="R1", theme="t")),
        *about("R1", judged(Judgement.CANNOT_TELL, "Early")),
        *about("R1", judged(Judgement.PARTLY, "Views of children")),
    ]
    columns = ("theme", "theme_title", "tool", "desired_areas", "target_of_ten", "reaudit_by")
    assert rows(events, "recommendations", *columns, "judgement", "judgement_reason") == [
        (
            *("t", "Theme", "neglect", ["voice", "plans"], 7, date(2026, 6, 1)),
            *("partly-achieved", "Views of children"),
        )
    ]


def test_measures__one_for_each_area_and_merged_ones_go_on_under_their_carrier() -> None:
    events = [
        *recommended("R1", "voice", "plans", made_on=MADE),
        *recommended("R2", "voice", made_on=date(2025, 2, 1), agencies=("police",)),
        *recommended("R3", "voice", made_on=MADE)[:1],
        *about("R3", rejected("R3")),
        *about("R2", agreed("R2", "A1"), closed("R2", "A1", date(2025, 8, 8))),
        *merged("R2", "R1"),
        *about("R1", agreed("R1", "A1"), closed("R1", "A1", date(2025, 5, 5))),
    ]
    columns = ("recommendation", "carried_by", "area", "agency", "made_on", "implemented_on")
    assert rows(events, "measures", *columns) == [
        ("R1", "R1", "plans", None, MADE, date(2025, 8, 8)),
        ("R1", "R1", "voice", None, MADE, date(2025, 8, 8)),
        ("R2", "R1", "voice", "police", date(2025, 2, 1), date(2025, 8, 8)),
    ]
    unfinished = [*events, *about("R1", agreed("R1", "A2"))]
    assert {row[0] for row in rows(unfinished, "measures", "implemented_on")} == {None}


def test_recommendations_made__here_and_by_a_document() -> None:
    made = RecommendationMade(
        recommendation="R1",
        source=Source.CASE_REVIEW,
        audit=None,
        review="Case review",
        made_on=MADE,
        text="Listen",
        areas=(),
        agencies=("police",),
    )
    events = [*about("R1", made), *recommended_then("P1")]
    columns = ("recommendation", "source", "audit", "from_document")
    assert rows(events, "recommendations_made", *columns) == [
        ("P1", "audit", PAST, True),
        ("R1", "case-review", None, False),
    ]


def test_recommendations_accepted__here_and_by_a_document() -> None:
    events = [*recommended("R1", "voice", made_on=MADE), *recommended_then("P1")]
    assert any(isinstance(event, RecommendationAccepted) for _, event in events)
    assert rows(events, "recommendations_accepted", "recommendation", "considered_on") == [
        ("P1", date(2024, 11, 5)),
        ("R1", MADE),
    ]
