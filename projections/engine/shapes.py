"""Upcasts an entry's state to its event's present shape, or names the entry that has none."""

from __future__ import annotations

import json

from domain.kernel.event import NewerEnvelopeError, Stamp, require_known_envelope
from domain.kernel.registry import UnknownEventError, resolve
from domain.kernel.upcasts import UPCASTS, upcast
from ledger.errors import FIND_OUT, INSTALL
from projections.engine.facts import FACTS
from projections.engine.source import Entry, Known, ProjectionError


def todays(event: str) -> tuple[bytes, ...]:
    """How the state of an entry begins whose event is in its present version.

    Facts hold nothing that versions of the envelope do not share.
    """
    return _heads(FACTS[event].schema)


def known() -> Known:
    """Topics and heads of entries that need no second look.

    Every event was there in version 1; of a later one the table of upcasts tells, so that no
    model is built for it.
    """
    topics: dict[int, list[str]] = {1: list(FACTS)}
    for event, version in UPCASTS:
        topics.setdefault(version + 1, []).append(event)
    return [(events, _heads(version)) for version, events in topics.items()]


def _heads(schema: int) -> tuple[bytes, ...]:
    """How a state in a version of its event begins, in each version of the envelope."""
    envelopes = [f'"envelope":{version},' for version in range(Stamp.envelope_newest, 1, -1)]
    return tuple(f'{{"schema":{schema},{rest}'.encode() for rest in (*envelopes, '"recorded_at"'))


def upcast_state(topic: str, entry: Entry) -> bytes:
    """The upcast state of an entry that does not begin as today's entries do.

    Raises `ProjectionError` for a state that no version up to today's has written.
    """
    position, _, _, _, state = entry
    try:
        stored = json.loads(state.decode())
        require_known_envelope(stored.get("envelope", 1))
        event = resolve(topic, stored["schema"])
        fields = upcast(topic, stored["schema"], event.schema_version, stored["event"])
    except UnknownEventError as error:
        remedy = INSTALL if error.is_newer else FIND_OUT
        raise ProjectionError(f"Entry {position} is {error}.", remedy) from error
    except NewerEnvelopeError as error:
        raise ProjectionError(f"Entry {position} {error}.", INSTALL) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_ours(entry, repr(error)) from error
    return json.dumps({**stored, "event": fields}).encode()


def refuse_unknown(entry: Entry) -> None:
    """Raises `ProjectionError` for an entry of an event, or a version, not known here."""
    try:
        upcast_state(entry[1].decode(), entry)
    except UnicodeDecodeError as error:
        raise not_ours(entry, repr(error)) from error


def not_ours(entry: Entry, why: str) -> ProjectionError:
    position, topic, _, _, _ = entry
    return ProjectionError(
        f"Entry {position} ({topic.decode(errors='replace')}) is not as this version of assure "
        f"writes it: {why}.",
        "`assure ledger verify` says whether the record was changed.",
    )
