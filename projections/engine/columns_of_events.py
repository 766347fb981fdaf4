"""The columns of an event's fact table, as the event's model gives them.

They are written to a file when the documents are generated: a process that reads then builds no
model for its tables. A test compares the file with the models.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from domain.kernel import registry
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import Confidential
from projections.engine.facts import METADATA, Column, FactTable, Structure

_SCALARS: tuple[tuple[type, str], ...] = (
    (bool, "BOOLEAN"),  # before int, which it is
    (int, "BIGINT"),
    (str, "VARCHAR"),
    (datetime, "TIMESTAMP"),  # before date, which it is
    (date, "DATE"),
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
    raise TypeError(f"{place}: {annotation} has no projection; use a type that has one")


def _of_value(value: type[Value], place: str) -> Structure | None:
    fields = {
        name: _of_field(field, f"{place}.{name}") for name, field in value.model_fields.items()
    }
    return {name: kind for name, kind in fields.items() if kind is not None} or None


def _allows_none(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _allows_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation)


def described() -> str:
    """Every event's table, for the file that `facts` reads: a line for each event."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(_description(event))}"
        for name, event in registry.events().items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _description(event: type[Event]) -> dict[str, Any]:
    table = fact_table(event)
    columns = [[column.name, column.structure, column.optional] for column in table.columns]
    return {"schema": table.schema, "columns": columns}
