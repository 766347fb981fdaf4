"""Enrolling agencies and people, granting and withdrawing roles."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.directory.decisions import (
    AssignAccount,
    CorrectAgencyName,
    EnrolPerson,
    FormPartnership,
    GrantRole,
    JoinAgency,
    LeaveAgency,
    WithdrawAccount,
    WithdrawRole,
)
from domain.directory.events import (
    AccountAssigned,
    AccountWithdrawn,
    AgencyJoined,
    AgencyLeft,
    AgencyNameCorrected,
    PartnershipFormed,
    PersonEnrolled,
    RoleGranted,
    RoleWithdrawn,
)
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.vocabulary import Role, Sector
from tests.domain.scene import FORMED, JOINED
from tests.domain.spec import at, given

FORM = FormPartnership(name="Wrenshire Partnership", full_name="Ruth Haldane")
JOIN = JoinAgency(agency="police", title="Wrenshire Police", sector=Sector.POLICE)
LEAVE = LeaveAgency(agency="police", reason="Merged.")
LEFT = (*JOINED, *at(streams.DIRECTORY, AgencyLeft(agency="police", reason="Merged.")))


def test_the_first_command_forms_the_partnership_and_makes_its_sender_coordinator() -> None:
    given().when(FORM, actor="ruth").then(
        PartnershipFormed(name="Wrenshire Partnership"),
        PersonEnrolled(person="ruth", full_name="Ruth Haldane"),
        RoleGranted(person="ruth", role=Role.COORDINATOR),
    )


def test_a_ledger_belongs_to_one_partnership() -> None:
    other = FormPartnership(name="Other Partnership", full_name="Ruth Haldane")
    given(*FORMED).when(other, actor="ruth").refused("partnership-exists", "Wrenshire")
    given(*FORMED).when(FORM, actor="stranger").refused("partnership-exists")


def test_an_agency_joins() -> None:
    given(*FORMED).when(JOIN, actor="ruth").then(
        AgencyJoined(agency="police", title="Wrenshire Police", sector=Sector.POLICE)
    )


def test_an_agency_that_joined_is_not_another_by_the_same_name() -> None:
    for title, sector in (("Other", Sector.POLICE), ("Wrenshire Police", Sector.HEALTH)):
        other = JoinAgency(agency="police", title=title, sector=sector)
        given(*JOINED).when(other, actor="ruth").refused("agency-exists", "Wrenshire Police")


def test_an_agency_that_left_does_not_come_back_under_its_name() -> None:
    given(*LEFT).when(JOIN, actor="ruth").refused("agency-exists")


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


def test_a_person_is_enrolled_for_an_agency_or_for_the_partnership() -> None:
    given(*JOINED).when(
        EnrolPerson(person="pc-two", full_name="Paul Constable", agency="police"), actor="ruth"
    ).then(PersonEnrolled(person="pc-two", full_name="Paul Constable", agency="police"))
    given(*FORMED).when(EnrolPerson(person="ed", full_name="Ed Member"), actor="ruth").then(
        PersonEnrolled(person="ed", full_name="Ed Member")
    )


def test_a_short_name_is_never_given_to_a_second_person() -> None:
    second = EnrolPerson(person="pc", full_name="Paul Constable", agency="police")
    given(*JOINED).when(second, actor="ruth").refused("person-exists", "Pat Constable")


def test_nobody_is_enrolled_for_an_agency_that_has_left() -> None:
    late = EnrolPerson(person="late", full_name="Late Comer", agency="police")
    given(*LEFT).when(late, actor="ruth").refused("agency-left", "Wrenshire Police")


def test_a_role_is_granted() -> None:
    given(*JOINED).when(
        GrantRole(person="sergeant", role=Role.AGENCY_LEAD, agency="police"), actor="ruth"
    ).then(RoleGranted(person="sergeant", role=Role.AGENCY_LEAD, agency="police"))
    given(*JOINED).when(GrantRole(person="lead", role=Role.SAIG_MEMBER), actor="ruth").then(
        RoleGranted(person="lead", role=Role.SAIG_MEMBER)
    )


def test_agency_roles_and_no_others_take_an_agency() -> None:
    for role, agency, needs in (
        (Role.AUDITOR, None, "needs"),
        (Role.SAIG_CHAIR, "police", "does not take"),
    ):
        grant = GrantRole(person="pc", role=role, agency=agency)
        given(*JOINED).when(grant, actor="ruth").refused("role-agency", needs)


def test_an_agencys_roles_are_held_by_its_own_people() -> None:
    for person in ("pc", "member"):
        grant = GrantRole(person=person, role=Role.AUDITOR, agency="health")
        given(*JOINED).when(grant, actor="ruth").refused("other-agency", "health")


def test_no_role_is_granted_in_an_agency_that_has_left() -> None:
    grant = GrantRole(person="sergeant", role=Role.AGENCY_LEAD, agency="police")
    given(*LEFT).when(grant, actor="ruth").refused("agency-left", "Wrenshire Police")


def test_a_role_is_granted_to_somebody_enrolled_only() -> None:
    grant = GrantRole(person="nobody", role=Role.NEUTRAL)
    given(*JOINED).when(grant, actor="ruth").refused("unknown-person", "nobody")


def test_a_role_is_withdrawn_with_a_reason() -> None:
    given(*JOINED).when(
        WithdrawRole(person="pc", role=Role.AUDITOR, agency="police", reason="Moved."),
        actor="ruth",
    ).then(RoleWithdrawn(person="pc", role=Role.AUDITOR, agency="police", reason="Moved."))


def test_a_role_not_held_is_already_withdrawn() -> None:
    withdraw = WithdrawRole(person="pc", role=Role.SAIG_CHAIR, reason="Never was.")
    given(*JOINED).when(withdraw, actor="ruth").then_nothing()


def test_the_last_coordinator_stays() -> None:
    withdraw = WithdrawRole(person="ruth", role=Role.COORDINATOR, reason="Retires.")
    given(*JOINED).when(withdraw, actor="ruth").refused("last-coordinator", "Ruth Haldane")
    second = at(streams.DIRECTORY, RoleGranted(person="member", role=Role.COORDINATOR))
    given(*JOINED, *second).when(withdraw, actor="member").then(
        RoleWithdrawn(person="ruth", role=Role.COORDINATOR, reason="Retires.")
    )


# Accounts of the operating system

ASSIGNED = at(streams.DIRECTORY, AccountAssigned(person="pc", account="pconstable"))
ASSIGN = AssignAccount(person="pc", account="pconstable")


def test_an_account_is_one_persons() -> None:
    given(*JOINED).when(ASSIGN, actor="ruth").then(
        AccountAssigned(person="pc", account="pconstable")
    )
    given(*JOINED, *ASSIGNED).when(ASSIGN, actor="ruth").then_nothing()
    other = AssignAccount(person="nurse", account="pconstable")
    given(*JOINED, *ASSIGNED).when(other, actor="ruth").refused("account-assigned", "pc")
    stranger = AssignAccount(person="nobody", account="nobody")
    given(*JOINED).when(stranger, actor="ruth").refused("unknown-person")


def test_an_account_that_is_withdrawn_may_become_somebody_elses() -> None:
    withdraw = WithdrawAccount(person="pc", account="pconstable", reason="Left.")
    gone = AccountWithdrawn(person="pc", account="pconstable", reason="Left.")
    given(*JOINED).when(withdraw, actor="ruth").then_nothing()
    given(*JOINED, *ASSIGNED).when(withdraw, actor="ruth").then(
        AccountWithdrawn(person="pc", account="pconstable", reason="Left.")
    )
    after = given(*JOINED, *ASSIGNED, *at(streams.DIRECTORY, gone))
    after.when(AssignAccount(person="nurse", account="pconstable"), actor="ruth").then(
        AccountAssigned(person="nurse", account="pconstable")
    )
    directory = after.look(streams.DIRECTORY)
    assert isinstance(directory, Directory)
    assert directory.owner("pconstable") is None


def test_whoever_begins_a_ledger_under_an_account_has_it() -> None:
    form = FormPartnership(name="North", full_name="Ruth Haldane", account="ruth.h")
    given().when(form, actor="ruth").then(
        PartnershipFormed(name="North"),
        PersonEnrolled(person="ruth", full_name="Ruth Haldane"),
        RoleGranted(person="ruth", role=Role.COORDINATOR),
        AccountAssigned(person="ruth", account="ruth.h"),
    )


@pytest.mark.parametrize("account", ["", "-x", "a b", "a/b", "a\n", "pat;rm", "é"])
def test_an_account_is_named_as_the_system_names_it(account: str) -> None:
    with pytest.raises(ValidationError, match="account"):
        AssignAccount(person="pc", account=account)
