"""One fact table per event type, its columns derived from the event's model when it is asked for.

Table `log.<snake_case name>`: the entry's metadata, then the event's own fields in order. A field
marked `Confidential`, at whatever depth, has no column: its text never reaches DuckDB.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from domain.kernel import registry
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import Confidential

Structure = str | dict[str, Any] | list[Any]
"""A type as `json_transform` wants it: a name, a dict of fields, or a list of one element."""

_SCALARS: tuple[tuple[type, str], ...] = (
    (bool, "BOOLEAN"),  # before int, which it is
    (int, "BIGINT"),
    (str, "VARCHAR"),
    (datetime, "TIMESTAMP"),  # before date, which it is
    (date, "DATE"),
)

_PLACE: dict[str, Structure] = {"position": "BIGINT", "stream": "VARCHAR", "version": "BIGINT"}
"""Columns of every table that come from the row in the store."""

_STAMP: dict[str, tuple[str, str, bool]] = {
    "recorded_at": ("recorded_at", "TIMESTAMP", False),
    "actor": ("actor", "VARCHAR", False),
    "acting_role": ("role", "VARCHAR", False),
    "acting_agency": ("agency", "VARCHAR", True),
    "command_id": ("command_id", "VARCHAR", False),
}
"""Columns of every table that come from the stamp: its key in the entry, type, may be null.

A moment is kept in UTC without its zone: DuckDB would hand a zoned one over with pytz only.
"""

METADATA: tuple[str, ...] = (*_PLACE, *_STAMP)


def sql(template: str, **parts: str) -> str:
    """SQL built from a constant template and identifiers, types and rules of this package.

    The only place where SQL is put together. What people type is always a bound parameter.
    """
    return template.format(**parts)


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def name_of(identifier: str) -> str:
    """A quoted identifier: some of the framework's words, such as `case`, are SQL's too."""
    return '"' + identifier.replace('"', '""') + '"'


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@dataclass(frozen=True, slots=True)
class Column:
    """One of the event's own fields. `optional`: the field may be null."""

    name: str
    structure: Structure
    optional: bool

    @property
    def sql_type(self) -> str:
        return _sql_type(self.structure)


@dataclass(frozen=True, slots=True)
class FactTable:
    """Where one event type's facts are kept. `schema`: the event's version today."""

    event: str
    schema: int
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        return snake_case(self.event)

    def has(self, column: str) -> bool:
        """Whether the event has a field of its own by this name."""
        return any(own.name == column for own in self.columns)

    @property
    def create(self) -> str:
        """SQL that creates the table. What the model requires may not be null."""
        lines = [f"{name_of(name)} {kind} NOT NULL" for name, kind in _PLACE.items()]
        lines += [
            f"{name_of(name)} {kind}{'' if optional else ' NOT NULL'}"
            for name, (_, kind, optional) in _STAMP.items()
        ]
        lines += [
            f"{name_of(c.name)} {c.sql_type}{'' if c.optional else ' NOT NULL'}"
            for c in self.columns
        ]
        return sql("CREATE TABLE log.{name} ({columns})", name=self.name, columns=", ".join(lines))

    @property
    def structure(self) -> str:
        """A state's JSON as `json_transform` is to read it; what is not named is skipped."""
        entry: dict[str, Structure] = {key: kind for key, kind, _ in _STAMP.values()}
        if self.columns:
            entry["event"] = {c.name: c.structure for c in self.columns}
        return json.dumps(entry)

    def insert(self, source: str) -> str:
        """SQL that projects `source`, which has `position`, `stream`, `version` and `state`.

        The one mapping from the store to facts, however the rows arrive.
        """
        columns = [name_of(place) for place in _PLACE]
        columns += [f"row.{name_of(key)}" for key, _, _ in _STAMP.values()]
        columns += [f"row.event.{name_of(c.name)}" for c in self.columns]
        return sql(
            "INSERT INTO log.{name} SELECT {columns} FROM"
            " (SELECT {place}, json_transform(state, {structure}) AS row FROM {source})",
            name=self.name,
            columns=", ".join(columns),
            place=", ".join(map(name_of, _PLACE)),
            structure=quoted(self.structure),
            source=source,
        )


def fact_table(event: type[Event]) -> FactTable:
    """The table of one event type. Raises `TypeError` for a field that cannot be projected."""
    columns = []
    for name, field in event.model_fields.items():
        if name in METADATA:
            raise TypeError(f"{event.__name__}.{name}: every entry has a {name}; rename the field")
        structure = _of_field(field, f"{event.__name__}.{name}")
        if structure is not None:
            columns.append(Column(name, structure, optional=_allows_none(field.annotation)))
    return FactTable(event.__name__, event.schema_version, tuple(columns))


def _of_field(field: FieldInfo, place: str) -> Structure | None:
    return _structure(field.annotation, field.metadata, place)


def _structure(annotation: Any, metadata: Iterable[Any], place: str) -> Structure | None:
    """The projected type, or None when nothing of it may be projected."""
    if any(isinstance(mark, Confidential) for mark in metadata):
        return None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _structure(arguments[0], arguments[1:], place)
    if origin in (Union, UnionType):
        kinds = [argument for argument in arguments if argument is not NoneType]
        if len(kinds) == 1:
            return _structure(kinds[0], (), place)
    elif origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        element = _structure(arguments[0], (), place)
        return None if element is None else [element]
    elif isinstance(annotation, type):
        if issubclass(annotation, Value):
            return _of_value(annotation, place)
        for kind, name in _SCALARS:
            if issubclass(annotation, kind):
                return name
    raise TypeError(f"{place}: {annotation} has no projection; use a type that facts.py maps")


def _of_value(value: type[Value], place: str) -> Structure | None:
    fields = {
        name: _of_field(field, f"{place}.{name}") for name, field in value.model_fields.items()
    }
    return {name: kind for name, kind in fields.items() if kind is not None} or None


def _allows_none(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _allows_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation)


def _sql_type(structure: Structure) -> str:
    if isinstance(structure, str):
        return structure
    if isinstance(structure, list):
        return _sql_type(structure[0]) + "[]"
    fields = (f"{name_of(name)} {_sql_type(kind)}" for name, kind in structure.items())
    return f"STRUCT({', '.join(fields)})"


class _Facts(Mapping[str, FactTable]):
    """Event name to its table, each made from its model when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, FactTable] = {}

    def __getitem__(self, event: str) -> FactTable:
        if event not in self._made:
            self._made[event] = fact_table(registry.event_class(event))
        return self._made[event]

    def __iter__(self) -> Iterator[str]:
        return iter(registry.EVENTS)

    def __len__(self) -> int:
        return len(registry.EVENTS)

    def __contains__(self, event: object) -> bool:
        return event in registry.EVENTS


FACTS: Mapping[str, FactTable] = _Facts()
