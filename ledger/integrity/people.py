"""Who recorded each entry, and how that is known: signatures and vouched keys are verified.

A signature is the actor's own word: nobody else can make it, whoever holds the ledger's files. A
key that OpenSSH reported, a sign-in and an account are the ledger's computer's word, and a name
that was typed is nobody's. A forged signature, one by a key that was not the actor's then, and a
list of keys that its agency did not sign are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, cast

from pydantic_core import from_json

from domain.directory.events import KeysVouchedFor
from domain.kernel import streams
from domain.kernel.registry import fold, resolve
from domain.kernel.vocabulary import KnownBy
from ledger.integrity.states import closed_entry, rows
from ledger.key_lists import KeyList
from ledger.proof.act import act_hash
from ledger.proof.merkle import ProofError
from ledger.signed_acts import signer_of
from ledger.store.entry import Entry, Row
from ledger.store.protocol import Engine

if TYPE_CHECKING:
    from domain.custody.state import Custody
    from domain.directory.state import Directory

PROGRESS_EVERY = 10_000
SIGNED = "signed"
_EVENT = b',"event":'
_STREAMS = (streams.DIRECTORY, streams.CUSTODY)


@dataclass(frozen=True, slots=True)
class Forged:
    """The first entry that is not its actor's, or not its agency's. `why`: a sentence."""

    position: int
    stream: str
    event: str
    actor: str
    why: str

    @property
    def what(self) -> str:
        return (
            f"entry {self.position} ({self.event} in {self.stream}, as by {self.actor}): {self.why}"
        )


@dataclass(slots=True)
class People:
    """How the actors of a ledger's entries are known.

    `entries`: how many are known by each way, `signed` whatever the way in. `signers`: entries
    that each person signed. `forged`: the first that does not hold; nothing after it is counted.
    """

    entries: Counter[str] = field(default_factory=Counter)
    signers: Counter[str] = field(default_factory=Counter)
    forged: Forged | None = None


def people(engine: Engine, last: int, progress: Callable[[int], None] | None = None) -> People:
    """Of the entries up to `last`, in a ledger whose entries can be read."""
    found = People()
    with closing(engine.open_to_read()) as store:
        states: dict[str, object] = {stream: fold(stream, ()) for stream in _STREAMS}
        read = rows(store, 1, last)
        for _, group in groupby(_known(read), key=lambda pair: pair[1].stamp.command_id):
            command = list(group)
            before = cast("Directory", states[streams.DIRECTORY])
            for stream in _STREAMS:
                own = [entry.event for _, entry in command if entry.stream == stream]
                states[stream] = fold(stream, own, states[stream]) if own else states[stream]
            for row, entry in command:
                found.forged = _forged(row, entry, before, states)
                if found.forged is not None:
                    return found
                _count(found, entry)
            reached = cast(int, command[-1][1].position)
            if progress is not None and reached % PROGRESS_EVERY < len(command):
                progress(reached)
    return found


def _known(read: Iterator[Row]) -> Iterator[tuple[Row, Entry]]:
    return ((row, closed_entry(row)) for row in read)


def _count(found: People, entry: Entry) -> None:
    stamp = entry.stamp
    if stamp.signed is not None:
        found.entries[SIGNED] += 1
        found.signers[stamp.actor] += 1
    else:
        found.entries[stamp.known_by or "not recorded"] += 1


def _forged(row: Row, entry: Entry, before: Directory, states: dict[str, object]) -> Forged | None:
    """Why an entry is not its actor's; None: nothing says so.

    `before`: the directory before the entry's command; `states`: as the command left them.
    """
    try:
        if isinstance(entry.event, KeysVouchedFor):
            _require_vouched(entry.event, before, cast("Custody", states[streams.CUSTODY]))
        if entry.stamp.signed is not None:
            _require_signed(row, entry, states)
        _require_way_in(entry, cast("Directory", states[streams.DIRECTORY]))
    except ProofError as error:
        return Forged(
            cast(int, entry.position), entry.stream, entry.name, entry.stamp.actor, str(error)
        )
    return None


def _require_vouched(event: KeysVouchedFor, before: Directory, custody: Custody) -> None:
    vouched = KeyList.opened(event.note.encode(), before.agency_keys.get(event.agency))
    told = [(line.person, line.key) for line in event.keys]
    if (vouched.agency, vouched.ledger, list(vouched.keys)) != (
        event.agency,
        custody.origin,
        told,
    ):
        raise ProofError("the list that the agency signed says something else")


def _require_signed(row: Row, entry: Entry, states: dict[str, object]) -> None:
    custody = cast("Custody", states[streams.CUSTODY])
    key = signer_of(custody.origin or "", entry.stamp, act_of(row))
    directory = cast("Directory", states[streams.DIRECTORY])
    if directory.key_owner(key.fingerprint) != entry.stamp.actor:
        raise ProofError(
            f"it is signed with {key.fingerprint}, which was not {entry.stamp.actor}'s then"
        )


def _require_way_in(entry: Entry, directory: Directory) -> None:
    stamp = entry.stamp
    if stamp.known_by is KnownBy.SSH and directory.key_owner(stamp.key or "") != stamp.actor:
        raise ProofError(f"the key {stamp.key} was not {stamp.actor}'s then")
    if stamp.sign_in is not None:
        told = (stamp.sign_in.issuer, stamp.sign_in.subject)
        if directory.signed_in(*told) != stamp.actor:
            raise ProofError(f"{told[0]} did not mean {stamp.actor} by {told[1]!r} then")


def act_of(row: Row) -> bytes:
    """The hash of what a row records, as its actor signs it."""
    schema = from_json(row.state)["schema"]
    resolve(row.topic, schema)
    _, _, fields = row.state.partition(_EVENT)
    return act_hash(str(row.originator_id), row.originator_version, row.topic, schema, fields[:-1])


def by_key(engine: Engine, last: int, fingerprint: str) -> Sequence[Entry]:
    """The entries that were signed with a key, or whose actor came in with it."""
    with closing(engine.open_to_read()) as store:
        mark = f'"key":"{fingerprint}"'.encode()
        return [closed_entry(row) for row in rows(store, 1, last) if mark in row.state]
