"""Connections that are lost while something is recorded: each ends in the truth, told plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from threading import Timer
from time import monotonic

import pytest

from domain.kernel.vocabulary import StreamId
from ledger.errors import UnusableError
from ledger.integrity.scan import audit
from ledger.store.engines import engine_of
from ledger.store.postgres import connection, recorder
from ledger.store.protocol import CommandSeenError, Engine, Store
from tests.ledger.store.making import entry
from tests.postgres import Place, Server, own_server
from tests.postgres_proxy import Network

TURN = b"ledger_turn"


@pytest.fixture
def place(postgres: Server) -> Iterator[Place]:
    """A ledger; whatever the test did to the network, it passes its scan."""
    place = postgres.place()
    place.create()
    yield place
    assert audit(place.engine).ok


@pytest.fixture
def network(postgres: Server) -> Iterator[Network]:
    with Network(postgres.folder) as network:
        yield network


@pytest.fixture
def engine(place: Place, network: Network) -> Engine:
    return engine_of(
        f"host=127.0.0.1 port={network.port} user={place.login} dbname=postgres"
        f" schema={place.schema}"
    )


@pytest.fixture
def store(engine: Engine) -> Iterator[Store]:
    with closing(engine.open()) as store:
        store.append(entry("s", 1, "first"), command_id="first")
        yield store


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience ends within a second."""
    monkeypatch.setattr(recorder, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(recorder, "POOL_SECONDS", 0.5)
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 1.0)


@pytest.mark.parametrize("entries", [1, 40])
@pytest.mark.parametrize(("losses", "loses_asking"), [(1, False), (1, True), (3, True)])
def test_a_commit_whose_answer_was_lost_is_recorded_once(
    store: Store, network: Network, losses: int, loses_asking: bool, entries: int
) -> None:
    """Lost on the way back, when it is recorded; or on the way there, when it is not."""
    network.losses, network.loses_asking = losses, loses_asking
    made = [entry("t", number + 1, "c") for number in range(entries)]
    appended = store.append(*made, command_id="c", read_versions={"t": 0})
    assert [row.id for row in appended.rows] == list(range(2, entries + 2))
    assert appended.sealed == store.sealed()
    assert store.command_positions("c") == (2, entries + 1)
    assert len(list(store.stream(StreamId("t")))) == entries
    assert network.losses == 0


@pytest.mark.parametrize("lost", [TURN, b"stored_events"])
def test_what_was_lost_before_the_commit_is_recorded_once(
    store: Store, network: Network, lost: bytes
) -> None:
    network.lose_answer_to, network.losses = lost, 2
    store.append(entry("t", 1, "c"), command_id="c")
    assert store.size() == 2


def test_a_commands_second_sending_is_known_after_a_lost_answer(
    store: Store, network: Network
) -> None:
    network.losses = 1
    store.append(entry("t", 1, "c"), command_id="c")
    with pytest.raises(CommandSeenError):
        store.append(entry("t", 1, "c"), command_id="c")
    network.losses = 1
    with pytest.raises(CommandSeenError):
        store.append(entry("u", 1, "first"), command_id="first")


def test_a_command_of_the_same_id_by_another_is_not_taken_for_ones_own(
    place: Place, store: Store, network: Network
) -> None:
    """The answer is lost before the commit came; meanwhile another records under the same id."""
    network.is_down = True
    network.drop()

    def other() -> None:
        with closing(place.engine.open()) as direct:
            direct.append(entry("u", 1, "c"), command_id="c")
        network.is_down = False

    Timer(0.3, other).start()
    with pytest.raises(CommandSeenError):
        store.append(entry("t", 1, "c"), command_id="c")
    assert list(store.stream(StreamId("t"))) == []


def test_a_backend_that_is_ended_is_ridden_out(place: Place, store: Store) -> None:
    """Killed while idle, and a second time while others wait."""
    for version in (2, 3):
        place.server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            place.login,
        )
        assert [one.version for one in store.stream(StreamId("s"))][-1] == version - 1
        store.append(entry("s", version, f"c{version}"), command_id=f"c{version}")
    assert store.size() == 3


def test_a_watch_outlives_its_connection(place: Place, store: Store) -> None:
    """And another ledger's recordings do not wake it."""
    with closing(store.engine.watch()) as watch:
        assert watch.size() == 1
        place.server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            place.login,
        )
        assert watch.size() == 1
        store.append(entry("s", 2, "c"), command_id="c")
        end = monotonic() + 2
        while watch.size() < 2:
            assert monotonic() < end


def test_a_network_that_comes_back_in_time_is_waited_for(store: Store, network: Network) -> None:
    network.is_down = True
    network.drop()
    Timer(0.7, setattr, (network, "is_down", False)).start()
    store.append(entry("t", 1, "c"), command_id="c")
    assert store.size() == 2


@pytest.mark.usefixtures("soon")
def test_a_network_that_stays_away_is_told_and_nothing_is_recorded(
    place: Place, engine: Engine, network: Network
) -> None:
    with closing(engine.open()) as store:
        store.append(entry("s", 1, "first"), command_id="first")
        network.is_down = True
        network.drop()
        with pytest.raises(UnusableError) as caught, engine.explained():
            store.append(entry("t", 1, "c"), command_id="c")
    assert "cannot be reached" in caught.value.message
    assert "Nothing was recorded" in caught.value.remedy
    with closing(place.engine.open()) as direct:
        assert direct.command_positions("c") is None


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("is_recorded", [True, False])
def test_an_outcome_that_nobody_can_find_out_is_told_as_unknown(
    place: Place, engine: Engine, network: Network, is_recorded: bool
) -> None:
    """The network goes with the commit: neither "recorded" nor "not recorded" may be said."""
    with closing(engine.open()) as store:
        store.append(entry("s", 1, "first"), command_id="first")
        network.losses = 1
        network.goes_down_with_loss, network.loses_asking = True, not is_recorded
        with pytest.raises(UnusableError) as caught, engine.explained():
            store.append(entry("t", 1, "c"), command_id="c")
    assert "not known whether this was recorded" in caught.value.message
    assert "--command-id c" in caught.value.remedy
    assert not re.search("othing was recorded", str(caught.value))
    with closing(place.engine.open()) as direct:
        assert (direct.command_positions("c") is not None) == is_recorded


@pytest.mark.usefixtures("soon")
def test_a_silent_network_is_given_up(engine: Engine, network: Network) -> None:
    with closing(engine.open()) as store:
        store.append(entry("s", 1, "first"), command_id="first")
        network.is_silent = True
        with pytest.raises(UnusableError), engine.explained():
            store.append(entry("t", 1, "c"), command_id="c")
        network.drop()


def test_a_server_that_is_stopped_and_started_is_waited_for() -> None:
    with own_server() as server:
        place = server.place()
        with closing(place.create().open()) as store:
            store.append(entry("s", 1, "first"), command_id="first")
            server.control("stop", "-m", "immediate")
            Timer(0.5, server.control, ("start",)).start()
            store.append(entry("s", 2, "c"), command_id="c")
            assert store.size() == 2
        assert audit(place.engine).ok


def test_another_computer_is_reached_with_tls_or_not_at_all(network: Network) -> None:
    """The server here has no TLS; the name says that it is another computer."""
    engine = engine_of(f"host=db.example.org hostaddr=127.0.0.1 port={network.port} user=postgres")
    with pytest.raises(UnusableError, match="does not offer TLS"):
        engine.exists()
