"""An entry: one recorded event with its stamp, its stream and its place; and its stored form.

The state column is plain JSON, written once: the stamp's fields, `schema` (the event's version)
and `event`. Nothing re-serialises it; the leaf is taken over these very bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from eventsourcing.persistence import Mapper, StoredEvent
from pydantic import ConfigDict, Field, ValidationError
from pydantic_core import from_json, to_json

from domain.events.base import Event, Stamp
from domain.events.registry import UnknownEventError, resolve
from domain.events.upcasts import upcast
from domain.vocabulary import StreamId
from ledger.errors import IntegrityFailureError

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Entry:
    """`version` counts from 1 in its stream; `position` from 1 in the ledger, None until kept."""

    stream: StreamId
    version: int
    event: Event
    stamp: Stamp
    position: int | None = None

    @property
    def originator_id(self) -> str:
        return self.stream

    @property
    def originator_version(self) -> int:
        return self.version


class _Stored(Stamp, Generic[E]):
    """The stored form of an entry, for reading."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    schema_number: int = Field(alias="schema")
    event: E


_STAMP_FIELDS = tuple(Stamp.model_fields)
_stored_models: dict[type[Event], type[_Stored[Any]]] = {}


def state_bytes(event: Event, stamp: Stamp) -> bytes:
    """An entry's state column."""
    return b'{"schema":%d,%s,"event":%s}' % (
        event.schema_version,
        stamp.__pydantic_serializer__.to_json(stamp)[1:-1],
        event.__pydantic_serializer__.to_json(event),
    )


def parse_state(topic: str, state: bytes) -> tuple[Event, Stamp]:
    """An event and its stamp from their stored form.

    Raises UnknownEventError for a name or a version that this software does not know, ValueError
    for anything that is not the stored form of the named event.
    """
    known = resolve(topic, 1)
    model = _stored_models.setdefault(known, _Stored[known])  # type: ignore[valid-type]
    try:
        stored = model.model_validate_json(state)
        if stored.schema_number == known.schema_version:
            return _split(stored)
    except ValidationError:
        stored = None
    fields: dict[str, Any] = from_json(state)
    schema = fields.get("schema")
    if not isinstance(schema, int):
        raise ValueError("the stored entry has no schema number")
    resolve(topic, schema)
    fields["event"] = upcast(topic, schema, known.schema_version, fields["event"])
    return _split(model.model_validate_json(to_json(fields)))


def _split(stored: _Stored[E]) -> tuple[E, Stamp]:
    return stored.event, Stamp(**{name: getattr(stored, name) for name in _STAMP_FIELDS})


class EntryMapper(Mapper[str]):
    """Entries to rows and back, through the closed registry: nothing stored is ever imported."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry = cast(Entry, domain_event)
        return StoredEvent(
            originator_id=entry.stream,
            originator_version=entry.version,
            topic=type(entry.event).__name__,
            state=state_bytes(entry.event, entry.stamp),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        stream = StreamId(str(stored_event.originator_id))
        version = stored_event.originator_version
        try:
            event, stamp = parse_state(stored_event.topic, stored_event.state)
        except UnknownEventError as error:
            raise IntegrityFailureError(
                f"Entry {version} of {stream} is {error}.",
                "Install the version of assure that recorded it.",
            ) from error
        except ValueError as error:
            raise IntegrityFailureError(
                f"Entry {version} of {stream} is not the stored form of {stored_event.topic}.",
                "Find out what changed it: `assure ledger verify`.",
            ) from error
        return Entry(stream, version, event, stamp, getattr(stored_event, "id", None))
