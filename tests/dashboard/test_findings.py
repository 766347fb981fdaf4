"""The words of the Impact page: what needs a decision, in order, from invented measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.kit.dates import age_words, day_words, months_between
from dashboard.pages.impact import verdicts
from dashboard.pages.impact.verdicts import Need
from domain.impact.assess import Assessment, Level, Place, Placed
from domain.impact.background import false_alarms
from domain.impact.verdicts import Reason, Verdict
from domain.impact.waves import Alike, alike
from projections.queries.board import Headline, ImpactBoard
from projections.queries.impact import ImpactMeasure, Sharer
from tests.domain.impact.graded import cases_of, wave

TODAY = date(2026, 11, 23)
BEFORE = wave("a", "2025-01-01", (2, 5, 3, 0))
AFTER = wave("b", "2026-01-01", (0, 2, 6, 2))
SHARER = Sharer(
    recommendation="R1",
    carried_by="R1",
    delivery="closed",
    made_on=date(2025, 4, 1),
    closed_on=date(2025, 9, 1),
    implemented_on=date(2025, 8, 1),
    reaudit_by=date(2026, 6, 1),
    target_of_ten=None,
    direction="better",
    desired_impact="Children are seen.",
    level=None,
    credited=True,
    reaudit_overdue=False,
)


def _assessment(verdict: Verdict, reason: Reason) -> Assessment:
    before = Placed(BEFORE, Place.BEFORE)
    if verdict is Verdict.NOT_YET:
        return Assessment(verdict, reason, BEFORE, (), (before,))
    counted = alike((BEFORE, AFTER))
    assert isinstance(counted, Alike)
    waves = (before, Placed(AFTER, Place.AFTER))
    return Assessment(verdict, reason, BEFORE, (AFTER,), waves, counted, credited=True)


def measure(
    verdict: Verdict, *, closed_on: date | None = date(2025, 9, 1), area: str = "Planning"
) -> ImpactMeasure:
    after = None if verdict is Verdict.NOT_YET else AFTER
    reason = Reason.NO_LATER_WAVE if after is None else Reason.LATER_BETTER
    shared = replace(SHARER, closed_on=closed_on, delivery="closed" if closed_on else "in progress")
    return ImpactMeasure(
        tool="neglect",
        area=area.lower(),
        area_title=area,
        agency=None,
        hold=False,
        shared_by=(shared,),
        recommendations=1,
        waves=(BEFORE,) if after is None else (BEFORE, AFTER),
        when=(("a", "January to March 2025"), ("b", "January to March 2026")),
        labels=("Inadequate", "Requires improvement", "Good", "Outstanding"),
        good_from=3,
        assessment=_assessment(verdict, reason),
        background=None,
        drift=None,
        by_agency=(),
        sentence="",
        detail="",
    )


def test_decisions_first_and_the_longest_unproved_before_the_newer() -> None:
    found = verdicts.by_need(
        [
            measure(Verdict.IMPROVED),
            measure(Verdict.NOT_YET, closed_on=None),
            measure(Verdict.NOT_YET, closed_on=date(2026, 9, 1), area="Newer"),
            measure(Verdict.NOT_YET, closed_on=date(2025, 2, 1), area="Older"),
            measure(Verdict.NO_CHANGE),
            measure(Verdict.NO_CHANGE, closed_on=None),
            measure(Verdict.WORSENED),
            measure(Verdict.MIXED),
            measure(Verdict.HELD),
            measure(Verdict.SMALL),
        ],
        TODAY,
        {},
    )
    assert [line.need for line in found] == [
        Need.ESCALATE, Need.MIXED, Need.LOOK_AGAIN, Need.LOOK_AGAIN, Need.PROVE, Need.PROVE,
        Need.WATCH, Need.NONE, Need.NONE, Need.NOT_DUE,
    ]  # fmt: skip
    assert [line.measure.area_title for line in found[4:6]] == ["Older", "Newer"]
    assert found[4].meaning == "Assurance gap: closed 21 months ago"


def test_a_measure_in_one_sentence_with_counts_out_of_n() -> None:
    (line,) = verdicts.by_need([measure(Verdict.IMPROVED)], TODAY, {})
    assert verdicts.short_sentence(line, {}) == (
        "▲\u00a0Improved. Planning, all agencies. 3 of 10 Good or better, then 8 of 10."
    )
    row = verdicts.measure_row(line, {})
    assert row["Good or better before"] == "3 of 10 (January to March 2025)"
    assert row["At re-audit"] == "8 of 10 (January to March 2026)"
    assert "%" not in " ".join(map(str, row.values()))


def test_a_baseline_is_not_said_to_be_the_latest_audit() -> None:
    """A later audit may be there whose casework pre-dates the action."""
    waiting = replace(measure(Verdict.NOT_YET), waves=(BEFORE, AFTER))
    (line,) = verdicts.by_need([waiting], TODAY, {})
    assert verdicts.short_sentence(line, {}).endswith("3 of 10 Good or better at the baseline.")


def test_a_better_measure_does_not_credit_an_open_action() -> None:
    better = measure(Verdict.IMPROVED, closed_on=None)
    uncredited = replace(better, assessment=replace(better.assessment, credited=False))
    (line,) = verdicts.by_need([uncredited], TODAY, {})
    assert "do not credit" in line.meaning
    (line,) = verdicts.by_need([better], TODAY, {})
    assert line.meaning == "In place, and better"


def test_what_is_at_standard_at_both_audits_is_never_to_be_looked_at_again() -> None:
    same = measure(Verdict.NO_CHANGE)
    level = Level("b", 8, 10, 8)
    kept = replace(same.assessment, level=level, level_before=replace(level, audit="a"))
    (line,) = verdicts.by_need([replace(same, assessment=kept)], TODAY, {})
    assert (line.need, line.meaning) == (Need.NONE, "At standard at both audits")
    (line,) = verdicts.by_need([measure(Verdict.HELD)], TODAY, {})
    assert line.meaning == "Held, as wanted"
    (line,) = verdicts.by_need([measure(Verdict.WORSENED)], TODAY, {})
    assert line.meaning == "Done, and worse: check the grading, then escalate"


def test_a_wave_on_another_scale_is_not_counted() -> None:
    other = replace(BEFORE, cases=cases_of((1, 2, 3)), grades=3)
    assert verdicts.good_of(measure(Verdict.CANNOT), other) == "6 cases on another scale"
    empty = replace(BEFORE, cases=())
    assert verdicts.good_of(measure(Verdict.CANNOT), empty) == "no graded case"


@pytest.mark.parametrize(
    ("reaudited", "partly", "never", "said"),
    [
        (3, 0, 0, "3 recommendations closed 12 months ago or more: all re-audited."),
        (1, 1, 2, "4 recommendations closed 12 months ago or more: 1 re-audited, 1 in part,"
                  " 2 not at all."),
        (0, 0, 0, "No recommendation has been closed for 12 months or more yet."),
    ],
)  # fmt: skip
def test_the_headline_counts_before_anything_else(
    reaudited: int, partly: int, never: int, said: str
) -> None:
    refs = [f"R{number}" for number in range(reaudited + partly + never)]
    headline = Headline(
        closed=tuple(refs),
        reaudited=tuple(refs[:reaudited]),
        partly_reaudited=tuple(refs[reaudited : reaudited + partly]),
        not_reaudited=tuple(refs[reaudited + partly :]),
        judged=(),
        verdicts=((Verdict.IMPROVED, reaudited),),
    )
    board = ImpactBoard((), 0, 0, false_alarms(0))
    assert verdicts.headline_sentences(headline, board, [], TODAY)[0] == said


def test_days_and_ages_in_words() -> None:
    assert day_words(date(2025, 3, 3)) == "3 March 2025"
    assert day_words(None) == ""
    assert months_between(date(2025, 3, 31), date(2025, 4, 30)) == 0
    assert age_words(date(2025, 3, 31), date(2025, 4, 30)) == "30 days"
    assert age_words(date(2025, 9, 23), date(2026, 11, 23)) == "14 months"
    assert age_words(date(2026, 9, 24), date(2026, 11, 23)) == "60 days"
    assert age_words(date(2026, 8, 25), date(2026, 11, 23)) == "90 days"
    assert age_words(date(2026, 8, 23), date(2026, 11, 23)) == "3 months"
    assert age_words(date(2026, 11, 24), date(2026, 11, 23)) == "0 days"
