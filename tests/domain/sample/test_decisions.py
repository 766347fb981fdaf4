"""Frame, seed, draw, replacement and redraw."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import Plan, PlanAgreed, SampleSpecification
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.kernel.vocabulary import ReplacementReason
from domain.sample.decisions import (
    CommitFrame,
    DrawSample,
    DrawSeed,
    Frame,
    FrameRow,
    RedrawSample,
    ReplaceCase,
)
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    SampleDrawn,
    SampleRedrawn,
    Seats,
    SeedDrawn,
    Stratum,
)
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    DIGEST,
    DRAWN,
    FRAME,
    FRAMED,
    OPENED,
    PLAN,
    PUBLISHED,
    RETURNED,
    SEED_DRAWN,
    SEEDED,
    changed,
)
from tests.domain.spec import TODAY, Happened, at, given

SAMPLE = streams.sample(AUDIT)
COMMIT = CommitFrame(audit=AUDIT, frame=FRAME)
DRAW = DrawSample(audit=AUDIT, frame=FRAME)
REDRAW = RedrawSample(audit=AUDIT, reason="The list held closed cases.")
REDRAWN = at(SAMPLE, SampleRedrawn(audit=AUDIT, reason="The list held closed cases."))
OTHER_FRAME = Frame(salt=FRAME.salt, rows=(*FRAME.rows, FrameRow(ref="k6", stratum="south")))


def _seed(**fields: Any) -> DrawSeed:
    seed = {"audit": AUDIT, "seed": SEED_DRAWN.seed, "source": "Twenty ten-sided dice"}
    return DrawSeed.model_validate(seed | {"witness": "witness"} | fields)


def replace(case: str, frame: Frame = FRAME) -> ReplaceCase:
    reason = ReplacementReason.TRANSFERRED
    return ReplaceCase(audit=AUDIT, case=case, reason=reason, frame=frame)


def _planned(happened: tuple[Happened, ...], **fields: Any) -> tuple[Happened, ...]:
    """The same history under a plan that differs in these fields."""
    plan = Plan.model_validate(changed(PLAN, **fields))
    agreed = PlanAgreed(audit=AUDIT, agreed_on=date(2026, 3, 2), tool_version=1, plan=plan)
    return tuple((s, agreed if isinstance(e, PlanAgreed) else e) for s, e in happened)


def _sample(**fields: Any) -> SampleSpecification:
    return SampleSpecification.model_validate(changed(PLAN.sample, **fields))


# Frame


def test_the_frame_is_committed_by_its_digest() -> None:
    given(*BRIEFED).when(COMMIT, actor="lead").then(
        FrameCommitted(
            audit=AUDIT,
            digest=DIGEST,
            size=5,
            stratifier="district",
            strata=(Stratum(name="north", size=3), Stratum(name="south", size=2)),
        )
    )


def test_a_frame_is_committed_for_a_plan() -> None:
    given(*PUBLISHED).when(COMMIT, actor="lead").refused("no-plan", AUDIT)


def test_a_committed_frame_is_not_exchanged() -> None:
    other = CommitFrame(audit=AUDIT, frame=OTHER_FRAME)
    for happened in (FRAMED, SEEDED, DRAWN):
        given(*happened).when(other, actor="lead").refused("frame-committed", AUDIT)


def test_a_frame_holds_at_least_the_planned_number_of_cases() -> None:
    more = _planned(BRIEFED, sample=_sample(size=6))
    given(*more).when(COMMIT, actor="lead").refused("frame-too-small", "5", "6")


@pytest.mark.parametrize(
    "rows",
    [
        (*FRAME.rows, FRAME.rows[0]),
        (*FRAME.rows, FrameRow(ref="k 6 ", stratum="south")),
        (*FRAME.rows, FrameRow(ref="", stratum="south")),
    ],
    ids=["twice", "white space", "empty"],
)
def test_a_frame_can_be_written_down_canonically(rows: tuple[FrameRow, ...]) -> None:
    bad = CommitFrame(audit=AUDIT, frame=Frame(salt=FRAME.salt, rows=rows))
    given(*BRIEFED).when(bad, actor="lead").refused("bad-frame", "case list")


def test_a_seat_for_each_stratum_is_refused_before_the_frame_can_no_longer_change() -> None:
    one = _planned(BRIEFED, sample=_sample(size=1, minimum_one=True))
    given(*one).when(COMMIT, actor="lead").refused("bad-allocation", "1 seats", "2 strata")


def test_a_single_agency_audit_draws_no_sample() -> None:
    single = _planned(BRIEFED, process=Process.SINGLE_AGENCY)
    given(*single).when(COMMIT, actor="lead").refused("no-sample-step", "single-agency")


# Seed


def test_a_neutral_person_draws_the_seed_before_a_witness() -> None:
    given(*FRAMED).when(_seed(), actor="neutral").then(
        SeedDrawn(
            audit=AUDIT,
            seed="31415926535897932384",
            source="Twenty ten-sided dice",
            drawn_by="neutral",
            witness="witness",
        )
    )


def test_the_frame_comes_before_the_seed_and_the_seed_before_the_draw() -> None:
    given(*BRIEFED).when(_seed(), actor="neutral").refused("no-frame")
    given(*BRIEFED).when(DRAW, actor="lead").refused("no-frame")
    given(*FRAMED).when(DRAW, actor="lead").refused("no-seed", AUDIT)


def test_there_is_one_seed() -> None:
    second = _seed(seed="27182818284590452353")
    for happened in (SEEDED, DRAWN):
        given(*happened).when(second, actor="neutral").refused("seed-drawn", AUDIT)


@pytest.mark.parametrize(("actor", "witness"), [("lead", "witness"), ("neutral", "pc")])
def test_nobody_who_takes_part_draws_or_witnesses_the_seed(actor: str, witness: str) -> None:
    given(*FRAMED).when(_seed(witness=witness), actor=actor).refused("not-neutral", "takes part")


def test_nobody_is_their_own_witness() -> None:
    given(*FRAMED).when(_seed(witness="neutral"), actor="neutral").refused("own-witness")


def test_the_witness_is_enrolled() -> None:
    given(*FRAMED).when(_seed(witness="nobody"), actor="neutral").refused("unknown-person")


@pytest.mark.parametrize("seed", ["3141592653589793238", "my birthday", ""])
def test_a_seed_is_twenty_dice_or_a_public_value(seed: str) -> None:
    given(*FRAMED).when(_seed(seed=seed), actor="neutral").refused("bad-seed", "20 digits")


# Draw


def test_the_draw_follows_from_frame_and_seed() -> None:
    given(*SEEDED).when(DRAW, actor="lead").then(
        SampleDrawn(
            audit=AUDIT,
            method="largest-remainder/sha256-order/v1",
            allocation=(
                Seats(name="north", size=3, quota="6/5", seats=1),
                Seats(name="south", size=2, quota="4/5", seats=1),
            ),
            self_weighting=True,
            warnings=(),
        ),
        CaseSampled(audit=AUDIT, case="C01", place=1, frame_ref="k1", stratum="north"),
        CaseSampled(audit=AUDIT, case="C02", place=1, frame_ref="k5", stratum="south"),
    )


def test_a_draw_warns_of_a_stratum_left_out() -> None:
    one = _planned(SEEDED, sample=_sample(size=1))
    given(*one).when(DRAW, actor="lead").then(
        SampleDrawn(
            audit=AUDIT,
            method="largest-remainder/sha256-order/v1",
            allocation=(
                Seats(name="north", size=3, quota="3/5", seats=1),
                Seats(name="south", size=2, quota="2/5", seats=0),
            ),
            self_weighting=True,
            warnings=("south: no seat; under this allocation its cases can never be audited",),
        ),
        CaseSampled(audit=AUDIT, case="C01", place=1, frame_ref="k1", stratum="north"),
    )


@pytest.mark.parametrize(
    ("process", "size", "warnings"),
    [
        (Process.THEMED, 12, ()),
        (
            Process.THEMED,
            13,
            ("13 cases: a themed multi-agency audit usually has about 10",),
        ),
        (Process.DIP_SAMPLE, 13, ()),
    ],
)
def test_a_draw_warns_of_more_cases_than_its_process_usually_has(
    process: Process, size: int, warnings: tuple[str, ...]
) -> None:
    rows = tuple(FrameRow(ref=f"k{number}", stratum="north") for number in range(20))
    frame = Frame(salt=FRAME.salt, rows=rows)
    many = _planned(BRIEFED, process=process, sample=_sample(size=size))
    framed = FrameCommitted(
        audit=AUDIT,
        digest=frame.digest(),
        size=20,
        stratifier="district",
        strata=(Stratum(name="north", size=20),),
    )
    seeded = given(*many, *at(SAMPLE, framed, SEED_DRAWN))
    summary, *cases = seeded.decide(DrawSample(audit=AUDIT, frame=frame), "lead", TODAY)
    assert isinstance(summary, SampleDrawn)
    assert summary.warnings == warnings
    assert len(cases) == size


def test_a_draw_uses_the_committed_frame() -> None:
    other = DrawSample(audit=AUDIT, frame=OTHER_FRAME)
    given(*SEEDED).when(other, actor="lead").refused("other-frame")
    given(*DRAWN).when(replace("C01", OTHER_FRAME), actor="lead").refused("other-frame")


# Replacement


def test_a_case_is_replaced_by_the_next_in_its_stratums_order() -> None:
    given(*DRAWN).when(replace("C01"), actor="lead").then(
        CaseReplaced(
            audit=AUDIT, case="C01", replaced_by="C03", reason=ReplacementReason.TRANSFERRED
        ),
        CaseSampled(audit=AUDIT, case="C03", place=2, frame_ref="k2", stratum="north"),
    )


def test_a_replacement_may_be_replaced_until_the_stratum_is_exhausted() -> None:
    first = at(
        SAMPLE,
        CaseReplaced(audit=AUDIT, case="C02", replaced_by="C03", reason=ReplacementReason.COURT),
        CaseSampled(audit=AUDIT, case="C03", place=2, frame_ref="k4", stratum="south"),
    )
    given(*DRAWN, *first).when(replace("C03"), actor="lead").then(
        CaseReplaced(
            audit=AUDIT, case="C03", replaced_by=None, reason=ReplacementReason.TRANSFERRED
        )
    )


def test_a_replacement_needs_the_references_of_all_cases_drawn() -> None:
    """Erased, or closed for want of their keys, they are empty: a case could be drawn twice."""
    sampled = [(stream, event) for stream, event in DRAWN if isinstance(event, CaseSampled)]
    before = [one for one in DRAWN if one not in sampled]
    (stream, first), second = sampled
    closed = CaseSampled.model_validate(changed(first, frame_ref="", stratum=""))
    for case in ("C01", "C02"):
        given(*before, (stream, closed), second).when(replace(case), actor="lead").refused(
            "references-closed", "C01"
        )


def test_only_a_sampled_case_is_replaced() -> None:
    given(*DRAWN).when(replace("C07"), actor="lead").refused("case-not-sampled", "C07")
    given(*SEEDED).when(replace("C01"), actor="lead").refused("case-not-sampled", "C01")


def test_a_case_that_was_audited_stays() -> None:
    given(*RETURNED).when(replace("C01"), actor="lead").refused("returns-begun", "C01/police")
    given(*RETURNED).when(REDRAW, actor="lead").refused("returns-begun", "C02/health")


def test_the_sample_is_settled_once_returns_are_open() -> None:
    given(*OPENED).when(replace("C01"), actor="lead").refused("returns-open", AUDIT)
    given(*OPENED).when(REDRAW, actor="lead").refused("returns-open", AUDIT)


# Redraw


def test_a_draw_is_set_aside_visibly() -> None:
    given(*DRAWN).when(REDRAW, actor="lead").then(
        SampleRedrawn(audit=AUDIT, reason="The list held closed cases.")
    )


def test_there_is_nothing_to_set_aside_before_a_draw() -> None:
    for happened in (BRIEFED, FRAMED, SEEDED):
        given(*happened).when(REDRAW, actor="lead").refused("nothing-drawn", AUDIT)


def test_a_redraw_needs_a_new_seed_and_gives_fresh_pseudonyms() -> None:
    given(*DRAWN, *REDRAWN).when(DRAW, actor="lead").refused("no-seed")
    given(*DRAWN, *REDRAWN).when(_seed(), actor="neutral").refused("seed-used", SEED_DRAWN.seed)
    seed = SeedDrawn.model_validate(changed(SEED_DRAWN, seed="27182818284590452353"))
    given(*DRAWN, *REDRAWN, *at(SAMPLE, seed)).when(DRAW, actor="lead").then(
        SampleDrawn(
            audit=AUDIT,
            method="largest-remainder/sha256-order/v1",
            allocation=(
                Seats(name="north", size=3, quota="6/5", seats=1),
                Seats(name="south", size=2, quota="4/5", seats=1),
            ),
            self_weighting=True,
            warnings=(),
        ),
        CaseSampled(audit=AUDIT, case="C03", place=1, frame_ref="k1", stratum="north"),
        CaseSampled(audit=AUDIT, case="C04", place=1, frame_ref="k4", stratum="south"),
    )
