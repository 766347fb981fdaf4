"""The partnership, its agencies and its people."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import StringConstraints

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AgencyId,
    Fingerprint,
    Issuer,
    KnownBy,
    Name,
    Number,
    PersonId,
    PublicKey,
    Role,
    Sector,
    SignInSubject,
    Text,
)

Account = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@-]*\$?$", max_length=256)
]
"""The name of an account of the ledger's own computer."""
AgencyKey = Annotated[
    str, StringConstraints(pattern=r"^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$", max_length=400)
]
"""The public half of an agency's key, as C2SP's signed notes write it."""
SignedNote = Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
"""A list that an agency signed, with its signature: a signed note of C2SP."""


class KnownAtLeast(StrEnum):
    """How whoever records must be known at the least, from weakest to strongest."""

    ACCOUNT = "account"
    OIDC = "oidc"
    SSH = "ssh"
    SIGNATURE = "signature"

    def holds_for(self, known_by: KnownBy | None, *, is_signed: bool) -> bool:
        """Whether somebody so known is known enough. A signature is the strongest."""
        if is_signed:
            return True
        if self is KnownAtLeast.SIGNATURE or known_by is None:
            return False
        ways = list(KnownBy)
        return ways.index(known_by) >= ways.index(KnownBy(self))

    @property
    def words(self) -> str:
        return {
            KnownAtLeast.ACCOUNT: "an account of the ledger's own computer",
            KnownAtLeast.OIDC: "signing in",
            KnownAtLeast.SSH: "a key of their own",
            KnownAtLeast.SIGNATURE: "their own signature",
        }[self]

    @property
    def remedy(self) -> str:
        """What somebody does who is not so known."""
        return {
            KnownAtLeast.ACCOUNT: "Work from your own account, by sudo.",
            KnownAtLeast.OIDC: "Sign in on the page, or set ASSURE_SIGNING_KEY to your key's file.",
            KnownAtLeast.SSH: "Set ASSURE_SIGNING_KEY to your key's file.",
            KnownAtLeast.SIGNATURE: "Set ASSURE_SIGNING_KEY to your key's file.",
        }[self]


class PartnershipFormed(Event):
    """The ledger's first entry. `invented` marks a demonstration, shown on every page."""

    name: Name
    invented: bool = False


class PartnershipRenamed(Event):
    """The partnership has another name, or its name was recorded wrongly. The ledger stays its."""

    name: Name
    reason: Text


class AgencyJoined(Event):
    agency: AgencyId
    title: Name
    sector: Sector


class AgencyNameCorrected(Event):
    """The agency was always called `title`; what was recorded before was a mistake."""

    agency: AgencyId
    title: Name
    reason: Text


class AgencyRenamed(Event):
    """The same agency has another name from `renamed_on`."""

    agency: AgencyId
    title: Name
    renamed_on: date
    reason: Text


class AgencyLeft(Event):
    agency: AgencyId
    reason: Text


class AgencyMerged(Event):
    """The agency is part of `into` from `merged_on`: what it was asked to do goes on there."""

    agency: AgencyId
    into: AgencyId
    merged_on: date
    reason: Text


class BodyNamed(Event):
    """A body outside the partnership, such as a department of government. It takes part in
    nothing; recommendations can be addressed to it.
    """

    body: AgencyId
    title: Name
    sector: Sector


class PersonEnrolled(Event):
    """A person who acts for the partnership (`agency` None) or for one agency."""

    person: PersonId
    full_name: Name
    agency: AgencyId | None = None


class PersonRenamed(Event):
    """The same person has another name, or the one on record was wrong: `reason` says which."""

    person: PersonId
    full_name: Name
    reason: Text


class PersonLeft(Event):
    """The person acts for nobody here any more: every role they held ends."""

    person: PersonId
    left_on: date
    reason: Text


class RoleGranted(Event):
    """`agency` is set for agency roles only.

    `request`: the number of the request that this carries out, for a keeper. The first keeper
    needs none. Version 1 had none at all.
    """

    schema_version: ClassVar[int] = 2

    person: PersonId
    role: Role
    agency: AgencyId | None = None
    request: Number | None = None


class AccountAssigned(Event):
    """Whoever the operating system knows by this account is this person."""

    person: PersonId
    account: Account


class AccountWithdrawn(Event):
    """The account is this person's no longer. What they recorded with it stays theirs."""

    person: PersonId
    account: Account
    reason: Text


class RoleWithdrawn(Event):
    person: PersonId
    role: Role
    agency: AgencyId | None = None
    reason: Text


class PersonKeyAdded(Event):
    """Whoever signs or comes in with this key is this person. `agency`: vouches for it."""

    person: PersonId
    key: PublicKey
    agency: AgencyId | None


class PersonKeyWithdrawn(Event):
    """The key is this person's no longer, nor anybody's. What they recorded with it stands."""

    person: PersonId
    fingerprint: Fingerprint
    reason: Text


class SignInAdded(Event):
    """Whom an identity provider calls this is this person. `agency`: vouches for it."""

    person: PersonId
    issuer: Issuer
    subject: SignInSubject
    agency: AgencyId | None


class SignInWithdrawn(Event):
    person: PersonId
    issuer: Issuer
    subject: SignInSubject
    reason: Text


class AgencyKeyNamed(Event):
    """The agency vouches for its people with this key from now on."""

    agency: AgencyId
    key: AgencyKey
    reason: Text


class VouchedKey(Value):
    person: PersonId
    key: PublicKey


class KeysVouchedFor(Event):
    """All keys of the agency's people, by a list that it signed. Others of theirs are withdrawn."""

    agency: AgencyId
    keys: tuple[VouchedKey, ...]
    note: SignedNote


class ProofRequired(Event):
    """From a day on, whoever records is known at least so. The newest for a day counts."""

    at_least: KnownAtLeast
    from_day: date
    request: Number
