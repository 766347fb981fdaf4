"""Entries with every seal right that nobody can read: one of each way in which that can be."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.kernel.event import Stamp
from tests.ledger.attack import toolkit
from tests.ledger.attack.toolkit import Item

ODD = "odd-1"


@dataclass(frozen=True)
class Odd(Item):
    """An entry of a command of its own, whatever its bytes are."""

    @property
    def command_id(self) -> str:
        return ODD


Damage = Callable[[Sequence[Item]], Odd]


def last(items: Sequence[Item], topic: str) -> Item:
    return next(item for item in reversed(items) if item.topic == topic)


def _written(state: object) -> bytes:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def _stamped(topic: str, **stamp: Any) -> Damage:
    def damage(items: Sequence[Item]) -> Odd:
        item = last(items, topic)
        state = {**json.loads(item.state), "command_id": ODD, **stamp}
        return Odd(item.stream, topic, _written(state))

    return damage


def _saying(topic: str, **fields: Any) -> Damage:
    """An event with other fields; None takes a field away."""

    def damage(items: Sequence[Item]) -> Odd:
        item = last(items, topic)
        state = {**json.loads(item.state), "command_id": ODD}
        event = {**state["event"], **fields}
        state["event"] = {name: value for name, value in event.items() if value != "-gone-"}
        return Odd(item.stream, topic, _written(state))

    return damage


def _bytes(change: Callable[[bytes], bytes], topic: str = "AgencyJoined") -> Damage:
    def damage(items: Sequence[Item]) -> Odd:
        item = last(items, topic)
        state = _written({**json.loads(item.state), "command_id": ODD})
        return Odd(item.stream, topic, change(state))

    return damage


def _placed(stream: str, topic: str, of: str = "AgencyJoined") -> Damage:
    def damage(items: Sequence[Item]) -> Odd:
        state = _written({**json.loads(last(items, of).state), "command_id": ODD})
        return Odd(stream, topic, state)

    return damage


def _rotated(items: Sequence[Item]) -> Odd:
    """Of a state that no decision leads to: a return's grade where there is no return."""
    item = last(items, "GradeGiven")
    stream = item.stream.rpartition("/")[0] + "/nobody"
    return Odd(stream, "GradeGiven", _written({**json.loads(item.state), "command_id": ODD}))


_TWICE = b'"sector":"health","sector":"housing"}}'
_SEALED = {"sealed": "v1", "kid": "ab" * 16, "n": "AAAA", "c": "AAAA"}
_DEEP: Any = "x"
for _ in range(120):
    _DEEP = [_DEEP]

UNKNOWN: dict[str, Damage] = {
    "an unknown event": _placed("directory", "AgencyAbolished"),
    "an unknown event of the custody": _placed("custody", "LedgerPraised"),
    "a later version of an event": _stamped("AgencyJoined", schema=99),
    "a later version of a grade": _stamped("GradeGiven", schema=7),
    "a later envelope": _stamped("AgencyJoined", envelope=Stamp.envelope_newest + 7),
    "a later envelope of a return": _stamped("ReturnAppended", envelope=Stamp.envelope_newest + 1),
}
"""What another version of this software may have recorded."""

DAMAGES: dict[str, Damage] = {
    "no such month": _stamped("AgencyJoined", recorded_at="2026-13-45T09:00:00Z"),
    "a time without its zone": _stamped("AgencyJoined", recorded_at="2026-01-20T09:00:00"),
    "a time of another zone": _stamped("AgencyJoined", recorded_at="2026-01-20T09:00:00+01:00"),
    "a time without seconds": _stamped("AgencyJoined", recorded_at="2026-01-20T09:00Z"),
    "the year 1": _stamped("AgencyJoined", recorded_at="0001-01-01T00:00:00Z"),
    "the year 9999": _stamped("GradeGiven", recorded_at="9999-12-31T23:59:59Z"),
    "a time as a number": _stamped("AgencyJoined", recorded_at=1_769_000_000),
    "no time": _stamped("AgencyJoined", recorded_at=None),
    "nobody as actor": _stamped("AgencyJoined", actor=None),
    "an actor of no grammar": _stamped("GradeGiven", actor="Not A Person"),
    "an unknown role": _stamped("AgencyJoined", role="emperor"),
    "an unknown way to be known": _stamped("AgencyJoined", known_by="hearsay"),
    "schema of text": _stamped("AgencyJoined", schema="1"),
    "schema zero": _stamped("AgencyJoined", schema=0),
    "an envelope of text": _stamped("AgencyJoined", envelope="2"),
    "a stamp with more": _stamped("AgencyJoined", approved=True),
    "no event": _stamped("AgencyJoined", event=None),
    "a list for an event": _stamped("AgencyJoined", event=["police"]),
    "a field too many": _saying("AgencyJoined", colour="blue"),
    "a field too few": _saying("AgencyJoined", sector="-gone-"),
    "a null": _saying("GradeGiven", grade=None),
    "a number for a grade": _saying("GradeGiven", grade=5),
    "yes for a number": _saying("ReturnAppended", tool_version=True),
    "a fraction for a number": _saying("ReturnAppended", tool_version=1.5),
    "a day as a number": _saying("ReturnAppended", audited_on="1769000000"),
    "a huge number": _saying("ReturnAppended", tool_version=10**30),
    "a number beyond 64 bits": _saying("ReturnAppended", tool_version=1 << 63),
    "a text that is nested": _saying("AgencyJoined", title=_DEEP),
    "words under a key never issued": _saying("GradeGiven", evidence=_SEALED),
    "half a sealed field": _saying("GradeGiven", evidence={"sealed": "v1"}),
    "a sealed field of another format": _saying("GradeGiven", evidence={**_SEALED, "sealed": "v9"}),
    "not JSON": _bytes(lambda _: b'nonsense "command_id":"odd-1", nonsense'),
    "JSON cut short": _bytes(lambda state: state[:-3]),
    "JSON with more after it": _bytes(lambda state: state + b"{}"),
    "JSON with spaces": _bytes(lambda state: state.replace(b":{", b": {")),
    "a field given twice": _bytes(lambda state: state[: state.rindex(b'"sector"')] + _TWICE),
    "a stamp given twice": _bytes(lambda state: b'{"actor":"mallory",' + state[1:]),
    "bytes that are no text": _bytes(lambda state: state.replace(b'"title":"', b'"title":"\xff')),
    "half a character": _bytes(lambda state: state.replace(b'"title":"', b'"title":"\\ud800')),
    "not a number": _bytes(lambda state: state.replace(b'"schema":1', b'"schema":NaN')),
    "a stream of no kind": _placed("nonsense/1", "AgencyJoined"),
    "a stream of another noun": _placed("custody", "AgencyJoined"),
    "a step before the first": _rotated,
    "a role for nobody": _saying("RoleGranted", person="ghost"),
}
"""What no version of this software has ever recorded."""


def plant(path: Path, damage: Damage) -> int:
    """Adds such an entry at the end, with every seal right; its number."""
    items = toolkit.read(path)
    toolkit.write(path, [*items, damage(items)])
    return len(items) + 1
