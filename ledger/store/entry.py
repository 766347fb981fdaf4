"""An entry: one recorded event with its stamp, its stream and its place; and its stored form.

The state column is plain JSON, written once: `schema` (the event's version), `envelope` (the
stamp's version; absent in version 1), the stamp's fields and `event`. The versions stand first, so
that a reader knows them before anything else. Nothing re-serialises the state; the leaf is taken
over these very bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from eventsourcing.persistence import Mapper, Notification, StoredEvent
from pydantic import Field, ValidationError
from pydantic_core import from_json, to_json

from domain.kernel.confidential import subject as subject_of
from domain.kernel.confidential import texts, to_seal
from domain.kernel.event import (
    Event,
    NewerEnvelopeError,
    Stamp,
    misread,
    require_known_envelope,
)
from domain.kernel.registry import UnknownEventError, resolve
from domain.kernel.upcasts import upcast
from domain.kernel.vocabulary import StreamId
from ledger.errors import FIND_OUT, UNKNOWN, IntegrityFailureError
from ledger.keys.sealed_fields import SEALED_MARK, blank_sealed, open_fields, require_vault
from ledger.keys.vault import Vault
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import leaf_hash

if TYPE_CHECKING:
    from domain.vault.state import KeyState

Unseal = Callable[[dict[str, Any]], None]

Row = Notification
"""An entry as it stands in the store, with its position as `id`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`version` counts from 1 in its stream; `position` from 1 in the ledger, None until kept.

    `closed` names the confidential fields that could not be opened here: they are empty.
    `as_stored`: the event's fields as they will be stored, where the actor has signed them so.
    """

    stream: StreamId
    version: int
    event: Event
    stamp: Stamp
    position: int | None = None
    closed: frozenset[str] = frozenset()
    as_stored: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The event's stored name."""
        return type(self.event).__name__

    @property
    def originator_id(self) -> str:
        return self.stream

    @property
    def originator_version(self) -> int:
        return self.version


class _Stored(Stamp):
    """The stored form of an entry, for reading; the event is its own class's to read."""

    schema_number: int = Field(alias="schema")
    envelope_number: int = Field(alias="envelope", default=1)
    event: dict[str, Any]


_STAMP_FIELDS = tuple(Stamp.model_fields)
_FOR_WHOM = {"on_behalf"}
_HOW_PROVED = {"key", "sign_in", "signed"} | _FOR_WHOM
_LATER = {1: {"known_by", *_HOW_PROVED}, 2: _HOW_PROVED, 3: _HOW_PROVED, 4: _FOR_WHOM}
"""The fields of a stamp that an envelope of this version does not have."""
YEAR_MIN, YEAR_MAX = 1970, 2261
"""Between them lies every time that all clocks, databases and tables here can show."""
_LONG = re.compile(rb"[0-9]{19}")
_ONLY_DIGITS = re.compile(rb'":"[+-]?[0-9]+(?:\.[0-9]*)?"')


def state_bytes(event: Event, stamp: Stamp, event_json: bytes | None = None) -> bytes:
    """An entry's state column. `event_json`: the event's own JSON when its text is sealed."""
    return _state(
        event.schema_version, stamp, event_json or event.__pydantic_serializer__.to_json(event)
    )


def _state(schema: int, stamp: Stamp, event_json: bytes) -> bytes:
    envelope = stamp.envelope
    fields = stamp.__pydantic_serializer__.to_json(stamp, exclude=_LATER.get(envelope))
    return b'{"schema":%d,%s%s,"event":%s}' % (
        schema,
        b"" if envelope == 1 else b'"envelope":%d,' % envelope,
        fields[1:-1],
        event_json,
    )


def parse_state(topic: str, state: bytes, unseal: Unseal = blank_sealed) -> tuple[Event, Stamp]:
    """An event and its stamp from their stored form.

    `unseal` opens or empties the event's sealed fields in place. Raises UnknownEventError for a
    name or a version that this software does not know, NewerEnvelopeError for an envelope that it
    does not know, ValueError for anything that is not the stored form of the named event.
    """
    known = resolve(topic, 1)
    stored = _stored(topic, state)
    resolve(topic, stored.schema_number)
    fields, stamp = stored.event, _stamp(stored)
    _require_as_written(state, stored.schema_number, stamp, fields)
    try:
        if SEALED_MARK in state:
            unseal(fields)
        fields = upcast(topic, stored.schema_number, known.schema_version, fields)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("not an event of its version") from error
    opened = to_json(fields)
    if _LONG.search(opened) and not _fits(fields):
        raise ValueError("a number is too large")
    event = known.model_validate_json(opened)
    if _ONLY_DIGITS.search(opened) and next(misread(event, fields), None) is not None:
        raise ValueError("a day is written as a number")
    return event, stamp


def _require_as_written(state: bytes, schema: int, stamp: Stamp, fields: dict[str, Any]) -> None:
    """Refuses a state that is not byte for byte as it is written.

    Otherwise two readers could find two things in it: a field given twice, a time in two forms.
    """
    if state != _state(schema, stamp, to_json(fields)):
        raise ValueError("not as it is written")


def entry_of(stored: StoredEvent, unseal: Unseal) -> Entry:
    """An entry from its row. Raises what `parse_state` and `unseal` raise."""
    event, stamp = parse_state(stored.topic, stored.state, unseal)
    moment = stamp.recorded_at
    if moment.utcoffset() != timedelta(0) or not YEAR_MIN <= moment.year <= YEAR_MAX:
        raise ValueError("recorded at no time that a calendar here can show")
    stream, version = StreamId(str(stored.originator_id)), stored.originator_version
    return Entry(stream, version, event, stamp, getattr(stored, "id", None))


def recorded_at(state: bytes) -> datetime:
    """When an entry says it was recorded, of a state that can be read."""
    _, _, rest = state.partition(b'"recorded_at":"')
    return datetime.fromisoformat(rest.partition(b'"')[0].decode())


def schema_of(state: bytes) -> int:
    """The version in which an event was written, of a state that can be read."""
    return int(state.removeprefix(b'{"schema":').partition(b",")[0])


def _fits(node: object) -> bool:
    """Whether every number has a place in 64 bits, as whoever counts them needs."""
    if isinstance(node, dict):
        return all(map(_fits, node.values()))
    if isinstance(node, list):
        return all(map(_fits, node))
    return not isinstance(node, int) or abs(node) < 1 << 63


def _stored(topic: str, state: bytes) -> _Stored:
    try:
        return _Stored.model_validate_json(state)
    except ValidationError:
        _require_known_versions(topic, state)
        raise


def _require_known_versions(topic: str, state: bytes) -> None:
    """Refuses newer versions, so that an entry which is merely newer is not called damaged."""
    try:
        fields: dict[str, Any] = from_json(state)
        require_known_envelope(fields.get("envelope", 1))
        resolve(topic, _version(fields["schema"]))
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("not an object with a schema number and an event") from error


def _version(schema: object) -> int:
    if type(schema) is not int:
        raise ValueError(f"{schema!r} is no version of an event")
    return schema


def _stamp(stored: _Stored) -> Stamp:
    require_known_envelope(stored.envelope_number)
    stamp = Stamp(**{name: getattr(stored, name) for name in _STAMP_FIELDS})
    if stamp.envelope != stored.envelope_number or not stamp.is_consistent:
        raise ValueError("the envelope's fields are not those of its version")
    return stamp


def leaf_of(stored: StoredEvent) -> bytes:
    """The leaf hash of a row: over its very bytes, 32 bytes."""
    key = (str(stored.originator_id), stored.originator_version, stored.topic)
    return leaf_hash(leaf_data(*key, stored.state))


class EntryMapper(Mapper[str]):
    """Entries to rows and back, through the closed registry: nothing stored is ever imported.

    Confidential text is sealed on the way in and opened on the way out, with the keys of `vault`.
    `key_state` looks up the state of a subject's key in the ledger.
    """

    vault: Vault | None = None
    key_state: Callable[[str], KeyState]

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry = cast(Entry, domain_event)
        return StoredEvent(
            originator_id=entry.stream,
            originator_version=entry.version,
            topic=type(entry.event).__name__,
            state=state_bytes(entry.event, entry.stamp, entry.as_stored or self._sealed(entry)),
        )

    def as_stored(self, entry: Entry) -> bytes:
        """The entry's fields as JSON, with the confidential ones sealed, to be stored just so."""
        return self._sealed(entry) or entry.event.__pydantic_serializer__.to_json(entry.event)

    def _sealed(self, entry: Entry) -> bytes | None:
        """The event's JSON with its confidential fields sealed; None if it has none.

        Where there is no key, because there is none yet or none any more, nothing but empty
        fields can be recorded, and they stay as they are.
        """
        if next(to_seal(entry.event), None) is None:
            return None
        subject = subject_of(entry.event)
        has_text = next(texts(entry.event), None) is not None
        if not has_text and (subject is None or not self._has_key(subject)):
            return None
        if subject is None:
            raise TypeError(f"{type(entry.event).__name__} holds text and names no subject")
        return require_vault(self.vault).sealed_json(
            entry.event, subject, entry.stream, entry.version
        )

    def _has_key(self, subject: str) -> bool:
        state = self.key_state(subject)
        is_at_hand = self.vault is not None and self.vault.find(subject) is not None
        return not state.closed and (state.key is not None or is_at_hand)

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        stream = StreamId(str(stored_event.originator_id))
        version = stored_event.originator_version
        position = getattr(stored_event, "id", None)
        where = f"Entry {position} (version {version} of {stream})"
        closed: set[str] = set()

        def unseal(fields: dict[str, Any]) -> None:
            closed.update(open_fields(self.vault, fields, stream, version, self.key_state))

        try:
            entry = entry_of(stored_event, unseal)
        except UnknownEventError as error:
            raise IntegrityFailureError(
                f"{where} is {error}.", UNKNOWN if error.is_newer else FIND_OUT
            ) from error
        except NewerEnvelopeError as error:
            raise IntegrityFailureError(f"{where} {error}.", UNKNOWN) from error
        except (ValueError, RecursionError) as error:
            raise IntegrityFailureError(
                f"{where} is not the stored form of {stored_event.topic}.",
                "Find out what changed it: `assure ledger verify`.",
            ) from error
        return replace(entry, closed=frozenset(closed)) if closed else entry
