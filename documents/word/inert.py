"""Recorded words as Word may be given them: no letter of theirs means anything but itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import escape

from domain.kernel.days import day_words
from domain.kernel.invisible import seen

_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold. Nothing is recorded with one; of old entries it is shown."""


def legible(text: str) -> str:
    """The text with what XML cannot hold, and what is not seen, shown by its number."""
    return seen(_NOT_XML.sub(lambda found: f"[U+{ord(found.group()):04X}]", text))


class Inert(str):
    """Text as XML has it already, so that it is not escaped again."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def inert(text: str) -> Inert:
    """The text as XML, for a template to be filled with."""
    return Inert(unmarked(str(escape(legible(text)))))


def unmarked(xml: str) -> str:
    """XML whose words stay as they are: docxtpl turns `{_{` into `{{` when it has filled in."""
    return xml.replace("{_", "{&#95;").replace("_}", "&#95;}")


def filled(value: Any) -> Any:
    """Content for a template: each text inert, a day in words, lists and mappings all through."""
    match value:
        case Inert():
            return value
        case str():
            return inert(value)
        case date():
            return inert(day_words(value))
        case Mapping():
            return {key: filled(inner) for key, inner in value.items()}
        case Sequence():
            return [filled(inner) for inner in value]
        case _:
            return value
