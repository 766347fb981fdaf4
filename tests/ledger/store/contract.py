"""The rules of `ledger.store.protocol` as tests. An engine passes them by a subclass with a bench.

A bench makes a blank engine, and has what somebody can do who knows the database's own language.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import quantiles
from time import monotonic
from typing import Any, Protocol

import pytest
from eventsourcing.persistence import IntegrityError

from domain.directory.events import AgencyJoined, PartnershipFormed
from domain.kernel import streams
from domain.kernel.vocabulary import Sector, StreamId
from ledger.errors import UnusableError
from ledger.integrity.scan import audit
from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.proof.tiles import TILE, Tree
from ledger.store.engines import engine_of
from ledger.store.entry import Row
from ledger.store.protocol import CommandSeenError, Engine, Known, Store, StreamMovedError
from tests.ledger.store.making import entry

WRITERS, COMMANDS = 4, 12


class Bench(Protocol):
    """One engine, and its ledger seen past the product."""

    engine: Engine
    refused: type[Exception] | tuple[type[Exception], ...]
    """What the database raises for a statement that it refuses."""
    tables: tuple[str, ...]
    """Everything that it keeps of a ledger."""

    def create(self) -> None:
        """Makes the ledger, as whoever may."""

    def execute(self, statement: str) -> None:
        """Runs a statement as a stranger who may write to the database."""

    def changing(self, table: str) -> list[str]:
        """Statements that change, remove or replace rows of a table."""

    def replace_with_another(self) -> None:
        """Puts another blank place where the ledger was."""


def head(store: Store) -> tuple[int, bytes]:
    sealed = store.sealed()
    return sealed.size, sealed.root


class EngineContract:
    """Subclassed for each engine, with a `bench` fixture."""

    @pytest.fixture
    def engine(self, bench: Bench) -> Engine:
        return bench.engine

    @pytest.fixture
    def store(self, bench: Bench, engine: Engine) -> Iterator[Store]:
        """An empty ledger's store. Whatever the test did, the ledger passes its scan."""
        bench.create()
        with closing(engine.open()) as opened:
            yield opened
            size, root = head(opened)
        scanned = audit(engine)
        assert (scanned.fault, scanned.size, scanned.root) == (None, size, root)

    def test_a_blank_place_becomes_a_ledger(self, bench: Bench, engine: Engine) -> None:
        assert engine.is_blank()
        with pytest.raises(UnusableError, match="no ledger"):
            engine.require_ledger()
        bench.create()
        assert not engine.is_blank()
        assert engine.exists()
        engine.require_ledger()
        with closing(engine.open()) as store:
            assert head(store) == (0, merkle.root([]))
        assert audit(engine).ok

    def test_the_address_leads_back_to_the_ledger(self, store: Store) -> None:
        store.append(entry("s", 1), command_id="c")
        again = engine_of(store.engine.address)
        assert again.identity() == store.engine.identity()
        with closing(again.open()) as other:
            assert head(other) == head(store)

    def test_another_ledger_in_the_same_place_has_another_identity(
        self, bench: Bench, engine: Engine
    ) -> None:
        bench.create()
        before = engine.identity()
        assert engine.identity() == before
        bench.replace_with_another()
        bench.create()
        assert engine.identity() != before

    def test_what_is_kept_is_what_was_given(self, store: Store) -> None:
        event = PartnershipFormed(name="Ærø – 子ども", invented=False)
        given = entry("directory", 1, event=event)
        store.append(given, command_id="c")
        (kept,) = store.stream(streams.DIRECTORY)
        assert (kept.event, kept.stamp, kept.position) == (event, given.stamp, 1)
        assert list(store.between(1, 1)) == [kept]
        assert list(store.between(2, 9)) == []
        assert list(store.between(-5, 2**64)) == []

    def test_positions_are_dense_from_1_and_everything_is_sealed(self, store: Store) -> None:
        number = 0
        for batch in (1, 1, 2, 5, 1, 7, 3, TILE, 300):
            made = [entry(f"s{number + at}", 1, f"c{number}") for at in range(batch)]
            appended = store.append(*made, command_id=f"c{number}")
            expected = list(range(number + 1, number + batch + 1))
            assert [row.id for row in appended.rows] == expected
            number += batch
        leaves = [_leaf(row) for row in store.rows(1, number)]
        assert store.leaves(1, number) == leaves
        assert store.leaves(3, 5) == leaves[2:5]
        assert (store.size(), head(store)) == (number, (number, merkle.root(leaves)))
        assert store.tiles(0, number // TILE) == [
            merkle.root(leaves[first : first + TILE]) for first in range(0, number - TILE + 1, TILE)
        ]
        assert Tree(number, lambda a, b: store.leaves(a + 1, b), store.tiles).size == number

    def test_a_stream_is_read_from_any_version(self, store: Store) -> None:
        store.append(*(entry("s", version) for version in range(1, 6)), command_id="c")
        stream = StreamId("s")
        assert [one.version for one in store.stream(stream)] == [1, 2, 3, 4, 5]
        assert [one.position for one in store.stream(stream, after=3)] == [4, 5]
        assert list(store.stream(stream, after=5)) == []
        assert list(store.stream(StreamId("other"))) == []

    def test_the_streams_of_a_kind_are_those_under_its_slash(self, store: Store) -> None:
        names = ("audit/b", "audit/a", "audit", "audits/c", "audit0", "return/a/C1/police")
        store.append(*(entry(name, 1) for name in names), command_id="c")
        assert store.streams("audit") == ("audit/a", "audit/b")
        assert store.streams("return/a") == ("return/a/C1/police",)
        assert store.streams("nothing") == ()

    def test_rows_are_found_by_topic(self, store: Store) -> None:
        joined = AgencyJoined(agency="x", title="X", sector=Sector.POLICE)
        store.append(entry("s", 1), entry("s", 2, event=joined), entry("s", 3), command_id="c")
        assert [row.id for row in store.rows(1, 9, ["AgencyJoined"])] == [2]
        assert [row.id for row in store.rows(2, 9, ["AgencyLeft", "AgencyJoined"])] == [2, 3]
        assert list(store.rows(1, 9, ["GradeGiven"])) == []

    def test_the_same_version_of_a_stream_twice_is_refused_whole(self, store: Store) -> None:
        store.append(entry("s", 1), command_id="c")
        with pytest.raises(IntegrityError):
            store.append(entry("t", 1, "d"), entry("s", 1, "d"), command_id="d")
        assert store.command_positions("d") is None
        assert list(store.stream(StreamId("t"))) == []

    def test_a_failed_append_leaves_no_gap(self, store: Store) -> None:
        store.append(entry("s", 1), command_id="c")
        for attempt in range(3):
            with pytest.raises(IntegrityError):
                store.append(entry("t", 1, "d"), entry("s", 1, "d"), command_id=f"d{attempt}")
        (row,) = store.append(entry("t", 1, "e"), command_id="e").rows
        assert row.id == store.size() == 2

    def test_a_version_that_leaves_a_gap_in_its_stream_is_refused(self, store: Store) -> None:
        with pytest.raises(IntegrityError):
            store.append(entry("s", 2), command_id="c")
        assert store.size() == 0

    def test_a_stream_that_moved_is_named_and_nothing_is_recorded(self, store: Store) -> None:
        store.append(entry("s", 1), command_id="c")
        with pytest.raises(StreamMovedError) as caught:
            store.append(entry("t", 1, "d"), command_id="d", read_versions={"t": 0, "s": 0})
        assert caught.value.stream == "s"
        assert (store.size(), store.command_positions("d")) == (1, None)

    def test_a_command_id_is_recorded_with_its_positions_and_once(self, store: Store) -> None:
        store.append(entry("s", 1, "first"), entry("s", 2, "first"), command_id="first")
        assert store.command_positions("first") == (1, 2)
        assert store.command_positions("second") is None
        with pytest.raises(CommandSeenError):
            store.append(entry("s", 3, "first"), command_id="first")
        assert store.size() == 2

    def test_a_command_seen_before_is_known_though_its_stream_moved(self, store: Store) -> None:
        """Two processes that send one command at once: the second must learn it is the same."""
        store.append(entry("s", 1, "same"), command_id="same", read_versions={"s": 0})
        with pytest.raises(CommandSeenError):
            store.append(entry("s", 1, "same"), command_id="same", read_versions={"s": 0})

    def test_writers_in_several_processes_lose_nothing_and_leave_no_gap(self, store: Store) -> None:
        module = "tests.ledger.store.writer"
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", module, store.engine.address, name, str(COMMANDS)]
            )
            for name in "abcd"[:WRITERS]
        ]
        assert [writer.wait(120) for writer in writers] == [0] * WRITERS
        own = sum(number % 3 for number in range(COMMANDS))
        assert store.size() == WRITERS * (own + COMMANDS)
        assert [row.id for row in store.rows(1, 999)] == list(range(1, store.size() + 1))
        assert len(list(store.stream(StreamId("shared/all")))) == WRITERS * COMMANDS
        for name in "abcd"[:WRITERS]:
            assert len(list(store.stream(StreamId(f"writer/{name}")))) == own
            for number in range(COMMANDS):
                first, last = store.command_positions(f"{name}-{number}") or (0, 0)
                assert last - first == number % 3

    @pytest.mark.slow
    def test_sixteen_writers_for_a_minute_lose_nothing_and_write_nothing_twice(
        self, store: Store, record_property: Callable[[str, object], None]
    ) -> None:
        words = [sys.executable, "-m", "tests.ledger.store.writer", store.engine.address]
        writers = [
            subprocess.Popen([*words, f"w{n}", "0", "60"], stdout=subprocess.PIPE, text=True)
            for n in range(16)
        ]
        waits = [list(map(float, writer.communicate()[0].split())) for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * 16
        position = 0
        for name, taken in enumerate(waits):
            assert taken, f"writer {name} never had its turn"
            for number in range(1, len(taken) + 1):
                first, last = store.command_positions(f"w{name}-{number}") or (0, 0)
                assert last - first == number % 3
                position += last - first + 1
            assert store.command_positions(f"w{name}-{len(taken) + 1}") is None
        assert store.size() == position
        p99 = quantiles([one for taken in waits for one in taken], n=100)[98]
        record_property("p99_seconds", p99)
        sys.stdout.write(f"{position / 60:.0f} entries a second, p99 {p99 * 1e3:.0f} ms\n")

    def test_no_row_can_be_changed_removed_or_replaced(self, store: Store, bench: Bench) -> None:
        store.append(*(entry(f"s{n}", 1) for n in range(TILE + 3)), command_id="c")
        for statement in (one for table in bench.tables for one in bench.changing(table)):
            with pytest.raises(bench.refused):
                bench.execute(statement)

    def test_a_ledger_that_is_opened_again_goes_on_where_it_was(self, store: Store) -> None:
        store.append(entry("s", 1), entry("s", 2), command_id="c")
        with closing(store.engine.open()) as again:
            assert head(again) == head(store)
            (row,) = again.append(entry("s", 3, "d"), command_id="d").rows
        assert row.id == 3
        assert [one.position for one in store.stream(StreamId("s"))] == [1, 2, 3]

    def test_a_bulk_reading_gives_the_very_rows_of_the_topics(self, store: Store) -> None:
        store.append(*(entry(f"s/{n}", 1) for n in range(5)), command_id="c")
        topics = {row.topic for row in store.rows(1, 5)}
        with closing(store.engine.source()) as source:
            everything = source.entries(0, 5, topics, 99)
            assert everything == [
                (r.id, r.topic.encode(), str(r.originator_id).encode(), 1, r.state)
                for r in store.rows(1, 5)
            ]
            assert source.entries(2, 5, topics, 2) == everything[2:4]
            assert source.entries(2, 3, topics, 99) == everything[2:3]
            assert source.entries(5, 5, topics, 9) == []
            assert source.entries(0, 5, {"Another"}, 9) == []
            assert source.count(1, 5, topics, 99) == 4
            assert source.count(1, 5, topics, 3) == 3
            assert source.count(1, 5, {"Another"}, 3) == 0
            store.append(entry("s/9", 1, "d"), command_id="d")
            with source.slices(1, 6, topics) as slices:
                rows = [row for slice_ in slices for batch in slice_ for row in _columns(batch)]
            assert sorted(rows) == source.entries(1, 6, topics, 99)
            with source.slices(0, 6, {"Another"}) as slices:
                assert not [batch for slice_ in slices for batch in slice_ if batch.num_rows]

    def test_what_is_known_is_counted_and_the_rest_is_named(self, store: Store) -> None:
        with closing(store.engine.source()) as source:
            assert source.last() == source.count_known(0, 9, []) == 0
            store.append(*(entry(f"s/{n}", 1) for n in range(5)), command_id="c")
            assert source.last() == 5
            (row, *_) = source.entries(0, 5, {store.rows(1, 1)[0].topic}, 1)
            topic, head = row[1].decode(), row[4][:12]
            known = [({"Another", topic}, [b"another", head])]
            assert source.count_known(0, 5, known) == 5
            assert source.count_known(0, 5, [({topic}, [b"x"]), *known]) == 5
            assert source.count_known(3, 5, known) == 2
            assert source.count_known(3, 4, known) == 1
            assert source.count_known(5, 5, known) == 0
            assert source.unknown(0, 5, known, 9) == []
            assert source.missing(0, 5) is None
            strange: list[Known] = [
                [({"Another"}, [head])],
                [({topic}, [head[:-1] + b"~"])],
                [({topic}, [head[:-1] + b"!"])],
                [({topic}, [row[4] + b"}"])],
                [({topic}, [])],
                [((), [head])],
                [({topic}, [b"other"]), ({"Another"}, [head])],
                [],
            ]
            for other in strange:
                assert source.count_known(1, 5, other) == 0
                others = source.unknown(1, 4, other, 2)
                assert [position for position, *_ in others] == [2, 3]

    def test_a_watch_sees_each_recording_at_once(self, store: Store) -> None:
        """Told by another connection, and without waiting until it looks by itself."""
        with closing(store.engine.watch()) as watch:
            assert watch.size() == 0
            for number in (1, 2):
                store.append(entry("s", number, f"c{number}"), command_id=f"c{number}")
                end = monotonic() + 2
                while watch.size() < number:
                    assert monotonic() < end
                assert watch.size() == number

    def test_a_copy_is_the_same_ledger(self, store: Store, tmp_path: Path) -> None:
        store.append(*(entry(f"s/{n}", 1) for n in range(5)), command_id="c")
        with store.engine.copied(tmp_path / "copy") as draft:
            assert audit(draft).root == head(store)[1]
            assert not (tmp_path / "copy").exists()
        with closing(engine_of(tmp_path / "copy").open()) as copy:
            assert head(copy) == head(store)
        with pytest.raises(FileExistsError), store.engine.copied(tmp_path / "copy"):
            pass

    def test_a_copy_that_fails_its_check_leaves_no_file(self, store: Store, tmp_path: Path) -> None:
        folder = tmp_path / "copies"
        folder.mkdir()
        with pytest.raises(LookupError), store.engine.copied(folder / "copy"):
            raise LookupError
        assert list(folder.glob("*")) == []

    def test_an_error_of_the_database_is_explained(self, engine: Engine) -> None:
        with (
            closing(engine.open()) as store,
            pytest.raises(UnusableError, match=r".+\..+"),
            engine.explained(),
        ):
            store.size()

    def test_a_conflict_passes_unexplained(self, engine: Engine) -> None:
        for error in (StreamMovedError("s"), CommandSeenError("c")):
            with pytest.raises(type(error)), engine.explained():
                raise error


def _leaf(row: Row) -> bytes:
    key = (str(row.originator_id), row.originator_version, row.topic)
    return merkle.leaf_hash(leaf_data(*key, row.state))


def _columns(batch: Any) -> Iterator[tuple[object, ...]]:
    """The rows of an Arrow record batch, in the shape of `Source.entries`."""
    for row in batch.to_pylist():
        state = row["state"]
        yield (
            row["position"],
            row["topic"].encode(),
            row["stream"].encode(),
            row["version"],
            state if isinstance(state, bytes) else state.encode(),
        )
