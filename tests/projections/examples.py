"""An instance of every registered event, made from its annotations."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from domain.kernel import registry
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import Confidential

PLANTED = "planted-words-of-a-case"
_DAY = date(2026, 3, 29)
_CANDIDATES: tuple[Any, ...] = (
    "neglect",
    "C07",
    "F03",
    "2026-2029",
    "2026-Q2",
    "RI",
    "a3" * 32,
    "a3" * 16,
    "2026-neglect/C07",
    "wrenshire.example/ledger/2026",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
    "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA",
    "https://login.example/t1",
    "police.example/w+2f8a1c3d+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g",
    3,
    True,
    _DAY,
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
)


def example(event: type[Event], *, sparse: bool, **given: Any) -> Event:
    """An event with every field set, or (`sparse`) with nothing that may be left out."""
    return event.model_validate(fields(event, sparse=sparse) | given)


def some_events(seed: int, suffix: str = "", count: int = 150) -> list[tuple[str, Event]]:
    """Events of all kinds as a seed draws them, in seven streams; every third one is sparse."""
    kinds = random.Random(seed).choices(list(registry.events().values()), k=count)
    return [
        (f"any/{number % 7}{suffix}", example(kind, sparse=number % 3 == 0))
        for number, kind in enumerate(kinds)
    ]


def fields(value: type[Value], *, sparse: bool) -> dict[str, Any]:
    """What the class's fields might be."""
    return {
        name: _some(field.annotation, tuple(field.metadata), sparse)
        for name, field in value.model_fields.items()
    }


def _some(annotation: Any, metadata: tuple[Any, ...], sparse: bool) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if any(isinstance(mark, Confidential) for mark in metadata):
        return PLANTED
    if origin is Annotated:
        return _some(arguments[0], (*arguments[1:], *metadata), sparse)
    if origin in (Union, UnionType):
        kind = next(kind for kind in arguments if kind is not NoneType)
        return None if sparse else _some(kind, (), sparse)
    if origin is tuple:
        least = max([getattr(mark, "min_length", 0) or 0 for mark in metadata], default=0)
        one = _some(arguments[0], (), sparse)
        return (one,) * (least if sparse else max(least, 2))
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return annotation.model_validate(fields(annotation, sparse=sparse))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return list(annotation)[-1]
    return _accepted(annotation, metadata)


def _accepted(annotation: Any, metadata: tuple[Any, ...]) -> Any:
    constrained: Any = Annotated[annotation, *metadata] if metadata else annotation
    check: TypeAdapter[Any] = TypeAdapter(constrained)
    for candidate in _CANDIDATES:
        try:
            return check.validate_python(candidate, strict=True)
        except ValidationError:
            continue
    raise AssertionError(f"no example of {constrained}: add one to _CANDIDATES")
