"""Words about a child: what marks them, how they are found in an event, whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from domain.events.base import Event, Value
from domain.vocabulary import Confidential

Path = tuple[str | int, ...]


def is_confidential(value: Value, field: str) -> bool:
    """Whether a field holds free text about a case, or a characteristic of a child."""
    return _is_marked(type(value), field)


@cache
def _is_marked(kind: type[Value], field: str) -> bool:
    """The mark counts wherever it stands: on the field, in a tuple, beside `None`."""
    known = kind.model_fields[field]
    return _has_mark(known.metadata) or _carries_mark(known.annotation)


def _carries_mark(annotation: Any) -> bool:
    inner = (_carries_mark(argument) for argument in get_args(annotation))
    return _has_mark(getattr(annotation, "__metadata__", ())) or any(inner)


def _has_mark(metadata: Any) -> bool:
    return any(isinstance(mark, Confidential) for mark in metadata)


def texts(value: Value, prefix: Path = ()) -> Iterator[tuple[Path, str]]:
    """The confidential texts of a value that are not empty, each with its path.

    Raises TypeError for a marked field that is not text: it could not be sealed.
    """
    for name in type(value).model_fields:
        yield from _texts(getattr(value, name), (*prefix, name), is_confidential(value, name))


def _texts(node: object, path: Path, confidential: bool) -> Iterator[tuple[Path, str]]:
    if isinstance(node, Value):
        yield from texts(node, path)
    elif isinstance(node, tuple | list):
        for index, item in enumerate(node):
            yield from _texts(item, (*path, index), confidential)
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _texts(item, (*path, name), confidential)
    elif confidential and isinstance(node, str):
        if node:
            yield path, node
    elif confidential and node is not None:
        raise TypeError(f"{'/'.join(map(str, path))} is confidential and not text")


REPORT, CONCERN = "report", "concern-"
"""How subjects are named that are no case.

`REPORT`: what an audit says as a whole, in its findings, its report and what groups told it.
"""


def subject(event: Event) -> str | None:
    """Whose words an event holds: they share a key and a fate."""
    named = (getattr(event, name, None) for name in ("audit", "case", "concern"))
    return subject_named(*named)


def subject_named(audit: str | None, case: str | None, concern: int | None) -> str | None:
    """A case, as `2026-neglect/C07`; a concern, `.../concern-1`; an audit's report, `.../report`.

    A concern has a key of its own, whatever case it is about: it outlives the case's.
    """
    if audit is None:
        return None
    return f"{audit}/{case or REPORT}" if concern is None else f"{audit}/{CONCERN}{concern}"


def concern_named(subject: str) -> tuple[str, int] | None:
    """The audit and the number of the concern that a subject names; None for another subject."""
    audit, _, name = subject.partition("/")
    number = name.removeprefix(CONCERN)
    return (audit, int(number)) if name.startswith(CONCERN) and number.isdecimal() else None
