"""The words of the Impact page, from invented measures."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from dashboard.kit.dates import age_words, day_words, months_between
from documents.charts import area_words as words
from domain.impact.agenda import listed_under
from domain.impact.assess import Assessment, Level, Place, Placed
from domain.impact.verdicts import Reason, Verdict
from domain.impact.waves import Alike, alike
from projections.queries.areas import AreaImpact, InPlace, Remedy
from projections.queries.impact import ImpactMeasure, Sharer
from projections.queries.recommendations import Recommendation
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
        paragraphs=("", "", ""),
        detail="",
    )


def area(*measures: ImpactMeasure, overdue: int = 0) -> AreaImpact:
    remedies = tuple(remedy(one, number, overdue) for number, one in enumerate(measures, 1))
    first = measures[0]
    return AreaImpact(
        tool=first.tool,
        area=first.area,
        agency=None,
        title=first.area_title,
        item=listed_under(one.tried for one in remedies),
        waves=first.waves,
        when=first.when,
        labels=first.labels,
        good_from=first.good_from,
        remedies=remedies,
    )


def remedy(of: ImpactMeasure, number: int, overdue: int) -> Remedy:
    (sharer,) = of.shared_by
    in_place: tuple[InPlace, ...] = ()
    if sharer.implemented_on is not None:
        in_place = (InPlace(f"R{number}", "A1", sharer.implemented_on, "Train people"),)
    nothing: dict[str, Any] = {field.name: None for field in fields(Recommendation)}
    told = {"recommendation": f"R{number}", "made_on": sharer.made_on, "text": "Train."}
    made = Recommendation(**nothing | told)
    return Remedy(made, of, of.shared_by, in_place, 0 if in_place else 1, overdue)


def open_still(verdict: Verdict) -> ImpactMeasure:
    found = measure(verdict, closed_on=None)
    return replace(found, shared_by=(replace(found.shared_by[0], implemented_on=None),))


def test_a_series_is_counts_out_of_n() -> None:
    assert words.verdict(area(measure(Verdict.IMPROVED))) == "▲\u00a0Improved: 3 → 8 of 10"
    six = replace(AFTER, cases=cases_of((1, 2, 3, 0)))
    uneven = replace(measure(Verdict.IMPROVED), waves=(BEFORE, six))
    assert words.series(area(uneven)) == "3 of 10 → 3 of 6"
    other = replace(BEFORE, cases=cases_of((1, 2, 3)), grades=3)
    assert words.series(area(replace(uneven, waves=(other, AFTER)))) == "– of 6 → 8 of 10"


def test_of_many_audits_the_first_and_the_latest_are_told() -> None:
    """All of them would run out of the picture: it draws each, and the area's page lists each."""
    seven = replace(measure(Verdict.IMPROVED), waves=(BEFORE, *[AFTER] * 6))
    assert words.series(area(seven)) == "3 → … → 8 → 8 → 8 of 10"


def test_what_is_next_is_told_with_its_day() -> None:
    assert "In place Aug 2025; re-audit due Jun 2026." in words.told(area(measure(Verdict.NOT_YET)))
    waiting = area(open_still(Verdict.NOT_YET), overdue=1)
    assert words.told(waiting) == "Work under way, 1 action overdue; re-audit due Jun 2026."
    late = measure(Verdict.NOT_YET)
    late = replace(late, shared_by=(replace(late.shared_by[0], reaudit_overdue=True),))
    assert "re-audit overdue since Jun 2026" in words.told(area(late))
    assert words.told(area(measure(Verdict.WORSENED))) == "No further remedy agreed."


def test_what_was_seen_of_each_remedy_is_told() -> None:
    told = words.told(area(measure(Verdict.WORSENED), measure(Verdict.NO_CHANGE)))
    assert told.startswith("After the 2nd remedy: no change detectable.")
    told = words.told(area(measure(Verdict.WORSENED), open_still(Verdict.NOT_YET)))
    assert told == "2nd remedy under way; re-audit due Jun 2026."


def test_what_a_verdict_rests_on_stands_beside_it() -> None:
    better = measure(Verdict.IMPROVED)
    short = Level("b", 8, 10, 9)
    rests = replace(better.assessment, fragility=1, level=short)
    told = words.told(area(replace(better, assessment=rests)))
    assert told == "1 case one grade lower would undo it. Still 1 short of the 9 wanted."


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
