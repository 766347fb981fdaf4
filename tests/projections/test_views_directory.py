"""Agencies, people, tools and processes: events in, rows out."""

from __future__ import annotations

from datetime import date

from domain.directory.events import (
    AgencyJoined,
    AgencyLeft,
    AgencyMerged,
    AgencyNameCorrected,
    AgencyRenamed,
    BodyNamed,
    PersonEnrolled,
    PersonLeft,
    PersonRenamed,
    RoleGranted,
    RoleWithdrawn,
)
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import STEPS
from domain.kernel.vocabulary import Method, Role, Sector
from domain.tool.events import Equivalence, ToolPublished, ToolRetired, ToolRevised
from tests.projections.story import graded_area, scale, tool
from tests.projections.viewing import rows

APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)


def in_directory(*events: Event) -> list[tuple[str, Event]]:
    return [(streams.DIRECTORY, event) for event in events]


def revised(version: int = 2) -> ToolRevised:
    return ToolRevised(
        tool="neglect",
        tool_version=version,
        title="Neglect and harm",
        methods=(Method.OBSERVATION,),
        draws_on=("Joint inspections",),
        scale=scale(),
        good_from="outstanding",
        areas=(graded_area("plans", "plans-w"), graded_area("sibling")),
        changes="Two areas went",
        equivalences=(Equivalence(area="plans", reason="A comma"),),
    )


def tools_revised() -> list[tuple[str, Event]]:
    return [*tool(), (streams.tool("neglect"), revised())]


def test_agencies__one_that_left_and_came_back_takes_part() -> None:
    joined = [
        AgencyJoined(agency=agency, title=agency.upper(), sector=Sector.HEALTH)
        for agency in ("a", "b", "c")
    ]
    back = AgencyJoined(agency="c", title="C anew", sector=Sector.POLICE)
    left = [AgencyLeft(agency=agency, reason="Wound up") for agency in ("b", "c")]
    events = in_directory(*joined, *left, back)
    assert rows(events, "agencies", "agency", "title", "sector", "takes_part") == [
        ("a", "A", "health", True),
        ("b", "B", "health", False),
        ("c", "C anew", "police", True),
    ]


def test_agencies__a_corrected_name_stands_until_the_agency_joins_anew() -> None:
    joined = AgencyJoined(agency="a", title="Polcie", sector=Sector.POLICE)
    corrected = AgencyNameCorrected(agency="a", title="Police", reason="Misspelt")
    events = in_directory(joined, corrected)
    assert rows(events, "agencies", "agency", "title") == [("a", "Police")]
    assert rows([*events, *in_directory(joined)], "agencies", "title") == [("Polcie",)]


def _joined(agency: str) -> AgencyJoined:
    return AgencyJoined(agency=agency, title=agency.upper(), sector=Sector.HEALTH)


def test_agencies__renamed_and_merged_and_what_goes_on_in_their_place() -> None:
    joined = map(_joined, "abcd")
    renamed = AgencyRenamed(agency="d", title="D anew", renamed_on=APRIL, reason="By order")
    merged = [
        AgencyMerged(agency="a", into="b", merged_on=APRIL, reason="One"),
        AgencyMerged(agency="b", into="c", merged_on=JULY, reason="One"),
    ]
    events = in_directory(*joined, renamed, *merged)
    columns = ("agency", "title", "takes_part", "merged_into", "merged_on")
    assert rows(events, "agencies", *columns) == [
        ("a", "A", False, "b", APRIL),
        ("b", "B", False, "c", JULY),
        ("c", "C", True, None, None),
        ("d", "D anew", True, None, None),
    ]


def test_successions__every_agency_that_went_on_in_anothers_place() -> None:
    merged = [
        AgencyMerged(agency="a", into="b", merged_on=APRIL, reason="One"),
        AgencyMerged(agency="b", into="c", merged_on=JULY, reason="One"),
    ]
    events = in_directory(*map(_joined, "abc"), *merged)
    assert rows(events, "successions", "agency", "successor", "since") == [
        ("a", "b", APRIL),
        ("a", "c", JULY),
        ("b", "c", JULY),
    ]
    back = in_directory(_joined("b"))
    assert rows([*events, *back], "successions", "agency", "successor") == [("a", "b")]


def test_bodies__outside_the_partnership_are_no_agencies() -> None:
    named = BodyNamed(body="dfe", title="Department", sector=Sector.GOVERNMENT)
    assert rows(in_directory(named), "bodies", "body", "title", "sector") == [
        ("dfe", "Department", "government")
    ]
    assert rows(in_directory(named), "agencies", "agency") == []


def test_people__renamed_gone_and_back() -> None:
    enrolled = PersonEnrolled(person="ann", full_name="Ann", agency="police")
    granted = RoleGranted(person="ann", role=Role.AUDITOR, agency="police")
    renamed = PersonRenamed(person="ann", full_name="Ann Lee", reason="Married")
    gone = PersonLeft(person="ann", left_on=APRIL, reason="Retired")
    columns = ("full_name", "roles", "left_on")
    events = in_directory(enrolled, granted, renamed)
    assert rows(events, "people", *columns) == [("Ann Lee", ["auditor of police"], None)]
    events += in_directory(gone)
    assert rows(events, "people", *columns) == [("Ann Lee", [], APRIL)]
    back = PersonEnrolled(person="ann", full_name="Ann Lee", agency="police")
    events += in_directory(back)
    assert rows(events, "people", *columns) == [("Ann Lee", [], None)]
    assert rows([*events, *in_directory(granted)], "people", "roles") == [(["auditor of police"],)]


def roles_changed() -> list[tuple[str, Event]]:
    return in_directory(
        PersonEnrolled(person="ann", full_name="Ann"),
        PersonEnrolled(person="bob", full_name="Bob", agency="police"),
        RoleGranted(person="ann", role=Role.COORDINATOR),
        RoleGranted(person="bob", role=Role.AUDITOR, agency="police"),
        RoleGranted(person="bob", role=Role.AGENCY_LEAD, agency="police"),
        RoleGranted(person="bob", role=Role.AUDITOR, agency="health"),
        RoleWithdrawn(person="bob", role=Role.AUDITOR, agency="health", reason="Moved"),
        RoleWithdrawn(person="ann", role=Role.COORDINATOR, reason="Left"),
        RoleGranted(person="ann", role=Role.COORDINATOR),
        RoleWithdrawn(person="ann", role=Role.COORDINATOR, reason="Left again"),
    )


def test_person_roles__only_those_held_now() -> None:
    assert rows(roles_changed(), "person_roles", "person", "role", "agency") == [
        ("bob", "agency-lead", "police"),
        ("bob", "auditor", "police"),
    ]


def test_people__with_the_roles_held_now() -> None:
    assert rows(roles_changed(), "people", "person", "full_name", "agency", "roles") == [
        ("ann", "Ann", None, []),
        ("bob", "Bob", "police", ["agency-lead of police", "auditor of police"]),
    ]


def test_tools__every_version_is_kept() -> None:
    retired = (streams.tool("other"), ToolRetired(tool="other", reason="Old"))
    events = [*tools_revised(), *tool("other"), retired]
    columns = ("tool", "tool_version", "title", "changes", "is_newest", "good_from")
    assert rows(events, "tools", *columns) == [
        ("neglect", 1, "Neglect", None, False, "good"),
        ("neglect", 2, "Neglect and harm", "Two areas went", True, "outstanding"),
        ("other", 1, "Neglect", None, True, "good"),
    ]
    kept = rows(events, "tools", "tool", "retired_at")
    assert [code for code, retired_at in kept if retired_at is not None] == ["other"]
    assert {type(event) for _, event in events} == {ToolPublished, ToolRevised, ToolRetired}
    by_mistake = (streams.tool("neglect"), ToolRetired(tool="neglect", reason="A slip"))
    first, *revised = tools_revised()
    assert rows([first, by_mistake, *revised], "tools", "retired_at") == [(None,), (None,)]


def test_tool_areas__in_the_order_of_their_version() -> None:
    columns = ("tool_version", "place", "area", "title", "wording", "comparable_as")
    assert rows(tools_revised(), "tool_areas", *columns) == [
        (1, 1, "voice", "Voice", "voice-w", "voice-w"),
        (1, 2, "plans", "Plans", "plans-w", "plans-w"),
        (1, 3, "supervision", "Supervision", "supervision-w", "supervision-w"),
        (2, 1, "plans", "Plans", "plans-w", "plans-w"),
        (2, 2, "sibling", "Sibling", "sibling-w", "sibling-w"),
    ]


def test_scale_grades__worst_is_one_and_good_opens_where_the_version_says() -> None:
    columns = ("tool_version", "rank", "code", "letter", "is_good")
    assert rows(tools_revised(), "scale_grades", *columns) == [
        (1, 1, "inadequate", "I", False),
        (1, 2, "requires-improvement", "R", False),
        (1, 3, "good", "G", True),
        (1, 4, "outstanding", "O", True),
        (2, 1, "inadequate", "I", False),
        (2, 2, "requires-improvement", "R", False),
        (2, 3, "good", "G", False),
        (2, 4, "outstanding", "O", True),
    ]


def test_processes__are_those_of_the_domain() -> None:
    columns = ("process", "is_sampled", "is_moderated", "is_reported", "returns_open_on")
    assert rows([], "processes", *columns) == sorted(
        (process.value, steps.sampled, steps.moderated, steps.reported, steps.returns_open_on)
        for process, steps in STEPS.items()
    )
