"""Cases of one family: one of each is drawn, and what is found later is said."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from domain import sampling
from domain.kernel import streams
from domain.kernel.vocabulary import ReplacementReason, Siblings
from domain.sample import check, rule
from domain.sample.changes import ReplaceCase
from domain.sample.decisions import METHOD_OF_FAMILIES, CommitFrame, DrawSample
from domain.sample.events import CaseSampled, FrameCommitted, SampleDrawn
from domain.sample.frame import Frame, FrameRow
from tests.domain.sample.test_decisions import planned, sample
from tests.domain.scene import AUDIT, BRIEFED, FRAME, SEED_DRAWN
from tests.domain.spec import TODAY, Happened, at, given

SAMPLE = streams.sample(AUDIT)
REASON = "The social worker knows them as brothers."


def _list(*rows: tuple[str, str, str]) -> Frame:
    return Frame(
        salt=FRAME.salt,
        rows=tuple(FrameRow(ref=ref, stratum=where, family=family) for ref, where, family in rows),
    )


LIST = _list(
    *((f"n{number}", "north", f"a{number // 2}") for number in range(6)),
    *((f"s{number}", "south", "") for number in range(4)),
)
"""North: six cases of three families; south: four of four."""


def _happened(frame: Frame = LIST, **fields: object) -> tuple[Happened, ...]:
    happened = planned(BRIEFED, sample=sample(size=5, **fields))
    (committed,) = given(*happened).decide(CommitFrame(audit=AUDIT, frame=frame), "lead", TODAY)
    return (*happened, *at(SAMPLE, committed, SEED_DRAWN))


def test_the_list_says_of_how_many_families_it_is() -> None:
    happened = planned(BRIEFED, sample=sample(size=5))
    commit = CommitFrame(audit=AUDIT, frame=LIST)
    (committed,) = given(*happened).decide(commit, "lead", TODAY)
    assert isinstance(committed, FrameCommitted)
    assert committed.families == 7


def test_one_case_of_each_family_is_drawn() -> None:
    draw = DrawSample(audit=AUDIT, frame=LIST)
    drawn, *cases = given(*_happened()).decide(draw, "lead", TODAY)
    assert isinstance(drawn, SampleDrawn)
    assert drawn.method == METHOD_OF_FAMILIES
    assert [case.family for case in cases if isinstance(case, CaseSampled)] == [
        f"F{number:02d}" for number in range(1, 6)
    ]
    assert not any("families" in warning for warning in drawn.warnings)


def test_several_of_a_family_are_drawn_where_the_plan_says_so_and_that_is_told() -> None:
    draw = DrawSample(audit=AUDIT, frame=LIST)
    for seed in range(40):
        happened = _happened(families=Siblings.SEVERAL)
        given_seed = SEED_DRAWN.model_copy(update={"seed": f"{seed:020d}"})
        happened = (*happened[:-1], *at(SAMPLE, given_seed))
        drawn, *cases = given(*happened).decide(draw, "lead", TODAY)
        families = {case.family for case in cases if isinstance(case, CaseSampled)}
        if len(families) < len(cases):
            assert isinstance(drawn, SampleDrawn)
            assert f"the 5 cases are of {len(families)} families" in drawn.warnings[-1]
            return
    pytest.fail("no seed drew two of a family")


def test_a_list_of_too_few_families_is_refused_before_it_is_fixed() -> None:
    happened = planned(BRIEFED, sample=sample(size=5))
    few = _list(
        *((f"n{n}", "north", "a") for n in range(6)), *((f"s{n}", "south", "b") for n in range(4))
    )
    history = given(*happened)
    commit = CommitFrame(audit=AUDIT, frame=few)
    history.when(commit, actor="lead").refused(
        "families-too-few", "families in it are 2", "several"
    )
    several = given(*planned(BRIEFED, sample=sample(size=5, families=Siblings.SEVERAL)))
    assert len(several.decide(commit, "lead", TODAY)) == 1


def test_a_sibling_takes_no_place_while_another_family_has_a_case() -> None:
    happened = _happened()
    drawn = given(*happened).decide(DrawSample(audit=AUDIT, frame=LIST), "lead", TODAY)
    history = given(*happened, *at(SAMPLE, *drawn))
    case = next(one for one in drawn if isinstance(one, CaseSampled) and one.stratum == "south")
    replace = ReplaceCase(
        audit=AUDIT, case=case.case, reason=ReplacementReason.TRANSFERRED, frame=LIST
    )
    events = history.decide(replace, "lead", TODAY)
    assert isinstance(events[1], CaseSampled)
    assert events[1].family == "F06"
    recorded = check.last_draw([event for where, event in history.happened if where == SAMPLE])
    assert recorded is not None
    wanted = sample(size=5)
    assert check.differences(LIST, recorded, wanted) == []


@pytest.mark.parametrize("seed", range(12))
def test_any_draw_fills_its_seats_and_takes_a_second_of_a_family_only_for_want_of_another(
    seed: int,
) -> None:
    """Families over two strata too; without families the draw is what it always was."""
    chance = Random(seed)
    frame = {f"K{n}": chance.choice("ab") for n in range(30)}
    families = {ref: f"f{chance.randrange(12)}" for ref in frame if chance.random() < 0.8}
    sizes = Counter(frame.values())
    seats = sampling.allocate(sizes, 8)
    drawn = sampling.draw(frame, seats, f"{seed:020d}", families)
    assert {stratum: len(taken) for stratum, taken in drawn.items()} == seats
    taken = [ref for refs in drawn.values() for ref in refs]
    held = Counter(families.get(ref, ref) for ref in taken)
    if max(held.values()) > 1:
        for stratum, refs in drawn.items():
            twice = [ref for ref in refs if held[families.get(ref, ref)] > 1]
            left = [ref for ref in frame if frame[ref] == stratum and ref not in taken]
            assert not twice or all(families.get(ref, ref) in held for ref in left)
    plain = sampling.draw(frame, seats, f"{seed:020d}")
    order = sampling.selection_order(f"{seed:020d}", frame)
    for stratum, refs in plain.items():
        own = [ref for ref in order if frame[ref] == stratum]
        assert list(refs) == own[: seats[stratum]]


def test_a_case_is_named_by_its_family_in_the_order_of_the_draw() -> None:
    assert rule.named_families(LIST, ["n1", "s0", "n0"]) == ["F01", "F02", "F01"]
    assert rule.named_families(FRAME, ["k1"]) == [None]
