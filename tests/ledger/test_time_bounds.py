"""Between which moments an entry was recorded: what is flagged, and what must not be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.identity import local
from domain.custody.decisions import ContinueLedger, TimeCheckpoint
from domain.custody.events import Evidence
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.vocabulary import Role, Sector
from domain.request.decisions import RequestContinuation
from ledger.custodian import Custodian
from ledger.integrity.confirmations import find_line, keep_line
from ledger.integrity.continuation import carry_on
from ledger.integrity.time_bounds import (
    TOLERANCE,
    Confirmations,
    ConfirmedTime,
    Misdated,
    _run_forwards,
    examined,
    misdated,
)
from ledger.opening import open_ledger
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.cosignature import cosign
from ledger.proof.merkle import ProofError
from ledger.service import Ledger
from ledger.store.engines import engine_of
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import ORIGIN, Scene, stage
from tests.ledger.attack.test_histories import WITNESS
from tests.ledger.partnership import SteppingClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AGENCIES = iter(range(10_000))


def confirmation(position: int, size: int, minutes: int) -> ConfirmedTime:
    seen_at = NOON + timedelta(minutes=minutes)
    return ConfirmedTime(position, size, bytes(32), f"w{position}", seen_at, "0a" * 32)


@given(
    st.lists(
        st.tuples(st.integers(2, 40), st.integers(0, 40), st.integers(-99, 99)),
        max_size=8,
        unique_by=lambda one: one[0],
    ),
    st.integers(1, 45),
)
def test_the_narrowest_bounds_are_those_a_plain_search_finds(
    given_: list[tuple[int, int, int]], position: int
) -> None:
    found = [confirmation(at, min(size, at - 1), minutes) for at, size, minutes in given_]
    known = Confirmations(found)
    after = [one.seen_at for one in found if one.position < position]
    before = [one.seen_at for one in found if one.size >= position]
    later, earlier = known.later_than(position), known.earlier_than(position)
    assert (later.seen_at if later else None) == max(after, default=None)
    assert (earlier.seen_at if earlier else None) == min(before, default=None)


def test_a_time_outside_by_more_than_the_tolerance_is_a_fault_and_within_is_none() -> None:
    known = Confirmations([confirmation(5, 4, 0), confirmation(10, 8, 60)])
    second = timedelta(seconds=1)
    early, late = NOON - TOLERANCE, NOON + timedelta(hours=1) + TOLERANCE
    assert known.fault(7, early) is None
    assert known.fault(7, late) is None
    assert "back-dated" in (known.fault(7, early - second) or "")
    assert "confirmed it" in (known.fault(7, late + second) or "")
    # Entry 5 records the first one: what it holds says nothing about entries up to it.
    assert known.fault(5, early - second) is None
    assert known.fault(9, late + second) is None, "nothing covers it yet"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def join(ledger: Ledger, times: int = 1) -> int:
    for name in (f"agency-{next(AGENCIES)}" for _ in range(times)):
        one = JoinAgency(agency=name, title=name, sector=Sector.HOUSING)
        ledger.record(one, actor=local("ruth-haldane"))
    return ledger.size()


def witness(scene: Scene, now: datetime) -> None:
    """A witness signs today's head at `now`, and that is recorded."""
    custodian = scene.custodian(SteppingClock(now))
    with custodian.ledger as ledger:
        line = cosign(custodian.checkpoint(), WITNESS, int(now.timestamp()))
        keys = [WITNESS.verifier.format()]
        path, found = find_line(custodian, line, keys)
        assert keep_line(custodian, path, line, keys) == found
        ledger.record(found.command(), actor=local("ruth-haldane"))


def flagged(scene: Scene) -> list[Misdated]:
    """By looking at every entry, and the same by looking where the bounds change."""
    with Ledger.open(scene.path) as ledger:
        known = Confirmations.of(ledger)
    verdict, forwards = examined(scene.path)
    found = list(misdated(scene.path, known))
    assert verdict.ok
    assert list(misdated(scene.path, known, forwards=forwards)) == found
    assert forwards or found, "times that run backwards are looked at one by one"
    return found


def test_a_back_dated_entry_is_flagged_and_one_that_waits_for_its_witness_is_not(
    scene: Scene,
) -> None:
    """A witness may answer days later. What was recorded meanwhile is not back-dated by that."""
    with Ledger.open(scene.path) as ledger:
        last = ledger.entry(ledger.size())
    assert last is not None
    now = last.stamp.recorded_at + timedelta(hours=1)
    custodian = scene.custodian(SteppingClock(now))
    with custodian.ledger as ledger:
        note = custodian.checkpoint()
        join(ledger)
    answered = now + timedelta(days=3)
    line = cosign(note, WITNESS, int(answered.timestamp()))
    custodian = scene.custodian(SteppingClock(answered + timedelta(minutes=1)))
    with custodian.ledger as ledger:
        path, _ = find_line(custodian, line, [WITNESS.verifier.format()])
        kept = keep_line(custodian, path, line, [WITNESS.verifier.format()])
        ledger.record(kept.command(), actor=local("ruth-haldane"))
        join(ledger)
    assert flagged(scene) == []
    with Ledger.open(scene.path, SteppingClock(now)) as ledger:
        position = join(ledger)
    (one,) = flagged(scene)
    assert one.position == position
    assert "back-dated" in one.what
    assert scene.local() == "well", "no audit of the file alone can know the hour"


def test_a_clock_that_ran_backwards_is_flagged_without_any_witness(scene: Scene) -> None:
    with Ledger.open(scene.path) as ledger:
        last = ledger.entry(ledger.size())
    assert last is not None
    back = last.stamp.recorded_at - timedelta(hours=2)
    with Ledger.open(scene.path, SteppingClock(back)) as ledger:
        position = join(ledger)
    (one,) = flagged(scene)
    assert (one.position, "ran backwards" in one.what) == (position, True)


def test_a_confirmation_of_other_entries_counts_for_nothing(scene: Scene) -> None:
    witness(scene, datetime(2027, 1, 5, 9, tzinfo=UTC))
    with Ledger.open(scene.path) as ledger:
        (known,) = Confirmations.of(ledger).found
        assert known.by == WITNESS.name
        assert Confirmations.of(ledger, as_at=known.position - 1).found == ()
    with Ledger.open(scene.path, SteppingClock(datetime(2027, 1, 6, 9, tzinfo=UTC))) as ledger:
        other = TimeCheckpoint(
            size=known.size,
            root="0b" * 32,
            by=known.by,
            seen_at=known.seen_at - timedelta(days=900),
            evidence=Evidence.COSIGNATURE,
            evidence_sha256="0c" * 32,
        )
        ledger.record(other, actor=local("ruth-haldane"))
        assert Confirmations.of(ledger).found == (known,)


NEW = "wrenshire.example/ledger/2026-2"
DAYS = [datetime(2027, 1, day, 9, tzinfo=UTC) for day in range(1, 6)]


@dataclass
class Lost:
    """What became of the old name's last witnessed head: it covers entries that are lost."""

    head: Checkpoint
    line: bytes

    def by_hand(self) -> TimeCheckpoint:
        return TimeCheckpoint(
            size=self.head.size,
            root=self.head.root.hex(),
            by=WITNESS.name,
            seen_at=DAYS[1],
            evidence=Evidence.COSIGNATURE,
            evidence_sha256="0d" * 32,
        )


@pytest.fixture
def lost(scene: Scene, tmp_path: Path) -> Lost:
    """Confirmed, copied, gone on, confirmed again; restored and carried on with other entries."""
    with Ledger.open(scene.path, SteppingClock(DAYS[0])) as ledger:
        keeper = EnrolPerson(person="kit-keeper", full_name="Kit Keeper")
        may = GrantRole(person="kit-keeper", role=Role.KEEPER)
        ledger.record(keeper, may, actor=local("ruth-haldane"))
    witness(scene, DAYS[0])
    backup = tmp_path / "backup" / "ledger.db"
    toolkit.copy(scene.path, backup)
    custodian = scene.custodian(SteppingClock(DAYS[1]))
    with custodian.ledger as ledger:
        join(ledger, 4)
        note = custodian.checkpoint()
    witness(scene, DAYS[1])
    toolkit.put_back(backup, scene.path)
    head = open_checkpoint(note, ORIGIN, [scene.vkey]).checkpoint
    carry_on_from(scene, head)
    return Lost(head, cosign(note, WITNESS, int(DAYS[1].timestamp())))


def carry_on_from(scene: Scene, lost: Checkpoint) -> None:
    with Ledger.open(scene.path, SteppingClock(DAYS[1])) as ledger:
        size = ledger.size()
        asked = RequestContinuation(origin=NEW, reason="Lost.", asked_on=ledger.today())
        ledger.record(asked, actor=local("ruth-haldane"))
    with Ledger.open(scene.path, SteppingClock(DAYS[2])) as ledger:
        command = ContinueLedger(
            new_origin=NEW,
            new_key="a new key",
            last_outside_size=lost.size,
            last_outside_root=lost.root.hex(),
            restored_size=size,
            reason="The disk failed.",
        )
        carry_on(ledger, scene.home, command, actor=local("kit-keeper"))
        join(ledger, lost.size - size + 1)


def test_what_a_lost_history_was_confirmed_for_says_nothing_about_the_entries_in_its_place(
    scene: Scene, lost: Lost
) -> None:
    """The old name's confirmations count as far as the copy goes, and no further."""
    with open_ledger(scene.settings, SteppingClock(DAYS[3])) as ledger:
        assert ledger.size() > lost.head.size
        (kept,) = Confirmations.of(ledger).found
        assert isinstance(ledger.custodian, Custodian)
        with pytest.raises(ProofError, match="over no checkpoint that is kept here"):
            find_line(ledger.custodian, lost.line, [])
        ledger.record(lost.by_hand(), actor=local("ruth-haldane"))
        known = Confirmations.of(ledger)
        assert known.found == (kept,)
        assert kept.seen_at == DAYS[0]
        assert known.earlier_than(kept.size) == kept
        for position in range(kept.size + 1, ledger.size() + 1):
            assert known.earlier_than(position) is None, "nobody has confirmed this entry"
        assert known.later_than(lost.head.size) == kept
    assert flagged(scene) == []


def test_the_new_names_confirmation_covers_what_both_names_hold(scene: Scene, lost: Lost) -> None:
    with open_ledger(scene.settings, SteppingClock(DAYS[3])) as ledger:
        assert isinstance(ledger.custodian, Custodian)
        line = cosign(ledger.custodian.checkpoint(), WITNESS, int(DAYS[3].timestamp()))
        path, _ = find_line(ledger.custodian, line, [])
        ledger.record(
            keep_line(ledger.custodian, path, line, []).command(), actor=local("ruth-haldane")
        )
        known = Confirmations.of(ledger)
        old, new = known.found
        assert (old.seen_at, new.seen_at) == (DAYS[0], DAYS[3])
        assert [known.earlier_than(n) for n in (1, lost.head.size)] == [old, new]
    assert flagged(scene) == []


def _store(path: Path, states: list[str]) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE stored_events(rowid INTEGER PRIMARY KEY, state BLOB)")
        rows = [(state.encode(),) for state in states]
        db.executemany("INSERT INTO stored_events(state) VALUES (?)", rows)
        db.commit()
    return path


def _state(claims: datetime, schema: int = 1) -> str:
    recorded_at = f"{claims:%Y-%m-%dT%H:%M:%S}Z"
    return f'{{"schema":{schema},"envelope":2,"recorded_at":"{recorded_at}","actor":"lee-lead"}}'


@settings(max_examples=150, deadline=None)
@given(
    minutes=st.lists(st.integers(0, 90), min_size=1, max_size=12),
    sort=st.booleans(),
    confirmed=st.lists(
        st.tuples(st.integers(2, 12), st.integers(1, 11), st.integers(0, 90)),
        max_size=4,
        unique_by=lambda one: one[0],
    ),
)
def test_looking_where_the_bounds_change_finds_what_looking_everywhere_finds(
    minutes: list[int], sort: bool, confirmed: list[tuple[int, int, int]]
) -> None:
    claims = [NOON + timedelta(minutes=m) for m in (sorted(minutes) if sort else minutes)]
    known = Confirmations(
        confirmation(position, min(size, position - 1), at)
        for position, size, at in confirmed
        if position <= len(claims)
    )
    with TemporaryDirectory() as folder:
        path = _store(Path(folder) / "ledger.db", [_state(one) for one in claims])
        forwards = _run_forwards(engine_of(path))
        assert forwards == (claims == sorted(claims))
        found = list(misdated(path, known))
        assert list(misdated(path, known, forwards=forwards)) == found


def test_of_times_that_stand_elsewhere_nothing_is_taken_for_granted(tmp_path: Path) -> None:
    states = [_state(NOON), _state(NOON + timedelta(hours=1), schema=10)]
    assert not _run_forwards(engine_of(_store(tmp_path / "ledger.db", states)))
