"""An entry's state in the present shape of its event, and what is said of one that has none."""

from __future__ import annotations

import json

from domain.kernel.registry import UnknownEventError, resolve
from domain.kernel.upcasts import upcast
from projections.engine.facts import FACTS
from projections.engine.source import Entry, ProjectionError

HEAD_BYTES = len(b'{"schema":1,')
"""How much of a state says which version of its event it is, below ten."""


def head(schema: int) -> str:
    """How the state of an entry begins that is in a version of its event."""
    return f'{{"schema":{schema},'


def todays(event: str) -> bytes:
    """How the state of an entry begins that is in its event's present shape."""
    return head(FACTS[event].schema).encode()


def expected() -> list[str]:
    """Topic and head of entries that need no second look: every event was there in version 1."""
    return [event + head(1) for event in FACTS]


def lifted(topic: str, entry: Entry) -> bytes:
    """The state of an entry that does not begin as today's do, lifted by the upcasts.

    Raises `ProjectionError` for what no version up to today's has written.
    """
    position, _, _, _, state = entry
    try:
        stored = json.loads(state.decode())
        event = resolve(topic, stored["schema"])
        fields = upcast(topic, stored["schema"], event.schema_version, stored["event"])
    except UnknownEventError as error:
        raise ProjectionError(
            f"Entry {position} is {error}.", "Install the version that recorded it."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
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
