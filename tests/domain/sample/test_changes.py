"""What becomes of a sample that does not fit: another list, another case, a new draw, no grade."""

from __future__ import annotations

import pytest

from domain.case.events import AreaFoundNotApplicable
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.kernel.vocabulary import ReplacementReason
from domain.returns.events import NoInvolvementDeclared
from domain.sample.changes import (
    CallNotGradable,
    FindGradable,
    RedrawSample,
    ReplaceCase,
    ReplaceFrame,
    SayFamily,
)
from domain.sample.decisions import DrawSample
from domain.sample.events import (
    CaseFamilySaid,
    CaseFoundGradable,
    CaseNotGradable,
    CaseReplaced,
    CaseSampled,
    FrameReplaced,
    SampleDrawn,
    SampleRedrawn,
    Seats,
    SeedDrawn,
    Stratum,
)
from domain.sample.frame import Frame, FrameRow
from tests.domain.sample.test_decisions import DRAW, OTHER_FRAME, SAMPLE, seed_by_hand
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CLOSED,
    DIGEST,
    DRAWN,
    FRAME,
    FRAMED,
    HELD,
    OPENED,
    PUBLISHED,
    REPORT_AGREED,
    RETURNED,
    SEED_DRAWN,
    SEEDED,
    changed,
    return_of,
)
from tests.domain.spec import TODAY, Happened, at, given, under

REDRAW = RedrawSample(audit=AUDIT, reason="The list held closed cases.")
REDRAWN = at(
    SAMPLE, SampleRedrawn(audit=AUDIT, reason="The list held closed cases.", redrawn_on=TODAY)
)
EXCHANGE = ReplaceFrame(audit=AUDIT, frame=OTHER_FRAME, reason="A case was missing from the list.")
EXCHANGED = FrameReplaced(
    audit=AUDIT,
    supersedes=DIGEST,
    reason="A case was missing from the list.",
    digest=OTHER_FRAME.digest(),
    size=6,
    stratifier="district",
    strata=(Stratum(name="north", size=3), Stratum(name="south", size=3)),
    second_margin=None,
    second=(),
    told_apart=(),
    refs_told_apart=0,
    fixed_on=TODAY,
)
NOT_GRADABLE = CallNotGradable(audit=AUDIT, case="C02", reason="Nobody knows this child.")
UNGRADED = CaseNotGradable(audit=AUDIT, case="C02", reason="Nobody knows this child.")
FIND = FindGradable(audit=AUDIT, case="C02", reason="Filed under another name.")
UNKNOWN: tuple[Happened, ...] = tuple(
    event
    for agency in ("police", "health")
    for event in at(
        return_of("C02", agency),
        NoInvolvementDeclared(audit=AUDIT, case="C02", agency=agency, reason="No record."),
    )
)


def replace(case: str, frame: Frame = FRAME) -> ReplaceCase:
    reason = ReplacementReason.TRANSFERRED
    return ReplaceCase(audit=AUDIT, case=case, reason=reason, frame=frame)


# Another list


@pytest.mark.parametrize("happened", [FRAMED, SEEDED, DRAWN], ids=["framed", "seeded", "drawn"])
def test_another_list_takes_the_place_of_the_fixed_one_with_a_reason(
    happened: tuple[Happened, ...],
) -> None:
    given(*happened).when(EXCHANGE, actor="lead").then(FrameReplaced(**dict(EXCHANGED)))


def test_with_the_list_its_seed_and_draw_are_set_aside_and_its_cases_are_numbered_on() -> None:
    history = given(*DRAWN, *at(SAMPLE, EXCHANGED))
    history.when(DRAW, actor="lead").refused("other-frame")
    draw = DrawSample(audit=AUDIT, frame=OTHER_FRAME)
    history.when(draw, actor="lead").refused("no-seed", AUDIT)
    history.when(seed_by_hand(), actor="neutral").refused("seed-used", SEED_DRAWN.seed)
    seed = SeedDrawn.model_validate(changed(SEED_DRAWN, seed="62163326726047834136"))
    cases = given(*DRAWN, *at(SAMPLE, EXCHANGED, seed)).decide(draw, "lead", TODAY)
    assert [e.case for e in cases if isinstance(e, CaseSampled)] == ["C03", "C04"]


def test_a_public_value_of_before_the_exchange_or_the_redraw_is_no_seed() -> None:
    early = seed_by_hand(seed="public:nist-beacon@2026-08-31T12:00Z=8D3F0A")
    given(*DRAWN, *at(SAMPLE, EXCHANGED)).when(early, actor="neutral").refused("seed-too-early")
    given(*DRAWN, *REDRAWN).when(early, actor="neutral").refused("seed-too-early")


def test_a_list_is_exchanged_until_the_first_return_only() -> None:
    given(*BRIEFED).when(EXCHANGE, actor="lead").refused("no-frame")
    given(*RETURNED).when(EXCHANGE, actor="lead").refused("returns-begun", "C01/police")
    given(*OPENED).when(EXCHANGE, actor="lead").refused("returns-open", AUDIT)


def test_an_exchange_needs_a_reason_and_keeps_to_the_rules_of_a_list() -> None:
    alike = Frame(salt=FRAME.salt, rows=(*FRAME.rows, FrameRow(ref="k6", stratum="South")))
    wrong = ReplaceFrame(audit=AUDIT, frame=alike, reason="Once more.")
    given(*DRAWN).when(wrong, actor="lead").refused("look-alikes", "south | South")
    few = Frame(salt=FRAME.salt, rows=FRAME.rows[:1])
    short = ReplaceFrame(audit=AUDIT, frame=few, reason="Once more.")
    given(*DRAWN).when(short, actor="lead").refused("frame-too-small", "1", "2")


# A case that nobody can grade


@pytest.mark.parametrize("happened", [DRAWN, (*DRAWN, *UNKNOWN)], ids=["no return", "unknown"])
def test_a_case_that_nobody_can_grade_is_said_to_be_so_with_the_reason(
    happened: tuple[Happened, ...],
) -> None:
    given(*happened).when(NOT_GRADABLE, actor="lead").then(
        CaseNotGradable(audit=AUDIT, case="C02", reason="Nobody knows this child.")
    )


def test_a_case_can_be_graded_after_all() -> None:
    given(*DRAWN, *at(SAMPLE, UNGRADED)).when(FIND, actor="lead").then(
        CaseFoundGradable(audit=AUDIT, case="C02", reason="Filed under another name.")
    )
    given(*DRAWN).when(FIND, actor="lead").then_nothing()


def test_what_was_graded_counts() -> None:
    given(*RETURNED).when(NOT_GRADABLE, actor="lead").refused("case-graded", "police on voice")
    given(*HELD).when(NOT_GRADABLE, actor="lead").refused("case-graded", "police on planning")


def test_a_case_whose_every_area_was_found_not_to_apply_can_be_not_gradable() -> None:
    found = [
        AreaFoundNotApplicable(
            audit=AUDIT, case="C02", agency=agency, area=area, reason="Not of the window."
        )
        for agency, area in ((None, "voice"), ("police", "planning"))
    ]
    history = given(*OPENED, *at(streams.case(AUDIT, "C02"), *found))
    assert history.decide(NOT_GRADABLE, "lead", TODAY) == (UNGRADED,)
    one = given(*OPENED, *at(streams.case(AUDIT, "C02"), found[0]))
    one.when(NOT_GRADABLE, actor="lead").refused("case-graded", "police on planning")


def test_what_a_report_that_is_agreed_has_counted_stands() -> None:
    for happened in (REPORT_AGREED, CLOSED):
        given(*happened).when(NOT_GRADABLE, actor="lead").refused("report-agreed", AUDIT)
        ungraded = (*happened, *at(SAMPLE, UNGRADED))
        given(*ungraded).when(FIND, actor="lead").refused("report-agreed", AUDIT)


def test_it_is_a_case_of_the_sample_and_the_reason_is_given() -> None:
    blank = CallNotGradable(audit=AUDIT, case="C02", reason=" ")
    given(*DRAWN).when(blank, actor="lead").refused("no-reason")
    other = CallNotGradable(audit=AUDIT, case="C07", reason="Unknown.")
    given(*DRAWN).when(other, actor="lead").refused("case-not-sampled", "C07")
    single = under(Process.SINGLE_AGENCY, BRIEFED)
    given(*single).when(NOT_GRADABLE, actor="lead").refused("no-sample-step", "single-agency")
    given(*PUBLISHED).when(NOT_GRADABLE, actor="lead").refused("no-plan")


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
        SampleRedrawn(audit=AUDIT, reason="The list held closed cases.", redrawn_on=TODAY)
    )


def test_there_is_nothing_to_set_aside_before_a_draw() -> None:
    for happened in (BRIEFED, FRAMED, SEEDED):
        given(*happened).when(REDRAW, actor="lead").refused("nothing-drawn", AUDIT)


def test_a_redraw_needs_a_new_seed_and_gives_fresh_pseudonyms() -> None:
    given(*DRAWN, *REDRAWN).when(DRAW, actor="lead").refused("no-seed")
    given(*DRAWN, *REDRAWN).when(seed_by_hand(), actor="neutral").refused(
        "seed-used", SEED_DRAWN.seed
    )
    seed = SeedDrawn.model_validate(changed(SEED_DRAWN, seed="62163326726047834136"))
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


def test_a_replacement_uses_the_fixed_list() -> None:
    given(*DRAWN).when(replace("C01", OTHER_FRAME), actor="lead").refused("other-frame")


BROTHERS = "The social worker knows them as brothers."


def test_which_cases_are_of_one_family_is_said_when_it_is_found() -> None:
    say = SayFamily(audit=AUDIT, case="C01", with_case="C02", reason=BROTHERS)
    said = CaseFamilySaid(audit=AUDIT, case="C01", with_case="C02", family="F01", reason=BROTHERS)
    given(*DRAWN).when(say, actor="lead").then(CaseFamilySaid(**dict(said)))
    alone = SayFamily(audit=AUDIT, case="C02", alone=True, reason="Cousins.")
    given(*DRAWN, *at(SAMPLE, said)).when(alone, actor="lead").then(
        CaseFamilySaid(audit=AUDIT, case="C02", with_case=None, family="F02", reason="Cousins.")
    )
    for with_case, is_alone in ((None, False), ("C02", True), ("C01", False)):
        both = SayFamily(
            audit=AUDIT, case="C01", with_case=with_case, alone=is_alone, reason=BROTHERS
        )
        given(*DRAWN).when(both, actor="lead").refused("family-unsaid", "C01")
    other = SayFamily(audit=AUDIT, case="C01", with_case="C09", reason=BROTHERS)
    given(*DRAWN).when(other, actor="lead").refused("case-not-sampled", "C09")
