"""The envelope of an entry, in every version ever shipped: its stamp, whatever the event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import to_json

from domain.kernel.event import NewerEnvelopeError, Stamp
from ledger.store.entry import parse_state, state_bytes
from tests.golden.instances import FINGERPRINT, INSTANCES, STAMP
from tests.golden.make import ENVELOPE_EVENT, HOW_KNOWN, envelope

NEWEST = Stamp.envelope_newest


def stored(version: int) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(envelope(version).read_bytes())
    return fields


@pytest.mark.parametrize("version", HOW_KNOWN)
def test_an_entry_is_written_as_the_golden_file_of_its_envelope(version: int) -> None:
    event, stamp = parse_state(ENVELOPE_EVENT, envelope(version).read_bytes())
    assert event == INSTANCES[ENVELOPE_EVENT]
    assert stamp == Stamp(**{**dict(STAMP), **HOW_KNOWN[version]})
    assert state_bytes(event, stamp) == envelope(version).read_bytes()


def test_an_entry_of_the_first_envelope_says_nothing_of_how_its_actor_was_known() -> None:
    """It is written again to the byte, so its leaf hash stays valid."""
    state = envelope(1).read_bytes()
    event, stamp = parse_state(ENVELOPE_EVENT, state)
    assert (stamp.envelope, stamp.known_by) == (1, None)
    assert state_bytes(event, stamp) == state


def test_a_newer_envelope_is_refused_as_newer_whatever_it_holds() -> None:
    newer = stored(NEWEST) | {"envelope": NEWEST + 1, "signature": "unheard of"}
    with pytest.raises(NewerEnvelopeError, match="was recorded by a newer assure"):
        parse_state(ENVELOPE_EVENT, to_json(newer))
    same_fields = stored(NEWEST) | {"envelope": NEWEST + 1}
    with pytest.raises(NewerEnvelopeError):
        parse_state(ENVELOPE_EVENT, to_json(same_fields))


def _without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


@pytest.mark.parametrize(
    "edited",
    [
        stored(NEWEST) | {"envelope": 0},
        stored(NEWEST) | {"envelope": True},
        stored(NEWEST) | {"envelope": "2"},
        stored(NEWEST) | {"envelope": None},
        stored(NEWEST) | {"envelope": 1},
        stored(NEWEST) | {"known_by": None},
        stored(NEWEST) | {"known_by": "hearsay"},
        _without(stored(NEWEST), "known_by"),
        _without(stored(NEWEST), "envelope"),
        stored(NEWEST) | {"envelope": 2},
        stored(2) | {"envelope": 3},
        stored(2) | {"known_by": "account"},
        stored(4) | {"known_by": "local"},
        stored(4) | {"sign_in": None},
        stored(4) | {"signed": None, "sign_in": None, "known_by": "local"},
        stored(NEWEST) | {"key": FINGERPRINT},
        stored(NEWEST) | {"known_by": "ssh"},
        stored(3) | {"envelope": 4},
        stored(4) | {"envelope": 5},
        stored(4) | {"on_behalf": None},
        stored(NEWEST) | {"envelope": 4},
        stored(NEWEST) | {"on_behalf": None},
        stored(NEWEST) | {"actor": "p-kaur"},
        stored(3) | {"key": None},
        stored(1) | {"envelope": 2},
        stored(1) | {"known_by": "local"},
    ],
    ids=str,
)
def test_an_envelope_that_is_not_as_its_version_says_does_not_load(edited: dict[str, Any]) -> None:
    with pytest.raises((ValidationError, ValueError)):
        parse_state(ENVELOPE_EVENT, to_json(edited))


def test_every_version_of_the_envelope_has_its_file() -> None:
    files = sorted(Path(__file__).parent.glob("envelope.v*.json"))
    shipped = sorted({envelope(version) for version in range(2, NEWEST + 1)})
    assert files == shipped, "version 1 is in the events' own golden files"
