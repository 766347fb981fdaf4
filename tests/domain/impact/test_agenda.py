"""The meeting's agenda: what an area is listed under, and the finding in one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.impact.agenda import Item, Tried, counts_line, finding, listed_under
from domain.impact.assess import Assessment, Level, Sustained
from domain.impact.verdicts import Reason, Verdict

SEEN = Assessment(Verdict.IMPROVED, Reason.LATER_BETTER, None, (), (), credited=True)

NOTHING = "No recommendation has been accepted with a desired impact yet."


def seen(verdict: Verdict, **more: Any) -> Assessment:
    return replace(SEEN, verdict=verdict, **more)


@pytest.mark.parametrize(
    ("assessment", "done", "item"),
    [
        (seen(Verdict.WORSENED), True, Item.WORSE),
        (seen(Verdict.WORSENED, credited=False), False, Item.WORSE),
        (seen(Verdict.NO_CHANGE), True, Item.NO_CHANGE),
        (seen(Verdict.SMALL), True, Item.NO_CHANGE),
        (seen(Verdict.NO_CHANGE, credited=False), False, Item.UNDER_WAY),
        (seen(Verdict.MIXED), True, Item.MIXED),
        (seen(Verdict.IMPROVED), True, Item.SEEN_ONCE),
        (seen(Verdict.IMPROVED, sustained=Sustained.SUSTAINED), True, Item.SEEN_AGAIN),
        (seen(Verdict.IMPROVED, sustained=Sustained.FURTHER), True, Item.SEEN_AGAIN),
        (seen(Verdict.IMPROVED, sustained=Sustained.NOT_SUSTAINED), True, Item.SEEN_ONCE),
        (seen(Verdict.IMPROVED, credited=False), False, Item.UNCREDITED),
        (seen(Verdict.IMPROVED, credited=False), True, Item.UNCREDITED),
        (seen(Verdict.HELD), True, Item.HELD),
        (seen(Verdict.NOT_YET), True, Item.NOT_SEEN),
        (seen(Verdict.NOT_YET), False, Item.UNDER_WAY),
        (seen(Verdict.CANNOT), True, Item.CANNOT),
    ],
)
def test_a_remedy_is_listed_under_what_was_seen_of_it(
    assessment: Assessment, done: bool, item: Item
) -> None:
    """What moved before the work was done is never among what is better."""
    assert Tried(assessment, done).item is item


def test_no_change_at_standard_at_both_audits_is_held() -> None:
    level = Level("b", 8, 10, 8)
    kept = seen(Verdict.NO_CHANGE, level=level, level_before=replace(level, audit="a"))
    assert Tried(kept, True).item is Item.HELD


def test_an_area_is_listed_under_the_most_pressing_of_its_remedies() -> None:
    better, worse = Tried(SEEN, True), Tried(seen(Verdict.WORSENED), True)
    waiting = Tried(seen(Verdict.NOT_YET), True)
    assert listed_under([better, worse, waiting]) is Item.WORSE
    assert listed_under([waiting, better]) is Item.SEEN_ONCE
    assert listed_under([]) is Item.BACKGROUND


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ([], NOTHING),
        ([("A", Item.BACKGROUND)], NOTHING),
        ([("A", Item.NOT_SEEN)], "The one area that we act on has not been re-audited yet."),
        ([("A", Item.SEEN_ONCE)], "The one area re-audited is better. None is worse."),
        (
            [("A", Item.WORSE), ("B", Item.SEEN_AGAIN), ("C", Item.HELD), ("D", Item.NOT_SEEN)],
            "One of the three areas re-audited is better. One is worse: A.",
        ),
        (
            [("A", Item.WORSE), ("B", Item.WORSE), ("C", Item.NO_CHANGE)],
            "None of the three areas re-audited is better. Two are worse: A and B.",
        ),
        ([("A", Item.SEEN_ONCE)] * 2, "Both areas re-audited are better. None is worse."),
    ],
)  # fmt: skip
def test_the_finding_counts_areas_and_names_what_is_worse(
    areas: list[tuple[str, Item]], said: str
) -> None:
    assert finding(areas) == said


def test_every_area_is_counted_once_beside_what_chance_would_give() -> None:
    items = [Item.WORSE, *[Item.SEEN_ONCE] * 2, Item.SEEN_AGAIN, Item.NOT_SEEN, Item.BACKGROUND]
    assert counts_line(items, 4) == (
        "1 worse, 3 better. Not yet seen: 1 done. By chance alone: fewer than one better, fewer"
        " than one worse."
    )
    assert "about 2 better, about 2 worse" in counts_line(items, 40)
    assert counts_line([Item.UNDER_WAY], 0) == "Not yet seen: 1 under way."
