"""From flags to the domain's values."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from documents.files.values import sheet

M = TypeVar("M", bound=BaseModel)


def value(kind: type[M], /, **fields: Any) -> M:
    """A value of the domain from flags; those that are None were not given."""
    fields_given = {name: field for name, field in fields.items() if field is not None}
    return sheet(kind, fields_given, "What was given")
