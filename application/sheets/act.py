"""Writes a sheet, understands one that came back, and records it: all of it or nothing.

A sheet is understood before it is recorded, so that a person can see first what would be. Rows
that are on the record already are nothing new, so that sending it twice is safe.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib import import_module
from typing import Unpack, cast

from application import kept_documents
from application.case_numbers import keep, require_keepable
from application.sheets.asking import Asked, Asking, Kept
from application.sheets.kind import KINDS, Kind, Named
from application.workspace import How, Workspace
from documents.files.input_file import GivenFile
from documents.sheets import file as sheet_file
from documents.sheets.file import GivenSheet
from documents.sheets.filled import Row
from documents.sheets.sheet import Part, Sheet
from domain.kernel.command import Command, Refusal
from domain.kernel.confidential import Path
from domain.kernel.event import Event, OnBehalf
from ledger.deciding import ForWhom
from ledger.decision import Outcome
from ledger.errors import NotPermittedError

BYTES_MAX = sheet_file.BYTES_MAX
DOCUMENT_BYTES_MAX = kept_documents.BYTES_MAX
_ARTICLES = {"audit": "an audit", "tool": "a tool"}
SUFFIXES = sheet_file.SUFFIXES


@dataclass(frozen=True, slots=True)
class RowSummary:
    """A row, by its place in the file, and the events that it leads to; none: nothing new."""

    row: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnderstoodSheet:
    """A sheet without a fault. `asked`: what its rows ask for, in their order; `events`: what each
    would lead to. `as_written`: rows that nobody touched. `kept`: numbers for the keys' keeping.
    """

    given: GivenSheet
    asked: tuple[Asked, ...]
    events: tuple[Sequence[Event], ...]
    received_on: date
    as_written: int
    kept: tuple[Kept, ...] = ()

    @property
    def commands(self) -> list[Command]:
        return [one.command for one in self.asked]

    @property
    def whose(self) -> ForWhom:
        """For whom each command is entered: the sheet is the document."""
        return _whose(self.asked, self.given, self.received_on)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many events of each kind it would lead to."""
        return Counter(type(event).__name__ for events in self.events for event in events)

    def place(self, command: Command, path: Path) -> str:
        """Where a text stands, as the file has it."""
        asked = next(one for one in self.asked if one.command is command)
        return self.given.place(asked.row, asked.column(path))

    def rows(self) -> Iterator[RowSummary]:
        """What each row that was filled in or changed leads to."""
        found: dict[str, list[str]] = {}
        for asked, events in zip(self.asked, self.events, strict=True):
            place = self.given.row_place(asked.row)
            found.setdefault(place, []).extend(type(event).__name__ for event in events)
        return (RowSummary(place, tuple(names)) for place, names in found.items())


def kind_of(name: str) -> tuple[Named, Kind]:
    """A kind of sheet by its name. Refuses a name that is none."""
    named = KINDS.get(name)
    if named is None:
        raise Refusal(
            "unknown-sheet",
            f"{name!r} is no kind of sheet.",
            f"Its kinds are: {', '.join(KINDS)}.",
        )
    return named, cast(Kind, import_module(f"application.sheets.{named.module}").KIND)


def blank(work: Workspace, name: str, about: str) -> Sheet:
    """The sheet as it would be written now, for this person."""
    named, kind = kind_of(name)
    if named.needs_audit and not about:
        raise Refusal(
            f"no-{named.about}",
            f"A sheet of {name} is about {_ARTICLES[named.about]}.",
            f"Name it: `assure {named.about} list`.",
        )
    if about and not named.may_have_audit:
        raise Refusal("no-audit-here", f"A sheet of {name} is about no audit.", "Leave it out.")
    work.require_viewer()
    return replace(kind.make(work, about), written_at=work.ledger.size())


def write(work: Workspace, name: str, about: str, suffix: str, table: str | None = None) -> bytes:
    """The file of a sheet, filled in with what is on the record."""
    return sheet_file.written(blank(work, name, about), suffix, table)


def understand(
    work: Workspace,
    file: GivenFile,
    received_on: date | None = None,
    document: GivenFile | None = None,
) -> UnderstoodSheet:
    """A filled-in sheet. `received_on`: when it came, where it is entered for others; else today.
    `document`: what it was entered from, where its kind is about one.

    Raises InputError with every fault; of most, FaultyWorkbookError with a copy that has them
    marked. Raises NotPermittedError for what is not this person's to record.
    """
    given = replace(
        sheet_file.read(file, lambda name, about: blank(work, name, about)), document=document
    )
    _require_document(given)
    asked, kept = _asked(work, given, given.rows)
    if given.filled.faulty:
        _asked(work, given, given.filled.faulty)
    given.require_faultless()
    for one in kept:
        try:
            require_keepable(work, one.number)
        except Refusal as refusal:
            given.fault(one.row, "", f"is refused: {refusal.message} {refusal.remedy}")
    day = received_on or work.today
    events = _tried(work, given, asked, day)
    untouched = sum(not row.is_touched for row in given.rows)
    return UnderstoodSheet(given, asked, events, day, untouched, kept)


def _require_document(given: GivenSheet) -> None:
    """Refuses a sheet without the document that it needs, and one with a document of no use."""
    kind, _ = kind_of(given.sheet.kind)
    if kind.needs_document and given.document is None:
        raise Refusal(
            "no-document",
            f"A sheet of {given.sheet.kind} is entered from a document.",
            "Name its file: --document FILE. Its digest is recorded.",
        )
    if not kind.needs_document and given.document is not None:
        raise Refusal(
            "no-document-here",
            f"A sheet of {given.sheet.kind} is its own document.",
            "Leave --document out.",
        )


def _asked(
    work: Workspace, given: GivenSheet, rows: Sequence[Row]
) -> tuple[tuple[Asked, ...], tuple[Kept, ...]]:
    """What rows ask for. Of a row with a fault, that finds the others of its cells."""
    _, kind = kind_of(given.sheet.kind)
    found: list[Asked] = []
    kept: list[Kept] = []
    for row in rows:
        if row.is_touched:
            _refuse_emptied(given, row)
            asking = Asking(work, given, row)
            kind.becomes[row.table.name](asking)
            found += asking.asked
            kept += asking.kept
    return tuple(found), tuple(kept)


def _refuse_emptied(given: GivenSheet, row: Row) -> None:
    """Notes each cell that is empty and has something on the record: that would be dropped unsaid.

    Where rows have no names of their own, their kind says what must stand in them.
    """
    known = row.table.known(row.values)
    if known is None or not row.was_written:
        return
    for name in row.table.named(Part.ASKED):
        if known[name] and not row.said(name):
            given.fault(
                row,
                name,
                "is empty, and the record has something here. What is recorded stays: write it"
                " again, or begin with a fresh sheet.",
            )


def _tried(
    work: Workspace, given: GivenSheet, asked: tuple[Asked, ...], received_on: date
) -> tuple[Sequence[Event], ...]:
    """What each command would lead to. Raises for what is refused, with each row that is."""
    whose = _whose(asked, given, received_on)
    answers = work.ledger.tried([one.command for one in asked], work.identity, whose)
    found: list[Sequence[Event]] = []
    for one, answer in zip(asked, answers, strict=True):
        match answer:
            case NotPermittedError():
                raise answer
            case Refusal():
                given.fault(one.row, "", f"is refused: {answer.message} {answer.remedy}")
            case _:
                found.append(answer)
    given.require_faultless()
    return tuple(found)


def _whose(asked: Sequence[Asked], given: GivenSheet, received_on: date) -> ForWhom:
    digest = given.digest
    by_command = {
        id(one.command): OnBehalf(person=one.for_person, document=digest, received_on=received_on)
        for one in asked
        if one.for_person is not None
    }
    return lambda command: by_command.get(id(command))


def record(work: Workspace, understood: UnderstoodSheet, **how: Unpack[How]) -> Outcome:
    """Records a sheet whole. The same one again is one record, unless `how` has an id."""
    if how.get("command_id") is None:
        how["command_id"] = name = _command_id(work, understood)
        earlier = None if any(understood.events) else work.ledger.recorded_as(name)
        if earlier is not None:
            return earlier
    outcome = work.record(*understood.commands, whose=understood.whose, **how)
    if not outcome.receipt.dry_run:
        for one in understood.kept:
            keep(work, one.number)
    return outcome


def _command_id(work: Workspace, understood: UnderstoodSheet) -> str:
    """The command id that makes the same sheet by the same person one record.

    Where it leads to something new although it was recorded before, it is a new act.
    """
    given = understood.given
    rows = [_content(row) for row in given.rows if row.is_touched]
    content = [work.person, given.sheet.kind, given.sheet.about, rows]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    name = f"sheet-{sha256(text.encode()).hexdigest()}"
    number, is_new = 1, any(understood.events)
    while is_new and work.ledger.is_recorded(name):
        number += 1
        name = f"{name.partition('.')[0]}.{number}"
    return name


def _content(row: Row) -> tuple[str, dict[str, str]]:
    return row.table.name, dict(row.values)
