"""Which waves may be compared for a recommendation, and what the comparison is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.impact.assess import (
    Assessment,
    Reason,
    Sustained,
    Verdict,
    Wave,
    assess,
    compare,
    judge,
)

Counts = tuple[int, ...]
counts_any = st.lists(st.integers(0, 6), min_size=4, max_size=4).map(tuple).filter(any)


def wave(audit: str, start: str, counts: Counts = (1, 3, 5, 1), days: int = 89) -> Wave:
    begins = date.fromisoformat(start)
    ends = date.fromordinal(begins.toordinal() + days)
    return Wave(audit, begins, ends, counts, "w1", "on a plan 3 months", moderated=True)


MADE = date(2025, 7, 1)
DONE = date(2025, 11, 1)
WORSE, BETTER, SAME = (5, 4, 1, 0), (0, 1, 9, 0), (4, 5, 1, 0)
FIRST = wave("first", "2025-01-01", WORSE)
SECOND = wave("second", "2026-01-01", BETTER)
THIRD = wave("third", "2026-09-01", BETTER)


def assessed(*waves: Wave, done: date | None = DONE) -> Assessment:
    return assess(waves, made_on=MADE, action_implemented_on=done, good_from=2)


class TestAssess:
    def test_improved(self) -> None:
        result = assessed(SECOND, FIRST)
        assert result.verdict == "improved"
        assert result.reason is Reason.LATER_BETTER
        assert result.before == (FIRST,)
        assert result.after == SECOND
        assert result.comparison == compare(WORSE, BETTER)
        assert (result.fragility, result.worst_after, result.credited) == (7, 0, True)
        assert not result.borderline

    @pytest.mark.parametrize(
        ("waves", "verdict", "reason"),
        [
            ([], Verdict.NOT_YET, Reason.NO_LATER_WAVE),
            ([FIRST], Verdict.NOT_YET, Reason.NO_LATER_WAVE),
            ([FIRST, wave("early", "2025-10-31")], Verdict.NOT_YET, Reason.PRE_DATES_ACTION),
            ([FIRST, wave("early", "2025-11-01")], Verdict.NOT_YET, Reason.PRE_DATES_ACTION),
            ([SECOND], Verdict.CANNOT, Reason.NO_BASELINE),
            ([FIRST, replace(SECOND, wording="w2")], Verdict.CANNOT, Reason.TOOL_CHANGED),
            ([FIRST, replace(SECOND, counts=(1, 9))], Verdict.CANNOT, Reason.TOOL_CHANGED),
            ([FIRST, replace(SECOND, frame="all")], Verdict.CANNOT, Reason.FRAME_DIFFERS),
            ([FIRST, replace(SECOND, moderated=False)], Verdict.CANNOT, Reason.MODERATION_DIFFERS),
            ([FIRST, replace(SECOND, counts=(0, 0, 4, 0))], Verdict.CANNOT, Reason.TOO_FEW),
            ([FIRST, replace(SECOND, counts=(0, 0, 0, 0))], Verdict.CANNOT, Reason.TOO_FEW),
            ([FIRST, replace(SECOND, counts=SAME)], Verdict.NO_CHANGE, Reason.NOT_SHOWN),
        ],
    )
    def test_rules(self, waves: list[Wave], verdict: Verdict, reason: Reason) -> None:
        result = assessed(*waves)
        assert (result.verdict, result.reason) == (verdict, reason)

    def test_rules_apply_in_order(self) -> None:
        both = replace(SECOND, wording="w2", frame="all", moderated=False, counts=(0, 0, 1, 0))
        assert assessed(FIRST, both).reason is Reason.TOOL_CHANGED
        assert assessed(FIRST, replace(both, wording="w1")).reason is Reason.FRAME_DIFFERS
        assert assessed(both).reason is Reason.NO_BASELINE

    def test_the_day_after_implementation_is_soon_enough(self) -> None:
        assert assessed(FIRST, wave("soon", "2025-11-02", BETTER)).verdict == "improved"

    def test_the_latest_wave_is_the_one_judged(self) -> None:
        worse_again = replace(THIRD, counts=SAME)
        result = assessed(worse_again, SECOND, FIRST)
        assert result.after == worse_again
        assert result.before == (FIRST,)
        assert result.sustained is Sustained.NOT_SUSTAINED
        assert assessed(FIRST, SECOND, THIRD).sustained is Sustained.SUSTAINED
        assert assessed(FIRST, replace(SECOND, counts=SAME), THIRD).sustained is None
        assert assessed(FIRST, SECOND, replace(THIRD, counts=(0, 0, 1, 0))).sustained is None

    def test_a_wave_before_the_action_began_is_the_baseline(self) -> None:
        """Recommendation made after wave 2, or made earlier but acted on after it."""
        late = assess(
            [FIRST, SECOND, THIRD],
            made_on=date(2026, 5, 1),
            action_implemented_on=date(2026, 8, 1),
            good_from=2,
        )
        assert late.before == (SECOND,)
        assert late.verdict == "no change detectable"
        began = assess(
            [FIRST, SECOND, THIRD],
            made_on=MADE,
            action_began_on=date(2026, 4, 1),
            action_implemented_on=date(2026, 8, 1),
            good_from=2,
        )
        assert began.before == (SECOND,)
        unknown = assess(
            [FIRST, SECOND, THIRD],
            made_on=MADE,
            action_implemented_on=date(2026, 8, 1),
            good_from=2,
        )
        assert unknown.before == (FIRST,)

    def test_casework_during_the_action_is_neither_baseline_nor_re_audit(self) -> None:
        during = wave("during", "2025-09-01", BETTER)
        assert assessed(during).before == ()
        assert assessed(during).reason is Reason.PRE_DATES_ACTION
        assert assessed(FIRST, during, SECOND).before == (FIRST,)

    def test_an_open_recommendation_is_compared_but_not_credited(self) -> None:
        result = assessed(FIRST, SECOND, done=None)
        assert (result.verdict, result.credited) == (Verdict.IMPROVED, False)
        straddling = wave("straddling", "2025-06-15", BETTER)
        early = assessed(FIRST, straddling, done=None)
        assert early.reason is Reason.PRE_DATES_RECOMMENDATION

    def test_an_area_without_a_recommendation_compares_first_and_latest(self) -> None:
        result = assess([THIRD, FIRST, SECOND], made_on=None, good_from=2)
        assert (result.before, result.after) == ((FIRST,), THIRD)

    def test_two_earlier_waves_pool_only_when_asked(self) -> None:
        zeroth = wave("zeroth", "2024-01-01", (0, 3, 7, 0))
        alone = assess([zeroth, FIRST, SECOND], made_on=MADE, good_from=2)
        pooled = assess([zeroth, FIRST, SECOND], made_on=MADE, good_from=2, pool_baseline=True)
        assert alone.before == (FIRST,)
        assert pooled.before == (zeroth, FIRST)
        assert pooled.comparison == compare((5, 7, 8, 0), BETTER)
        other = replace(zeroth, wording="w0")
        unlike = assess([other, FIRST, SECOND], made_on=MADE, good_from=2, pool_baseline=True)
        assert unlike.before == (FIRST,)

    def test_borderline_improvement_is_not_called_improved(self) -> None:
        """The mid-p is below 0.025 but the interval reaches below one half."""
        before, after = (0, 0, 9, 1), (0, 1, 3, 6)
        assert judge(before, after) == "improved"
        assert compare(before, after).interval[0] < 0.5
        result = assessed(replace(FIRST, counts=before), replace(SECOND, counts=after))
        assert (result.verdict, result.reason) == (Verdict.NO_CHANGE, Reason.BORDERLINE)
        assert result.borderline

    def test_a_small_difference_in_large_waves_says_why(self) -> None:
        for before, after in (((6, 0, 44, 0), (0, 0, 50, 0)), ((0, 0, 50, 0), (6, 0, 44, 0))):
            result = assessed(replace(FIRST, counts=before), replace(SECOND, counts=after))
            assert (result.verdict, result.reason) == (Verdict.NO_CHANGE, Reason.TRIVIAL)
            assert result.worst_after == after[0]

    @pytest.mark.parametrize(
        ("before", "after", "verdict", "reason"),
        [
            ((0, 0, 1, 5), (0, 0, 4, 2), Verdict.NO_CHANGE, Reason.BORDERLINE),
            ((0, 0, 6, 0), (0, 4, 1, 1), Verdict.WORSENED, Reason.LATER_WORSE),
        ],
    )
    def test_borderline_worsening(
        self, before: Counts, after: Counts, verdict: Verdict, reason: Reason
    ) -> None:
        """The 0.05 of worsened against the 90 % interval; a warning given is not taken back."""
        result = assessed(replace(FIRST, counts=before), replace(SECOND, counts=after))
        assert (result.verdict, result.reason, result.borderline) == (verdict, reason, True)

    def test_casework_up_to_the_day_made_is_baseline_but_not_the_day_begun(self) -> None:
        last_day = FIRST.casework_end
        made = assess([FIRST], made_on=last_day, good_from=2)
        begun = assess([FIRST], made_on=last_day, action_began_on=last_day, good_from=2)
        assert (made.before, begun.before) == ((FIRST,), ())

    def test_a_larger_share_of_inadequate_blocks_improved_in_a_smaller_wave(self) -> None:
        before, after = (3, 25, 2, 0), (2, 0, 6, 2)
        assert judge(before, after) == "improved"
        result = assessed(replace(FIRST, counts=before), replace(SECOND, counts=after))
        assert (result.verdict, result.reason) == (Verdict.NO_CHANGE, Reason.WORST_UP)

    @pytest.mark.parametrize(
        ("target", "good", "needed", "word"),
        [
            (9, 9, 9, "at standard"),
            (10, 9, 10, "below standard"),
            (Fraction(4, 5), 9, 8, "at standard"),
            (Fraction(91, 100), 9, 10, "below standard"),
        ],
    )
    def test_level(self, target: int | Fraction, good: int, needed: int, word: str) -> None:
        result = assess([FIRST, SECOND], made_on=MADE, good_from=2, target=target)
        assert result.level is not None
        assert (result.level.good, result.level.of, result.level.needed) == (good, 10, needed)
        assert result.level.word == word

    def test_level_without_a_baseline_or_a_target(self) -> None:
        level = assess([SECOND], made_on=MADE, good_from=2, target=8).level
        assert level is not None
        assert level.word == "at standard"
        assert assess([SECOND], made_on=MADE, good_from=2).level is None
        empty = replace(SECOND, counts=(0, 0, 0, 0))
        assert assess([empty], made_on=MADE, good_from=2, target=8).level is None

    @given(counts_any, counts_any)
    def test_only_ever_stricter_than_judge(self, before: Counts, after: Counts) -> None:
        result = assessed(replace(FIRST, counts=before), replace(SECOND, counts=after))
        if result.verdict is not judge(before, after):
            assert judge(before, after) is Verdict.IMPROVED
            assert result.verdict is Verdict.NO_CHANGE
        if result.verdict is Verdict.IMPROVED:
            assert result.comparison is not None
            assert result.comparison.interval[0] > 0.5

    def test_a_wave_refuses_nonsense(self) -> None:
        with pytest.raises(ValueError, match="window ends before"):
            wave("back", "2025-01-01", days=-1)
        with pytest.raises(ValueError, match="minus wave has -1"):
            wave("minus", "2025-01-01", (1, -1))
