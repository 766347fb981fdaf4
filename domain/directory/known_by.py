"""How people are known: their keys and sign-ins, who vouches for them, and what is required.

An agency vouches for its own people. Its lead adds their keys; once the agency's own key is on
record, only a list signed with that counts, so that nobody else can put a key in a person's name.
For people of no agency the coordinator does. A key that was withdrawn never comes back.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, assert_never

from domain.directory.decisions import DirectoryCommand
from domain.directory.events import (
    AgencyKey,
    AgencyKeyNamed,
    KeysVouchedFor,
    KnownAtLeast,
    PersonKeyAdded,
    PersonKeyWithdrawn,
    ProofRequired,
    SignedNote,
    SignInAdded,
    SignInWithdrawn,
    VouchedKey,
)
from domain.directory.keys import fingerprint_of
from domain.directory.requirements import (
    directory_state,
    require_agency,
    require_person,
    require_present,
)
from domain.directory.state import Directory, Person
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.vocabulary import (
    AgencyId,
    Fingerprint,
    Issuer,
    PublicKey,
    Role,
    SignInSubject,
)

_TheKey = Annotated[PublicKey, argument("KEY", "The public key, as it stands in its .pub file")]
_TheFingerprint = Annotated[
    Fingerprint, argument("FINGERPRINT", "The key's, as `ssh-keygen -l` shows it")
]
_ForAgency = Annotated[
    AgencyId | None, Shown("The agency that vouches; leave it out for a person of none", "AGENCY")
]
_TheIssuer = Annotated[
    Issuer, Shown("The identity provider, as it names itself", "URL", "https://login.example")
]
_TheSubject = Annotated[
    SignInSubject, Shown("What it calls this person for ever; no e-mail address", "TEXT")
]


class AddPersonKey(DirectoryCommand):
    """Say that a key is a person's. Their agency's lead does this, or the coordinator for a
    person of no agency.

    Example: `assure person key p-kaur kaur.pub --agency police`
    """

    records: ClassVar[tuple[type[Event], ...]] = (PersonKeyAdded,)
    person: common_fields.ThePerson
    key: _TheKey
    agency: _ForAgency = None


class WithdrawPersonKey(DirectoryCommand):
    """Withdraw a key, such as a stolen one. What was recorded with it before stands.

    Example: `assure person no-key p-kaur SHA256:... --reason "Her laptop was stolen"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (PersonKeyWithdrawn,)
    person: common_fields.ThePerson
    fingerprint: _TheFingerprint
    reason: common_fields.Reason


class AddSignIn(DirectoryCommand):
    """Say whom an identity provider means: its own name and the subject it gives, for a person.

    Example: `assure person sign-in p-kaur --issuer https://login.example --subject 7f3a`
    """

    records: ClassVar[tuple[type[Event], ...]] = (SignInAdded,)
    person: common_fields.ThePerson
    issuer: _TheIssuer
    subject: _TheSubject
    agency: _ForAgency = None


class WithdrawSignIn(DirectoryCommand):
    """Withdraw a sign-in: whoever it was is out at the next click. What they recorded stands."""

    records: ClassVar[tuple[type[Event], ...]] = (SignInWithdrawn,)
    person: common_fields.ThePerson
    issuer: _TheIssuer
    subject: _TheSubject
    reason: common_fields.Reason


class NameAgencyKey(DirectoryCommand):
    """Record the key with which an agency vouches for its people, as the agency gave it.

    The coordinator may name the first. From then on only the agency's own lead names another.
    """

    records: ClassVar[tuple[type[Event], ...]] = (AgencyKeyNamed,)
    agency: common_fields.TheAgency
    key: Annotated[
        AgencyKey, argument("KEY", "The public half of the key that the agency witnesses with")
    ]
    reason: common_fields.Reason


class VouchForKeys(DirectoryCommand):
    """An agency's list of its people's keys, signed with its own: it replaces the one before."""

    records: ClassVar[tuple[type[Event], ...]] = (KeysVouchedFor,)
    agency: common_fields.TheAgency
    keys: tuple[VouchedKey, ...]
    note: SignedNote


class RequireProof(DirectoryCommand):
    """Require from a day on that whoever records is known in a way, or a stronger one.

    From weakest to strongest: account, oidc, ssh, signature. The coordinator and the chair of
    SAIG do this together: one asks with `assure request proof`, the other does it, and whoever
    does it is known so themself.

    Example: `assure access require ssh --from 2027-01-01`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ProofRequired,)
    at_least: Annotated[
        KnownAtLeast, argument("KIND", "How whoever records is known, at the least")
    ]
    from_day: Annotated[date, Shown("The first day", "DATE", option="from")]


Commands = (
    AddPersonKey
    | WithdrawPersonKey
    | AddSignIn
    | WithdrawSignIn
    | NameAgencyKey
    | VouchForKeys
    | RequireProof
)


def decide(state: Directory, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case AddPersonKey():
            return _add_key(state, command, context)
        case WithdrawPersonKey():
            return _withdraw_key(command, context)
        case AddSignIn():
            return _add_sign_in(state, command, context)
        case WithdrawSignIn():
            return _withdraw_sign_in(command, context)
        case NameAgencyKey():
            return _name_agency_key(state, command, context)
        case VouchForKeys():
            return _vouch(state, command, context)
        case RequireProof():
            return _require_proof(state, command, context)
        case _:
            assert_never(command)


def _add_key(state: Directory, command: AddPersonKey, context: Context) -> tuple[Event, ...]:
    person = require_present(context, command.person)
    _require_voucher(person, command.person, command.agency, context)
    if command.key in person.keys:
        return ()
    if command.agency is not None and command.agency in state.agency_keys:
        raise Refusal(
            "takes-a-list",
            f"{state.agencies[command.agency].title} vouches for its people with its own key.",
            "The agency signs a list with `assure agency sign-keys`, and"
            " `assure agency vouch` records it.",
        )
    _require_fresh(state, command.key, command.person)
    return (PersonKeyAdded(**fields(command)),)


def _require_voucher(person: Person, name: str, agency: str | None, context: Context) -> None:
    """An agency's person is vouched for by its lead; one of no agency by the coordinator."""
    if agency != person.agency:
        of = f"of {person.agency}" if person.agency else "of no agency"
        raise Refusal(
            "other-agency",
            f"{name} is {of}.",
            f"Somebody {of} vouches for them: give --agency {person.agency}."
            if person.agency
            else "The coordinator vouches for them: leave --agency out.",
        )
    actor = directory_state(context).people[context.actor]
    if agency is not None and not actor.holds(Role.AGENCY_LEAD, agency):
        raise Refusal(
            "not-their-agency",
            f"{name} is {agency}'s: nobody else says which key is theirs.",
            f"The lead of {agency} does this.",
        )


def _require_fresh(state: Directory, key: str, person: str) -> None:
    """A key is one person's, for ever; a withdrawn one may be in a thief's hands."""
    owner = state.keys_seen.get(key)
    if owner is None:
        return
    raise Refusal(
        "key-known",
        f"The key {fingerprint_of(key)} "
        + ("was withdrawn" if owner == person else f"is or was {owner}'s")
        + ", and is nobody else's ever.",
        "Make another key: `ssh-keygen -t ed25519`.",
    )


def _withdraw_key(command: WithdrawPersonKey, context: Context) -> tuple[Event, ...]:
    person = require_person(context, command.person)
    _require_own_or_all(person, command.person, context)
    held = {fingerprint_of(key) for key in person.keys}
    return (PersonKeyWithdrawn(**fields(command)),) if command.fingerprint in held else ()


def _require_own_or_all(person: Person, name: str, context: Context) -> None:
    """An agency's lead withdraws what is its own people's; the coordinator and a keeper anyone's.

    What is withdrawn gives nobody a right, so it needs fewer hands than what is added.
    """
    actor = directory_state(context).people[context.actor]
    if actor.holds(Role.COORDINATOR) or actor.holds(Role.KEEPER):
        return
    if person.agency is None or not actor.holds(Role.AGENCY_LEAD, person.agency):
        raise Refusal(
            "not-their-agency",
            f"{name} is not of your agency.",
            "The lead of their own agency does this, the coordinator or a keeper.",
        )


def _add_sign_in(state: Directory, command: AddSignIn, context: Context) -> tuple[Event, ...]:
    person = require_present(context, command.person)
    _require_voucher(person, command.person, command.agency, context)
    owner = state.signed_in(command.issuer, command.subject)
    if owner == command.person:
        return ()
    if owner is not None:
        raise Refusal(
            "sign-in-taken",
            f"{command.issuer} means {owner} by {command.subject!r}.",
            "Check the subject; if it is wrong there, `assure person no-sign-in` first.",
        )
    return (SignInAdded(**fields(command)),)


def _withdraw_sign_in(command: WithdrawSignIn, context: Context) -> tuple[Event, ...]:
    person = require_person(context, command.person)
    _require_own_or_all(person, command.person, context)
    if (command.issuer, command.subject) not in person.sign_ins:
        return ()
    return (SignInWithdrawn(**fields(command)),)


def _name_agency_key(
    state: Directory, command: NameAgencyKey, context: Context
) -> tuple[Event, ...]:
    require_agency(context, command.agency)
    known = state.agency_keys.get(command.agency)
    if known == command.key:
        return ()
    actor = state.people[context.actor]
    if known is not None and not actor.holds(Role.AGENCY_LEAD, command.agency):
        raise Refusal(
            "agency-key-named",
            f"{command.agency} vouches with another key already.",
            f"Only the lead of {command.agency} names another.",
        )
    return (AgencyKeyNamed(**fields(command)),)


def _vouch(state: Directory, command: VouchForKeys, context: Context) -> tuple[Event, ...]:
    require_agency(context, command.agency)
    for number, line in enumerate(command.keys, 1):
        person = require_present(context, line.person)
        if person.agency != command.agency:
            raise Refusal(
                "other-agency",
                f"Line {number} of the list names {line.person}, who is not {command.agency}'s.",
                "An agency vouches for its own people: take the line out, and sign the list anew.",
            )
        if line.key not in person.keys:
            _require_fresh(state, line.key, line.person)
    listed = {(line.person, line.key) for line in command.keys}
    standing = {
        (name, key)
        for name, person in state.people.items()
        if person.agency == command.agency
        for key in person.keys
    }
    if listed == standing and state.vouched.get(command.agency) == command.note:
        return ()
    return (KeysVouchedFor(**fields(command)),)


def _require_proof(state: Directory, command: RequireProof, context: Context) -> tuple[Event, ...]:
    from domain.request.events import Act
    from domain.request.requirements import require_second_person

    about = proof_about(command.at_least, command.from_day)
    if any(proof_about(one.at_least, one.from_day) == about for one in state.proofs[-1:]):
        return ()
    request = require_second_person(context, Act.REQUIRE_PROOF, about)
    _require_both(state, request.asked.asked_by, context.actor)
    if not command.at_least.holds_for(context.known_by, is_signed=context.is_signed):
        raise Refusal(
            "not-so-known",
            f"{context.actor} is not known by {command.at_least} now, so nobody might be able to"
            " record anything from then on.",
            "Do it in the way that you require: that shows that it works.",
        )
    return (
        ProofRequired(at_least=command.at_least, from_day=command.from_day, request=request.number),
    )


def proof_about(at_least: str, from_day: date) -> str:
    """How a request names what is to be required."""
    return f"{at_least}/{from_day.isoformat()}"


def proof_named(about: str) -> dict[str, Any]:
    """The fields of what a request names so. Raises ValueError for another request's words."""
    at_least, _, day = about.partition("/")
    return {"at_least": KnownAtLeast(at_least), "from_day": date.fromisoformat(day)}


def _require_both(state: Directory, asked_by: str, done_by: str) -> None:
    asker, doer = state.people[asked_by], state.people[done_by]
    pairs = ((asker, doer), (doer, asker))
    if any(a.holds(Role.COORDINATOR) and b.holds(Role.SAIG_CHAIR) for a, b in pairs):
        return
    raise Refusal(
        "coordinator-and-chair",
        f"{asked_by} asked and {done_by} would do it: it takes the coordinator and the chair of"
        " SAIG.",
        "One of the two asks, and the other does it.",
    )
