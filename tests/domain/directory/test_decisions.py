"""Enrolling agencies and people, granting and withdrawing roles."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from domain.directory.decisions import (
    AssignAccount,
    EnrolPerson,
    FormPartnership,
    GrantRole,
    LeavePerson,
    RenamePartnership,
    RenamePerson,
    WithdrawAccount,
    WithdrawRole,
)
from domain.directory.events import (
    AccountAssigned,
    AccountWithdrawn,
    AgencyLeft,
    AgencyMerged,
    PartnershipFormed,
    PartnershipRenamed,
    PersonEnrolled,
    PersonLeft,
    PersonRenamed,
    RoleGranted,
    RoleWithdrawn,
)
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.vocabulary import Role
from tests.domain.scene import FORMED, JOINED
from tests.domain.spec import at, given

FORM = FormPartnership(name="Wrenshire Partnership", full_name="Ruth Haldane")
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


def test_a_partnership_has_another_name_and_keeps_its_ledger() -> None:
    name = "Wrenshire Safeguarding Partnership"
    rename = RenamePartnership(name=name, reason="It was misspelt.")
    given(*JOINED).when(rename, actor="ruth").then(
        PartnershipRenamed(name=name, reason="It was misspelt.")
    )
    renamed = PartnershipRenamed(name=name, reason="It was misspelt.")
    given(*JOINED, *at(streams.DIRECTORY, renamed)).when(rename, actor="ruth").then_nothing()


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


def test_the_last_keeper_stays_and_whoever_has_left_is_recorded_as_gone() -> None:
    """Nobody could back up, erase or change the key, and a further keeper takes a week."""
    withdraw = WithdrawRole(person="keeper", role=Role.KEEPER, reason="Other duties.")
    given(*JOINED).when(withdraw, actor="ruth").refused("last-keeper", "Kim Keeper")
    day, why = date(2026, 8, 31), "Retired."
    leave = LeavePerson(person="keeper", left_on=day, reason=why)
    left = PersonLeft(person="keeper", left_on=day, reason=why)
    given(*JOINED).when(leave, actor="ruth").then(left)
    second = RoleGranted(person="pc", role=Role.KEEPER, request=1)
    given(*JOINED, *at(streams.DIRECTORY, second)).when(withdraw, actor="ruth").then(
        RoleWithdrawn(person="keeper", role=Role.KEEPER, reason="Other duties.")
    )


def test_a_person_has_a_new_name_with_a_reason() -> None:
    rename = RenamePerson(person="pc", full_name="Pat Constable-Lee", reason="Married.")
    renamed = PersonRenamed(person="pc", full_name="Pat Constable-Lee", reason="Married.")
    given(*JOINED).when(rename, actor="ruth").then(
        PersonRenamed(person="pc", full_name="Pat Constable-Lee", reason="Married.")
    )
    given(*JOINED, *at(streams.DIRECTORY, renamed)).when(rename, actor="ruth").then_nothing()
    unknown = RenamePerson(person="nobody", full_name="No Body", reason="Misspelt.")
    given(*JOINED).when(unknown, actor="ruth").refused("unknown-person", "nobody")


GONE = PersonLeft(person="pc", left_on=date(2026, 8, 31), reason="Retired.")
LEAVE = LeavePerson(person="pc", left_on=date(2026, 8, 31), reason="Retired.")


def test_a_person_leaves_and_every_role_of_theirs_ends() -> None:
    given(*JOINED).when(LEAVE, actor="ruth").then(
        PersonLeft(person="pc", left_on=date(2026, 8, 31), reason="Retired.")
    )
    early = LeavePerson(person="pc", left_on=date(2026, 9, 2), reason="Retires.")
    given(*JOINED).when(early, actor="ruth").refused("date-in-future")
    left = (*JOINED, *at(streams.DIRECTORY, GONE))
    withdraw = WithdrawRole(person="pc", role=Role.AUDITOR, agency="police", reason="Left.")
    given(*left).when(withdraw, actor="ruth").then_nothing()
    grant = GrantRole(person="pc", role=Role.AUDITOR, agency="police")
    given(*left).when(grant, actor="ruth").refused("person-left", "Pat Constable")


def test_the_last_coordinator_does_not_leave() -> None:
    leave = LeavePerson(person="ruth", left_on=date(2026, 8, 31), reason="Retired.")
    given(*JOINED).when(leave, actor="ruth").refused("last-coordinator", "Ruth Haldane")


def test_a_person_who_left_comes_back_under_their_own_name() -> None:
    left = (*JOINED, *at(streams.DIRECTORY, GONE))
    back = EnrolPerson(person="pc", full_name="Pat Constable", agency="police")
    given(*left).when(back, actor="ruth").then(
        PersonEnrolled(person="pc", full_name="Pat Constable", agency="police")
    )
    other = EnrolPerson(person="pc", full_name="Paul Constable", agency="police")
    given(*left).when(other, actor="ruth").refused("person-exists", "person rename")


def test_people_of_a_merged_agency_hold_roles_in_the_one_it_became() -> None:
    merged = AgencyMerged(
        agency="police", into="housing", merged_on=date(2026, 4, 1), reason="One unit."
    )
    after = (*JOINED, *at(streams.DIRECTORY, merged))
    grant = GrantRole(person="pc", role=Role.AUDITOR, agency="housing")
    given(*after).when(grant, actor="ruth").then(
        RoleGranted(person="pc", role=Role.AUDITOR, agency="housing")
    )
    given(*JOINED).when(grant, actor="ruth").refused("other-agency")


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
