"""Enrolling people, and granting roles.

The first command forms the partnership and makes its sender the coordinator. Roles are granted
and withdrawn by events; a withdrawn person's past entries stay theirs.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.directory.events import (
    Account,
    AccountAssigned,
    AccountWithdrawn,
    PartnershipFormed,
    PartnershipRenamed,
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
from domain.kernel.rules import require_day, require_reason
from domain.kernel.vocabulary import (
    AGENCY_ROLES,
    AgencyId,
    Name,
    Role,
    StreamId,
)

_ActsFor = Annotated[AgencyId | None, Shown("The agency the person acts for, if any", "AGENCY")]
_TheAccount = Annotated[
    Account, argument("ACCOUNT", "The account's name on the ledger's own computer", "pkaur")
]
_TheRole = Annotated[Role, argument("", "What the person may be trusted with")]


class DirectoryCommand(Command):
    @property
    def stream(self) -> StreamId:
        return streams.DIRECTORY


class FormPartnership(DirectoryCommand):
    """The first command of a ledger: its sender becomes the coordinator."""

    records: ClassVar[tuple[type[Event], ...]] = (
        PartnershipFormed,
        PersonEnrolled,
        RoleGranted,
        AccountAssigned,
    )
    name: Name
    full_name: Name
    invented: bool = False
    account: Account | None = None


class RenamePartnership(DirectoryCommand):
    """Record the partnership's new name, or correct one that was recorded wrongly.

    Example: `assure ledger rename --name "Northshire Safeguarding Partnership" --reason "Misspelt"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (PartnershipRenamed,)
    name: Annotated[Name, Shown("The partnership's name in plain words", "TEXT")]
    reason: common_fields.Reason


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


class AssignAccount(DirectoryCommand):
    """Say whose an account of the ledger's own computer is. The coordinator does this.

    Where everybody works under one service account, with sudo, whoever acts is known by the
    account that asked, and --actor is refused.

    Example: `assure person account p-kaur pkaur`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AccountAssigned,)
    person: common_fields.ThePerson
    account: _TheAccount


class WithdrawAccount(DirectoryCommand):
    """Withdraw an account from a person. What they recorded with it stays theirs."""

    records: ClassVar[tuple[type[Event], ...]] = (AccountWithdrawn,)
    person: common_fields.ThePerson
    account: _TheAccount
    reason: common_fields.Reason


class WithdrawRole(DirectoryCommand):
    """Withdraw a role. What the person recorded while holding it stands."""

    records: ClassVar[tuple[type[Event], ...]] = (RoleWithdrawn,)
    person: common_fields.ThePerson
    role: _TheRole
    agency: _ActsFor = None
    reason: common_fields.Reason


Commands = (
    FormPartnership
    | RenamePartnership
    | EnrolPerson
    | RenamePerson
    | LeavePerson
    | GrantRole
    | AssignAccount
    | WithdrawAccount
    | WithdrawRole
)


def decide(state: Directory, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case FormPartnership():
            return _form(state, command, context)
        case RenamePartnership():
            return _rename_partnership(state, command)
        case EnrolPerson():
            return _enrol(state, command, context)
        case RenamePerson():
            return _rename(command, context)
        case LeavePerson():
            return _leave(state, command, context)
        case GrantRole():
            return _grant(state, command, context)
        case AssignAccount():
            return _assign(state, command, context)
        case WithdrawAccount():
            return _withdraw_account(command, context)
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
            "Use it, or start another ledger in another file. A wrong name is corrected with"
            " `assure ledger rename`.",
        )
    return (
        PartnershipFormed(name=command.name, invented=command.invented),
        PersonEnrolled(person=context.actor, full_name=command.full_name),
        RoleGranted(person=context.actor, role=Role.COORDINATOR),
        *(
            [AccountAssigned(person=context.actor, account=command.account)]
            if command.account is not None
            else []
        ),
    )


def _rename_partnership(state: Directory, command: RenamePartnership) -> tuple[Event, ...]:
    require_reason(command.reason, "Renaming the partnership")
    return () if state.name == command.name else (PartnershipRenamed(**fields(command)),)


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


def _grant(state: Directory, command: GrantRole, context: Context) -> tuple[Event, ...]:
    if not is_to_grant(command, context):
        return ()
    request = _keeper_request(state, command, context)
    return (
        RoleGranted(
            person=command.person, role=command.role, agency=command.agency, request=request
        ),
    )


def is_to_grant(command: GrantRole, context: Context) -> bool:
    """Whether the person may have the role and does not hold it. Refuses one they may not have."""
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
    return not person.holds(command.role, command.agency)


def _keeper_request(state: Directory, command: GrantRole, context: Context) -> int | None:
    """The request that makes a keeper. The coordinator makes the first one alone.

    Somebody has to be first; from then on a keeper, who can erase, is made by two people.
    """
    if command.role is not Role.KEEPER or not state.had_keeper:
        return None
    from domain.request.events import Act
    from domain.request.requirements import require_second_person

    return require_second_person(context, Act.GRANT_KEEPER, command.person).number


def _assign(state: Directory, command: AssignAccount, context: Context) -> tuple[Event, ...]:
    require_present(context, command.person)
    owner = state.owner(command.account)
    if owner == command.person:
        return ()
    if owner is not None:
        raise Refusal(
            "account-assigned",
            f"The account {command.account!r} is {owner}'s.",
            "Withdraw it from them first: `assure person no-account`.",
        )
    return (AccountAssigned(person=command.person, account=command.account),)


def _withdraw_account(command: WithdrawAccount, context: Context) -> tuple[Event, ...]:
    person = require_person(context, command.person)
    if command.account not in person.accounts:
        return ()
    return (AccountWithdrawn(**fields(command)),)


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
    if command.role is Role.KEEPER:
        _require_another_keeper(state, person, context)
    return (
        RoleWithdrawn(
            person=command.person,
            role=command.role,
            agency=command.agency,
            reason=command.reason,
        ),
    )


def _require_another_coordinator(state: Directory, person: Person) -> None:
    if len(_holders(state, Role.COORDINATOR)) == 1:
        raise Refusal(
            "last-coordinator",
            f"{person.full_name} is the only coordinator.",
            "Grant the role to somebody else first.",
        )


def _require_another_keeper(state: Directory, person: Person, context: Context) -> None:
    """Without a keeper nobody backs up, erases or changes the key, and a new one takes a week.

    Somebody who has left is another matter: that is recorded all the same.
    """
    if not context.recorded and len(_holders(state, Role.KEEPER)) == 1:
        raise Refusal(
            "last-keeper",
            f"{person.full_name} is the only keeper.",
            "Make another one first: `assure request keeper`, and from the seventh day another"
            " person grants the role. If they have left: `assure person leave`.",
        )


def _holders(state: Directory, role: Role) -> list[Person]:
    return [person for person in state.people.values() if person.holds(role)]
