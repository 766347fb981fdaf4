"""What two waves of grades can say, against enumeration by a second method."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from math import comb, factorial, sqrt
from time import perf_counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.impact.background import Background, background, false_alarms
from domain.impact.verdicts import compare, fragility, judge
from domain.impact.waves import Counts as WaveCounts

counts_any = st.lists(st.integers(0, 6), min_size=4, max_size=4).map(tuple).filter(any)
Counts = tuple[int, ...]


def waves_of(cases: int, grades: int = 4) -> Iterator[Counts]:
    """Every count of so many cases over the grades."""
    for cuts in combinations(range(cases + grades - 1), grades - 1):
        ends = (-1, *cuts, cases + grades - 1)
        yield tuple(right - left - 1 for left, right in zip(ends, ends[1:], strict=False))


def by_hand(before: Counts, after: Counts) -> Fraction:
    """Mid-p of better by listing every allocation of the pooled cases, one case at a time."""
    pooled = [g for g, (b, a) in enumerate(zip(before, after, strict=True)) for _ in range(a + b)]
    rank = {g: Fraction(sum(pooled.index(g) + i for i in range(pooled.count(g)))) for g in pooled}
    rank = {g: total / pooled.count(g) for g, total in rank.items()}
    observed = sum((rank.get(g, Fraction(0)) * count for g, count in enumerate(after)), Fraction(0))
    sums = [sum(rank[g] for g in chosen) for chosen in combinations(pooled, sum(after))]
    above = sum(total > observed for total in sums)
    return Fraction(2 * above + sums.count(observed), 2 * len(sums))


class TestCompare:
    @pytest.mark.parametrize(
        ("before", "after", "midp_better", "superiority"),
        [
            ((3, 5, 2, 0), (0, 3, 5, 2), Fraction(1019, 184756), Fraction(163, 200)),
            ((5, 4, 1, 0), (0, 1, 9, 0), Fraction(1, 7106), Fraction(37, 40)),
            ((1, 0), (0, 1), Fraction(1, 4), Fraction(1)),
            ((2, 0), (0, 2), Fraction(1, 12), Fraction(1)),
            ((0, 0, 10, 0), (0, 0, 10, 0), Fraction(1, 2), Fraction(1, 2)),
        ],
    )
    def test_known_waves(
        self, before: Counts, after: Counts, midp_better: Fraction, superiority: Fraction
    ) -> None:
        result = compare(before, after)
        assert result.midp_better == midp_better
        assert result.midp_worse == 1 - midp_better
        assert result.superiority == superiority

    def test_every_small_pair_agrees_with_listing_all_allocations(self) -> None:
        for before, after in product(waves_of(3), waves_of(4)):
            assert compare(before, after).midp_better == by_hand(before, after), (before, after)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ((1, 2, 0, 1, 2), (0, 1, 1, 2, 1)),
            ((2, 3), (1, 5)),
            ((1, 1, 1, 1, 1, 1), (0, 0, 2, 1, 2, 1)),
            ((0, 3, 2, 0, 1), (0, 1, 2, 0, 4)),
        ],
    )
    def test_other_scales_agree_with_listing(self, before: Counts, after: Counts) -> None:
        assert compare(before, after).midp_better == by_hand(before, after)

    @given(counts_any, counts_any)
    def test_superiority_is_the_share_of_pairs(self, before: Counts, after: Counts) -> None:
        pairs = Fraction(0)
        for (g, b), (h, a) in product(enumerate(before), enumerate(after)):
            pairs += b * a * (Fraction(1) if h > g else Fraction(int(h == g), 2))
        expected = pairs / (sum(before) * sum(after))
        assert compare(before, after).superiority == expected

    @given(counts_any, counts_any)
    def test_swapping_the_waves_mirrors(self, before: Counts, after: Counts) -> None:
        there, back = compare(before, after), compare(after, before)
        assert there.midp_better == back.midp_worse
        assert there.superiority + back.superiority == 1
        assert there.interval[0] == pytest.approx(1 - back.interval[1], abs=1e-9)

    @given(counts_any, counts_any)
    def test_reversing_the_grades_mirrors(self, before: Counts, after: Counts) -> None:
        there, back = compare(before, after), compare(before[::-1], after[::-1])
        assert there.midp_better == back.midp_worse
        assert there.superiority + back.superiority == 1

    @given(counts_any, counts_any)
    def test_an_unused_grade_changes_nothing(self, before: Counts, after: Counts) -> None:
        wider = compare((*before[:2], 0, *before[2:]), (*after[:2], 0, *after[2:]))
        narrow = compare(before, after)
        assert wider.midp_better == narrow.midp_better
        assert wider.interval == narrow.interval

    @given(counts_any, counts_any, st.integers(0, 2))
    def test_a_later_case_one_grade_better_is_more_superior(
        self, before: Counts, after: Counts, grade: int
    ) -> None:
        assume(after[grade] and before[grade] + before[grade + 1])
        better = list(after)
        better[grade] -= 1
        better[grade + 1] += 1
        assert compare(before, better).superiority > compare(before, after).superiority

    def test_a_better_case_can_weaken_the_evidence_by_leaving_a_tie(self) -> None:
        """The test is conditional on the ties, so only superiority is monotone."""
        before, after, better = (2, 2, 0, 1), (0, 0, 5, 0), (0, 0, 4, 1)
        assert compare(before, after).midp_better == Fraction(11, 504)
        assert compare(before, better).midp_better == Fraction(22, 504)
        assert (judge(before, after), judge(before, better)) == ("improved", "no change detectable")

    def test_a_hundred_against_a_hundred_is_quick(self) -> None:
        started = perf_counter()
        result = compare((25, 25, 25, 25), (10, 20, 30, 40))
        assert perf_counter() - started < 1
        assert float(result.midp_better) == pytest.approx(0.000722087, rel=1e-5)
        assert result.superiority == Fraction(5, 8)

    @pytest.mark.parametrize(
        ("before", "after", "message"),
        [
            ((1, -1), (1, 1), "earlier wave has -1"),
            ((1, 1), (1.0, 1), "later wave has 1.0"),
            ((1, 1), (True, 1), "later wave has True"),
            ((1, 1), (1, 1, 0), "2 and 3 grades"),
            ((0, 0), (1, 1), "earlier wave has no graded case"),
            ((1, 1), (0, 0), "later wave has no graded case"),
            ((4,), (4,), "has 1 grades"),
            ((), (), "has 0 grades"),
        ],
    )
    def test_refuses(self, before: Counts, after: Counts, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            compare(before, after)


class TestInterval:
    @pytest.mark.parametrize(
        ("before", "after", "low", "high"),
        [
            ((3, 5, 2, 0), (0, 3, 5, 2), 0.573414, 0.929947),
            ((5, 4, 1, 0), (0, 1, 9, 0), 0.713133, 0.981925),
            # All better: the other limit is solved for, not 1.
            ((10, 0), (0, 10), 0.845475, 1.0),
            ((0, 10), (10, 0), 0.0, 0.154525),
            # All in one grade: no information, so no point interval.
            ((0, 10), (0, 10), 0.273516, 0.726484),
        ],
    )
    def test_known_limits(self, before: Counts, after: Counts, low: float, high: float) -> None:
        assert compare(before, after).interval == pytest.approx((low, high), abs=1e-6)

    @given(counts_any, counts_any)
    def test_holds_superiority_inside_and_solves_the_equation(
        self, before: Counts, after: Counts
    ) -> None:
        result = compare(before, after)
        effect = float(result.superiority)
        low, high = result.interval
        assert 0 <= low <= effect <= high <= 1
        earlier, later = sum(before), sum(after)
        size = earlier + later
        pooled = [b + a for b, a in zip(before, after, strict=True)]
        ties = 1 - sum(t**3 - t for t in pooled) / (size**3 - size)
        for t in {low, high} - {0.0, 1.0}:
            odd = (1 - t) / (2 - t) + t / (1 + t)
            variance = (ties or 1) * t * (1 - t) * (1 + (size / 2 - 1) * odd) / (earlier * later)
            assert abs(effect - t) == pytest.approx(1.959964 * sqrt(variance), rel=1e-5)


class TestJudge:
    @pytest.mark.parametrize(
        ("before", "after", "word"),
        [
            ((5, 4, 1, 0), (0, 1, 9, 0), "improved"),
            ((0, 1, 9, 0), (5, 4, 1, 0), "worsened"),
            ((2, 3, 5, 0), (1, 3, 6, 0), "no change detectable"),
            # 4 of 10 to 8 of 10 good or better is not enough on its own.
            ((1, 5, 4, 0), (0, 2, 8, 0), "no change detectable"),
            ((4, 0, 0, 0), (0, 0, 0, 4), "cannot be judged"),
            ((4, 0, 0, 0), (0, 0, 0, 10), "cannot be judged"),
            ((5, 0, 0, 0), (0, 0, 0, 5), "improved"),
            ((0, 0, 0, 0), (0, 0, 5, 5), "cannot be judged"),
            ((0, 0, 0, 0), (0, 0, 0, 0), "cannot be judged"),
        ],
    )
    def test_words(self, before: Counts, after: Counts, word: str) -> None:
        assert judge(before, after) == word

    def test_more_inadequate_cases_block_improved(self) -> None:
        assert judge((0, 9, 1, 0), (0, 1, 9, 0)) == "improved"
        assert float(compare((0, 9, 1, 0), (1, 0, 9, 0)).midp_better) < 0.025
        assert judge((0, 9, 1, 0), (1, 0, 9, 0)) == "mixed"

    def test_shares_of_inadequate_are_compared_not_cases(self) -> None:
        assert judge((2, 6, 2, 0), (3, 5, 22, 0)) == "improved"
        assert judge((3, 25, 2, 0), (2, 0, 6, 2)) == "mixed"

    def test_worsened_needs_less_than_improved(self) -> None:
        before, after = (1, 3, 6, 0), (3, 5, 2, 0)
        assert 0.025 < compare(before, after).midp_worse <= 0.05
        assert judge(before, after) == "worsened"
        assert judge(after, before) == "no change detectable"

    def test_large_waves_need_an_effect_that_matters(self) -> None:
        before, small, enough = (300, 300), (262, 338), (210, 390)
        assert compare(before, small).midp_better <= Fraction(1, 40)
        assert compare(before, small).superiority < Fraction(57, 100)
        assert judge(before, small) == "no change detectable"
        assert compare(before, enough).superiority == Fraction(575, 1000)
        assert judge(before, enough) == "improved"
        assert judge(small, before) == "no change detectable"
        assert judge(enough, before) == "worsened"

    @pytest.mark.parametrize(
        ("before", "after", "word"),
        [
            ((6, 44), (0, 50), "no change detectable"),
            ((0, 50), (6, 44), "no change detectable"),
            ((6, 44), (0, 49), "improved"),
            ((6, 43), (0, 50), "improved"),
        ],
    )
    def test_large_means_fifty_in_both_waves(
        self, before: Counts, after: Counts, word: str
    ) -> None:
        assert judge(before, after) == word

    def test_the_boundary_superiority_is_enough(self) -> None:
        assert compare((150, 150), (108, 192)).superiority == Fraction(57, 100)
        assert judge((150, 150), (108, 192)) == "improved"
        assert judge((108, 192), (150, 150)) == "worsened"

    @given(counts_any, counts_any)
    def test_never_raises_and_never_both(self, before: Counts, after: Counts) -> None:
        assert not judge(before, after) == judge(after, before) == "improved"
        assert judge(before, before) in ("no change detectable", "cannot be judged")

    def test_refuses_different_scales(self) -> None:
        with pytest.raises(ValueError, match="4 and 3 grades"):
            judge((1, 2, 3, 4), (1, 2, 3))


def mix(odds: int) -> list[float]:
    """15/45/35/5 with the odds of a better grade multiplied."""
    below = [p / (1 - p) / odds for p in (0.15, 0.60, 0.95)]
    cumulative = [0.0, *(o / (1 + o) for o in below), 1.0]
    return [high - low for low, high in zip(cumulative, cumulative[1:], strict=False)]


def chance(counts: Counts, grades: list[float]) -> float:
    ways = float(factorial(sum(counts)))
    for count, p in zip(counts, grades, strict=True):
        ways *= p**count / factorial(count)
    return ways


def test_how_often_ten_cases_are_called_improved() -> None:
    """Every outcome of 10 v 10 on four grades: percent improved as published, by true odds."""
    tens = list(waves_of(10))
    assert len(tens) ** 2 == comb(13, 3) ** 2 == 81_796
    start = {wave: chance(wave, mix(1)) for wave in tens}
    odds = (1, 2, 3, 5, 10)
    later = {odd: {wave: chance(wave, mix(odd)) for wave in tens} for odd in odds}
    shown = dict.fromkeys(odds, 0.0)
    for before, after in product(tens, tens):
        if judge(before, after) == "improved":
            for odd in odds:
                shown[odd] += 100 * start[before] * later[odd][after]
    assert shown[1] == pytest.approx(2.35, abs=0.005)
    assert [round(shown[odd]) for odd in (2, 3, 5, 10)] == [12, 23, 43, 70]


class TestFragility:
    @pytest.mark.parametrize(
        ("before", "after", "cases"),
        [
            ((5, 4, 1, 0), (0, 1, 9, 0), 7),
            ((3, 5, 2, 0), (0, 3, 5, 2), 2),
            ((0, 9, 1, 0), (0, 1, 9, 0), 1),
            ((0, 1, 9, 0), (5, 4, 1, 0), 6),
            ((10, 0, 0, 0), (0, 0, 0, 10), None),
            ((2, 3, 5, 0), (1, 3, 6, 0), None),
        ],
    )
    def test_known(self, before: Counts, after: Counts, cases: int | None) -> None:
        assert fragility(before, after) == cases

    @pytest.mark.parametrize(
        ("before", "after", "step", "cases"),
        [
            ((5, 4, 1, 0), (0, 3, 6, 1), -1, 3),
            ((5, 4, 1, 0), (0, 1, 9, 0), -1, 7),
            ((0, 1, 9, 0), (5, 4, 1, 0), 1, 6),
        ],
    )
    def test_agrees_with_choosing_the_cases_one_by_one(
        self, before: Counts, after: Counts, step: int, cases: int
    ) -> None:
        word = "improved" if step < 0 else "worsened"
        grades = [g for g, count in enumerate(after) for _ in range(count)]

        def kept(chosen: tuple[int, ...]) -> bool:
            other = [min(max(g + step * (i in chosen), 0), 3) for i, g in enumerate(grades)]
            counts = tuple(other.count(g) for g in range(4))
            clear = step > 0 or compare(before, counts).interval[0] > 0.5
            return judge(before, counts) == word and clear

        assert all(kept(c) for fewer in range(cases) for c in combinations(range(10), fewer))
        assert not all(kept(chosen) for chosen in combinations(range(10), cases))
        assert fragility(before, after) == cases


class TestLevels:
    def test_background_pools_counts(self) -> None:
        ten, nine = WaveCounts((1, 4, 5, 0), 5, 1, 0), WaveCounts((0, 4, 4, 1), 5, 0, 0)
        assert background([(ten, ten), (ten, nine)]) == Background(2, 10, 20, 10, 19, 10, None)

    def test_false_alarms_go_both_ways(self) -> None:
        alarms = false_alarms(8)
        assert (alarms.improved, alarms.worsened) == (Fraction(2, 5), Fraction(2, 5))
