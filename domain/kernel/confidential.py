"""Confidential text: how fields are marked, how it is found in an event, and its subject.

It also finds all text that a person wrote, confidential or not, by the mark `Written`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import CONFIDENTIAL, WRITTEN, Confidential, Written

Path = tuple[str | int, ...]
Mark = Confidential | Written


def is_confidential(value: Value, field: str) -> bool:
    """Whether a field holds free text about a case, or a characteristic of a child."""
    return _is_marked(type(value), field, CONFIDENTIAL)


@cache
def _is_marked(kind: type[Value], field: str, mark: Mark) -> bool:
    """The mark counts wherever it stands: on the field, in a tuple, beside `None`."""
    known = kind.model_fields[field]
    return _has_mark(known.metadata, mark) or _carries_mark(known.annotation, mark)


def _carries_mark(annotation: Any, mark: Mark) -> bool:
    inner = (_carries_mark(argument, mark) for argument in get_args(annotation))
    return _has_mark(getattr(annotation, "__metadata__", ()), mark) or any(inner)


def _has_mark(metadata: Any, mark: Mark) -> bool:
    return any(isinstance(known, type(mark)) for known in metadata)


def texts(value: Value) -> Iterator[tuple[Path, str]]:
    """The confidential texts of a value that are not empty, each with its path.

    Raises TypeError for a marked field that is not text: it could not be sealed.
    """
    return ((path, text) for path, text in to_seal(value) if text)


def to_seal(value: Value) -> Iterator[tuple[Path, str]]:
    """The confidential texts of a value, empty ones too: that a text is empty tells something."""
    return _of_value(value, (), CONFIDENTIAL)


def written(value: Value) -> Iterator[tuple[Path, str]]:
    """The texts of a value that a person wrote, clear or confidential, each with its path."""
    return ((path, text) for path, text in _of_value(value, (), WRITTEN) if text)


def strings(value: Value) -> Iterator[tuple[Path, str]]:
    """Every text of a value that is not empty, marked or not, each with its path."""
    return ((path, text) for path, text in _of_value(value, (), None) if text)


def _of_value(value: Value, prefix: Path, mark: Mark | None) -> Iterator[tuple[Path, str]]:
    kind = type(value)
    for name in kind.model_fields:
        is_marked = mark is None or _is_marked(kind, name, mark)
        yield from _texts(getattr(value, name), (*prefix, name), mark, is_marked)


def _texts(
    node: object, path: Path, mark: Mark | None, is_marked: bool
) -> Iterator[tuple[Path, str]]:
    if isinstance(node, Value):
        yield from _of_value(node, path, mark)
    elif isinstance(node, tuple | list):
        for index, item in enumerate(node):
            yield from _texts(item, (*path, index), mark, is_marked)
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _texts(item, (*path, name), mark, is_marked)
    elif is_marked and isinstance(node, str):
        yield path, node
    elif is_marked and node is not None and mark is not None:
        raise TypeError(f"{'/'.join(map(str, path))} is {type(mark).__name__.lower()} and not text")


REPORT, CONCERN = "report", "concern-"
"""How subjects are named that are no case.

`REPORT`: what an audit says as a whole, in its findings, its report and what groups told it.
"""


def subject(event: Event) -> str | None:
    """The subject of an event's confidential text. Texts of one subject are erased together."""
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
