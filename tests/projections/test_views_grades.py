"""Grades and waves: events in, rows out."""

from __future__ import annotations

from datetime import date

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    GradeModerated,
    OverallGradeAgreed,
)
from domain.impact.waves import middle
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import ReplacementReason
from domain.returns.events import (
    GradeGiven,
    GradeRevised,
    NotApplicable,
    OldCaseRegraded,
    RegradeWithdrawn,
    ReturnWithdrawn,
)
from domain.sample.events import CaseFamilySaid, CaseReplaced
from tests.projections.story import (
    AREAS,
    Happened,
    appended,
    audit,
    given,
    not_involved,
    planned,
    reported,
    sampled,
    tool,
)
from tests.projections.viewing import rows
from tests.world import GRADES

WINDOW = (date(2025, 1, 1), date(2025, 2, 28))
CASE = streams.case("first", "C01")


def begun(cases: int = 1, process: Process = Process.THEMED) -> Happened:
    return [*tool(), *planned("first", *WINDOW, process=process)[:1], *sampled("first", cases)]


def revised(case: str, agency: str, area: str, old: int, new: int) -> tuple[str, Event]:
    event = GradeRevised(
        audit="first",
        case=case,
        agency=agency,
        area=area,
        from_grade=GRADES[old - 1],
        to_grade=GRADES[new - 1],
        reason="",
    )
    return (streams.agency_return("first", case, agency), event)


def moderated(case: str, agency: str, area: str, old: int, new: int) -> tuple[str, Event]:
    event = GradeModerated(
        audit="first",
        case=case,
        agency=agency,
        area=area,
        from_grade=GRADES[old - 1],
        to_grade=GRADES[new - 1],
        reason="Seen together",
    )
    return (streams.case("first", case), event)


def area_agreed(area: str, rank: int, case: str = "C01") -> tuple[str, Event]:
    event = AreaGradeAgreed(
        audit="first", case=case, area=area, grade=GRADES[rank - 1], reason="Seen"
    )
    return (streams.case("first", case), event)


def overall(rank: int, case: str = "C01") -> tuple[str, Event]:
    event = OverallGradeAgreed(audit="first", case=case, grade=GRADES[rank - 1], reason="Seen")
    return (streams.case("first", case), event)


def withdrawn(case: str, agency: str) -> tuple[str, Event]:
    event = ReturnWithdrawn(audit="first", case=case, agency=agency, reason="")
    return (streams.agency_return("first", case, agency), event)


def replaced(case: str) -> tuple[str, Event]:
    reason = ReplacementReason.COURT
    event = CaseReplaced(audit="first", case=case, replaced_by=None, reason=reason)
    return (streams.sample("first"), event)


def one_case() -> Happened:
    """Positions 7 onwards: given, withdrawn, given anew, revised, moderated twice, agreed twice."""
    return [
        *begun(),
        appended("first", "C01", "police"),  # 7
        given("first", "C01", "police", "voice", 1),  # 8
        withdrawn("C01", "police"),  # 9
        appended("first", "C01", "police"),  # 10
        given("first", "C01", "police", "voice", 2),  # 11
        revised("C01", "police", "voice", 2, 3),  # 12
        moderated("C01", "police", "voice", 3, 1),  # 13
        moderated("C01", "police", "voice", 1, 2),  # 14
        area_agreed("voice", 2),  # 15
        area_agreed("voice", 4),  # 16
        overall(2),  # 17
        overall(3),  # 18
    ]


def test_grade_history__every_entry_and_what_superseded_it() -> None:
    columns = ("position", "agency", "area", "kind", "from_grade", "to_grade", "superseded_by")
    worst, requires, good, top = GRADES
    assert isinstance(one_case()[7][1], GradeGiven)
    assert rows(one_case(), "grade_history", *columns) == [
        (8, "police", "voice", "given", None, worst, 9),
        (11, "police", "voice", "given", None, requires, 12),
        (12, "police", "voice", "revised", requires, good, 13),
        (13, "police", "voice", "moderated", good, worst, 14),
        (14, "police", "voice", "moderated", worst, requires, None),
        (15, None, "voice", "area agreed", None, requires, 16),
        (16, None, "voice", "area agreed", requires, top, None),
        (17, None, None, "overall agreed", None, requires, 18),
        (18, None, None, "overall agreed", requires, good, None),
    ]


def test_own_grade_history__an_agencys_own_grades_alone() -> None:
    kinds = {GradeGiven, GradeRevised, GradeModerated, ReturnWithdrawn}
    assert kinds <= {type(event) for _, event in one_case()}
    columns = ("position", "agency", "kind", "to_grade", "superseded_by")
    every = rows(one_case(), "grade_history", *columns)
    own = [row for row in every if row[1] is not None]
    assert len(own) < len(every)
    assert rows(one_case(), "own_grade_history", *columns) == own


def found_not_applicable(agency: str | None) -> tuple[str, Event]:
    event = AreaFoundNotApplicable(
        audit="first", case="C01", agency=agency, area="voice", reason="A baby"
    )
    return (CASE, event)


def test_grades_agreed_for_case__a_later_one_of_the_same_area_supersedes() -> None:
    columns = ("position", "area", "kind", "from_grade", "to_grade", "superseded_by")
    events = [area_agreed("voice", 2), overall(2), found_not_applicable(None), overall(3)]
    _, requires, good, _ = GRADES
    assert isinstance(events[1][1], OverallGradeAgreed)
    assert rows(
        [*begun(), *events, area_agreed("voice", 3)], "grades_agreed_for_case", *columns
    ) == [
        (7, "voice", "area agreed", None, requires, 9),
        (8, None, "overall agreed", None, requires, 10),
        (9, "voice", "found not applicable", requires, "not-applicable", 11),
        (10, None, "overall agreed", requires, good, None),
        (11, "voice", "area agreed", "not-applicable", good, None),
    ]
    police = [*begun(), found_not_applicable("police")]
    assert rows(police, "grades_agreed_for_case", *columns) == []


def test_agency_areas_not_applicable__until_the_grade_is_moderated() -> None:
    columns = ("position", "agency", "area", "superseded_by")
    found = [found_not_applicable("police"), found_not_applicable("health")]
    events = [*begun(), *found, moderated("C01", "police", "voice", 3, 1)]
    assert rows([*events, found_not_applicable(None)], "agency_areas_not_applicable", *columns) == [
        (7, "police", "voice", 9),
        (8, "health", "voice", None),
    ]


def test_current_grades__what_was_given_beside_what_stands() -> None:
    columns = (
        "agency",
        "area",
        "given_grade",
        "grade",
        "rank",
        "is_good",
        "was_moderated",
        "position",
    )
    events = one_case()
    first_given, gone, anew = events[:8], events[:9], events[:11]
    worst, requires, good, _ = GRADES
    assert rows(first_given, "current_grades", *columns) == [
        ("police", "voice", worst, worst, 1, False, False, 8)
    ]
    assert rows(gone, "current_grades", *columns) == []
    assert rows(anew, "current_grades", *columns) == [
        ("police", "voice", requires, requires, 2, False, False, 11)
    ]
    assert rows(events[:12], "current_grades", *columns) == [
        ("police", "voice", requires, good, 3, True, False, 12)
    ]
    assert rows(events, "current_grades", *columns) == [
        ("police", "voice", requires, requires, 2, False, True, 14)
    ]
    assert rows([*events, replaced("C01")], "current_grades", *columns) == []


def test_agency_grades__graded_missing_not_applicable_or_not_involved() -> None:
    stream, event = appended("first", "C01", "police")
    excused = NotApplicable(area="plans", reason="planted")
    event = event.model_copy(update={"not_applicable": (excused,)})
    events = [
        *begun(),
        (stream, event),
        given("first", "C01", "police", "voice", 3),
        not_involved("first", "C01", "schools"),
    ]
    columns = ("agency", "area", "standing", "rank")
    assert rows(events, "agency_grades", *columns) == [
        *[("health", area, "missing", None) for area in sorted(AREAS)],
        ("police", "plans", "not applicable", None),
        ("police", "supervision", "missing", None),
        ("police", "voice", "graded", 3),
        *[("schools", area, "not involved", None) for area in sorted(AREAS)],
    ]


def graded(case: str, area: str, **ranks: int) -> Happened:
    happened: Happened = []
    for agency, rank in ranks.items():
        happened += [appended("first", case, agency), given("first", case, agency, area, rank)]
    return happened


def test_case_area_grades__the_agreed_grade_otherwise_the_mid_point() -> None:
    events = [
        *begun(3),
        *graded("C01", "voice", police=2, health=4),
        *graded("C02", "voice", police=1, health=3, schools=4),
        *graded("C03", "voice", police=1),
        area_agreed("voice", 4, "C02"),
        area_agreed("plans", 3, "C02"),
        area_agreed("plans", 2, "C02"),
        replaced("C03"),
        area_agreed("plans", 2, "C03"),
    ]
    columns = ("case_ref", "area", "level", "low_grade", "high_grade", "is_good", "source")
    some = ("agency_count", "worst_agencies", "is_worst_of_any")
    low = "requires-improvement"
    assert rows(events, "case_area_grades", *columns, *some) == [
        ("C01", "voice", 5, low, "outstanding", False, "mid-point", 2, 0, False),
        ("C02", "plans", 3, low, low, False, "agreed", 0, 0, False),
        ("C02", "voice", 7, "outstanding", "outstanding", True, "agreed", 3, 1, True),
    ]


AGENCY_RANKS = st.lists(st.sampled_from([1, 2, 3, 4, None]), min_size=3, max_size=3)


@settings(max_examples=12, deadline=None)
@over(st.lists(AGENCY_RANKS, min_size=1, max_size=8))
def test_case_area_grades__equal_the_domains_middle(cases: list[list[int | None]]) -> None:
    events = begun(len(cases))
    expected = []
    for number, ranks in enumerate(cases, 1):
        case = f"C{number:02d}"
        by_agency = dict(zip(("health", "police", "schools"), ranks, strict=True))
        returned = {agency: rank for agency, rank in by_agency.items() if rank is not None}
        events += graded(case, "voice", **returned)
        low, high = middle(sorted(returned.values()))
        expected += [(case, low + high - 1)] if returned else []
    assert rows(events, "case_area_grades", "case_ref", "level") == expected


def test_overall_grades_agreed__a_grade_outside_the_scale_is_one_too() -> None:
    event = OverallGradeAgreed(audit="first", case="C01", grade="unheard-of", reason="Seen")
    events = [*begun(2), overall(2), (CASE, event), overall(1, "C02"), replaced("C02")]
    assert rows(events, "overall_grades_agreed", "case_ref", "grade", "position") == [
        ("C01", "unheard-of", 9)
    ]
    assert rows(events, "overall_grades", "case_ref", "rank") == [("C01", None)]


def test_overall_grades__the_latest_of_cases_to_be_audited() -> None:
    events = [*begun(2), overall(2), overall(3), overall(1, "C02"), replaced("C02")]
    columns = ("case_ref", "grade", "rank", "is_good", "position")
    assert rows(events, "overall_grades", *columns) == [("C01", "good", 3, True, 9)]


def test_grade_cells__every_area_by_every_grade() -> None:
    columns = ("audit", "area", "place", "rank", "grade", "is_good")
    found = rows(begun(), "grade_cells", *columns)
    assert len(found) == 3 * 4
    assert ("first", "voice", 1, 4, "outstanding", True) in found


def test_grade_mix__counts_cases_with_a_row_for_every_grade() -> None:
    events = [*begun(3), *graded("C01", "voice", police=2), *graded("C02", "voice", police=2)]
    events += [*graded("C03", "voice", police=4, health=4), *graded("C01", "plans", health=1)]
    columns = ("area", "level", "cases", "cases_good", "cases_graded", "cases_worst")
    found = rows(events, "grade_mix", *columns)
    assert {row[:2] for row in found} == {
        (area, level) for area in ("plans", "supervision", "voice") for level in range(1, 8)
    }
    assert [row for row in found if row[2] or row[1] == 1] == [
        ("plans", 1, 1, 0, 1, 1),
        ("supervision", 1, 0, 0, 0, 0),
        *[("voice", 1, 0, 0, 3, 0), ("voice", 3, 2, 0, 3, 0), ("voice", 7, 1, 1, 3, 0)],
    ]
    labels = rows(events, "grade_mix", "area", "level", "label", "is_whole")
    assert ("voice", 5, "Good", True) in labels
    assert ("voice", 4, "between Requires improvement and Good", False) in labels


def test_grade_mix__says_of_how_many_families_its_cases_are() -> None:
    cases = ("C01", "C02", "C03")
    events = [*begun(3), *(one for case in cases for one in graded(case, "voice", police=2))]
    events += graded("C02", "plans", police=3)
    columns = ("area", "families_graded")
    assert {row[1] for row in rows(events, "grade_mix", *columns)} == {None}, "nobody has said"
    said = CaseFamilySaid(
        audit="first", case="C01", with_case="C03", family="F03", reason="Sisters"
    )
    told = [*events, (streams.sample("first"), said)]
    assert set(rows(told, "grade_mix", *columns)) == {
        ("voice", 2),
        ("plans", None),
        ("supervision", None),
    }


RANKS = {"voice": [1, 2, 2], "plans": [3, 4, 4], "supervision": [1, 1, 4]}
LATER = (date(2026, 1, 1), date(2026, 2, 28))


def test_wave_settings__only_settled_audits() -> None:
    events = [
        *tool(),
        *audit("b-later", LATER, RANKS),
        *audit("c-first", WINDOW, RANKS, process=Process.DIP_SAMPLE),
        *planned("unsettled", *LATER),
        *reported("unsettled", date(2026, 3, 1))[:1],
    ]
    columns = ("area", "audit", "process", "tool_version", "grades", "good_rank")
    assert [row for row in rows(events, "wave_settings", *columns) if row[0] == "voice"] == [
        ("voice", "b-later", "themed", 1, 4, 3),
        ("voice", "c-first", "dip-sample", 1, 4, 3),
    ]


def test_case_grades__what_was_agreed_beside_each_agencys_grade() -> None:
    events = [
        *begun(2),
        *graded("C01", "voice", police=2, health=4),
        area_agreed("voice", 3, "C01"),
        area_agreed("plans", 2, "C02"),
    ]
    columns = ("case_ref", "area", "agreed_rank", "agencies", "ranks", "ranks_before")
    assert rows(events, "case_grades", *columns, "was_moderated") == [
        ("C01", "voice", 3, ["health", "police"], [4, 2], [4, 2], True),
        ("C02", "plans", 2, [], [], [], True),
    ]


def test_agency_mix__an_agencys_own_grades() -> None:
    events = [*tool(), *audit("first", WINDOW, RANKS)]
    columns = ("area", "agency", "counts", "cases_graded", "cases_good", "cases_worst")
    assert [row for row in rows(events, "agency_mix", *columns) if row[0] == "voice"] == [
        ("voice", "health", [1, 2, 0, 0], 3, 0, 1),
        ("voice", "police", [1, 2, 0, 0], 3, 0, 1),
        ("voice", "schools", [0, 0, 0, 0], 0, 0, 0),
    ]


def test_old_cases_regraded__what_was_given_last_until_it_is_taken_back() -> None:
    key = {"audit": "first", "case": "C01", "agency": "police", "area": AREAS[0]}
    stream = streams.agency_return("first", "C01", "police")

    def again(grade: str) -> tuple[str, Event]:
        return stream, OldCaseRegraded.model_validate({**key, "in_audit": "next", "grade": grade})

    taken_back = RegradeWithdrawn.model_validate({**key, "in_audit": "next", "reason": "Slip."})
    before = [*begun(), again(GRADES[0])]
    columns = ("case_ref", "agency", "area", "in_audit", "grade")
    first = ("C01", "police", AREAS[0], "next", GRADES[0])
    assert rows(before, "old_cases_regraded", *columns) == [first]
    gone = [*before, (stream, taken_back)]
    assert rows(gone, "old_cases_regraded", *columns) == []
    anew = [*gone, again(GRADES[2])]
    assert rows(anew, "old_cases_regraded", *columns) == [(*first[:-1], GRADES[2])]
