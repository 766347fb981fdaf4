"""Turns plain values into the domain's, strictly: each fault has its place and remedy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from documents.files.errors import InputError
from documents.files.plain import plain
from domain.kernel import vocabulary

M = TypeVar("M", bound=BaseModel)

_INPUT_SHOWN_MAX = 60
_SLUG_WORDS = "use lower-case letters, digits and single hyphens, such as early-help"
_PATTERNS: dict[Any, str] = {
    vocabulary.AgencyId: _SLUG_WORDS,
    vocabulary.Ref: "use letters, digits and single hyphens, such as 2026-neglect-R1",
    vocabulary.CaseRef: "write a case as C and its number, such as C07",
    vocabulary.Period: "write a programme's period as its years, such as 2026-2029",
    vocabulary.Quarter: "write a quarter as 2026-Q3",
}
_GRAMMAR = {kind.__metadata__[0].pattern: words for kind, words in _PATTERNS.items()}
_REMEDIES = {
    "missing": "is missing. Give it.",
    "extra_forbidden": "is not a field here. Take it out, or correct its spelling.",
    "string_type": "is not text. Put it in quotes.",
    "int_type": "is not a whole number.",
    "int_from_float": "is not a whole number.",
    "bool_type": "is neither yes nor no.",
    "date_type": "is not a date. Write it as 2026-03-31.",
    "date_parsing": "is not a date. Write it as 2026-03-31.",
    "date_from_datetime_parsing": "is not a date. Write it as 2026-03-31.",
    "date_from_datetime_inexact": "is not a date. Write it as 2026-03-31.",
    "tuple_type": "is not a list. Put a hyphen before each entry.",
    "dict_type": "does not hold fields. Indent them under it.",
    "model_type": "does not hold fields. Indent them under it.",
    "model_attributes_type": "does not hold fields. Indent them under it.",
}
_SHOWS_INPUT = frozenset(
    {"date_parsing", "date_from_datetime_parsing", "int_type", "bool_type", "string_type"}
)


def sheet(kind: type[M], document: object, source: str) -> M:
    """A document as a value of the domain. Raises InputError with all its faults."""
    try:
        return kind.model_validate_json(json.dumps(plain(document)))
    except ValidationError as error:
        raise InputError(source, faults(error)) from error


def faults(error: ValidationError) -> list[str]:
    """A line for each fault: where, what, and what to do."""
    details = error.errors()
    return [_fault(detail) for detail in details if not _follows_from_others(detail, details)]


def _follows_from_others(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list counts as empty only because each of its entries has a fault."""
    at = detail["loc"]
    inside = (other["loc"] for other in details if len(other["loc"]) > len(at))
    return detail["type"] == "too_short" and any(loc[: len(at)] == at for loc in inside)


def field_name(path: tuple[int | str, ...]) -> str:
    """`("answers", 3, "grade")` as `answers[3].grade`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _fault(detail: ErrorDetails) -> str:
    where = field_name(detail["loc"])
    what = _what(detail["type"], detail.get("ctx", {}), detail.get("input"), detail["msg"])
    return f"{where}: {what}" if where else what


def _what(kind: str, context: Mapping[str, Any], value: object, message: str) -> str:
    shown = _shown(value)
    match kind:
        case "enum" | "literal_error":
            return f"{shown} is none of: {context['expected']}.".replace(" or ", ", ")
        case "string_pattern_mismatch":
            words = _GRAMMAR.get(context["pattern"], f"it has to match {context['pattern']}")
            return f"{shown} is not written as expected: {words}."
        case "string_too_long":
            return f"is longer than {context['max_length']} characters. Shorten it."
        case "string_too_short":
            return "is empty. Give it."
        case "too_short":
            return "is empty. Give at least one entry."
        case "too_long":
            return f"has more than {context['max_length']} entries. Is it the right list?"
        case "value_error":
            return f"{message.removeprefix('Value error, ')}."
        case _ if kind in _REMEDIES:
            return f"{shown} {_REMEDIES[kind]}" if kind in _SHOWS_INPUT else _REMEDIES[kind]
        case _:
            return f"{message}."


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _INPUT_SHOWN_MAX else f"{text[:_INPUT_SHOWN_MAX]}..."
