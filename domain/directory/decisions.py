"""Enrolling people, and granting roles.

The first command forms the partnership and makes its sender the coordinator. Roles are granted
and withdrawn by events; a withdrawn person's past entries stay theirs.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.directory.events import (
    PartnershipFormed,
    PersonEnrolled,
    PersonLeft,
    PersonRenamed,
    RoleGranted,
    RoleWithdrawn,
)
from domain.directory.requirements import (
    goes_on_as,
    require_agency,
    require_person,
    require_present,
)
from domain.directory.state import Directory, Person
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.rules import require_day
from domain.kernel.vocabulary import (
    AGENCY_ROLES,
    AgencyId,
    Name,
    Role,
    StreamId,
)

_ActsFor = Annotated[AgencyId | None, Shown("The agency the person acts for, if any", "AGENCY")]
_TheRole = Annotated[Role, argument("", "What the person may be trusted with")]


class DirectoryCommand(Command):
    @property
    def stream(self) -> StreamId:
        return streams.DIRECTORY


class FormPartnership(DirectoryCommand):
    """The first command of a ledger: its sender becomes the coordinator."""

    records: ClassVar[tuple[type[Event], ...]] = (PartnershipFormed, PersonEnrolled, RoleGranted)
    name: Name
    full_name: Name
    invented: bool = False


class EnrolPerson(DirectoryCommand):
    """Enrol a person, for one agency or for the partnership. The coordinator does this.

    Example: `assure person enrol p-kaur --full-name "Priya Kaur" --agency police`
    """

    records: ClassVar[tuple[type[Event], ...]] = (PersonEnrolled,)
    person: common_fields.ThePerson
    full_name: Annotated[Name, Shown("The person's full name", "TEXT")]
    agency: _ActsFor = None


class RenamePerson(DirectoryCommand):
    """Record a person's new name, or correct one that was recorded wrongly.

    Example: `assure person rename p-kaur --full-name "Priya Kaur-Lee" --reason "Married"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (PersonRenamed,)
    person: common_fields.ThePerson
    full_name: Annotated[Name, Shown("The person's full name", "TEXT")]
    reason: common_fields.Reason


class LeavePerson(DirectoryCommand):
    """Record that a person has left: every role of theirs ends. What they recorded stands.

    Their duties are then nobody's, and `assure status` tells whoever can hand them on.
    """

    records: ClassVar[tuple[type[Event], ...]] = (PersonLeft,)
    person: common_fields.ThePerson
    reason: common_fields.Reason
    left_on: common_fields.OnDay


class GrantRole(DirectoryCommand):
    """Grant a role. Auditors and agency leads hold theirs for one agency.

    Example: `assure role grant p-kaur auditor --agency police`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RoleGranted,)
    person: common_fields.ThePerson
    role: _TheRole
    agency: _ActsFor = None


class WithdrawRole(DirectoryCommand):
    """Withdraw a role. What the person recorded while holding it stands."""

    records: ClassVar[tuple[type[Event], ...]] = (RoleWithdrawn,)
    person: common_fields.ThePerson
    role: _TheRole
    agency: _ActsFor = None
    reason: common_fields.Reason


Commands = FormPartnership | EnrolPerson | RenamePerson | LeavePerson | GrantRole | WithdrawRole


def decide(state: Directory, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case FormPartnership():
            return _form(state, command, context)
        case EnrolPerson():
            return _enrol(state, command, context)
        case RenamePerson():
            return _rename(command, context)
        case LeavePerson():
            return _leave(state, command, context)
        case GrantRole():
            return _grant(command, context)
        case WithdrawRole():
            return _withdraw(state, command, context)
        case _:
            assert_never(command)


def _form(state: Directory, command: FormPartnership, context: Context) -> tuple[Event, ...]:
    if state.name is not None:
        founder = state.people.get(context.actor)
        known = (state.name, state.invented, founder.full_name if founder else None)
        if known == (command.name, command.invented, command.full_name):
            return ()
        raise Refusal(
            "partnership-exists",
            f"This ledger already belongs to {state.name}.",
            "Use it, or start another ledger in another file.",
        )
    return (
        PartnershipFormed(name=command.name, invented=command.invented),
        PersonEnrolled(person=context.actor, full_name=command.full_name),
        RoleGranted(person=context.actor, role=Role.COORDINATOR),
    )


def _enrol(state: Directory, command: EnrolPerson, context: Context) -> tuple[Event, ...]:
    known = state.people.get(command.person)
    if known is not None:
        if (known.full_name, known.agency) != (command.full_name, command.agency):
            raise Refusal(
                "person-exists",
                f"{command.person!r} is already {known.full_name}.",
                "Choose another short name: one is never given to a second person. The same"
                " person's new name is recorded with `assure person rename`.",
            )
        if not known.left:
            return ()
    if command.agency is not None:
        require_agency(context, command.agency)
    return (
        PersonEnrolled(person=command.person, full_name=command.full_name, agency=command.agency),
    )


def _rename(command: RenamePerson, context: Context) -> tuple[Event, ...]:
    if require_person(context, command.person).full_name == command.full_name:
        return ()
    return (PersonRenamed(**fields(command)),)


def _leave(state: Directory, command: LeavePerson, context: Context) -> tuple[Event, ...]:
    person = require_person(context, command.person)
    if person.left:
        return ()
    require_day("left_on", command.left_on, context)
    if person.holds(Role.COORDINATOR):
        _require_another_coordinator(state, person)
    return (PersonLeft(**fields(command)),)


def _grant(command: GrantRole, context: Context) -> tuple[Event, ...]:
    person = require_present(context, command.person)
    if (command.role in AGENCY_ROLES) is (command.agency is None):
        needs = "needs" if command.role in AGENCY_ROLES else "does not take"
        raise Refusal(
            "role-agency",
            f"The role {command.role} {needs} an agency.",
            "Give --agency for auditor and agency-lead, and for no other role.",
        )
    if command.agency is not None:
        require_agency(context, command.agency)
        _require_own(person, command.agency, context)
    if person.holds(command.role, command.agency):
        return ()
    return (RoleGranted(person=command.person, role=command.role, agency=command.agency),)


def _require_own(person: Person, agency: str, context: Context) -> None:
    """A person of one agency never sees another's returns by holding a role there."""
    if person.agency is None or agency not in (person.agency, goes_on_as(context, person.agency)):
        raise Refusal(
            "other-agency",
            f"{person.full_name} is enrolled for {person.agency or 'no agency'}, not {agency}.",
            "An agency's roles are held by its own people: enrol them for it under another name.",
        )


def _withdraw(state: Directory, command: WithdrawRole, context: Context) -> tuple[Event, ...]:
    person = require_person(context, command.person)
    if not person.holds(command.role, command.agency):
        return ()
    if command.role is Role.COORDINATOR:
        _require_another_coordinator(state, person)
    return (
        RoleWithdrawn(
            person=command.person,
            role=command.role,
            agency=command.agency,
            reason=command.reason,
        ),
    )


def _require_another_coordinator(state: Directory, person: Person) -> None:
    coordinators = [p for p in state.people.values() if p.holds(Role.COORDINATOR)]
    if len(coordinators) == 1:
        raise Refusal(
            "last-coordinator",
            f"{person.full_name} is the only coordinator.",
            "Grant the role to somebody else first.",
        )
