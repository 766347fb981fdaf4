"""Commands, refusals, and the context in which a decision is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from domain.kernel.access import Resource
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import KnownBy, StreamId


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule refuses. `code` is stable; `message` says what is wrong; `remedy` what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.code, self.message, self.remedy = code, message, remedy


class Command(Value):
    """Something a person asks to have recorded. `records` lists every event it may lead to."""

    records: ClassVar[tuple[type[Event], ...]]

    @property
    def stream(self) -> StreamId:
        """The stream that the decision reads first and writes to."""
        raise NotImplementedError

    @property
    def resource(self) -> Resource:
        """What the access table needs to know of the command."""
        return Resource(getattr(self, "audit", None), getattr(self, "agency", None))


def fields(value: Value) -> dict[str, Any]:
    """A value's fields as they are, for an event of the same shape."""
    return {name: getattr(value, name) for name in type(value).model_fields}


Measure = Callable[[str], object]
"""Says what the record as a whole shows of a recommendation: `recommendation.Measurement`."""


def cannot_measure(recommendation: str) -> object:
    """Stands where nothing is at hand that could measure. Refuses."""
    raise Refusal(
        "cannot-measure",
        f"The impact of {recommendation} cannot be measured here.",
        "Record the judgement with `assure impact assess`, which measures it.",
    )


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, on what day, the other streams as they stand, and what the record shows.

    Every stream that `look` is asked for becomes part of the decision: the store refuses to
    record it if one of them has moved on meanwhile. A noun's `requirements` look up its state.
    `recorded`: what is asked for stands in the record already, and is decided again. Rules that
    came later than records are not asked then: nobody kept to a rule that was not there.
    `known_by`: how it is known who asks; `is_signed`: whether they sign what is recorded.
    """

    actor: str
    today: date
    look: Callable[[StreamId], object]
    measure: Measure = cannot_measure
    recorded: bool = False
    known_by: KnownBy | None = None
    is_signed: bool = False
