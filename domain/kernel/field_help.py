"""What is shown to whoever fills in a command: command lines and forms are drawn from it.

A field's own type says the rest: whether it may be left out, its grammar, its choices, and
whether what is written there is prose or confidential.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from domain.kernel.event import Value
from domain.kernel.vocabulary import TEXT_LENGTH_MAX, Confidential


class Default(Enum):
    """What stands for a field that is left out, where that is no fixed value."""

    TODAY = auto()


@dataclass(frozen=True, slots=True)
class Shown:
    """A mark on a command's field.

    `help`: what to give, in words, without the full stop. `example`: one, as it is written.
    `metavar`: what stands for the value where the whole is shown on one line, such as `AGENCY`.
    `is_argument`: it names what the act is about, and is given by its place.
    `option`: what it is called among several, where that is not the field's own name.
    """

    help: str
    metavar: str = ""
    example: str = ""
    is_argument: bool = False
    option: str = ""
    default: Default | None = None


def argument(metavar: str, meaning: str, example: str = "") -> Shown:
    """A field that names what the act is about."""
    return Shown(meaning, metavar, example, is_argument=True)


class Kind(Enum):
    """What a field holds, as far as the way of giving it is concerned."""

    LINE = auto()
    PROSE = auto()
    DAY = auto()
    NUMBER = auto()
    CHOICE = auto()
    YES_OR_NO = auto()


@dataclass(frozen=True, slots=True)
class Described:
    """A command's field: all that a command line or a form needs to ask for it.

    `value`: what a field that may be left out holds then. `choices`: the members of a choice.
    `pattern`: the grammar of a line. `least`, `most`: the bounds of a number.
    `is_many`: it may be given more than once. `is_confidential`: it belongs in no shell's history.
    """

    name: str
    shown: Shown
    kind: Kind
    is_required: bool
    is_many: bool
    is_confidential: bool
    value: object = None
    choices: type[StrEnum] | None = None
    pattern: str | None = None
    least: int | None = None
    most: int | None = None


def describe(command: type[Value]) -> tuple[Described, ...]:
    """The fields of a command in the order of giving: what it is about, what is needed, the rest.

    Raises TypeError for a field that does not say how it is shown.
    """
    described = [_described(command, name, field) for name, field in command.model_fields.items()]
    return tuple(sorted(described, key=_place))


def _place(field: Described) -> int:
    if field.shown.is_argument:
        return 0
    if field.shown.default is not None:
        return 3
    return 1 if field.is_required else 2


def _described(command: type[Value], name: str, field: FieldInfo) -> Described:
    kind, marks = _unfolded(field.annotation, field.metadata)
    shown = next((mark for mark in marks if isinstance(mark, Shown)), None)
    if shown is None:
        raise TypeError(f"{command.__name__}.{name} does not say how it is shown")
    is_choice = isinstance(kind, type) and issubclass(kind, StrEnum)
    return Described(
        name,
        shown,
        Kind.CHOICE if is_choice else _kind(kind, marks),
        is_required=field.is_required() and shown.default is None,
        is_many=tuple in _origins(field.annotation),
        is_confidential=any(isinstance(mark, Confidential) for mark in marks),
        value=None if field.is_required() else field.get_default(),
        choices=kind if is_choice else None,
        pattern=_mark(marks, "pattern"),
        least=_mark(marks, "ge"),
        most=_mark(marks, "le"),
    )


def _kind(kind: object, marks: Sequence[object]) -> Kind:
    if kind is str:
        is_prose = any(getattr(mark, "max_length", 0) == TEXT_LENGTH_MAX for mark in marks)
        return Kind.PROSE if is_prose else Kind.LINE
    return {date: Kind.DAY, int: Kind.NUMBER, bool: Kind.YES_OR_NO}[kind]  # type: ignore[index]


def _unfolded(annotation: Any, marks: Sequence[object]) -> tuple[Any, list[object]]:
    """The type of a single value, without `None` and `tuple`, and all marks on the way to it."""
    unfolded = [inner for mark in marks for inner in getattr(mark, "metadata", (mark,))]
    if get_origin(annotation) is Annotated:
        inner, *further = get_args(annotation)
        kind, more = _unfolded(inner, further)
    elif get_origin(annotation) in (Union, UnionType, tuple):
        inner = next(part for part in get_args(annotation) if part not in (NoneType, ...))
        kind, more = _unfolded(inner, ())
    else:
        return annotation, unfolded
    return kind, unfolded + more


def _origins(annotation: Any) -> Iterator[object]:
    yield get_origin(annotation)
    for part in get_args(annotation):
        yield from _origins(part)


def _mark(marks: Sequence[object], name: str) -> Any:
    return next((getattr(mark, name) for mark in marks if hasattr(mark, name)), None)
