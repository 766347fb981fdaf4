"""One fact table per event type, its columns as the event's model gives them.

Table `log.<snake_case name>`: the entry's metadata, then the event's own fields in order. A field
marked `Confidential`, at whatever depth, has no column: its text never reaches DuckDB.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from domain.kernel import registry

TABLES_FILE = "fact_tables.json"
"""Each event's columns, beside this module. `columns_of_events` writes it from the models."""

Structure = str | dict[str, Any] | list[Any]
"""A type as `json_transform` wants it: a name, a dict of fields, or a list of one element."""

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


def _sql_type(structure: Structure) -> str:
    if isinstance(structure, str):
        return structure
    if isinstance(structure, list):
        return _sql_type(structure[0]) + "[]"
    fields = (f"{name_of(name)} {_sql_type(kind)}" for name, kind in structure.items())
    return f"STRUCT({', '.join(fields)})"


class _Facts(Mapping[str, FactTable]):
    """Event name to its table, as the file of tables has it."""

    def __init__(self) -> None:
        self._made: dict[str, FactTable] = {}

    def __getitem__(self, event: str) -> FactTable:
        if event not in self._made:
            table = self._described[event]
            columns = tuple(Column(*column) for column in table["columns"])
            self._made[event] = FactTable(event, table["schema"], columns)
        return self._made[event]

    def __iter__(self) -> Iterator[str]:
        return iter(registry.EVENTS)

    def __len__(self) -> int:
        return len(registry.EVENTS)

    def __contains__(self, event: object) -> bool:
        return event in registry.EVENTS

    @cached_property
    def _described(self) -> dict[str, Any]:
        text = files("projections").joinpath("engine", TABLES_FILE).read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found


FACTS: Mapping[str, FactTable] = _Facts()
