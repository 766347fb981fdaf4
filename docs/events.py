"""The event catalogue: every event of the registry, its fields, and who may record and read it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib import import_module

from domain.kernel.access import ACCESS, Right, Scope
from domain.kernel.event import Event, Value
from domain.kernel.registry import NOUNS, Noun, event_class
from domain.kernel.vocabulary import Confidential, Role

HEAD = """# Events

Everything that can be recorded, generated from `domain/*/events.py` and the access table by
`python -m docs.generate events`; not to be edited by hand. The heading gives an event's stored
name and its version. `sealed` marks words about a case, and characteristics of a child. They are
encrypted before they are stored, each field on its own, with a key of the case that `KeyIssued`
commits to; they never reach the read models, and erasing the key erases them. Everything else is
stored as it is read here. "Once open" means from the moment the audit's returns are opened.
"""

WORDS = {
    "str": "text",
    "int": "whole number",
    "bool": "yes or no",
    "date": "date",
    "Moment": "time with its zone",
    "Name": "one line",
    "Line": "one line",
    "Text": "text",
    "CaseText": "text about a case",
}
"""Types in words; any other is named as the code names it, such as `agency id`."""


def catalogue() -> str:
    """The whole document."""
    return "\n".join([HEAD, *(line for noun in NOUNS.values() for line in _noun(noun))])


def _noun(noun: Noun) -> Iterator[str]:
    module = import_module(f"domain.{noun.folder}.events")
    yield from (f"## {_title(noun)}", "", _first(module.__doc__), "")
    for name in noun.events:
        yield from _event(event_class(name))
    for kind in vars(module).values():
        if _is_own_value(kind, module.__name__):
            yield from (f"### {kind.__name__} (a value)", "", *_prose(kind), *_fields(kind))


def _title(noun: Noun) -> str:
    return noun.folder.replace("_", " ").capitalize()


def _is_own_value(kind: object, module: str) -> bool:
    is_value = inspect.isclass(kind) and issubclass(kind, Value) and not issubclass(kind, Event)
    return is_value and kind.__module__ == module


def _event(event: type[Event]) -> Iterator[str]:
    yield from (f"### {event.__name__} {event.schema_version}", "", *_prose(event))
    yield from _fields(event)
    row = ACCESS[event.__name__]
    yield f"- Recorded by: {_who(row.record)}."
    yield f"- Read by: {_who(row.read)}{_once_open(row.read, row.read_once_open)}."
    if row.text or row.text_once_open:
        yield f"- Sealed words read by: {_who(row.text)}{_once_open(row.text, row.text_once_open)}."
    yield ""


def _prose(kind: type[Value]) -> Iterator[str]:
    own = kind.__dict__.get("__doc__")
    if own:
        yield from (" ".join(inspect.cleandoc(own).split()), "")


def _first(doc: str | None) -> str:
    return inspect.cleandoc(doc or "").partition("\n\n")[0].replace("\n", " ")


def _fields(kind: type[Value]) -> Iterator[str]:
    yield from ("| field | holds | |", "|---|---|---|")
    written = inspect.get_annotations(kind)
    for name, field in kind.model_fields.items():
        holds = _words(ast.parse(str(written[name]), mode="eval").body, kind)
        marks = ["sealed" for mark in field.metadata if isinstance(mark, Confidential)]
        marks += [] if field.is_required() else ["may be left out"]
        yield f"| `{name}` | {holds} | {', '.join(marks)} |"
    yield ""


def _words(written: ast.expr, kind: type[Value]) -> str:
    """A field's type as the source writes it, in words."""
    match written:
        case ast.Constant(value=None):
            return "nothing"
        case ast.Name(id=name):
            return _named(name, kind)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return f"{_words(left, kind)}, or {_words(right, kind)}"
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[item, _])):
            return f"list of {_words(item, kind)}"
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[item, *_])):
            return _words(item, kind)
    raise ValueError(f"{kind.__name__}: no words for {ast.unparse(written)}")


def _named(name: str, kind: type[Value]) -> str:
    found = getattr(inspect.getmodule(kind), name, None)
    if inspect.isclass(found) and issubclass(found, Enum):
        return " / ".join(f"`{member.value}`" for member in found)
    if inspect.isclass(found) and issubclass(found, Value):
        return name
    return WORDS.get(name, re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower())


def _once_open(always: frozenset[Right], later: frozenset[Right]) -> str:
    more = later - always
    return f"; once open also {_who(more)}" if more else ""


def _who(rights: Iterable[Right]) -> str:
    held = set(rights)
    missing = {role for role in Role if Right(role, Scope.ANYWHERE) not in held}
    if not held:
        return "nobody"
    if len(missing) <= 2:
        without = f" but {_list(str(role) for role in missing)}" if missing else ""
        return f"everybody with a role{without}"
    return _list(_right(right) for right in held)


def _right(right: Right) -> str:
    match right.scope:
        case Scope.ANYWHERE:
            return str(right.role)
        case Scope.OWN_AGENCY:
            return f"{right.role} of the agency"
        case Scope.INVOLVED:
            return f"{right.role} of an agency involved"
        case Scope.LED_AUDIT:
            return f"{right.role} of the audit"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
