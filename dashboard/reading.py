"""What this process serves: one ledger, to one person; and the reading a page is given of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import streamlit as st

from application.reading import Reader, position_at
from domain.directory.state import Directory
from domain.kernel.access import Standing
from ledger.keys.key_encryption_key import Ask
from ledger.opening import open_ledger
from ledger.service import Ledger, utc_now
from ledger.settings import load
from projections.engine.projector import Projection, Session


@dataclass(frozen=True, slots=True)
class Door:
    """Set once by `launch`, before the server starts: never from an address or a form.

    `home`: where the ledger's keys are; None means where the environment says. `ask`: gets the
    passphrase that they are behind, if they are.
    """

    ledger: Path
    actor: str
    clock: Callable[[], datetime] = utc_now
    home: Path | None = None
    ask: Ask | None = None

    def open(self) -> Ledger:
        """The ledger, with its keys if they are on this machine."""
        home = None if self.home is None else str(self.home)
        return open_ledger(load(str(self.ledger), self.actor, home, ask=self.ask), self.clock)


@dataclass(frozen=True)
class Reading:
    """What a page is given: the record as one person may read it, at one position.

    `today`: the day the pages stand at, for what is overdue; `now`: the real one. `viewer`: with
    every audit this person leads. What may be read is judged now, whatever the day. `head`: the
    ledger's last entry, whatever the day.
    """

    reader: Reader
    session: Session
    viewer: Standing
    directory: Directory
    today: date
    now: date
    first: date
    head: int

    @property
    def ledger(self) -> Ledger:
        return self.reader.ledger

    @cached_property
    def key(self) -> tuple[object, ...]:
        """All that the facts read depend on: same key, same facts.

        Who reads is a part of it: nobody is ever given what was kept for somebody else.
        """
        grants = sorted((grant.role, grant.agency or "") for grant in self.viewer.grants)
        return (
            self.ledger.engine.identity(),
            self.viewer.person,
            tuple(grants),
            tuple(sorted(self.viewer.leads)),
            self.session.as_at,
            self.head,
            self.today.isoformat(),
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
        fields = self.reader.text_at(position)
        return closed if fields is None else fields.get(field, "")

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
def _projection(ledger: str, identity: str) -> Projection:
    """`identity`: another ledger in the same place has another."""
    return Projection.of(ledger)


@contextmanager
def opened(door: Door, ledger: Ledger, day: date | None) -> Iterator[Reading]:
    """A reading of the ledger as it stood at the end of `day`, or now.

    Raises ProjectionError and LedgerError, each with its remedy.
    """
    projection = _projection(str(door.ledger.resolve()), ledger.engine.identity())
    head = projection.catch_up()
    now = ledger.today()
    as_at = None if day is None or day >= now else position_at(ledger, day)
    reader = Reader(ledger, door.actor, as_at)
    with reader.facts(kept=projection) as facts:
        yield Reading(
            reader=reader,
            session=facts.session,
            viewer=facts.viewer,
            directory=reader.directory,
            today=now if as_at is None or day is None else day,
            now=now,
            first=reader.first_day,
            head=head,
        )
