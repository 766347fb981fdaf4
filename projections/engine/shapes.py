"""An entry's state in the present shape of its event, and what is said of one that has none."""

from __future__ import annotations

import json

from domain.kernel.event import NewerEnvelopeError, Stamp, require_known_envelope
from domain.kernel.registry import UnknownEventError, resolve
from domain.kernel.upcasts import upcast
from projections.engine.facts import FACTS
from projections.engine.source import Entry, ProjectionError

TODAYS: dict[str, bytes] = {
    event: f'{{"schema":{table.schema},"envelope":{Stamp.envelope_newest},'.encode()
    for event, table in FACTS.items()
}
"""How the state of an entry begins whose event and envelope are in their present versions."""


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


def not_ours(entry: Entry, why: str) -> ProjectionError:
    position, topic, _, _, _ = entry
    return ProjectionError(
        f"Entry {position} ({topic.decode(errors='replace')}) is not as this version of assure "
        f"writes it: {why}.",
        "`assure ledger verify` says whether the record was changed.",
    )
