"""What stands beside a verdict, each from a small ledger and said whole: time, chance, others."""

from __future__ import annotations

from datetime import date

import pytest

from domain.impact.agenda import Item
from domain.kernel import streams
from domain.kernel.event import Event
from domain.recommendation.events import ActionAgreed, ActionClosed, RecommendationClosed
from domain.tool.events import ToolPublished
from projections.queries.areas import area_impacts
from projections.queries.impact import ImpactMeasure, comparisons, impact_measures
from tests.projections.harness import project, reader_of_all
from tests.projections.story import Happened, audit, directory, recommended, tool
from tests.projections.test_impact_sentences import (
    BACKGROUND,
    FIRST,
    HIGH,
    LOW,
    MADE,
    SECOND,
    THIRD,
    ZEROTH,
    by_agency,
    told,
    voice,
    wave,
)
from tests.projections.test_queries_impact import acted, replanned

TODAY = date(2026, 11, 23)
GOOD_TWICE = (
    "Voice, all agencies. Good or better: 1 of 10 (January 2025) before {}, 9 of 10 (February 2026)"
    " after {}. Cases in which an agency graded Inadequate: 2, then none. Improved."
)


def measures(*events: Happened) -> tuple[ImpactMeasure, ...]:
    happened = [*directory(), *tool()]
    for some in events:
        happened += some
    with project(happened).session(reader_of_all(happened)) as session:
        return impact_measures(session, TODAY)


def actions(ref: str, *days: date | None, closed: bool = False) -> Happened:
    """An action for each day: in place then, or still open."""
    events: list[Event] = []
    for number, day in enumerate(days, 1):
        agreed = ActionAgreed(
            recommendation=ref,
            action=f"A{number}",
            text="Train",
            agency="police",
            owner="police-auditor",
            due=date(2025, 6, 1),
        )
        events.append(agreed)
        if day is not None:
            done = ActionClosed(
                recommendation=ref, action=agreed.action, implemented_on=day, evidence="Seen"
            )
            events.append(done)
    if closed:
        ended = RecommendationClosed(recommendation=ref, closed_on=date(2025, 10, 1), reason="Done")
        events.append(ended)
    return [(streams.recommendation(ref), event) for event in events]


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [
        ((date(2025, 9, 1),), "the action", "it"),
        ((date(2025, 9, 1), date(2025, 9, 1)), "the actions", "them"),
        ((date(2025, 4, 1), date(2025, 9, 1)), "the first action", "the last"),
        ((date(2025, 9, 1), None), "the first action", "it"),
        ((None,), "the recommendation", "it"),
    ],
)
def test_several_actions_are_told_from_one(
    days: tuple[date | None, ...], before: str, after: str
) -> None:
    said = told(
        wave("first", FIRST, LOW),
        wave("second", SECOND, HIGH),
        actions("R1", *days),
        acts=False,
    )
    credit = ""
    if None in days:
        in_place = len(days) > 1
        credit = " No action had been implemented before this casework: do not credit one."
        if in_place:
            credit = " Not every action was in place before this casework: do not credit one."
    assert said == GOOD_TWICE.format(before, after) + credit + BACKGROUND


def test_casework_between_two_actions_is_neither_before_nor_after() -> None:
    assert told(
        wave("first", FIRST, LOW),
        wave("second", SECOND, HIGH),
        actions("R1", date(2025, 9, 1), date(2026, 4, 1)),
        acts=False,
    ) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the first action, 9 of"
        " 10 (February 2026) while actions were being put in place. Cases in which an agency graded"
        " Inadequate: 2, then none. Not yet re-audited (no audit's casework lies wholly after the"
        " action)."
    )


def test_a_fall_back_is_not_sustained_and_judged_alone() -> None:
    assert told(
        wave("first", FIRST, LOW), wave("second", SECOND, HIGH), wave("third", THIRD, LOW)
    ) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 9 of 10"
        " (February 2026), then 1 of 10 (September 2026) after it. Cases in which an agency graded"
        " Inadequate: 2, then none, then 2. Compared: January 2025 with September 2026. No change"
        " detectable. This is not evidence that nothing changed: ten cases can only show very large"
        " change. Not sustained: the latest re-audit is worse than the one before. From the first"
        " to the last of the three audits no trend is detectable. Chance plays a part: the second"
        " re-audit." + BACKGROUND
    )


def test_a_trend_that_says_another_thing_is_told_with_what_was_compared() -> None:
    """It was "No change detectable" beside "the grades rise"."""
    assert told(
        wave("zeroth", ZEROTH, LOW),
        wave("first", FIRST, [2, 2, 2, *[3] * 7]),
        wave("second", SECOND, HIGH),
    ) == (
        "Voice, all agencies. Good or better: 1 of 10 (June 2024), then 7 of 10 (January 2025)"
        " before the action, 9 of 10 (February 2026) after it. Cases in which an agency graded"
        " Inadequate: 2, then none, then none. Compared: January 2025 with February 2026. No change"
        " detectable. This is not evidence that nothing changed: ten cases can only show very large"
        " change. From the first to the last of the three audits the grades rise, more than chance"
        " alone would; between those compared no change is detectable." + BACKGROUND
    )


def test_what_looked_lowest_and_how_often_is_on_the_line() -> None:
    both = {"voice": LOW, "plans": LOW, "supervision": [3] * 10}
    later = {"voice": HIGH, "plans": [2] * 9 + [3], "supervision": [3] * 10}
    plans, said = measures(
        audit("first", FIRST, both),
        audit("second", SECOND, later),
        recommended("R1", "voice", "plans", made_on=MADE),
        acted("R1"),
    )
    assert said.sentence == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 9 of 10"
        " (February 2026) after it. Cases in which an agency graded Inadequate: 2, then none."
        " Improved. Chance plays a part: chosen when it was the joint lowest of three areas, one of"
        " 2 comparisons. 1 area without a recommendation, 10 cases in both audits: 10 of 10 grades"
        " Good or better, then 10 of 10."
    )
    assert comparisons((plans, said)) == 2


def test_another_recommendation_in_between_is_named() -> None:
    """The rise came after the second one's action; the first alone is not to thank."""
    first, second = measures(
        wave("first", FIRST, LOW),
        recommended("R1", "voice", made_on=MADE),
        actions("R1", date(2025, 4, 1), closed=True),
        wave("second", (date(2025, 6, 1), date(2025, 6, 30)), LOW),
        recommended("R2", "voice", made_on=date(2025, 7, 1), audit_code="second"),
        actions("R2", date(2025, 12, 1), closed=True),
        wave("third", SECOND, HIGH),
    )
    assert [one.shared_by[0].recommendation for one in (first, second)] == ["R1", "R2"]
    assert first.sentence.endswith(
        "Between these audits R2 also put actions in place; effects cannot be separated."
        + BACKGROUND
    )
    assert "Between these audits" not in second.sentence


def test_an_open_recommendation_is_not_called_closed_because_it_shares() -> None:
    """One comparison, two rows, and and the area that they share has one row."""
    happened = [
        *wave("first", FIRST, LOW),
        *recommended("R1", "voice", made_on=MADE),
        *actions("R1", date(2025, 9, 1), closed=True),
        *recommended("R2", "voice", made_on=MADE),
        *actions("R2", date(2025, 9, 1)),
        *wave("second", SECOND, HIGH),
    ]
    rows = measures(happened)
    assert [(one.closed, [s.recommendation for s in one.shared_by]) for one in rows] == [
        (False, ["R2"]),
        (True, ["R1"]),
    ]
    assert all("Shared by 2 recommendations" in one.sentence for one in rows)
    assert all("comparisons" not in one.sentence for one in rows)
    everything = [*directory(), *tool(), *happened]
    with project(everything).session(reader_of_all(everything)) as session:
        areas = area_impacts(session, TODAY, rows)
    assert areas is not None
    voice = next(area for area in areas if area.area == "voice")
    assert [(remedy.ref, remedy.tried.item) for remedy in voice.remedies] == [
        ("R1", Item.SEEN_ONCE),
        ("R2", Item.SEEN_ONCE),
    ]
    assert (comparisons(voice.measures), len(voice.measures)) == (1, 2)


def test_a_standard_counted_otherwise_than_the_change_says_so() -> None:
    """One of three agencies left: the change is over two, the level over all that graded."""
    before = {"police": [2] * 10, "health": [2] * 10}
    after = {"police": [3] * 10, "health": [3] * 10, "schools": [1] * 10}
    assert told(
        by_agency("first", FIRST, before), by_agency("second", SECOND, after), target=7
    ) == (
        "Voice, all agencies. Good or better: 0 of 10 (January 2025) before the action, 10 of 10"
        " (February 2026) after it. No agency graded Inadequate in any of these cases. Compared"
        " over the two agencies that graded in both (Schools only in February 2026); the verdict is"
        " about them alone. In February 2026 only agencies not compared graded Inadequate in ten"
        " more cases. Improved. At standard in February 2026: 10 of 10 Good or better, 7 needed."
        + BACKGROUND
    )


def test_audits_of_one_month_are_told_apart() -> None:
    said = told(wave("first", FIRST, LOW), wave("also", FIRST, LOW), wave("second", SECOND, HIGH))
    assert "1 of 10 (January 2025, also), then 1 of 10 (January 2025, first) before" in said
    assert "Compared: January 2025, first with February 2026." in said


def test_wordings_declared_to_measure_the_same_are_named() -> None:
    ((stream, event),) = tool(version=2)
    assert isinstance(event, ToolPublished)
    graded = [
        one.model_copy(update={"area": one.area.model_copy(update={"prompts": ("Asked anew?",)})})
        for one in event.areas
    ]
    second: Happened = [(stream, event.model_copy(update={"areas": tuple(graded)}))]
    said = told(
        wave("first", FIRST, LOW),
        second,
        replanned(audit("second", SECOND, voice(HIGH)), tool_version=2),
    )
    declared = (
        " The area is worded differently in these audits; it was declared to measure the same."
    )
    assert (
        said
        == GOOD_TWICE.format("the action", "it").replace(" Improved.", declared + " Improved.")
        + BACKGROUND
    )
