"""The words of the Impact page: what needs a decision, in order, from invented measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from dashboard.kit.dates import age_words, day_words, months_between
from dashboard.pages.impact import verdicts
from dashboard.pages.impact.verdicts import Need
from domain.impact.assess import Assessment, Reason, Verdict, Wave
from projections.queries.board import Headline, ImpactBoard
from projections.queries.impact import ImpactMeasure, Sharer

TODAY = date(2026, 11, 23)
BEFORE = Wave("a", date(2025, 1, 1), date(2025, 3, 31), (2, 5, 3, 0), "w", "f", True)
AFTER = Wave("b", date(2026, 1, 1), date(2026, 3, 31), (0, 2, 6, 2), "w", "f", True)
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
        shared_by=(shared,),
        recommendations=1,
        waves=(BEFORE,) if after is None else (BEFORE, AFTER),
        when=(("a", "January to March 2025"), ("b", "January to March 2026")),
        labels=("Inadequate", "Requires improvement", "Good", "Outstanding"),
        good_from=2,
        assessment=Assessment(verdict, reason, (BEFORE,), after, credited=True),
        background=None,
        sentence="",
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
        ],
        TODAY,
        {},
    )
    assert [line.need for line in found] == [
        Need.ESCALATE, Need.LOOK_AGAIN, Need.PROVE, Need.PROVE, Need.WATCH, Need.NONE,
        Need.NOT_DUE,
    ]  # fmt: skip
    assert [line.measure.area_title for line in found[2:4]] == ["Older", "Newer"]
    assert found[2].meaning == "Assurance gap: closed 21 months ago"


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
    (line,) = verdicts.by_need([measure(Verdict.IMPROVED, closed_on=None)], TODAY, {})
    assert "do not credit" in line.meaning


def test_a_wave_on_another_scale_is_not_counted() -> None:
    other = replace(BEFORE, counts=(1, 2, 3))
    assert verdicts.good_of(measure(Verdict.CANNOT), other) == "6 cases on another scale"
    empty = replace(BEFORE, counts=(0, 0, 0, 0))
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
    board = ImpactBoard((), 0, 0, Fraction(0))
    assert verdicts.headline_sentences(headline, board, [], TODAY)[0] == said


def test_days_and_ages_in_words() -> None:
    assert day_words(date(2025, 3, 3)) == "3 March 2025"
    assert day_words(None) == ""
    assert months_between(date(2025, 3, 31), date(2025, 4, 30)) == 0
    assert age_words(date(2025, 3, 31), date(2025, 4, 30)) == "30 days"
    assert age_words(date(2025, 9, 23), date(2026, 11, 23)) == "14 months"
    assert age_words(date(2026, 10, 23), date(2026, 11, 23)) == "1 month"
