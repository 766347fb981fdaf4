"""What every recorded event is: a frozen fact with a stored name and a version of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.kernel.vocabulary import (
    Digest,
    Fingerprint,
    Issuer,
    KnownBy,
    Number,
    PersonId,
    Role,
    SignInSubject,
)


class Value(BaseModel):
    """A frozen, strict value inside an event, a command or a state."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


class Event(Value):
    """Something that happened. The class's name is its stored name: it is the file format.

    `schema_version` counts the shapes this event has had; `domain.kernel.upcasts` upcasts an
    older shape. `occurred_on` fields say when a thing happened when that was earlier
    than its recording; the time of recording is in the entry's stamp, never in the event.
    """

    schema_version: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "schema_version" in cls.model_fields:
            raise TypeError(f"{cls.__name__}: schema_version is the class's, not a field")


_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")


def misread(
    value: object, given: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each day or moment that was given as a number: where, and as what.

    Pydantic takes one, even as text, for seconds since 1970. Nobody here means that, and a database
    that reads the same text finds no day in it.
    """
    if isinstance(value, Value) and isinstance(given, Mapping):
        for name in type(value).model_fields:
            if name in given:
                yield from misread(getattr(value, name), given[name], (*path, name))
    elif isinstance(value, tuple | list) and isinstance(given, list):
        for index, (inner, written) in enumerate(zip(value, given, strict=False)):
            yield from misread(inner, written, (*path, index))
    elif isinstance(value, Mapping) and isinstance(given, Mapping):
        for name, inner in value.items():
            yield from misread(inner, given.get(name), (*path, name))
    elif isinstance(value, date) and isinstance(given, str) and _NUMBER.fullmatch(given):
        yield path, given


class NewerEnvelopeError(Exception):
    """The envelope of an entry has a later version than this software knows."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"was recorded by a newer assure: its envelope has version {version}, and this one"
            f" knows versions up to {Stamp.envelope_newest}"
        )


class SignIn(Value):
    """Who an identity provider said had signed in, and when: UTC."""

    issuer: Issuer
    subject: SignInSubject
    signed_in_at: datetime


class Signed(Value):
    """The actor's own signature: `docs/signed-acts.md` has the statement that it is of.

    One signature is of everything that a command records. `number` of `size`: which of that this
    entry is, from 1; `path`: the hashes that lead from it to the statement's root, in hexadecimal.
    `key`: the fingerprint of the key; `signature`: OpenSSH's, in base64.
    """

    key: Fingerprint
    number: Number
    size: Number
    path: tuple[Digest, ...]
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{40,4000}={0,2}$")]


class OnBehalf(Value):
    """For whom something was entered, from which document, and the day on which that had come.

    `document`: the SHA-256 of the file, a scan or an e-mail as it was kept.
    """

    person: PersonId
    document: Digest
    received_on: date


class Stamp(Value):
    """Who recorded an entry, when, and by what right. Given by the service, never by a user.

    `recorded_at`: UTC. `role`, `agency`: the right under which the access table let it through.
    `command_id`: the same id twice is one record. `known_by`: how the service knew the actor.

    The stamp is the envelope of an event and has versions of its own: version 1 did not record
    how the actor was known, so there `known_by` is None; version 2 did not know of accounts;
    version 3 knew of no keys, no sign-ins and no signatures; version 4 of nobody's behalf.
    `key`: whose holder OpenSSH let in. `sign_in`: what an identity provider said. `signed`: the
    actor's own signature, whatever the way in. `on_behalf`: whose act it is, where the actor only
    entered it for them; the right is then theirs.
    """

    envelope_newest: ClassVar[int] = 5

    recorded_at: datetime
    actor: PersonId
    role: Role
    agency: str | None = None
    command_id: str
    known_by: KnownBy | None = None
    key: Fingerprint | None = None
    sign_in: SignIn | None = None
    signed: Signed | None = None
    on_behalf: OnBehalf | None = None

    @property
    def acts(self) -> str:
        """Whose act it is: the actor's, or that of the person for whom they entered it."""
        return self.actor if self.on_behalf is None else self.on_behalf.person

    def entered_for(self, on_behalf: OnBehalf | None) -> Stamp:
        """The same stamp of what is entered for somebody, or of the actor's own act."""
        own = {name: getattr(self, name) for name in Stamp.model_fields}
        return Stamp(**{**own, "on_behalf": on_behalf})

    @property
    def envelope(self) -> int:
        """The version of the envelope in which this stamp is stored."""
        if self.known_by is None:
            return 1
        if self.on_behalf is not None:
            return 5
        if self.signed is not None or self.known_by in (KnownBy.SSH, KnownBy.OIDC):
            return 4
        return 3 if self.known_by is KnownBy.ACCOUNT else 2

    @property
    def is_consistent(self) -> bool:
        """Whether it holds a key just where OpenSSH knew the actor, and likewise a sign-in."""
        return (
            (self.key is not None) is (self.known_by is KnownBy.SSH)
            and (self.sign_in is not None) is (self.known_by is KnownBy.OIDC)
            and (self.signed is None or self.known_by is not None)
            and (self.on_behalf is None or self.known_by is not None)
            and (self.on_behalf is None or self.on_behalf.person != self.actor)
        )


def require_known_envelope(version: object) -> None:
    """Refuses an envelope that this software does not know, by the version that an entry names.

    Raises NewerEnvelopeError for a later version, ValueError for what is no version.
    """
    if type(version) is not int or version < 1:
        raise ValueError(f"{version!r} is no version of an envelope")
    if version > Stamp.envelope_newest:
        raise NewerEnvelopeError(version)
