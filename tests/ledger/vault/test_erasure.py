"""The saga of forgetting: killed after any step and run again, it ends in the same place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.audit.events import AuditClosed
from domain.kernel import streams
from domain.kernel.command import Command, Context, Refusal
from domain.kernel.event import Event
from domain.kernel.registry import fold
from domain.kernel.vocabulary import StreamId
from domain.request.events import Act, ActRequested
from domain.vault import decisions as decider
from domain.vault.events import (
    ErasureBegun,
    ErasureCompleted,
    KeyIssued,
    LegalHoldPlaced,
)
from domain.vault.state import INITIAL, KeyState, evolve
from ledger.errors import UnusableError
from ledger.keys.erasure import erase, replay
from ledger.keys.keystore import Keystore
from ledger.keys.vault import Vault
from tests.domain.asking import request
from tests.domain.scene import AGREED
from tests.domain.spec import at, given
from tests.ledger.vault.keys import KEK

SUBJECT, OTHER = "2026-neglect/C07", "2026-neglect/C08"
TODAY = date(2026, 9, 1)
REQUESTED = request(Act.ERASE, SUBJECT, authority="Dana Officer", not_before=TODAY)
BEGUN = ErasureBegun(subject=SUBJECT, request=1, authority="Dana Officer", although_open=None)
CLOSED = given(
    *AGREED, *at(streams.audit("2026-neglect"), AuditClosed(audit="2026-neglect", closed_on=TODAY))
)
HELD = LegalHoldPlaced(subject=SUBJECT, authority="The court", reason="Proceedings.")


class Killed(BaseException):
    """The process ends here: nothing may handle it."""


@dataclass
class Bench:
    """A vault, the entries of one subject, and a count of steps to be killed at.

    Every step may be killed before it happens or after it happened and before its answer.
    """

    vault: Vault
    events: list[Event] = field(default_factory=list)
    exports: list[str] = field(default_factory=lambda: ["pack.zip"])
    steps: int = 0
    kill_at: int | None = None

    @property
    def state(self) -> KeyState:
        state = INITIAL
        for event in self.events:
            state = state if isinstance(event, ActRequested) else evolve(state, event)
        return state

    def look(self, stream: StreamId) -> object:
        if stream == streams.REQUESTS:
            return fold(stream, [one for one in self.events if isinstance(one, ActRequested)])
        return self.state if stream == streams.vault(SUBJECT) else CLOSED.look(stream)

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.kill_at:
            raise Killed

    def record(self, command: Command) -> None:
        assert isinstance(command, decider.BeginErasure | decider.CompleteErasure)
        self._step()
        context = Context("kim-keeper", TODAY, self.look)
        self.events += decider.decide(self.state, command, context)
        self._step()

    def clear(self) -> tuple[str, ...]:
        self._step()
        self.exports.clear()
        self._step()
        return ("The folder of exports is empty.",)

    def watch(self, act: Callable[..., object]) -> Callable[..., object]:
        def watched(*given: object) -> object:
            self._step()
            done = act(*given)
            self._step()
            return done

        return watched

    def run(self, kill_at: int | None = None) -> tuple[str, ...]:
        self.steps, self.kill_at = 0, kill_at
        given: dict[str, Any] = {"state": self.state, "vault": self.vault}
        return erase(SUBJECT, record=self.record, clear_derived=self.clear, **given)


@pytest.fixture
def bench(keystore: Keystore, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(Vault(keystore))
    issued = made.vault.issued(SUBJECT, INITIAL)
    assert isinstance(issued, KeyIssued)
    keystore.remember_identity(SUBJECT, "police", "CRN 0042")
    keystore.issue(OTHER)
    made.events.append(issued)
    for name in ("destroy", "_clean", "holds", "knows"):
        monkeypatch.setattr(keystore, name, made.watch(getattr(keystore, name)))
    return made


def test_an_erasure_destroys_checks_clears_and_records(bench: Bench) -> None:
    kid = bench.vault.key(SUBJECT).kid
    bench.events.append(REQUESTED)
    checks = bench.run()
    assert bench.events[2:] == [
        BEGUN,
        ErasureCompleted(subject=SUBJECT, kid=kid, authority="Dana Officer", checks=checks),
    ]
    assert checks == (
        "The key was deleted. Every byte of the keystore's 1 file(s) was searched for the wrapped"
        " key and its id: not found.",
        "The agencies' own numbers of the case were deleted with it.",
        "The folder of exports is empty.",
    )
    assert bench.vault.find(SUBJECT) is None
    assert bench.vault.keystore.identity(SUBJECT, "police") is None
    assert bench.vault.find(OTHER) is not None
    assert bench.exports == []


def test_killed_at_every_step_and_run_again_it_ends_in_the_same_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    bench.events.append(REQUESTED)
    begun, pristine = list(bench.events), tmp_path / "pristine.db"
    keystore = bench.vault.keystore
    shutil.copy(keystore.path, pristine)
    bench.run()
    steps, kinds = bench.steps, [type(event) for event in bench.events]
    assert steps >= 14
    for kill_at in range(1, steps + 1):
        shutil.copy(pristine, keystore.path)
        bench.events, bench.exports = list(begun), ["pack.zip"]
        with pytest.raises(Killed):
            bench.run(kill_at)
        completed = bench.state.erased is not None
        assert not completed or (keystore.find(SUBJECT), bench.exports) == (None, [])
        bench.vault = Vault(keystore)
        bench.run()
        assert [type(event) for event in bench.events] == kinds
        assert not keystore.knows(SUBJECT)
        assert bench.state.key is not None
        assert not keystore.holds(bench.state.key.kid.encode())
        assert bench.exports == []
        assert bench.vault.find(OTHER) is not None


@pytest.mark.parametrize(
    ("happened", "code"), [((), "no-request"), ((REQUESTED, HELD), "legal-hold")]
)
def test_without_a_request_or_under_a_hold_nothing_is_touched(
    bench: Bench, happened: tuple[Event, ...], code: str
) -> None:
    bench.events += happened
    before = bench.vault.keystore.path.read_bytes()
    with pytest.raises(Refusal) as caught:
        bench.run()
    assert caught.value.code == code
    assert bench.vault.keystore.path.read_bytes() == before
    assert bench.exports == ["pack.zip"]


def test_a_hold_that_came_after_the_state_was_read_still_stops_it(bench: Bench) -> None:
    bench.events.append(REQUESTED)
    stale = bench.state
    bench.events.append(HELD)
    with pytest.raises(Refusal, match="legal hold"):
        erase(
            SUBJECT,
            state=stale,
            vault=bench.vault,
            record=bench.record,
            clear_derived=bench.clear,
        )
    assert bench.vault.find(SUBJECT) is not None


def test_a_completed_erasure_done_again_records_nothing(bench: Bench) -> None:
    bench.events.append(REQUESTED)
    bench.run()
    entries = list(bench.events)
    bench.exports.append("found-later.zip")
    assert "searched for" in bench.run()[0]
    assert bench.events == entries
    assert bench.exports == []


@pytest.mark.parametrize(("left", "words"), [("holds", "still stands"), ("knows", "still knows")])
def test_a_key_that_is_still_there_is_never_recorded_as_gone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, left: str, words: str
) -> None:
    bench.events.append(REQUESTED)
    monkeypatch.setattr(bench.vault.keystore, left, lambda _: True)
    with pytest.raises(UnusableError, match=words):
        bench.run()
    assert bench.state.erased is None
    assert bench.exports == ["pack.zip"]


def test_a_restored_keystore_forgets_again_what_the_ledger_says_is_erased(
    keystore: Keystore, tmp_path: Path
) -> None:
    kids = {name: keystore.issue(name).kid.encode() for name in (SUBJECT, OTHER, "2026-x/C01")}
    keystore.remember_identity(SUBJECT, "police", "CRN 0042")
    backup = tmp_path / "backup.db"
    shutil.copy(keystore.path, backup)
    keystore.destroy(SUBJECT, OTHER)
    shutil.copy(backup, keystore.path)
    restored = Keystore(keystore.path, KEK)
    assert restored.find(SUBJECT) is not None, "a backup resurrects"

    assert replay([SUBJECT, OTHER, "2026-never/C01"], restored) == (SUBJECT, OTHER)
    assert not [name for name in (SUBJECT, OTHER) if restored.holds(kids[name])]
    assert restored.identity(SUBJECT, "police") is None
    assert restored.find("2026-x/C01") is not None
    before = restored.path.read_bytes()
    assert replay([SUBJECT, OTHER, "2026-never/C01"], restored) == ()
    assert restored.path.read_bytes() == before, "nothing to do writes nothing"
