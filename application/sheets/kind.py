"""A kind of sheet: how it is written for somebody, and what each row of it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from application.sheets.asking import Asking
from application.workspace import Workspace
from documents.sheets.sheet import Sheet

Becomes = Callable[[Asking], None]
"""Asks for what a row says."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`make`: the sheet as it would be written now, about an audit or nothing.

    `becomes`: of each table by name. A row that says what it said when it was written is not asked.
    """

    make: Callable[[Workspace, str], Sheet]
    becomes: Mapping[str, Becomes]


@dataclass(frozen=True, slots=True)
class Named:
    """A kind's line in the list of all: its module is loaded when it is used.

    `about`: what its sheet is about. `needs_document`: it says what a document says, which is
    named beside it.
    """

    module: str
    help: str
    needs_audit: bool = True
    may_have_audit: bool = True
    about: str = "audit"
    needs_document: bool = False


KINDS: dict[str, Named] = {
    "people": Named(
        "people",
        "agencies, people and their roles; with an audit, its auditors too",
        needs_audit=False,
    ),
    "returns": Named("returns", "your agency's returns of many cases, as for a dip sample"),
    "views": Named("views", "the views of children and families, case by case"),
    "numbers": Named("numbers", "agencies' own case numbers: kept with the keys, never recorded"),
    "moderation": Named("moderation", "the moderation day: grades agreed, reasons, learning"),
    "feedback": Named(
        "feedback", "when practitioners and managers had their audit, what they said"
    ),
    "certificates": Named("certificates", "certificates of taking part"),
    "history": Named(
        "history",
        "an earlier audit, as a document tells of it; about the tool whose areas it has",
        about="tool",
        needs_document=True,
    ),
    "progress": Named(
        "progress", "progress on open actions", needs_audit=False, may_have_audit=False
    ),
}
"""Every kind of sheet by name, in the order in which a year meets them."""
