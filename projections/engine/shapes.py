"""An entry's state in the present shape of its event, and what is said of one that has none."""

from __future__ import annotations

import json

from domain.kernel.event import NewerEnvelopeError, Stamp, require_known_envelope
from domain.kernel.registry import UnknownEventError, resolve
from domain.kernel.upcasts import upcast
from projections.engine.facts import FACTS
from projections.engine.source import Entry, ProjectionError

HEAD_BYTES = len('{"schema":1,"envelope":2,')
"""How much of a state says which versions of its event and of its envelope it has, below ten."""


def head(schema: int, envelope: int) -> str:
    """How the state of an entry begins in these versions of its event and its envelope."""
    begun = f'{{"schema":{schema},'
    return f'{begun}"envelope":{envelope},' if envelope > 1 else f'{begun}"recorded_at"'


def todays(event: str) -> bytes:
    """How the state of an entry begins whose event and envelope are in their present versions."""
    return head(FACTS[event].schema, Stamp.envelope_newest).encode()


def expected() -> list[str]:
    """Topic and head of entries that need no second look: every event was there in version 1."""
    envelopes = range(1, Stamp.envelope_newest + 1)
    return [event + head(1, envelope) for event in FACTS for envelope in envelopes]


def lifted(topic: str, entry: Entry) -> bytes:
    """The state of an entry that does not begin as today's do, lifted by the upcasts.

    Raises `ProjectionError` for what no version up to today's has written.
    """
    position, _, _, _, state = entry
    try:
        stored = json.loads(state.decode())
        require_known_envelope(stored.get("envelope", 1))
        event = resolve(topic, stored["schema"])
        fields = upcast(topic, stored["schema"], event.schema_version, stored["event"])
    except UnknownEventError as error:
        raise ProjectionError(
            f"Entry {position} is {error}.", "Install the version that recorded it."
        ) from error
    except NewerEnvelopeError as error:
        raise ProjectionError(
            f"Entry {position} {error}.", "Update assure; nothing was changed."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_ours(entry, repr(error)) from error
    return json.dumps({**stored, "event": fields}).encode()


def todays_state(name: str, entry: Entry) -> bytes:
    """The state of an entry in its event's present shape. Raises as `lifted` does."""
    state = entry[4]
    if name in FACTS and state.startswith(todays(name)):
        return state
    return lifted(name, entry)


def refuse_unknown(entry: Entry) -> None:
    """Raises `ProjectionError` for an entry of an event, or a version, not known here."""
    try:
        todays_state(entry[1].decode(), entry)
    except UnicodeDecodeError as error:
        raise not_ours(entry, repr(error)) from error


def not_ours(entry: Entry, why: str) -> ProjectionError:
    position, topic, _, _, _ = entry
    return ProjectionError(
        f"Entry {position} ({topic.decode(errors='replace')}) is not as this version of assure "
        f"writes it: {why}.",
        "`assure ledger verify` says whether the record was changed.",
    )
