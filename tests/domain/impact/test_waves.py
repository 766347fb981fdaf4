"""What a case counts as, and over whose grades two waves compare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.impact.assess import assess
from domain.impact.ruler import Drift, GradedTwice, drift
from domain.impact.series import joined
from domain.impact.trend import Trend, trend
from domain.impact.verdicts import Reason, Verdict
from domain.impact.waves import Alike, CaseGrades, alike, middle, one_of_a_family
from domain.kernel.loosely import loosely
from tests.domain.impact.graded import DONE, FIRST, SECOND, cases_of, graded, wave

FOUR = {"health": 2, "housing": 3, "police": 3, "school": 3}
STAYED = {agency: rank for agency, rank in FOUR.items() if agency != "housing"}


@pytest.mark.parametrize(
    ("given", "agreed", "low_and_high"),
    [
        ((1, 3), None, (1, 3)),
        ((1, 2, 3), None, (2, 2)),
        ((1, 2, 3, 4), None, (2, 3)),
        ((1, 2), 4, (4, 4)),
        ((), None, (0, 0)),
    ],
)
def test_the_grade_of_a_case_is_agreed_or_mid_point(
    given: tuple[int, ...], agreed: int | None, low_and_high: tuple[int, int]
) -> None:
    assert middle(given, agreed) == low_and_high


def test_good_only_if_both_middle_grades_are_and_inadequate_is_never_averaged_away() -> None:
    one = wave(
        "one",
        "2025-01-01",
        graded(
            {"health": 2, "police": 3},
            {"health": 3, "police": 3},
            {"health": 2, "police": 4},
            {"health": 1, "police": 3, "school": 4},
            {"health": 1, "police": 1},
            {"health": 1, "police": 2},
            agreed=(None, None, None, None, None, 3),
        ),
    )
    assert one.counts.levels == (1, 0, 0, 1, 4, 0, 0)
    assert one.counts.good == 3
    assert (one.counts.worst, one.counts.moderated, one.counts.cases) == (3, 1, 6)


def test_an_agency_that_leaves_moves_nothing() -> None:
    """The same grades from everybody who stayed: 10 of 10 once turned into 0 of 10, "worsened"."""
    three = {"health": 2, "police": 3, "school": 3}
    before = wave("first", "2025-01-01", graded(*[three] * 10))
    two = {"health": 2, "police": 3}
    after = wave("second", "2026-01-01", graded(*[two] * 10))
    counted = alike((before, after))
    assert isinstance(counted, Alike)
    assert counted.counts[0] == counted.counts[1]
    assert counted.left_out == {"first": ("school",)}
    assert assess([before, after], DONE).verdict is Verdict.NO_CHANGE


def test_nobody_graded_in_both() -> None:
    before = wave("first", "2025-01-01", graded(*[{"health": 2}] * 6))
    after = wave("second", "2026-01-01", graded(*[{"police": 2}] * 6))
    assert alike((before, after)) is Reason.NO_COMMON_AGENCY


def test_what_an_agency_left_out_graded_is_told() -> None:
    stays, leaves = {"health": 3}, {"health": 3, "police": 1}
    before = wave("first", "2025-01-01", graded(*[leaves] * 6))
    after = wave("second", "2026-01-01", graded(*[stays] * 6))
    counted = alike((before, after))
    assert isinstance(counted, Alike)
    assert counted.left_out_worst == {"first": 6, "second": 0}


def test_agreed_in_one_wave_only_is_compared_as_before_moderation() -> None:
    """Agreed at the lower grade in the later wave: that is moderation, not practice."""
    split = {"health": 2, "police": 3}
    before = wave("first", "2025-01-01", graded(*[split] * 10))
    agreed = wave("second", "2026-01-01", graded(*[split] * 10, agreed=[2] * 10))
    counted = alike((before, agreed))
    assert isinstance(counted, Alike)
    assert counted.before_moderation
    assert counted.counts[0].levels == counted.counts[1].levels
    few = wave("second", "2026-01-01", graded(*[split] * 10, agreed=[2, 2]))
    as_agreed = alike((before, few))
    assert isinstance(as_agreed, Alike)
    assert not as_agreed.before_moderation
    only = replace(agreed, cases=tuple(replace(c, before={}) for c in agreed.cases))
    assert alike((before, only)) is Reason.MODERATION_DIFFERS


def test_frames_and_wordings_are_read_loosely() -> None:
    assert loosely("Children  with a Plan.") == loosely("children with a plan")
    assert loosely("Cafe\u0301") == loosely("Café ")
    assert loosely("Children with a plan") != loosely("Children without a plan")


def test_what_is_the_same_is_joined_and_what_was_declared_stays() -> None:
    keys = {"a": ("x",), "b": ("y",), "c": ("x",), "d": ("z",)}
    assert joined(keys, {}) == {"a": "a", "b": "b", "c": "a", "d": "d"}
    same = joined(keys, {frozenset("ab"): True})
    assert same == {"a": "a", "b": "a", "c": "a", "d": "d"}
    assert joined(keys, {frozenset("ac"): False})["c"] == "c"


def test_trend_over_waves() -> None:
    low, middling, high = (4, 5, 1, 0), (1, 5, 4, 0), (0, 2, 7, 1)
    assert trend((low, middling, high)) is Trend.RISING
    assert trend((high, middling, low)) is Trend.FALLING
    assert trend((middling, low, middling)) is Trend.NONE
    with pytest.raises(ValueError, match="2 waves show no trend"):
        trend((low, high))


def test_drift_counts_old_cases_over_who_graded_both_times() -> None:
    cells = [
        GradedTwice({"health": 2, "police": 2}, {"health": 3, "police": 2}),
        GradedTwice({"health": 3}, {"health": 3}),
        GradedTwice({"health": 3}, {"health": 2}),
        GradedTwice({"health": 3}, {"police": 2}),
    ]
    assert drift(cells) == Drift(3, 1, 1, frozenset(("health", "police")))
    assert drift(cells[3:]) is None


def test_a_drift_as_large_as_the_change_could_explain_it() -> None:
    before, after = FIRST.counts.levels, SECOND.counts.levels
    assert Drift(4, 4, 0).could_explain(Verdict.IMPROVED, before, after)
    assert not Drift(4, 0, 4).could_explain(Verdict.IMPROVED, before, after)
    assert not Drift(4, 1, 1).could_explain(Verdict.IMPROVED, before, after)
    assert Drift(4, 0, 4).could_explain(Verdict.WORSENED, after, before)
    top = replace(SECOND, cases=cases_of((0, 0, 0, 10))).counts.levels
    assert not Drift(5, 1, 0).could_explain(Verdict.IMPROVED, before, top)


def test_a_wave_refuses_a_window_that_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="window ends before"):
        wave("back", "2025-01-01", days=0)


def test_of_each_family_the_first_case_counts() -> None:
    """Cases are in the order in which they were drawn; a case of no known family counts alone."""
    of = [("C01", "F01"), ("C02", None), ("C03", "F01"), ("C04", None), ("C05", "F02")]
    cases = [CaseGrades(case, 3, {}, {}, family=family) for case, family in of]
    assert [case.case for case in one_of_a_family(cases)] == ["C01", "C02", "C04", "C05"]
