"""Samples that were put right, and what moderation found not to apply: events in, rows out."""

from __future__ import annotations

from datetime import date

from domain.audit.events import ModerationHeld, ModerationOpened
from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    GradeModerated,
    OverallGradeAgreed,
)
from domain.kernel import streams
from domain.kernel.event import Event
from domain.sample.events import (
    CaseFamilySaid,
    CaseFoundGradable,
    CaseNotGradable,
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    FrameReplaced,
    SampleDrawn,
    SampleRedrawn,
    SeedDrawn,
)
from tests.projections.record import with_second_margin
from tests.projections.story import Happened, appended, case_sampled, given, sampled
from tests.projections.test_views_audits import agreed, replaced
from tests.projections.test_views_grades import area_agreed, begun, moderated, overall
from tests.projections.viewing import rows

DAY = date(2025, 3, 10)
SAMPLE, AUDIT = streams.sample("first"), streams.audit("first")
CASE = streams.case("first", "C01")
NOT_GRADABLE = (SAMPLE, CaseNotGradable(audit="first", case="C02", reason="No record"))
GRADABLE = (SAMPLE, CaseFoundGradable(audit="first", case="C02", reason="Found"))
REDRAWN = (SAMPLE, SampleRedrawn(audit="first", reason="Closed cases", redrawn_on=DAY))
HELD = ModerationHeld(audit="first", held_on=DAY, attended=())


def exchanged(happened: Happened) -> tuple[str, Event]:
    [first] = [event for _, event in happened if isinstance(event, FrameCommitted)]
    event = FrameReplaced(
        audit="first",
        supersedes=first.digest,
        reason="A village was missing",
        digest="b4" * 32,
        size=44,
        stratifier=first.stratifier,
        strata=first.strata,
        second_margin=None,
        second=(),
        told_apart=(),
        refs_told_apart=0,
        fixed_on=DAY,
    )
    return (SAMPLE, event)


def not_applicable(agency: str | None, area: str = "voice") -> tuple[str, Event]:
    event = AreaFoundNotApplicable(
        audit="first", case="C01", agency=agency, area=area, reason="A baby"
    )
    return (CASE, event)


def test_audit_cases__one_that_nobody_can_grade_names_the_entry_that_says_so() -> None:
    events = [*sampled("first", 3), NOT_GRADABLE]
    columns = ("case_ref", "was_replaced", "not_gradable_position")
    at = len(events)
    assert rows(events, "audit_cases", *columns) == [
        ("C01", False, None),
        ("C02", False, at),
        ("C03", False, None),
    ]
    gone = replaced("C02", None)
    assert isinstance(gone[1], CaseReplaced)
    for after in ([GRADABLE], [gone]):
        found = rows([*events, *after], "audit_cases", "not_gradable_position")
        assert set(found) == {(None,)}
    again = rows([*events, GRADABLE, NOT_GRADABLE], "audit_cases", "not_gradable_position")
    assert (at + 2,) in again


def test_audit_cases__a_family_that_was_found_since_is_that_of_both_cases() -> None:
    said = CaseFamilySaid(
        audit="first", case="C01", with_case="C03", family="F03", reason="Sisters"
    )
    found = rows([*sampled("first", 3), (SAMPLE, said)], "audit_cases", "case_ref", "family")
    assert found == [("C01", "F03"), ("C02", None), ("C03", "F03")]


def test_audit_cases__another_list_leaves_only_the_new_draw() -> None:
    first = sampled("first", 2)
    events = [*first, exchanged(first)]
    assert rows(events, "audit_cases", "case_ref") == []
    drawn = (SAMPLE, case_sampled("first", 3))
    assert isinstance(drawn[1], CaseSampled)
    assert rows([*events, drawn], "audit_cases", "case_ref") == [("C03",)]


def test_audits__another_list_takes_the_audit_back_to_sampling() -> None:
    first = sampled("first", 2)
    assert rows([*agreed(), *first], "audits", "stage") == [("returns",)]
    assert rows([*agreed(), *first, exchanged(first)], "audits", "stage") == [("sampling",)]


def test_draws_set_aside__the_list_or_the_draw() -> None:
    first = sampled("first", 2)
    events = [*first, REDRAWN, exchanged(first)]
    assert isinstance(REDRAWN[1], SampleRedrawn)
    assert isinstance(events[-1][1], FrameReplaced)
    assert rows(events, "draws_set_aside", "what", "reason", "position") == [
        ("case list", "A village was missing", len(first) + 2),
        ("draw", "Closed cases", len(first) + 1),
    ]


def test_samples_superseded__what_stood_and_why_not_since() -> None:
    columns = ("position", "what", "digest", "size", "seed", "cases_drawn", "reason")
    first = sampled("first", 2)
    [seed] = [event.seed for _, event in first if isinstance(event, SeedDrawn)]
    assert rows(first, "samples_superseded", *columns) == []
    events = [*first, REDRAWN, exchanged(first)]
    at = len(events)
    old, new = "a3" * 32, "b4" * 32
    assert rows(events, "samples_superseded", *columns) == [
        (at - 1, "draw", old, 40, seed, 2, "Closed cases"),
        (at, "case list", old, 40, None, 0, "A village was missing"),
    ]
    again = [*events, (SAMPLE, case_sampled("first", 3)), REDRAWN]
    assert rows(again, "samples_superseded", *columns)[-1] == (
        *(at + 2, "draw", new, 44, None, 1, "Closed cases"),
    )


def test_sample_second_margin__as_it_was_drawn() -> None:
    columns = ("value", "size", "expected", "drawn")
    events = [*agreed(), *with_second_margin(sampled("first", 6))]
    assert any(isinstance(event, SampleDrawn) for _, event in events)
    drawn = [("boy", 10, 1.5, 2), ("girl", 30, 4.5, 4)]
    assert rows(events, "sample_second_margin", *columns) == drawn
    assert rows([*events, replaced("C01", None)], "sample_second_margin", *columns) == drawn
    assert rows([*events, REDRAWN], "sample_second_margin", *columns) == []


def test_returns_due__none_is_due_of_a_case_that_nobody_can_grade() -> None:
    columns = ("case_ref", "agency", "state")
    events = [*agreed(), *sampled("first", 2), appended("first", "C01", "police"), NOT_GRADABLE]
    due = rows(events, "returns_due", *columns)
    assert {state for case, _, state in due if case == "C02"} == {"not gradable"}
    assert {state for case, _, state in due if case == "C01"} == {"received", "due"}
    counts = ("cases", "cases_not_gradable", "returns_due", "returns_missing")
    agencies = len(due) // 2
    assert rows(events, "audit_progress", *counts) == [(2, 1, agencies, agencies - 1)]
    assert rows([*events, GRADABLE], "audit_progress", *counts) == [
        (2, 0, 2 * agencies, 2 * agencies - 1)
    ]


def test_areas_found_not_applicable__until_a_grade_is_agreed_after_all() -> None:
    columns = ("case_ref", "agency", "area")
    graded = [*begun(), appended("first", "C01", "police")]
    graded += [given("first", "C01", "police", "voice", 2)]
    case, police = not_applicable(None), not_applicable("police")
    assert rows([*graded, case, police], "areas_found_not_applicable", *columns) == [
        ("C01", "police", "voice"),
        ("C01", None, "voice"),
    ]
    back = moderated("C01", "police", "voice", 2, 2)
    assert isinstance(back[1], GradeModerated)
    assert isinstance(area_agreed("voice", 2)[1], AreaGradeAgreed)
    restored = [*graded, case, police, back, area_agreed("voice", 2)]
    assert rows(restored, "areas_found_not_applicable", *columns) == []


def test_grade_history__an_area_found_not_to_apply_is_an_entry_like_others() -> None:
    columns = ("position", "agency", "kind", "from_grade", "to_grade", "superseded_by")
    events = [*begun(), appended("first", "C01", "police")]
    events += [given("first", "C01", "police", "voice", 2), area_agreed("voice", 3)]
    events += [not_applicable(None), not_applicable("police")]
    at = len(events)
    assert rows(events, "grade_history", *columns) == [
        (at - 3, "police", "given", None, "requires-improvement", None),
        (at - 2, None, "area agreed", None, "good", at - 1),
        (at - 1, None, "found not applicable", "good", "not-applicable", None),
        (at, "police", "found not applicable", None, "not-applicable", None),
    ]


def test_current_grades__what_does_not_apply_is_shown_and_not_counted() -> None:
    columns = ("agency", "grade", "rank", "is_good", "was_found_not_applicable")
    events: Happened = begun()
    for agency, rank in (("police", 1), ("health", 3)):
        events += [appended("first", "C01", agency), given("first", "C01", agency, "voice", rank)]
    one = [*events, not_applicable("police")]
    assert rows(one, "current_grades", *columns) == [
        ("health", "good", 3, True, False),
        ("police", "inadequate", None, None, True),
    ]
    assert rows(one, "case_area_grades", "area", "agency_count") == [("voice", 1)]
    every = [*events, area_agreed("voice", 3), not_applicable(None)]
    assert rows(every, "case_area_grades", "area") == []
    standing = rows(every, "agency_grades", "agency", "area", "standing")
    assert ("police", "voice", "not applicable") in standing


def test_overall_grades__put_right_after_the_day_and_none_of_a_case_not_gradable() -> None:
    columns = ("case_ref", "grade", "was_put_right")
    events = [*begun(2), (AUDIT, ModerationOpened(audit="first", missing=())), overall(2)]
    events += [overall(3, "C02"), (AUDIT, HELD)]
    assert isinstance(events[-2][1], OverallGradeAgreed)
    assert rows(events, "overall_grades", *columns) == [
        ("C01", "requires-improvement", False),
        ("C02", "good", False),
    ]
    assert rows([*events, overall(3), NOT_GRADABLE], "overall_grades", *columns) == [
        ("C01", "good", True)
    ]
