"""Entries for a store, as plain as they can be; and what SQLite's store is made of."""

from __future__ import annotations

from domain.directory.events import AgencyLeft
from domain.kernel.event import Event, Stamp
from domain.kernel.vocabulary import Role, StreamId
from ledger.store.application import EntryStore
from ledger.store.entry import Entry
from ledger.store.protocol import Store
from ledger.store.sqlite.recorder import DurableDatastore, SqliteRecorder
from tests.ledger.partnership import START


def entry(stream: str, version: int, command_id: str = "c", event: Event | None = None) -> Entry:
    stamp = Stamp(recorded_at=START, actor="a", role=Role.COORDINATOR, command_id=command_id)
    return Entry(StreamId(stream), version, event or AgencyLeft(agency="x", reason="y"), stamp)


def datastore_of(store: Store) -> DurableDatastore:
    assert isinstance(store, EntryStore)
    assert isinstance(store.recorder, SqliteRecorder)
    assert isinstance(store.recorder.datastore, DurableDatastore)
    return store.recorder.datastore
