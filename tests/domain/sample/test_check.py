"""Drawing again: what the rule gives is confirmed, and anything else is named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.audit.events import PlanAgreed
from domain.audit.terms import Plan, SampleSpecification
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.event import Event
from domain.kernel.vocabulary import ReplacementReason
from domain.sample.changes import RedrawSample, ReplaceCase
from domain.sample.check import RecordedDraw, differences, last_draw, margins
from domain.sample.decisions import CommitFrame, DrawSample
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    SampleDrawn,
    Seats,
    SeedDrawn,
    Spread,
)
from domain.sample.frame import Frame, FrameRow
from tests.domain.scene import AUDIT, BRIEFED, PLAN, PLAN_AGREED, SEED_DRAWN, changed
from tests.domain.spec import TODAY, at, given

WANTED = SampleSpecification(
    frame_definition="Open plans", size=4, stratifier="district", second_margin="sex"
)
FRAME = Frame(
    salt="00112233445566778899aabbccddeeff",
    rows=tuple(
        FrameRow(
            ref=f"k{number}",
            stratum="north" if number % 3 else "south",
            second="girl" if number % 2 else "boy",
        )
        for number in range(12)
    ),
)
OTHER_SEED = SeedDrawn.model_validate(changed(SEED_DRAWN, seed="62163326726047834136"))


PLANNED = PlanAgreed(
    audit=AUDIT,
    agreed_on=PLAN_AGREED.agreed_on,
    tool_version=1,
    plan=Plan.model_validate(changed(PLAN, sample=WANTED)),
)
BEFORE = tuple((s, PLANNED if isinstance(e, PlanAgreed) else e) for s, e in BRIEFED)
SAMPLE = streams.sample(AUDIT)


def decided(events: Sequence[Event], command: Command, actor: str = "lead") -> list[Event]:
    """The sample's events with what a command records after them."""
    history = given(*BEFORE, *at(SAMPLE, *events))
    return [*events, *history.decide(command, actor, TODAY)]


@cache
def drawn() -> tuple[Event, ...]:
    framed = decided([], CommitFrame(audit=AUDIT, frame=FRAME))
    return tuple(decided([*framed, SEED_DRAWN], DrawSample(audit=AUDIT, frame=FRAME)))


def replaced(events: Sequence[Event], case: str) -> list[Event]:
    reason = ReplacementReason.TRANSFERRED
    return decided(events, ReplaceCase(audit=AUDIT, case=case, reason=reason, frame=FRAME))


def draw_of(events: Sequence[Event]) -> RecordedDraw:
    recorded = last_draw(events)
    assert recorded is not None
    return recorded


def found(events: Sequence[Event]) -> list[str]:
    return differences(FRAME, draw_of(events), WANTED)


@for_any(st.lists(st.integers(0, 7), max_size=12))
def test_whatever_was_replaced_by_rule_is_confirmed(choices: list[int]) -> None:
    events = list(drawn())
    for choice in choices:
        gone = {event.case for event in events if isinstance(event, CaseReplaced)}
        current = [e.case for e in events if isinstance(e, CaseSampled) and e.case not in gone]
        if current:
            events = replaced(events, current[choice % len(current)])
    assert found(events) == []
    refs = draw_of(events).current_refs
    assert len(set(refs)) == len(refs)


@for_any(
    place=st.integers(0, 5),
    change=st.sampled_from(
        [
            {"frame_ref": "k11"},
            {"stratum": "east"},
            {"place": 9},
            {"case": "C99"},
            {"frame_ref": "?"},
        ]
    ),
)
def test_no_case_can_be_recorded_otherwise(place: int, change: dict[str, Any]) -> None:
    events = replaced(replaced(drawn(), "C02"), "C05")
    index = [at for at, event in enumerate(events) if isinstance(event, CaseSampled)][place]
    before = events[index]
    after = CaseSampled.model_validate(changed(before, **change))
    events[index] = after
    assert (found(events) == []) is (after == before)


def test_each_difference_is_named() -> None:
    events = list(drawn())
    first, last = events[3], events[-1]
    assert isinstance(first, CaseSampled)
    assert isinstance(last, CaseSampled)
    favoured = CaseSampled.model_validate(changed(first, frame_ref="k99"))
    assert found([*events[:3], favoured, *events[4:]]) == [
        f"C01: k99 is recorded, the rule gives {first.frame_ref}"
    ]
    moved = CaseSampled.model_validate(changed(first, place=first.place + 1))
    assert found([*events[:3], moved, *events[4:]]) == [
        f"C01: place {first.place + 1} of {first.stratum} is recorded, the rule gives place"
        f" {first.place} of {first.stratum}"
    ]
    assert found(events[:-1]) == [f"C04: the rule draws {last.frame_ref}, none is recorded"]


def test_seats_that_the_rule_does_not_give_are_named() -> None:
    framed, seed, summary, *cases = drawn()
    assert isinstance(summary, SampleDrawn)
    first, *others = summary.allocation
    more = Seats.model_validate(changed(first, seats=first.seats + 1))
    wrong = SampleDrawn.model_validate(changed(summary, allocation=(more, *others)))
    assert found([framed, seed, wrong, *cases]) == [
        f"stratum {first.name}: {more.seats} seats are recorded, the rule gives {first.seats}"
    ]


@pytest.mark.parametrize("replaced_by", [None, "C06"])
def test_a_replacement_that_is_not_the_next_is_named(replaced_by: str | None) -> None:
    *events, gone, case = replaced(drawn(), "C02")
    assert isinstance(gone, CaseReplaced)
    wrong = CaseReplaced.model_validate(changed(gone, replaced_by=replaced_by))
    assert "C02: its replacement is not the next in its stratum" in found([*events, wrong, case])


def test_a_redraw_goes_on_with_the_numbers_and_only_the_last_draw_counts() -> None:
    aside = decided(replaced(drawn(), "C02"), RedrawSample(audit=AUDIT, reason="Closed cases."))
    assert last_draw(aside) is None
    assert last_draw(aside[:2]) is None
    again = decided([*aside, OTHER_SEED], DrawSample(audit=AUDIT, frame=FRAME))
    assert draw_of(again).earlier == 5
    assert found(again) == []
    assert found([*again[:-4], *drawn()[-4:]]) != []


def test_a_margin_is_of_the_cases_to_be_audited() -> None:
    events = replaced(drawn(), "C01")
    rows = {(row.margin, row.value): row for row in margins(FRAME, draw_of(events), WANTED)}
    assert set(rows) == {
        ("district", "north"),
        ("district", "south"),
        ("sex", "boy"),
        ("sex", "girl"),
    }
    assert [rows["district", name].in_the_list for name in ("north", "south")] == [8, 4]
    for margin in ("district", "sex"):
        of_margin = [row for row in rows.values() if row.margin == margin]
        assert sum(row.drawn for row in of_margin) == 4 == sum(row.expected for row in of_margin)


def test_a_ref_that_is_not_in_the_list_is_in_no_margin() -> None:
    events = list(drawn())
    events[3] = CaseSampled.model_validate(changed(events[3], frame_ref="k99"))
    rows = margins(FRAME, draw_of(events), WANTED)
    assert sum(row.drawn for row in rows if row.margin == "sex") == 3


def test_more_than_a_fifth_replaced_has_to_be_said() -> None:
    events = list(drawn())
    assert draw_of(events).replacement_warnings == ()
    said = draw_of(replaced(events, "C03")).replacement_warnings
    assert said == ("1 of 4 replaced: cases that could not be audited may differ",)


def test_a_stratum_that_is_used_up_has_to_be_said() -> None:
    events = list(drawn())
    south = [e.case for e in events if isinstance(e, CaseSampled) and e.stratum == "south"]
    for _ in range(3):
        events = replaced(events, south[-1])
        added = events[-1]
        assert isinstance(added, CaseSampled)
        south.append(added.case)
    assert draw_of(events).replacement_warnings == (
        "3 of 4 replaced: cases that could not be audited may differ",
        "stratum south is used up: no case of it is left",
    )
    events = replaced(events, south[-1])
    assert draw_of(events).replacement_warnings[1] == (
        "stratum south is used up: 1 short of its seats"
    )


def test_the_second_margin_is_recorded_as_it_was_drawn_and_checked() -> None:
    events = list(drawn())
    [place] = [place for place, event in enumerate(events) if isinstance(event, SampleDrawn)]
    summary = events[place]
    assert isinstance(summary, SampleDrawn)
    assert [(one.name, one.size) for one in summary.second] == [("boy", 6), ("girl", 6)]
    assert sum(one.drawn for one in summary.second) == 4
    assert found(events) == []
    boy, girl = summary.second
    wrong = (Spread(name="boy", size=6, drawn=boy.drawn + 1), girl)
    events[place] = SampleDrawn.model_validate(changed(summary, second=wrong))
    assert found(events) == ["sex: its counts are not those of the cases drawn"]
