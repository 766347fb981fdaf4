"""Agencies: joining, leaving and joining again, other names, mergers; bodies outside."""

from __future__ import annotations

from datetime import date

import pytest

from domain.directory.agencies import (
    CorrectAgencyName,
    JoinAgency,
    LeaveAgency,
    MergeAgency,
    RenameAgency,
)
from domain.directory.decisions import EnrolPerson
from domain.directory.events import (
    AgencyJoined,
    AgencyLeft,
    AgencyMerged,
    AgencyNameCorrected,
    AgencyRenamed,
    BodyNamed,
)
from domain.kernel import streams
from domain.kernel.vocabulary import Sector
from tests.domain.scene import FORMED, JOINED
from tests.domain.spec import at, given

JOIN = JoinAgency(agency="police", title="Wrenshire Police", sector=Sector.POLICE)
LEAVE = LeaveAgency(agency="police", reason="Merged.")
LEFT = (*JOINED, *at(streams.DIRECTORY, AgencyLeft(agency="police", reason="Merged.")))


def test_an_agency_joins() -> None:
    given(*FORMED).when(JOIN, actor="ruth").then(
        AgencyJoined(agency="police", title="Wrenshire Police", sector=Sector.POLICE)
    )


def test_an_agency_that_joined_is_not_another_by_the_same_name() -> None:
    for title, sector in (("Other", Sector.POLICE), ("Wrenshire Police", Sector.HEALTH)):
        other = JoinAgency(agency="police", title=title, sector=sector)
        given(*JOINED).when(other, actor="ruth").refused("agency-exists", "Wrenshire Police")


CORRECT = CorrectAgencyName(agency="police", title="Wrenshire Constabulary", reason="Misnamed.")


def test_an_agencys_name_is_corrected_with_a_reason() -> None:
    given(*JOINED).when(CORRECT, actor="ruth").then(
        AgencyNameCorrected(agency="police", title="Wrenshire Constabulary", reason="Misnamed.")
    )


def test_a_name_that_is_right_needs_no_correction() -> None:
    same = CorrectAgencyName(agency="police", title="Wrenshire Police", reason="Misnamed.")
    given(*JOINED).when(same, actor="ruth").then_nothing()


def test_only_an_agency_that_takes_part_is_named_anew() -> None:
    given(*FORMED).when(CORRECT, actor="ruth").refused("unknown-agency", "police")
    given(*LEFT).when(CORRECT, actor="ruth").refused("agency-left", "Wrenshire Police")


def test_an_agency_leaves_once() -> None:
    given(*JOINED).when(LEAVE, actor="ruth").then(AgencyLeft(agency="police", reason="Merged."))


def test_an_unknown_agency_cannot_leave() -> None:
    given(*FORMED).when(LEAVE, actor="ruth").refused("unknown-agency", "police")


def test_an_agency_that_left_joins_again_under_its_name_only() -> None:
    given(*LEFT).when(JOIN, actor="ruth").then(
        AgencyJoined(agency="police", title="Wrenshire Police", sector=Sector.POLICE)
    )
    other = JoinAgency(agency="police", title="Other Police", sector=Sector.POLICE)
    given(*LEFT).when(other, actor="ruth").refused("agency-exists", "agency rename")


def test_an_agency_has_a_new_name_from_a_day_on() -> None:
    rename = RenameAgency(
        agency="police",
        title="Wrenshire Constabulary",
        renamed_on=date(2026, 4, 1),
        reason="By order.",
    )
    renamed = AgencyRenamed(
        agency="police",
        title="Wrenshire Constabulary",
        renamed_on=date(2026, 4, 1),
        reason="By order.",
    )
    given(*JOINED).when(rename, actor="ruth").then(
        AgencyRenamed(
            agency="police",
            title="Wrenshire Constabulary",
            renamed_on=date(2026, 4, 1),
            reason="By order.",
        )
    )
    given(*JOINED, *at(streams.DIRECTORY, renamed)).when(rename, actor="ruth").then_nothing()
    given(*LEFT).when(rename, actor="ruth").refused("agency-left")
    given(*JOINED).when(rename, actor="ruth", today=date(2026, 3, 31)).refused("date-in-future")


def _merge(agency: str = "police", into: str = "health") -> MergeAgency:
    return MergeAgency(agency=agency, into=into, merged_on=date(2026, 4, 1), reason="One now.")


def _merged(agency: str, into: str) -> AgencyMerged:
    return AgencyMerged(agency=agency, into=into, merged_on=date(2026, 4, 1), reason="One now.")


def test_an_agency_becomes_part_of_another() -> None:
    for happened in (JOINED, LEFT):
        given(*happened).when(_merge(), actor="ruth").then(
            AgencyMerged(
                agency="police", into="health", merged_on=date(2026, 4, 1), reason="One now."
            )
        )


def test_an_agency_becomes_part_of_one_other_that_takes_part() -> None:
    given(*JOINED).when(_merge(into="police"), actor="ruth").refused("merged-with-itself")
    given(*JOINED).when(_merge(into="navy"), actor="ruth").refused("unknown-agency", "navy")
    given(*JOINED).when(_merge("navy"), actor="ruth").refused("unknown-agency", "navy")
    given(*LEFT).when(_merge("health", into="police"), actor="ruth").refused("agency-left")
    after = (*JOINED, *at(streams.DIRECTORY, _merged("police", "health")))
    given(*after).when(_merge(into="housing"), actor="ruth").refused("already-merged", "health")
    given(*after).when(_merge("health", into="police"), actor="ruth").refused("agency-left")


def test_the_day_of_a_merger_is_put_right_by_recording_it_again() -> None:
    merged = _merged("police", "health")
    day, why = date(2025, 4, 1), "A year before."
    again = MergeAgency(agency="police", into="health", merged_on=day, reason=why)
    history = given(*JOINED, *at(streams.DIRECTORY, merged))
    history.when(_merge(), actor="ruth").then_nothing()
    history.when(again, actor="ruth").then(
        AgencyMerged(agency="police", into="health", merged_on=day, reason=why)
    )


def test_a_refusal_names_what_took_an_agencys_place_in_the_end() -> None:
    after = (
        *JOINED,
        *at(streams.DIRECTORY, _merged("police", "health"), _merged("health", "housing")),
    )
    late = EnrolPerson(person="late", full_name="Late Comer", agency="police")
    given(*after).when(late, actor="ruth").refused("agency-left", "Wrenshire Homes (housing)")


DFE = JoinAgency(agency="dfe", title="Department for Education", sector=Sector.GOVERNMENT)
NAMED = BodyNamed(body="dfe", title="Department for Education", sector=Sector.GOVERNMENT)


def test_a_body_outside_the_partnership_is_named_and_joins_nothing() -> None:
    given(*JOINED).when(DFE, actor="ruth").then(
        BodyNamed(body="dfe", title="Department for Education", sector=Sector.GOVERNMENT)
    )
    named = (*JOINED, *at(streams.DIRECTORY, NAMED))
    late = EnrolPerson(person="late", full_name="Late Comer", agency="dfe")
    given(*named).when(late, actor="ruth").refused("outside-body", "Department for Education")
    inside = JoinAgency(agency="dfe", title="Department for Education", sector=Sector.EDUCATION)
    given(*named).when(inside, actor="ruth").refused("agency-exists")
    outside = JoinAgency(agency="police", title="Wrenshire Police", sector=Sector.NATIONAL_BODY)
    given(*JOINED).when(outside, actor="ruth").refused("agency-exists")


@pytest.mark.parametrize("title", ["Health", " health.", "HEALTH"])
def test_no_two_agencies_have_one_name(title: str) -> None:
    named = (*JOINED, *at(streams.DIRECTORY, _renamed("health", "Health")))
    rename = RenameAgency(
        agency="police", title=title, renamed_on=date(2026, 4, 1), reason="One now."
    )
    given(*named).when(rename, actor="ruth").refused("name-taken", "health")
    join = JoinAgency(agency="trust", title=title, sector=Sector.HEALTH)
    given(*named).when(join, actor="ruth").refused("name-taken", "health")


def _renamed(agency: str, title: str) -> AgencyRenamed:
    return AgencyRenamed(agency=agency, title=title, renamed_on=date(2026, 4, 1), reason="Spelt.")
