"""What this process serves: one ledger, to one person; and the reading a page is given of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from secrets import token_bytes
from threading import Lock

import streamlit as st

from application.reading import Reader, position_at
from dashboard.kit.legible import legible
from dashboard.web.session import Sessions, Unknown
from domain.directory.state import Directory
from domain.kernel.access import Standing
from domain.kernel.how_known import how_known, way_in
from domain.kernel.vocabulary import KnownBy
from ledger.identity import Identity
from ledger.keys.key_encryption_key import Ask
from ledger.location import Location, place_of
from ledger.opening import open_ledger
from ledger.read_from import ReadFrom, open_to_read
from ledger.service import Ledger, utc_now
from ledger.settings import Settings, load
from ledger.signed_acts import Signer
from projections.engine.projector import Projection, Session


@dataclass(frozen=True, slots=True)
class Door:
    """Set once by `launch`, before the server starts: never from an address or a form.

    `home`: where the ledger's keys are; None means where the environment says. `ask`: gets the
    passphrase that they are behind, if they are. `known_by`: how it is known who `actor` is.
    `sessions`: who is signed in, where people come from their own desks; then there is no `actor`.
    `signer`: the key with which the one person signs what they record.
    `read_from`: the replica that pages read, if one is named; what is recorded goes to the ledger.
    """

    ledger: Location
    actor: str
    clock: Callable[[], datetime] = utc_now
    home: Path | None = None
    ask: Ask | None = None
    known_by: KnownBy = KnownBy.LOCAL
    sessions: Sessions | None = None
    signer: Signer | None = None
    read_from: Location | None = None
    own_secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    @property
    def secret(self) -> bytes:
        """What only this door knows: with sign-in, the same after a restart."""
        return self.own_secret if self.sessions is None else self.sessions.secret

    @property
    def who(self) -> Identity:
        """Who reads and records here, as it was known when it was started."""
        return Identity(self.actor, self.known_by, signer=self.signer)

    def whose(self, ledger: Ledger, cookies: Mapping[str, str]) -> Identity | Unknown | None:
        """Who this browser is: whoever signed in, or the one person whom the door is for."""
        return self.who if self.sessions is None else self.sessions.whose(ledger, cookies)

    def is_let_in(self, cookies: Mapping[str, str]) -> bool:
        """Whether this browser's sign-in is still good; whose it is, each page looks up."""
        return self.sessions is None or self.sessions.read(cookies) is not None

    @property
    def path(self) -> str:
        """The ledger's place, by which what is kept of it is found."""
        return place_of(self.ledger)

    def settings(self) -> Settings:
        home = None if self.home is None else str(self.home)
        replica = None if self.read_from is None else str(self.read_from)
        return load(str(self.ledger), self.actor or None, home, ask=self.ask, read_from=replica)

    def open(self) -> Ledger:
        """The ledger, with its keys if they are on this machine."""
        return open_ledger(self.settings(), self.clock)

    @contextmanager
    def open_to_read(self) -> Iterator[tuple[Ledger, ReadFrom | None]]:
        """The ledger for a page: itself, or the replica and how that stands to it."""
        ledger, seen = open_to_read(self.settings(), self.clock)
        with ledger:
            yield ledger, seen


Content = tuple[str, int, bytes]
"""Where a ledger is, a size of it, and the root over its entries up to there."""


@dataclass(frozen=True)
class Reading:
    """What a page is given: the record as one person may read it, at one position.

    `today`: the day the pages stand at, for what is overdue; `now`: the real one. `viewer`: with
    every audit this person leads. What may be read is judged now, whatever the day. `content`: of
    the whole ledger, and `head` its last entry, whatever the day. `path`: where the ledger is.
    `identity`: who reads, and how that is known. `numbers`: for what a page has many of, in order.
    """

    reader: Reader
    identity: Identity
    session: Session
    viewer: Standing
    directory: Directory
    today: date
    now: date
    first: date
    content: Content
    path: str
    projection: Projection
    numbers: Iterator[int] = field(default_factory=count, compare=False)

    @property
    def head(self) -> int:
        return self.content[1]

    @property
    def ledger(self) -> Ledger:
        return self.reader.ledger

    @property
    def how_read(self) -> str:
        """How it is known who reads, in words."""
        who = self.identity
        if self.directory.invented and who.known_by is KnownBy.LOCAL:
            return way_in(KnownBy.DEMONSTRATION)
        issuer = None if who.sign_in is None else who.sign_in.issuer
        return way_in(who.known_by, who.key, issuer)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """All that the facts read depend on: same key, same facts.

        Who reads is a part of it: nobody is ever given what was kept for somebody else.
        """
        grants = sorted((grant.role, grant.agency or "") for grant in self.viewer.grants)
        return (
            self.content,
            self.viewer.person,
            tuple(grants),
            tuple(sorted(self.viewer.leads)),
            self.session.as_at,
            self.today.isoformat(),
        )

    @contextmanager
    def earlier(self, day: date) -> Iterator[Reading]:
        """The same record as it stood at the end of an earlier day, for the same reader."""
        reader = Reader(self.ledger, self.reader.person, position_at(self.ledger, day), day)
        with reader.facts(kept=self.projection) as facts:
            yield replace(
                self, reader=reader, session=facts.session, viewer=facts.viewer, today=day
            )

    @property
    def is_past(self) -> bool:
        return self.today != self.now

    @cached_property
    def agency_titles(self) -> Mapping[str, str]:
        return {code: agency.title for code, agency in self.directory.agencies.items()}

    def agency(self, code: str | None) -> str:
        """An agency's title, or its code when the directory does not know it."""
        return "" if code is None else self.agency_titles.get(code, code)

    def text(self, position: int | None, field: str, *, closed: str) -> str:
        """One confidential field of the entry at a position; nothing without an entry.

        `closed` stands for what is not for this reader.
        """
        if position is None:
            return ""
        fields = self.texts(position)
        return closed if fields is None else fields.get(field, "")

    def texts(self, position: int) -> dict[str, str] | None:
        """The confidential fields of the entry at a position; None if they are not open."""
        return legible(self.reader.text_at(position))

    def how_known(self, position: int) -> str:
        """How the actor of an entry was known, in words; nothing of one that is not for them."""
        entry = self.reader.entry(position)
        return "" if entry is None else how_known(entry.stamp)

    def person(self, code: str | None) -> str:
        """A person's name, or their short name when the directory does not know it."""
        if code is None:
            return ""
        known = self.directory.people.get(code)
        return code if known is None else known.full_name


_doors: list[Door] = []
_reading: ContextVar[Reading] = ContextVar("reading")


def serve(door: Door) -> None:
    """Names what this process serves."""
    _doors[:] = [door]


def served() -> Door | None:
    return _doors[0] if _doors else None


def reading() -> Reading:
    """The reading the page now running was given."""
    return _reading.get()


@contextmanager
def given(to_page: Reading) -> Iterator[None]:
    """Gives the page about to run its reading."""
    token = _reading.set(to_page)
    try:
        yield
    finally:
        _reading.reset(token)


@st.cache_resource(max_entries=2, on_release=Projection.close, show_spinner=False)
def _projection(place: str, content: Content, _opened: Ledger) -> Projection:
    """`content`: what the ledger held when this projection of it was begun.

    Every fact is filled in one pass over the ledger: sooner or later a page asks for each, and a
    pass for each question takes longer together.
    """
    projection = Projection.of(_opened.engine, is_kept=True)
    projection.hold()
    return projection


_lock = Lock()
_begun: dict[str, tuple[Content, Content]] = {}
"""Ledger to what its projection was begun with, and to what that has taken in since."""


def _current(door: Door, ledger: Ledger) -> tuple[Projection, Content]:
    """The projection of what the ledger holds, and that. Another content gets another projection.

    A file that was put back, exchanged or rewritten may have the same name and the same size.
    """
    path, identity = door.path, ledger.engine.identity()
    with _lock:
        begun, seen = _begun.get(path, (None, None))
        if begun is None or seen is None or seen != content_at(ledger, identity, seen[1]):
            begun = content_at(ledger, identity, ledger.size())
        projection = _projection(path, begun, ledger)
        content = content_at(ledger, identity, projection.catch_up())
        _begun[path] = (begun, content)
    return projection, content


def content_at(ledger: Ledger, identity: str, size: int) -> Content:
    """What the ledger holds up to an entry; of a shorter ledger, all that it holds."""
    newest, root = ledger.head()
    if size >= newest:
        return identity, newest, root
    return identity, size, ledger.tree().run_root(0, size)


@contextmanager
def opened(
    door: Door, ledger: Ledger, day: date | None, who: Identity | None = None
) -> Iterator[Reading]:
    """A reading of the ledger as it stood at the end of `day`, or now. `who` None: the door's own.

    Raises ProjectionError and LedgerError, each with its remedy.
    """
    projection, content = _current(door, ledger)
    now = ledger.today()
    as_at = None if day is None or day >= now else position_at(ledger, day)
    today = now if as_at is None or day is None else day
    identity = who or door.who
    reader = Reader(ledger, identity.person, as_at, today)
    with reader.facts(kept=projection) as facts:
        yield Reading(
            reader=reader,
            identity=identity,
            session=facts.session,
            viewer=facts.viewer,
            directory=legible(reader.directory),
            today=today,
            now=now,
            first=reader.first_day,
            content=content,
            path=door.path,
            projection=projection,
        )
    _keep_what_is_imported()


@cache
def _keep_what_is_imported() -> None:
    """Once, after the first page: what stands by then is no garbage, and no longer searched.

    Streamlit searches all that there is after every run of a page; that cost as much as the page.
    """
    gc.collect()
    gc.freeze()
