"""Frame, seed, draw, replacement and redraw."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import PlanAgreed
from domain.audit.terms import Plan, SampleSpecification
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.sample.decisions import CommitFrame, DrawSample, DrawSeed
from domain.sample.events import (
    CaseSampled,
    FrameCommitted,
    SampleDrawn,
    SampleRedrawn,
    Seats,
    SeedDrawn,
    Stratum,
)
from domain.sample.frame import Frame, FrameRow
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    DIGEST,
    DRAWN,
    FRAME,
    FRAME_COMMITTED,
    FRAMED,
    PLAN,
    PUBLISHED,
    SEED_DRAWN,
    SEEDED,
    changed,
)
from tests.domain.spec import TODAY, Happened, at, given

SAMPLE = streams.sample(AUDIT)
COMMIT = CommitFrame(audit=AUDIT, frame=FRAME)
DRAW = DrawSample(audit=AUDIT, frame=FRAME)
MAY_4 = date(2026, 5, 4)
OTHER_FRAME = Frame(salt=FRAME.salt, rows=(*FRAME.rows, FrameRow(ref="k6", stratum="south")))


def seed_by_hand(**fields: Any) -> DrawSeed:
    seed = {"audit": AUDIT, "seed": SEED_DRAWN.seed, "source": "Twenty ten-sided dice"}
    return DrawSeed.model_validate(seed | {"witness": "witness"} | fields)


def planned(happened: tuple[Happened, ...], **fields: Any) -> tuple[Happened, ...]:
    """The same history under a plan that differs in these fields."""
    plan = Plan.model_validate(changed(PLAN, **fields))
    agreed = PlanAgreed(audit=AUDIT, agreed_on=date(2026, 3, 2), tool_version=1, plan=plan)
    return tuple((s, agreed if isinstance(e, PlanAgreed) else e) for s, e in happened)


def sample(**fields: Any) -> SampleSpecification:
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
            fixed_on=TODAY,
        )
    )


def test_the_second_margin_goes_into_the_fixed_list() -> None:
    rows = (("k1", "white"), ("k2", "asian"), ("k3", "white"))
    frame = Frame(
        salt=FRAME.salt,
        rows=tuple(FrameRow(ref=ref, stratum="north", second=second) for ref, second in rows),
    )
    happened = planned(BRIEFED, sample=sample(second_margin="ethnicity"))
    commit = CommitFrame(audit=AUDIT, frame=frame)
    given(*happened).when(commit, actor="lead").then(
        FrameCommitted(
            audit=AUDIT,
            digest=frame.digest(),
            size=3,
            stratifier="district",
            strata=(Stratum(name="north", size=3),),
            second_margin="ethnicity",
            second=(Stratum(name="asian", size=1), Stratum(name="white", size=2)),
            fixed_on=TODAY,
        )
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North", "north"),
        ("North", "NORTH"),
        ("North", "North."),
        ("North", "North,"),
        ("North East", "North  East"),
        ("North East", "North\u00a0East"),
        ("St John's", "St John\u2019s"),
        ("Stoke-on-Trent", "Stoke\u2011on\u2011Trent"),
        ("Llanf\u00e2r", "Llanfa\u0302r"),
        ("Stra\u00dfe", "STRASSE"),
        ("Co-op", "Co\u00ad-op"),
    ],
)
def test_spellings_that_look_alike_are_no_two_strata_in_silence(one: str, other: str) -> None:
    frame = _alike(one, other)
    commit = CommitFrame(audit=AUDIT, frame=frame)
    given(*BRIEFED).when(commit, actor="lead").refused("look-alikes", f"district: {one} | {other}")
    named = CommitFrame(audit=AUDIT, frame=frame, different=(f"{one} | {other}",))
    (recorded,) = given(*BRIEFED).decide(named, "lead", TODAY)
    assert isinstance(recorded, FrameCommitted)
    assert recorded.told_apart == (one, other)
    assert recorded.refs_told_apart == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("K10", "K1O"),
        ("K10", "Kl0"),
        ("K1", "k1"),
        ("K 1", "K1"),
        ("I7", "17"),
        ("A-1", "A\u20111"),
    ],
)
def test_refs_that_look_alike_are_no_two_cases_in_silence(one: str, other: str) -> None:
    rows = tuple(FrameRow(ref=ref, stratum="north") for ref in (one, other, "k3"))
    frame = Frame(salt=FRAME.salt, rows=rows)
    commit = CommitFrame(audit=AUDIT, frame=frame)
    given(*BRIEFED).when(commit, actor="lead").refused("look-alikes", f"ref: {one} | {other}")
    named = CommitFrame(audit=AUDIT, frame=frame, different=(f"{other}|{one}",))
    (recorded,) = given(*BRIEFED).decide(named, "lead", TODAY)
    assert isinstance(recorded, FrameCommitted)
    assert (recorded.told_apart, recorded.refs_told_apart) == ((), 2)


def test_a_confirmation_that_fits_nothing_is_refused() -> None:
    slip = CommitFrame(audit=AUDIT, frame=_alike("North", "north"), different=("North | norht",))
    given(*BRIEFED).when(slip, actor="lead").refused("nothing-alike", "North | norht")


def _alike(one: str, other: str) -> Frame:
    strata = (one, other, other)
    rows = tuple(FrameRow(ref=f"k{at}", stratum=name) for at, name in enumerate(strata, start=5))
    return Frame(salt=FRAME.salt, rows=rows)


def test_a_frame_is_committed_for_a_plan() -> None:
    given(*PUBLISHED).when(COMMIT, actor="lead").refused("no-plan", AUDIT)


def test_a_committed_frame_is_not_exchanged() -> None:
    other = CommitFrame(audit=AUDIT, frame=OTHER_FRAME)
    for happened in (FRAMED, SEEDED, DRAWN):
        given(*happened).when(other, actor="lead").refused("frame-committed", AUDIT)


def test_a_frame_holds_at_least_the_planned_number_of_cases() -> None:
    more = planned(BRIEFED, sample=sample(size=6))
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
    one = planned(BRIEFED, sample=sample(size=1, minimum_one=True))
    given(*one).when(COMMIT, actor="lead").refused("bad-allocation", "1 seats", "2 strata")


def test_a_single_agency_audit_draws_nosample() -> None:
    single = planned(BRIEFED, process=Process.SINGLE_AGENCY)
    given(*single).when(COMMIT, actor="lead").refused("no-sample-step", "single-agency")


# Seed


def test_a_neutral_person_draws_the_seed_before_a_witness() -> None:
    given(*FRAMED).when(seed_by_hand(), actor="neutral").then(
        SeedDrawn(
            audit=AUDIT,
            seed="85945266985722969732",
            source="Twenty ten-sided dice",
            drawn_by="neutral",
            witness="witness",
        )
    )


def test_the_frame_comes_before_the_seed_and_the_seed_before_the_draw() -> None:
    given(*BRIEFED).when(seed_by_hand(), actor="neutral").refused("no-frame")
    given(*BRIEFED).when(DRAW, actor="lead").refused("no-frame")
    given(*FRAMED).when(DRAW, actor="lead").refused("no-seed", AUDIT)


def test_there_is_oneseed_by_hand() -> None:
    second = seed_by_hand(seed="62163326726047834136")
    for happened in (SEEDED, DRAWN):
        given(*happened).when(second, actor="neutral").refused("seed-drawn", AUDIT)


@pytest.mark.parametrize(("actor", "witness"), [("lead", "witness"), ("neutral", "pc")])
def test_nobody_who_takes_part_draws_or_witnesses_the_seed(actor: str, witness: str) -> None:
    given(*FRAMED).when(seed_by_hand(witness=witness), actor=actor).refused(
        "not-neutral", "takes part"
    )


def test_nobody_is_their_own_witness() -> None:
    given(*FRAMED).when(seed_by_hand(witness="neutral"), actor="neutral").refused("own-witness")


def test_the_witness_is_enrolled() -> None:
    given(*FRAMED).when(seed_by_hand(witness="nobody"), actor="neutral").refused("unknown-person")


@pytest.mark.parametrize("seed", ["3141592653589793238", "my birthday", ""])
def test_a_seed_is_twenty_dice_or_a_public_value(seed: str) -> None:
    given(*FRAMED).when(seed_by_hand(seed=seed), actor="neutral").refused("bad-seed", "20 digits")


@pytest.mark.parametrize("seed", ["0" * 20, "12345678901234567890", "31415926535897932384"])
def test_a_seed_that_could_have_been_known_is_refused_with_the_reason(seed: str) -> None:
    given(*FRAMED).when(seed_by_hand(seed=seed), actor="neutral").refused(
        "bad-seed", seed, "could have been known before the draw"
    )


def test_a_public_value_is_later_than_the_list_and_not_in_the_future() -> None:
    def public(day: str) -> DrawSeed:
        return seed_by_hand(seed=f"public:nist-beacon@{day}T12:00Z=8D3F0A")

    history = given(*BRIEFED, *at(SAMPLE, _framed_on(MAY_4)))
    for day in ("2026-05-03", "2026-05-04"):
        history.when(public(day), actor="neutral").refused("seed-too-early", "4 May 2026")
    history.when(public("2026-09-02"), actor="neutral").refused("seed-not-due", "1 September")
    assert len(history.decide(public("2026-05-05"), "neutral", TODAY)) == 1


def test_a_list_of_version_1_was_fixed_after_its_plan() -> None:
    early = seed_by_hand(seed="public:nist-beacon@2026-03-02T12:00Z=8D3F0A")
    given(*BRIEFED, *at(SAMPLE, _framed_on(None))).when(early, actor="neutral").refused(
        "seed-too-early", "2 March"
    )


def test_a_seed_of_a_draw_that_was_set_aside_is_not_used_again() -> None:
    aside = at(SAMPLE, SampleRedrawn(audit=AUDIT, reason="Closed cases.", redrawn_on=TODAY))
    given(*DRAWN, *aside).when(seed_by_hand(), actor="neutral").refused(
        "seed-used", SEED_DRAWN.seed
    )


def _framed_on(day: date | None) -> FrameCommitted:
    return FrameCommitted.model_validate(changed(FRAME_COMMITTED, fixed_on=day))


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
    one = planned(SEEDED, sample=sample(size=1))
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
    many = planned(BRIEFED, process=process, sample=sample(size=size))
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
