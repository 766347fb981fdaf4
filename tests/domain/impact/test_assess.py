"""Which waves are compared, what the comparison is worth, and which is the baseline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.impact.assess import (
    Assessment,
    Chosen,
    Done,
    Place,
    Straddle,
    Sustained,
    Wanted,
    assess,
)
from domain.impact.trend import Trend
from domain.impact.verdicts import Reason, Verdict, judge
from domain.impact.waves import Wave
from tests.domain.impact.graded import (
    BETTER,
    DONE,
    FIRST,
    MADE,
    OPEN,
    SAME,
    SECOND,
    THIRD,
    WORSE,
    Counts,
    cases_of,
    wave,
)

counts_any = st.lists(st.integers(0, 6), min_size=4, max_size=4).map(tuple).filter(any)


def assessed(*waves: Wave, done: Done = DONE) -> Assessment:
    return assess(waves, done)


def regraded(one: Wave, counts: Counts) -> Wave:
    return replace(one, cases=cases_of(counts), grades=len(counts))


class TestAssess:
    def test_improved(self) -> None:
        result = assessed(SECOND, FIRST)
        assert (result.verdict, result.reason) == ("improved", Reason.LATER_BETTER)
        assert (result.before, result.after) == (FIRST, (SECOND,))
        assert result.comparison is not None
        assert result.comparison.before == (5, 0, 4, 0, 1, 0, 0)
        assert (result.fragility, result.credited, result.looks) == (None, True, 1)

    @pytest.mark.parametrize(
        ("waves", "verdict", "reason"),
        [
            ([], Verdict.NOT_YET, Reason.NO_LATER_WAVE),
            ([FIRST], Verdict.NOT_YET, Reason.NO_LATER_WAVE),
            ([FIRST, wave("early", "2025-10-31")], Verdict.NOT_YET, Reason.PRE_DATES_ACTION),
            ([FIRST, wave("early", "2025-11-01")], Verdict.NOT_YET, Reason.PRE_DATES_ACTION),
            ([SECOND], Verdict.CANNOT, Reason.NO_BASELINE),
            ([FIRST, replace(SECOND, wording="w2")], Verdict.CANNOT, Reason.TOOL_CHANGED),
            ([FIRST, regraded(SECOND, (1, 9))], Verdict.CANNOT, Reason.TOOL_CHANGED),
            (
                [FIRST, replace(SECOND, process="dip-sample")],
                Verdict.CANNOT,
                Reason.PROCESS_DIFFERS,
            ),
            ([FIRST, replace(SECOND, frame="all")], Verdict.CANNOT, Reason.FRAME_DIFFERS),
            (
                [FIRST, replace(SECOND, not_like=frozenset({"first"}))],
                Verdict.CANNOT,
                Reason.FRAME_DIFFERS,
            ),
            ([FIRST, regraded(SECOND, (0, 0, 4, 0))], Verdict.CANNOT, Reason.TOO_FEW),
            ([FIRST, replace(SECOND, cases=())], Verdict.CANNOT, Reason.TOO_FEW),
            ([FIRST, regraded(SECOND, SAME)], Verdict.NO_CHANGE, Reason.NOT_SHOWN),
        ],
    )
    def test_rules(self, waves: list[Wave], verdict: Verdict, reason: Reason) -> None:
        result = assessed(*waves)
        assert (result.verdict, result.reason) == (verdict, reason)

    @given(counts_any, counts_any)
    def test_only_ever_stricter_than_judge(self, before: Counts, after: Counts) -> None:
        result = assessed(regraded(FIRST, before), regraded(SECOND, after))
        if result.verdict is not judge(before, after):
            assert judge(before, after) in (Verdict.IMPROVED, Verdict.NO_CHANGE)
            assert result.verdict in (Verdict.NO_CHANGE, Verdict.SMALL)
        if result.verdict is Verdict.IMPROVED:
            assert result.comparison is not None
            assert result.comparison.interval[0] > 0.5

    def test_borderline_improvement_is_not_called_improved(self) -> None:
        """The mid-p is below 0.025 but the interval reaches below one half."""
        before, after = (0, 0, 9, 1), (0, 1, 3, 6)
        assert judge(before, after) == "improved"
        result = assessed(regraded(FIRST, before), regraded(SECOND, after))
        assert (result.verdict, result.reason) == (Verdict.NO_CHANGE, Reason.BORDERLINE)

    @pytest.mark.parametrize("size", [50, 60])
    def test_a_small_difference_between_large_waves_is_not_cannot_tell(self, size: int) -> None:
        before, after = (6, 0, size - 6, 0), (0, 0, size, 0)
        large = assessed(regraded(FIRST, before), regraded(SECOND, after))
        assert (large.verdict, large.reason) == (Verdict.SMALL, Reason.TRIVIAL)
        same = assessed(regraded(FIRST, (0, 9, 91, 0)), regraded(SECOND, (0, 8, 92, 0)))
        assert same.verdict is Verdict.SMALL
        few = assessed(regraded(FIRST, (0, 1, 9, 0)), regraded(SECOND, (0, 1, 9, 0)))
        assert few.verdict is Verdict.NO_CHANGE

    def test_the_lowest_of_several_areas_needs_more_to_be_improved(self) -> None:
        before, after = regraded(FIRST, (3, 5, 2, 0)), regraded(SECOND, (0, 4, 5, 1))
        assert assessed(before, after).verdict is Verdict.IMPROVED
        lowest = assess([before, after], DONE, chosen=Chosen("first", 1, 8))
        assert (lowest.verdict, lowest.reason) == (Verdict.NO_CHANGE, Reason.CHOSEN)
        for other in (Chosen("first", 2, 8), Chosen("zeroth", 1, 8)):
            assert assess([before, after], DONE, chosen=other).verdict is Verdict.IMPROVED


class TestBaseline:
    def test_it_is_the_latest_that_ended_before_the_action(self) -> None:
        """1 of 10, then 10 of 10, then the action, then 6 of 10: that is no improvement."""
        one = wave("one", "2024-01-01", (4, 5, 1, 0))
        two = wave("two", "2025-01-01", (0, 0, 10, 0))
        three = wave("three", "2026-01-01", (0, 4, 6, 0))
        made_between = Done(date(2024, 6, 1), (date(2025, 11, 1),))
        result = assess([one, two, three], made_between)
        assert (result.before, result.after) == (two, (three,))
        assert result.verdict is Verdict.WORSENED
        assert [placed.place for placed in result.waves] == ["before", "before", "after"]

    def test_the_latest_comparable_one(self) -> None:
        between = replace(wave("between", "2025-05-01", BETTER), frame="another")
        result = assessed(FIRST, between, SECOND)
        assert (result.before, result.after) == (FIRST, (SECOND,))
        assert [placed.apart for placed in result.waves] == [None, Reason.FRAME_DIFFERS, None]

    def test_casework_across_the_action_is_neither(self) -> None:
        during = wave("during", "2025-09-01", BETTER)
        result = assessed(FIRST, during)
        assert result.reason is Reason.PRE_DATES_ACTION
        assert result.straddles == (Straddle("during", date(2025, 11, 1), 61, 90),)
        both = assessed(FIRST, during, SECOND)
        assert (both.before, both.after) == (FIRST, (SECOND,))

    def test_the_first_action_ends_the_baseline_and_the_last_begins_the_re_audit(self) -> None:
        two_actions = Done(MADE, (date(2025, 3, 1), date(2026, 3, 1)))
        assert assessed(FIRST, SECOND, done=two_actions).before is None
        assert two_actions.place(SECOND) is Place.ACROSS
        late = wave("late", "2026-03-02", BETTER)
        early = wave("early", "2024-06-01", WORSE)
        result = assessed(early, FIRST, SECOND, late, done=two_actions)
        assert (result.before, result.after) == (early, (late,))

    def test_while_actions_are_open_nothing_is_credited(self) -> None:
        assert not assessed(FIRST, SECOND, done=OPEN).credited
        half = Done(MADE, (date(2025, 11, 1),), all=False)
        assert assessed(FIRST, SECOND, done=half).verdict is Verdict.IMPROVED
        assert not assessed(FIRST, SECOND, done=half).credited
        straddling = wave("straddling", "2025-06-15", BETTER)
        early = assessed(FIRST, straddling, done=OPEN)
        assert early.reason is Reason.PRE_DATES_RECOMMENDATION


class TestOverTime:
    def test_re_audits_that_agree_are_taken_together(self) -> None:
        result = assessed(FIRST, SECOND, THIRD)
        assert result.after == (SECOND, THIRD)
        assert result.sustained is Sustained.SUSTAINED
        assert (result.over_time, result.looks) == (Trend.RISING, 2)

    def test_sustained_comes_from_comparing_the_two_re_audits(self) -> None:
        """The latest alone no longer differs detectably from the baseline; it is still there."""
        first, second = regraded(FIRST, (3, 6, 1, 0)), regraded(SECOND, (0, 3, 7, 0))
        middling = regraded(THIRD, (1, 5, 4, 0))
        result = assessed(first, second, middling)
        assert assessed(first, middling).verdict is Verdict.NO_CHANGE
        assert (result.verdict, result.sustained) == (Verdict.IMPROVED, Sustained.SUSTAINED)

    def test_a_fall_back_is_judged_alone(self) -> None:
        result = assessed(FIRST, SECOND, regraded(THIRD, WORSE))
        assert [one.audit for one in result.after] == ["third"]
        assert result.verdict is Verdict.NO_CHANGE
        assert result.sustained is Sustained.NOT_SUSTAINED

    def test_better_again(self) -> None:
        top = regraded(THIRD, (0, 0, 0, 10))
        assert assessed(FIRST, SECOND, top).sustained is Sustained.FURTHER
        assert assessed(FIRST, regraded(SECOND, SAME), THIRD).sustained is None


class TestHoldAndStandard:
    @pytest.mark.parametrize(
        ("after", "verdict", "reason"),
        [
            ((0, 2, 8, 0), Verdict.HELD, Reason.AT_STANDARD),
            ((0, 3, 7, 0), Verdict.HELD, Reason.AT_STANDARD),
            ((0, 7, 3, 0), Verdict.WORSENED, Reason.LATER_WORSE),
            ((0, 4, 6, 0), Verdict.WORSENED, Reason.LATER_WORSE),
        ],
    )
    def test_hold(self, after: Counts, verdict: Verdict, reason: Reason) -> None:
        """At standard (7 of 10) it must be clearly worse; below it, worse is worse."""
        before = regraded(FIRST, (0, 0, 10, 0))
        wanted = Wanted(Fraction(7, 10), hold=True)
        result = assess([before, regraded(SECOND, after)], DONE, wanted)
        assert (result.verdict, result.reason) == (verdict, reason)

    def test_hold_without_a_standard(self) -> None:
        result = assess([FIRST, regraded(SECOND, SAME)], DONE, Wanted(hold=True))
        assert (result.verdict, result.reason) == (Verdict.HELD, Reason.NOT_WORSE)

    def test_at_standard_at_both_is_known(self) -> None:
        good = regraded(FIRST, (0, 1, 9, 0)), regraded(SECOND, (0, 1, 8, 1))
        kept = assess(good, DONE, Wanted(Fraction(8, 10)))
        assert (kept.verdict, kept.kept_at_standard) == (Verdict.NO_CHANGE, True)
        assert not assess(good, DONE, Wanted(10)).kept_at_standard

    @pytest.mark.parametrize(
        ("target", "needed", "word"),
        [
            (9, 9, "at standard"),
            (10, 10, "below standard"),
            (Fraction(4, 5), 8, "at standard"),
            (Fraction(91, 100), 10, "below standard"),
        ],
    )
    def test_level(self, target: int | Fraction, needed: int, word: str) -> None:
        level = assess([FIRST, SECOND], DONE, Wanted(target)).level
        assert level is not None
        assert (level.audit, level.good, level.of, level.needed) == ("second", 9, 10, needed)
        assert level.word == word
