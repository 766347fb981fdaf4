"""Decides each command again: the first entry that its actor could not have recorded is named.

An entry can be whole and readable and still be one that no command leads to: a role that somebody
gave themselves with another program, a grade by a person of another agency. So each command is
rebuilt from its events, and decided again by today's rules on the states before it, as the person
whom its stamp names, on the day of its stamp. No confidential word is opened: rules about what
the words say are not decided again. What this proves and what it does not is in
`docs/decisions/0027-rules-checked-again.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, cast

from domain.done_alone import KNOWS_REQUESTS, took_two, was_done_alone
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.confidential import subject as subject_of
from domain.kernel.days import day_of
from domain.kernel.event import Event, Stamp
from domain.kernel.registry import fold
from domain.kernel.vocabulary import KnownBy
from domain.rebuilt import NoCommandError, Rebuilt, next_command
from domain.vault.events import KeyIssued
from ledger.deciding import for_whom
from ledger.decision import Decision, measured_in
from ledger.errors import IntegrityFailureError, NotPermittedError
from ledger.integrity.states import States, closed_entry, rows
from ledger.keys.sealed_fields import SEALED_MARK
from ledger.permission import require_known_enough, require_permission, rights_needed
from ledger.store.entry import Entry, Row
from ledger.store.protocol import Engine, Store

if TYPE_CHECKING:
    from domain.directory.state import Directory
    from domain.vault.state import KeyState

PROGRESS_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Unlawful:
    """The first entry that its actor could not have recorded. `why`: a sentence."""

    position: int
    stream: str
    event: str
    actor: str
    why: str

    @property
    def what(self) -> str:
        return (
            f"entry {self.position} ({self.event} in {self.stream}, by {self.actor}) could not"
            f" have been recorded: {self.why.removesuffix('.')}"
        )


class _UnlawfulError(Exception):
    def __init__(self, entry: Entry, why: str) -> None:
        super().__init__(why)
        stamp = entry.stamp
        self.found = Unlawful(entry.position or 0, entry.stream, entry.name, stamp.actor, why)


def first_unlawful(
    engine: Engine, last: int, progress: Callable[[int], None] | None = None
) -> Unlawful | None:
    """The first entry up to `last` that breaks a rule, in a ledger whose entries can be read."""
    with closing(engine.open_to_read()) as store:
        return unlawful_from(store, 1, last, progress)


def unlawful_from(
    store: Store, first: int, last: int, progress: Callable[[int], None] | None = None
) -> Unlawful | None:
    """As `first_unlawful`, of the commands from entry `first` on.

    The states before it are folded from the streams that these commands look at, and from no
    others: so it costs what deciding them cost.
    """
    states, reached = States(store, first), first
    read = ((row, closed_entry(row)) for row in rows(store, first, last))
    for _, group in groupby(read, key=lambda pair: pair[1].stamp.command_id):
        command = list(group)
        try:
            _decide_again(command, states)
        except _UnlawfulError as error:
            return error.found
        before, reached = reached, cast(int, command[-1][1].position)
        if progress is not None and before // PROGRESS_EVERY < reached // PROGRESS_EVERY:
            progress(reached)
    return None


def _decide_again(rows_read: Sequence[tuple[Row, Entry]], states: States) -> None:
    """Decides one command again. Raises _UnlawfulError for the first entry it does not give."""
    entries = [entry for _, entry in rows_read]
    first = cast(int, entries[0].position)
    decision = Decision(lambda stream: states.before(stream, first))
    _require_one_stamp(entries)
    keys = [entry for entry in entries if isinstance(entry.event, KeyIssued)]
    others = entries[len(keys) :]
    if not others or entries[: len(keys)] != keys:
        raise _UnlawfulError(keys[0], "a key is issued with the words that it seals, before them")
    _require_known(others[0], decision)
    for rebuilt, recorded in _commands(others):
        _require_decided(rebuilt, recorded, decision, entries, states)
    _follow_keys(keys, rows_read, decision)
    for stream, state in decision.states.items():
        written = sum(1 for entry in entries if entry.stream == stream)
        if written:
            states.keep(stream, decision.read[stream] + written, state)


def _require_one_stamp(entries: Sequence[Entry]) -> None:
    """Everything that a command records is recorded at once, by one person."""
    told = _who_and_when(entries[0].stamp)
    for entry in entries:
        if _who_and_when(entry.stamp) != told:
            raise _UnlawfulError(entry, "its stamp differs from the other entries of its command")


def _who_and_when(stamp: Stamp) -> tuple[object, ...]:
    return stamp.recorded_at, stamp.actor, stamp.known_by


def _commands(entries: Sequence[Entry]) -> Iterator[tuple[Rebuilt, Sequence[Entry]]]:
    at = 0
    while at < len(entries):
        try:
            rebuilt = next_command([entry.event for entry in entries[at:]])
        except NoCommandError as error:
            raise _UnlawfulError(entries[at], str(error)) from error
        except ValueError as error:
            raise _UnlawfulError(entries[at], "no command takes what it holds") from error
        yield rebuilt, entries[at : at + len(rebuilt.events)]
        at += len(rebuilt.events)


def _require_known(entry: Entry, decision: Decision) -> None:
    """An invented person acts in an invented partnership only; an account is somebody's."""
    directory = cast("Directory", decision.look(streams.DIRECTORY))
    invented = directory.invented if directory.name else getattr(entry.event, "invented", False)
    if entry.stamp.known_by is KnownBy.DEMONSTRATION and not invented:
        raise _UnlawfulError(entry, "its actor is of an invented story, and this ledger is not")
    actor = directory.people.get(entry.stamp.actor)
    if entry.stamp.known_by is KnownBy.ACCOUNT and actor is not None and not actor.accounts:
        raise _UnlawfulError(entry, f"{entry.stamp.actor} was known by no account then")


def _require_decided(
    rebuilt: Rebuilt,
    recorded: Sequence[Entry],
    decision: Decision,
    all_of_it: Sequence[Entry],
    states: States,
) -> None:
    """The actor held the right, the stamp says which, and the rules give exactly these events."""
    lead, command = recorded[0], rebuilt.command
    stamp = lead.stamp
    acts = Context(
        stamp.actor,
        day_of(stamp.recorded_at),
        decision.look,
        partial(measured_in, entries=all_of_it),
        recorded=True,
        known_by=stamp.known_by,
        is_signed=stamp.signed is not None,
    )
    try:
        require_known_enough(acts)
        context = for_whom(acts, stamp.on_behalf)
        grant = require_permission(command, stamp.actor, decision.look, stamp.on_behalf)
        if was_done_alone(lead.event, context) and states.is_newer_before(
            KNOWS_REQUESTS, lead.position or 0
        ):
            raise took_two()
        events = rebuilt.decide(decision.look(command.stream), context)
    except NotPermittedError as error:
        needed = rights_needed(command)
        raise _UnlawfulError(lead, f"{error.message} It needs {needed}.") from error
    except Refusal as error:
        raise _UnlawfulError(lead, f"{error.message} [{error.code}]") from error
    except IntegrityFailureError:
        raise
    except Exception as error:
        raise _UnlawfulError(lead, "the rules can make nothing of it") from error
    for entry in recorded:
        if (entry.stamp.role, entry.stamp.agency) != (grant.role, grant.agency):
            of = f" of {grant.agency}" if grant.agency else ""
            why = f"its stamp names another right than {stamp.acts} had, which was {grant.role}{of}"
            raise _UnlawfulError(entry, why)
        if entry.stamp.on_behalf != stamp.on_behalf:
            raise _UnlawfulError(entry, "it is for somebody else than what was asked for with it")
    _require_same(recorded, command.stream, events)
    decision.add(command.stream, events, stamp)


def _require_same(recorded: Sequence[Entry], stream: str, events: Sequence[Event]) -> None:
    if not events:
        raise _UnlawfulError(recorded[0], "it was so already, so nothing would have been recorded")
    for entry, event in zip(recorded, events, strict=False):
        if entry.stream != stream:
            raise _UnlawfulError(entry, f"it belongs in {stream}")
        if entry.event != event:
            raise _UnlawfulError(entry, f"the rules lead to another {type(event).__name__}")
    if len(recorded) != len(events):
        beyond = recorded[min(len(events), len(recorded) - 1)]
        why = f"the rules lead to {len(events)} entries where {len(recorded)} stand"
        raise _UnlawfulError(beyond, why)


def _follow_keys(
    keys: Sequence[Entry], rows_read: Sequence[tuple[Row, Entry]], decision: Decision
) -> None:
    """Words have the one key of their subject, which is issued with the first of them."""
    last = rows_read[-1][1].stamp
    sealed = {
        subject_of(entry.event): entry for row, entry in rows_read if SEALED_MARK in row.state
    }
    for entry in keys:
        issued = cast(KeyIssued, entry.event)
        stream = streams.vault(issued.subject)
        state = cast("KeyState", decision.look(stream))
        if entry.stream != stream:
            raise _UnlawfulError(entry, f"it belongs in {stream}")
        if issued.subject not in sealed or state.key is not None:
            raise _UnlawfulError(entry, "no words of this command need a new key")
        if (entry.stamp.role, entry.stamp.agency) != (last.role, last.agency):
            raise _UnlawfulError(entry, "its stamp differs from that of the words that it seals")
        decision.states[stream] = fold(stream, (issued,), state)
    _require_keys(sealed.items(), decision)


def _require_keys(sealed: Iterable[tuple[str | None, Entry]], decision: Decision) -> None:
    for subject, entry in sealed:
        state = cast("KeyState", decision.look(streams.vault(subject or "")))
        if state.key is None:
            raise _UnlawfulError(entry, f"it seals words about {subject}, which has no key")
        if state.closed:
            raise _UnlawfulError(entry, f"the words about {subject} were erased before it")
