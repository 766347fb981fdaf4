"""Entries with every seal right that nobody could have recorded: each is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from application.identity import local
from domain.kernel.registry import EVENTS
from domain.kernel.vocabulary import Role
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError
from ledger.integrity import states
from ledger.integrity.readable import first_unreadable
from ledger.integrity.rules import Unlawful, first_unlawful, unlawful_from
from ledger.integrity.scan import audit
from ledger.opening import open_ledger
from ledger.store.engines import engine_of
from tests.ledger.attack import every_event, toolkit
from tests.ledger.attack.scene import Scene, stage
from tests.ledger.attack.toolkit import Item
from tests.ledger.partnership import START, SteppingClock, a_return

STRANGER = "mallory"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which every event was recorded; it is copied and never changed."""
    path = tmp_path_factory.mktemp("recorded") / "ledger.db"
    every_event.build(path)
    return path


@pytest.fixture
def forged(recorded: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy to write into. Whatever is written there has every seal right and can be read."""
    path = tmp_path / "ledger.db"
    shutil.copy(recorded, path)
    yield path
    assert audit(path).ok


def unlawful(path: Path) -> Unlawful | None:
    return first_unlawful(engine_of(path), audit(path).size)


def changed(item: Item, **stamp: Any) -> Item:
    """The entry with another stamp, as it would have been written with it."""
    state = {**json.loads(item.state), **stamp}
    written = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return replace(item, state=written.encode())


def command_of(items: Sequence[Item], topic: str) -> range:
    """Where the last command stands that recorded such an event."""
    at = next(at for at in reversed(range(len(items))) if items[at].topic == topic)
    same = [n for n, item in enumerate(items) if item.command_id == items[at].command_id]
    return range(same[0], same[-1] + 1)


def test_what_was_recorded_keeps_the_rules_and_holds_every_event(recorded: Path) -> None:
    assert {item.topic for item in toolkit.read(recorded)} == set(EVENTS)
    assert unlawful(recorded) is None


def test_states_that_were_let_go_are_folded_again(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "STATES_MAX", 2)
    assert unlawful(recorded) is None
    assert first_unreadable(engine_of(recorded), audit(recorded).size) is None


def test_from_the_middle_the_states_before_are_those_of_the_streams(recorded: Path) -> None:
    items = toolkit.read(recorded)
    begins = [n + 1 for n in range(1, len(items)) if items[n].command_id != items[n - 1].command_id]
    with closing(engine_of(recorded).open()) as store:
        for first in begins:
            assert unlawful_from(store, first, len(items)) is None


@pytest.mark.parametrize("topic", EVENTS)
def test_an_event_by_somebody_without_the_right_is_named(forged: Path, topic: str) -> None:
    items = toolkit.read(forged)
    places = command_of(items, topic)
    for at in places:
        items[at] = changed(items[at], actor=STRANGER)
    toolkit.write(forged, items)
    found = unlawful(forged)
    assert found is not None
    assert found.position - 1 in places
    assert found.actor == STRANGER
    if topic != "PartnershipFormed":  # nobody holds a role before it
        assert "mallory may not" in found.why
        assert "they hold no role. It needs " in found.why


def entered(item: Item, actor: str, person: str) -> Item:
    """The entry as if somebody had entered it for a person, with every seal right."""
    state = json.loads(item.state)
    event = state.pop("event")
    for name in ("key", "sign_in", "signed"):
        state.setdefault(name, None)
    whose = {"person": person, "document": "5d" * 32, "received_on": "2020-01-01"}
    state |= {"envelope": 5, "actor": actor, "on_behalf": whose, "event": event}
    written = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return replace(item, state=written.encode())


@pytest.mark.parametrize(
    ("topic", "actor", "person", "why"),
    [
        ("BriefingAcknowledged", "ruth-haldane", None, None),
        ("BriefingAcknowledged", "lee-lead", None, None),
        ("BriefingAcknowledged", "cas-chair", None, "cas-chair may not acknowledge briefing on"),
        ("BriefingAcknowledged", "ruth-haldane", "cas-chair", "cas-chair may not acknowledge"),
        ("RoleGranted", "lee-lead", None, "lee-lead may not grant role on behalf of"),
        ("ActRequested", "lee-lead", None, "on behalf of"),
    ],
)
def test_what_could_not_be_entered_for_somebody_is_named(
    forged: Path, topic: str, actor: str, person: str | None, why: str | None
) -> None:
    items = toolkit.read(forged)
    for at in command_of(items, topic):
        whose = person or json.loads(items[at].state)["actor"]
        items[at] = entered(items[at], actor, whose)
    toolkit.write(forged, items)
    found = unlawful(forged)
    assert (found is None) is (why is None), found
    assert found is None or (why or "") in found.why


@pytest.mark.parametrize("topic", EVENTS)
def test_a_stamp_that_names_another_right_is_named(forged: Path, topic: str) -> None:
    items = toolkit.read(forged)
    at = next(at for at, item in enumerate(items) if item.topic == topic)
    other = "neutral" if b'"role":"keeper"' in items[at].state else "keeper"
    items[at] = changed(items[at], role=other)
    toolkit.write(forged, items)
    found = unlawful(forged)
    assert found is not None
    assert (found.position, found.event) == (at + 1, topic)
    assert "its stamp" in found.why


@pytest.mark.parametrize("topic", EVENTS)
def test_an_event_before_what_it_rests_on_is_named(forged: Path, topic: str) -> None:
    """Put right after the partnership's first command: too early, or the true one comes twice."""
    items = toolkit.read(forged)
    places = command_of(items, topic)
    early = [items[at].by(f"early-{items[at].command_id}") for at in places]
    toolkit.write(forged, [*items[:3], *early, *items[3:]])
    found = unlawful(forged)
    assert found is not None
    assert 4 <= found.position <= places.stop + len(early)


@pytest.mark.parametrize("topic", ["GradeGiven", "CaseSampled", "KeyIssued", "RoleGranted"])
def test_of_what_one_command_records_nothing_can_be_left_out(forged: Path, topic: str) -> None:
    items = toolkit.read(forged)
    places = command_of(items, topic)
    del items[next(at for at in places if items[at].topic == topic)]
    toolkit.write(forged, items)
    found = unlawful(forged)
    assert found is not None
    assert found.position - 1 in places


def test_a_role_that_somebody_gave_themselves_is_named(forged: Path) -> None:
    """With sqlite3 and every seal right: the audit of the bytes finds the ledger whole."""
    items = toolkit.read(forged)
    (enrolled,) = [item for item in items if b'"person":"sam-police","full' in item.state]
    (granted,) = [item for item in items if b'"person":"sam-police","role"' in item.state]
    own = changed(granted, actor="sam-police", command_id="own-1")
    own = own.saying(b'"role":"auditor","agency":"police"', b'"role":"keeper","agency":null')
    assert enrolled in items
    toolkit.write(forged, [*items, own])
    found = unlawful(forged)
    assert found == Unlawful(
        len(items) + 1,
        "directory",
        "RoleGranted",
        "sam-police",
        "sam-police may not grant role: they hold auditor of police. It needs coordinator.",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"from_grade":"inadequate","to_grade":"good"', b'"from_grade":"good","to_grade":"good"'),
        (b'"number":1,"area"', b'"number":7,"area"'),
        (b'"from_due":"2027-01-31"', b'"from_due":"2027-01-30"'),
        (b'"source":"audit"', b'"source":"case-review"'),
        (b'"tool_version":2,', b'"tool_version":3,'),
        (b'"capacity":"Auditor for police"', b'"capacity":"Lead auditor"'),
        (b'"quota":"2","seats":2', b'"quota":"2","seats":1'),
        (b'"drawn_by":"nell-neutral"', b'"drawn_by":"lee-lead"'),
        (b'"closed_on":"2026-11-23"', b'"closed_on":"2027-11-23"'),
        (b'"known_by":"local","event":{"name"', b'"known_by":"demonstration","event":{"name"'),
    ],
)  # fmt: skip
def test_a_fact_that_no_rule_leads_to_is_named(forged: Path, old: bytes, new: bytes) -> None:
    items = toolkit.read(forged)
    found_at = [at for at, item in enumerate(items) if old in item.state]
    assert found_at, old
    items[found_at[0]] = items[found_at[0]].saying(old, new)
    toolkit.write(forged, items)
    found = unlawful(forged)
    assert found is not None
    same = items[found_at[0]].command_id
    assert items[found.position - 1].command_id == same


def test_an_invented_actor_acts_in_an_invented_partnership_only(forged: Path) -> None:
    items = [item for item in toolkit.read(forged) if item.topic != "ProofRequired"]
    items = [changed(item, known_by="demonstration") for item in items]
    toolkit.write(forged, items)
    assert unlawful(forged) is None
    items[0] = items[0].saying(b'"invented":true', b'"invented":false')
    toolkit.write(forged, items)
    found = unlawful(forged)
    assert found is not None
    assert (found.position, "invented story" in found.why) == (1, True)


DONE_ALONE = {
    "ErasureRequested": b"",
    "ErasureBegun": b',"request":1,"authority":"Dana Officer","although_open":null',
    "LogKeyRotated": b',"request":2',
    "LedgerContinued": b',"request":3',
}
"""What one person did alone before it took two, and what version 1 of the event had not."""

RESTS_ON_THEM = ("ErasureCompleted", "ProofRequired")
"""What needs one of those before it, or a request: this took two people from the beginning."""


@pytest.mark.parametrize("topic", DONE_ALONE)
def test_what_takes_two_is_not_forged_as_from_before_that(forged: Path, topic: str) -> None:
    """A ledger in which nobody ever asked is no older one: the roles in it tell its age."""
    items = [item for item in toolkit.read(forged) if item.stream != "request"]
    at = next(n for n, item in enumerate(items) if item.topic == topic)
    past = [item for item in items[:at] if item.topic not in {*DONE_ALONE, *RESTS_ON_THEM}]
    alone = items[at]
    if DONE_ALONE[topic]:
        alone = alone.saying(DONE_ALONE[topic], b"").saying(b'"schema":2', b'"schema":1')
    toolkit.write(forged, [*map(every_event.granted_before, past), alone])
    found = unlawful(forged)
    assert found is None or "two people" not in found.why, "in a ledger from before it may be"
    toolkit.write(forged, [*map(every_event.granted_today, past), alone])
    found = unlawful(forged)
    assert found is not None
    assert (found.position, found.event) == (len(past) + 1, topic)
    assert "By then it took two people" in found.why


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def grant(scene: Scene, actor: str, role: Role) -> int:
    """Adds a role for somebody, with another program and every seal right; the entry's number."""
    items = toolkit.read(scene.path)
    granted = next(item for item in items if item.topic == "RoleGranted")
    state = json.loads(granted.state)
    told = {"actor": actor, "command_id": f"own-{len(items)}"}
    event = {**state["event"], "person": actor, "role": role.value, "agency": None}
    toolkit.write(scene.path, [*items, changed(granted, **told, event=event)])
    return len(items) + 1


def test_the_signer_looks_at_what_is_new_before_it_signs(scene: Scene) -> None:
    at = grant(scene, "pat-police", Role.KEEPER)
    memory = (scene.home.signer_folder / "memory").read_bytes()
    with open_ledger(scene.settings, SteppingClock(START.replace(hour=12))) as ledger:
        custodian = ledger.custodian
        assert isinstance(custodian, Custodian)
        with pytest.raises(IntegrityFailureError, match=rf"entry {at} \(RoleGranted") as caught:
            custodian.checkpoint()
        assert "by pat-police" in caught.value.message
        assert "verify --rules" in caught.value.remedy
        with pytest.raises(IntegrityFailureError, match=f"entry {at} "):
            custodian.publication("Ofsted")
        # Nothing is recorded after it, or the memory of recordings would vouch for it.
        with pytest.raises(IntegrityFailureError, match=rf"Entry {at} \(RoleGranted"):
            ledger.record(a_return("health"), actor=local("noor-health"))
    assert (scene.home.signer_folder / "memory").read_bytes() == memory
    assert audit(scene.path).ok


def test_the_signer_signs_for_what_follows_the_rules(scene: Scene) -> None:
    with open_ledger(scene.settings, SteppingClock(START.replace(hour=12))) as ledger:
        assert isinstance(ledger.custodian, Custodian)
        before = ledger.size()
        assert ledger.record(a_return("health"), actor=local("noor-health")).receipt.warning is None
        assert ledger.custodian.signer.remembered()[0].size == ledger.size() > before
    assert audit(scene.path).ok
