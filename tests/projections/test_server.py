"""A ledger in a server gives the same facts as one in a file, and several readers follow it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from time import monotonic

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.store.application import EntryStore
from ledger.store.postgres import source as of_server
from ledger.store.protocol import Engine
from projections.engine.log import Sizes
from projections.engine.projector import Projection
from tests.ledger.store.making import entry
from tests.postgres import Place, Server
from tests.projections.examples import some_events
from tests.projections.harness import new_store, opened, record, state, tables

EVENTS = some_events(2, "-é")
FOLLOWS = """
import sys
from projections.engine.projector import Projection
projection = Projection.of(sys.argv[1])
print(projection.position, flush=True)
for line in sys.stdin:
    print(projection.catch_up(), flush=True)
"""


@pytest.fixture(scope="module")
def place(postgres: Server) -> Place:
    place = postgres.place()
    with closing(place.create().open()) as store:
        assert isinstance(store, EntryStore)
        versions: dict[str, int] = {}
        rows = []
        for number, (stream, event) in enumerate(EVENTS, start=1):
            versions[stream] = versions.get(stream, 0) + 1
            topic = type(event).__name__
            rows.append(StoredEvent(stream, versions[stream], topic, state(event, number)))
        for begin in range(0, len(rows), 50):
            store.recorder.append(rows[begin : begin + 50], f"c{begin}", {})
    return place


def projected(engine: Engine, backlog: int) -> Projection:
    projection = Projection(engine.source(), sizes=Sizes(backlog=backlog))
    projection.catch_up()
    return projection


@pytest.mark.parametrize("backlog", [1, 10**9])
def test_the_facts_are_those_of_a_file(
    place: Place, backlog: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as Arrow in small batches, and by parameters."""
    monkeypatch.setattr(of_server, "BATCH_BYTES", 4_096)
    monkeypatch.setattr(of_server, "BATCHES_IN_A_SLICE", 2)
    path = new_store()
    record(path, EVENTS)
    with closing(projected(place.engine, backlog)) as projection:
        assert tables(projection) == tables(opened(path))


def test_a_new_entry_is_seen_by_each_of_several_readers_within_two_seconds(
    postgres: Server,
) -> None:
    """Each is a process of its own, and may be ended at any time."""
    place = postgres.place()
    with closing(place.create().open()) as store:
        store.append(entry("s", 1), command_id="c")
        readers = [_reader(place.address) for _ in range(3)]
        assert [_line(reader) for reader in readers] == [1, 1, 1]
        readers[0].kill()
        readers[0].communicate()
        begun = monotonic()
        store.append(entry("s", 2, "d"), command_id="d")
        for reader in readers[1:]:
            assert reader.stdin is not None
            reader.stdin.write("\n")
            reader.stdin.flush()
        assert [_line(reader) for reader in readers[1:]] == [2, 2]
        assert monotonic() - begun < 2
        for reader in readers[1:]:
            reader.communicate()


def _reader(address: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", FOLLOWS, address]
    return subprocess.Popen(words, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _line(reader: subprocess.Popen[str]) -> int:
    assert reader.stdout is not None
    return int(reader.stdout.readline())
