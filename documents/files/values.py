"""Turns plain values into the domain's, strictly: each fault has its place and remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from documents.files.errors import InputError
from documents.files.plain import plain
from domain.kernel import invisible, vocabulary
from domain.kernel.confidential import strings
from domain.kernel.days import day_given
from domain.kernel.event import Value, misread
from domain.kernel.plain_letters import letters
from domain.kernel.quoting import named, quoted, sentence

M = TypeVar("M", bound=BaseModel)

_SLUG_SHOWN_MAX = 40
_SLUG_WORDS = "use lower-case letters, digits and single hyphens"
_PATTERNS: dict[Any, str] = {
    vocabulary.AgencyId: _SLUG_WORDS,
    vocabulary.Ref: "use letters, digits and single hyphens, such as 2026-neglect-R1",
    vocabulary.CaseRef: "write a case as C and its number, such as C07",
    vocabulary.Period: "write a programme's period as its years, such as 2026-2029",
    vocabulary.Quarter: "write a quarter as 2026-Q3, July to September 2026, or by the financial"
    " year as Q3 2026/27, October to December 2026",
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


class Unquoted(str):
    """What stands in YAML without quotes: text, unless its field is a number, or yes or no."""

    __slots__ = ()


_DAY_FAULTS = {"date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"}
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_YES_OR_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def sheet(kind: type[M], document: object, source: str) -> M:
    """A document as a value of the domain. Raises InputError with all its faults."""
    value = document
    while True:
        try:
            given = plain(value)
            return _legible(kind.model_validate_json(json.dumps(given)), given, source)
        except ValidationError as error:
            as_meant = value
            for detail in error.errors():
                as_meant = _as_meant(as_meant, detail["loc"], detail)
            if as_meant is value:
                raise InputError(source, faults(error)) from error
            value = as_meant


def _legible(value: M, given: object, source: str) -> M:
    """The value, if each of its texts can be read as it is, and each day is written as one.

    Raises InputError otherwise.
    """
    if isinstance(value, Value):
        lines = [
            f"{field_name(path)}: {fault} {invisible.REMEDY}"
            for path, text in strings(value)
            if (fault := invisible.fault(text)) is not None
        ]
        lines += [
            f"{field_name(path)}: {quoted(written)} {_REMEDIES['date_parsing']}"
            for path, written in misread(value, given)
        ]
        if lines:
            raise InputError(source, lines)
    return value


def _as_meant(document: Any, path: tuple[int | str, ...], fault: ErrorDetails) -> Any:
    """The document with what stands at a path as what its field takes, if it is that."""
    if path:
        try:
            inner = document[path[0]]
        except (KeyError, IndexError, TypeError):
            return document
        meant = _as_meant(inner, path[1:], fault)
        if meant is inner:
            return document
        if isinstance(document, list):
            return [*document[: int(path[0])], meant, *document[int(path[0]) + 1 :]]
        return {**document, path[0]: meant}
    if isinstance(document, str) and (written := _by_custom(document, fault)) is not None:
        return written
    if isinstance(document, Unquoted):
        if fault["type"] == "int_type" and _INTEGER.fullmatch(document):
            return int(document)
        if fault["type"] == "bool_type":
            return _YES_OR_NO.get(document.lower(), document)
    return document


_QUOTES, _DASH = (
    "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb",
    "\u2010\u2011\u2012\u2013\u2014\u2212",
)
_PUT_IN = (
    (_QUOTES, "Its quotes are a word processor's: type them anew."),
    (_DASH, "Its dash is no hyphen: type it anew."),
    ("\u00a0\u202f\u2007", "It holds a no-break space: type a plain one."),
)


def _by_custom(text: str, fault: ErrorDetails) -> str | None:
    """A day or a quarter that is written as people here do, as it is recorded; None for others."""
    if fault["type"] in _DAY_FAULTS:
        try:
            return day_given(text).isoformat()
        except ValueError:
            return None
    if _GRAMMAR.get(fault.get("ctx", {}).get("pattern")) == _PATTERNS[vocabulary.Quarter]:
        return vocabulary.quarter_given(text)
    return None


def faults(error: ValidationError) -> Iterator[str]:
    """A line for each fault: where, what, and what to do."""
    details = error.errors()
    holders = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
    for detail in details:
        # A list counts as empty too where each of its entries has a fault.
        if detail["type"] != "too_short" or detail["loc"] not in holders:
            yield _fault(detail)


def field_name(path: tuple[int | str, ...]) -> str:
    """`("answers", 3, "grade")` as `answers[3].grade`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{named(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _fault(detail: ErrorDetails) -> str:
    where = field_name(detail["loc"])
    what = _what(detail["type"], detail.get("ctx", {}), detail.get("input"), detail["msg"])
    return f"{where}: {what}" if where else what


def _slug(written: str) -> str:
    """What somebody may have meant who wrote a short name in another way, as an example."""
    plain = re.sub(r"[^a-z0-9]+", "-", letters(written).lower()).strip("-")
    is_short = 0 < len(plain) <= _SLUG_SHOWN_MAX
    return f", such as {plain}" if is_short and plain != written else ""


def _of_a_word_processor(value: object) -> str:
    """What a word processor put in by itself, which looks like what was typed."""
    held = set(str(value))
    return "".join(f" {said}" for signs, said in _PUT_IN if held & set(signs))


def _what(kind: str, context: Mapping[str, Any], value: object, message: str) -> str:
    shown = quoted(value)
    match kind:
        case "enum" | "literal_error":
            said = f"{shown} is none of: {context['expected']}.".replace(" or ", ", ")
            return said + _of_a_word_processor(value)
        case "string_pattern_mismatch":
            words = _GRAMMAR.get(context["pattern"], f"it has to match {context['pattern']}")
            meant = _slug(str(value)) if words is _SLUG_WORDS else ""
            return (
                f"{shown} is not written as expected: {words}{meant}.{_of_a_word_processor(value)}"
            )
        case "string_too_long":
            return f"is longer than {context['max_length']} characters. Shorten it."
        case "string_too_short":
            return "is empty. Give it."
        case "too_short":
            return "is empty. Give at least one entry."
        case "too_long":
            return f"has more than {context['max_length']} entries. Is it the right list?"
        case "value_error":
            return sentence(message.removeprefix("Value error, "))
        case _ if kind in _REMEDIES:
            return f"{shown} {_REMEDIES[kind]}" if kind in _SHOWS_INPUT else _REMEDIES[kind]
        case _:
            return sentence(message)
