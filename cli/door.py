"""What a command is given to work with: an open ledger, who acts on it, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from cli import output
from cli.output import Output, Row

if TYPE_CHECKING:
    from pydantic import BaseModel

    from application.identity import Identity
    from application.reading import Reader
    from application.workspace import Workspace
    from cli.far.desk import Laptop
    from cli.screening import Screening
    from ledger.custodian import Custodian
    from ledger.decision import Outcome, Receipt
    from ledger.location import Location
    from ledger.service import Ledger
    from ledger.settings import Settings
    from projections.engine.session import Session

T = TypeVar("T")


@dataclass
class Flags:
    """Flags given before the noun, or with the command."""

    ledger: str | None = None
    actor: str | None = None
    home: str | None = None
    signing_key: str | None = None
    recorded: Receipt | None = None
    """What the command has recorded so far, for when that cannot be told."""
    far: Laptop | None = None
    """The computer that the command came from, where that is another one."""

    def settings(self, read_from: str | None = None) -> Settings:
        """`read_from`: a replica, by flag. Which one is read from afar, its own computer says."""
        from cli.passphrase import ask
        from ledger import settings

        own = settings.load(
            self.ledger,
            self.actor,
            self.home,
            ask=ask,
            signing_key=self.signing_key,
            read_from=read_from,
        )
        return own if self.far is None else self.far.settings(own)


class Door:
    """An open ledger, and whoever acts on it."""

    position: int | None = None
    """The position to read at; None for the last."""

    def __init__(self, flags: Flags, shown_as: Output) -> None:
        self.flags, self.settings = flags, flags.settings()
        self.shown_as = shown_as

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *_: object) -> None:
        if "ledger" in self.__dict__:
            self.ledger.close()

    @property
    def path(self) -> Location:
        return self.settings.require_ledger()

    @cached_property
    def identity(self) -> Identity:
        """Who acts: as the operating system says, where it says so; else as is claimed."""
        from application.identity import acting

        return acting(self.settings, lambda: self.ledger)

    @property
    def actor(self) -> str:
        return self.identity.person

    @cached_property
    def ledger(self) -> Ledger:
        return open_ledger(self.settings)

    @property
    def work(self) -> Workspace:
        """The open ledger, with the person who acts on it."""
        from application.workspace import Workspace

        return Workspace(self.ledger, self.identity)

    def open_as_it_is(self) -> Ledger:
        """The ledger even if it is an older copy than was signed for, or its keys do not open."""
        from ledger import opening, service
        from ledger.errors import UnusableError

        if "ledger" in self.__dict__:
            self.ledger.close()
        opening.require_closed(self.settings)
        try:
            ledger = opening.open_ledger(self.settings, service.utc_now, accept_older=True)
        except UnusableError:
            ledger = service.Ledger.open(self.path, service.utc_now)
        self.__dict__["ledger"] = ledger
        return _warning(ledger)

    @property
    def custodian(self) -> Custodian:
        """The ledger's custodian. Raises UnusableError where the keys are missing."""
        return self.work.custodian

    def agency(self, given: str | None) -> str:
        """The agency that was named, or the only one for which this person acts."""
        from application.access import agency_of

        agency = given or agency_of(self.ledger, self.actor)
        if agency is None:
            raise typer.BadParameter("say for which agency", param_hint="--agency")
        return agency

    def today(self) -> date:
        return self.ledger.today()

    @cached_property
    def reader(self) -> Reader:
        """The record as this person may read it. Refuses a person without a role here."""
        return self.work.read(self.position, self.today())

    @contextmanager
    def session(self, *views: str) -> Iterator[Session]:
        """The facts as this person may read them; `views` as in `Reader.facts`."""
        with self.reader.facts(*views) as facts:
            yield facts.session

    def rows(self, rows: Iterable[object], columns: Sequence[str] = (), under: str = "") -> None:
        """Shows a list of rows or dataclasses; `columns` and `under` as in `output.show_rows`."""
        shown = [row if isinstance(row, dict) else output.as_row(row) for row in rows]
        output.show_rows(shown, self.shown_as, columns, under)

    def show(self, rows: Sequence[Row], columns: Sequence[str]) -> None:
        """Shows rows that carry their `words`, which a table has beneath each."""
        output.show_rows(rows, self.shown_as, columns, under="words")

    def document(self, document: Row, rows: Sequence[Row] | None = None) -> None:
        output.show_document(document, self.shown_as, rows)


def open_ledger(settings: Settings) -> Ledger:
    from cli.clock import AboutTheClock
    from ledger import opening, service

    ledger = opening.open_ledger(settings, service.utc_now)
    ledger.tell_of_clock = AboutTheClock()
    return _warning(ledger)


def _warning(ledger: Ledger) -> Ledger:
    """The same ledger. What goes wrong after a recording is said, whatever the command shows."""
    from cli.receipts import warn

    ledger.warn = warn
    return ledger


class RecordingDoor(Door):
    """For a command that records. What it records is recorded whole or not at all."""

    def __init__(
        self,
        flags: Flags,
        shown_as: Output,
        *,
        dry_run: bool,
        command_id: str | None,
        confirm_identifiers: bool = False,
        without_home: bool = False,
    ) -> None:
        super().__init__(flags, shown_as)
        self.settings = replace(self.settings, without_home=without_home)
        self.dry_run = dry_run
        self.command_id = command_id or (flags.far.command_id if flags.far else None)
        self._confirmed = confirm_identifiers

    @cached_property
    def screening(self) -> Screening:
        """What the writer has confirmed of all that this command is about to record."""
        from cli.screening import Screening

        return Screening(asks=not (self.dry_run or self._confirmed))

    def ask(self, command: type[BaseModel], /, **fields: Any) -> Receipt:
        """Records one command made from flags; a None was not given.

        A grade is taken however it is written. One's own agency is what an act is for where it can
        be for that only, and nobody says another.
        """
        from cli.inputs import value

        if isinstance(fields.get("grade"), str):
            from application.grades import grade_code

            audit, area = str(fields.get("audit")), fields.get("area")
            fields["grade"] = grade_code(self.ledger, audit, fields["grade"], area)
        if "agency" in fields and fields["agency"] is None:
            fields["agency"] = self.own_agency(command)
        return self.record(value(command, **fields))

    def own_agency(self, command: type[BaseModel]) -> str | None:
        """The one agency for which this person may give a command, said aloud; or None."""
        from application.access import own_agency

        own = own_agency(self.ledger, self.actor, command)
        if own is not None:
            output.say(f"For your own agency, {own}.")
        return own

    def record(self, *commands: Any) -> Receipt:
        """Records commands and prints the receipt."""
        outcome = self.screening.during(
            lambda confirmed: self.work.record(
                *commands, command_id=self.command_id, dry_run=self.dry_run, confirmed=confirmed
            )
        )
        self.show_outcome(outcome)
        return outcome.receipt

    def perform(self, act: Callable[..., T], *, has_own_id: bool = False) -> T:
        """Does an act with this command's flags. Asks about what seems to name somebody.

        `has_own_id`: the act makes a command id of its content. To that one which a laptop made up
        gives way, even by flag, as a laptop advises after a lost answer; one that was chosen stays.
        """
        from cli.far.wire import MADE_UP

        chosen = self.command_id
        if has_own_id and chosen is not None and chosen.startswith(MADE_UP):
            chosen = None
        return self.screening.during(
            lambda confirmed: act(command_id=chosen, dry_run=self.dry_run, confirmed=confirmed)
        )

    def do(self, act: Callable[..., Outcome]) -> Outcome:
        """Does an act, and prints its outcome."""
        outcome = self.perform(act)
        self.show_outcome(outcome)
        return outcome

    def show_outcome(self, outcome: Outcome) -> None:
        """Prints the receipt of what was recorded, or the events that a dry run would record."""
        from cli import receipts

        if not outcome.receipt.dry_run:
            self.flags.recorded = outcome.receipt
        receipts.show(outcome, self.shown_as)


class ReadingDoor(Door):
    """For a command that reads: as one person, now or as the record stood."""

    _day: date | None = None

    def __init__(
        self, flags: Flags, shown_as: Output, *, as_at: str | None, read_from: str | None
    ) -> None:
        super().__init__(flags, shown_as)
        self.settings = flags.settings(read_from)
        if as_at is not None:
            from cli.as_at import position_and_day

            self.position, self._day = position_and_day(self.ledger, as_at)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, or the replica that was named for reading; then it is said which."""
        from ledger import read_from, service

        ledger, seen = read_from.open_to_read(self.settings, service.utc_now)
        if seen is not None:
            output.say(seen.words)
        return _warning(ledger)

    def open_as_it_is(self) -> Ledger:
        """As every door; of a replica, what every other command reads of it."""
        return super().open_as_it_is() if self.settings.read_from is None else self.ledger

    def today(self) -> date:
        """The day to which what is overdue and how old it is are counted: that of `--as-at`."""
        return self._day or super().today()
