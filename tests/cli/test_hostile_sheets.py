"""Every kind of sheet against what harms: vast and odd workbooks, tables and texts, odd cells."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pytest

from application.identity import local
from application.sheets import act
from application.sheets.kind import KINDS
from application.workspace import Workspace
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.sheets import places, read_book
from documents.sheets.sheet import Part, Sheet, Table
from documents.workbooks import cells
from domain.kernel.command import Refusal
from ledger import opening, service
from ledger.integrity.scan import audit
from ledger.settings import Settings
from tests.cli.harness import AUDITORS, COORDINATOR, LEAD, Clock
from tests.documents import hostile
from tests.documents.returns import books
from tests.documents.returns.books import Edit, filled, opened, saved
from tests.documents.returns.test_hostile_books import REFUSED, long_cell
from tests.documents.test_hostile_files import SMALLER, require_plain

CODE = "2026-neglect"
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]
WRITES: dict[str, tuple[str, str]] = {
    "people": (COORDINATOR, ""),
    "returns": (POLICE, CODE),
    "views": (LEAD, CODE),
    "numbers": (POLICE, CODE),
    "moderation": (LEAD, CODE),
    "feedback": (HEALTH, CODE),
    "certificates": (LEAD, CODE),
    "history": (LEAD, "neglect"),
    "progress": (POLICE, ""),
}
"""Of each kind: who writes it here, and about what."""
DOCUMENT = GivenFile("report.pdf", b"The report of 2024.")


class World(NamedTuple):
    """An audit after its moderation day, and each kind's sheet as it would be written now."""

    works: Mapping[str, Workspace]
    sheets: Mapping[str, Sheet]
    books: Mapping[str, bytes]

    def understand(self, kind: str, file: GivenFile) -> act.UnderstoodSheet:
        document = DOCUMENT if KINDS[kind].needs_document else None
        return act.understand(self.works[kind], file, document=document)

    def refused(self, kind: str, file: GivenFile) -> tuple[str, ...]:
        """The lines said about a file that is refused."""
        with pytest.raises((InputError, Refusal)) as refused:
            self.understand(kind, file)
        error = refused.value
        lines = error.lines if isinstance(error, InputError) else (str(error),)
        require_plain(lines)
        return lines


@pytest.fixture(scope="module")
def world(held_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Whatever is read in this file, nothing is recorded."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(held_folder, folder, dirs_exist_ok=True)
    path = folder / "ledger.db"
    before = sha256(path.read_bytes()).digest()
    clock = Clock()
    clock.put("2026-04-01")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "utc_now", clock)
        with opening.open_ledger(Settings(path, None, folder / "home", {}), clock) as ledger:
            works = {kind: Workspace(ledger, local(who)) for kind, (who, _) in WRITES.items()}
            made = {kind: act.blank(works[kind], kind, about)
                    for kind, (_, about) in WRITES.items()}  # fmt: skip
            written = {kind: act.write(works[kind], kind, about, ".xlsx")
                       for kind, (_, about) in WRITES.items()}  # fmt: skip
            yield World(works, made, written)
    assert sha256(path.read_bytes()).digest() == before
    assert audit(path).fault is None


@contextmanager
def read_here() -> Iterator[None]:
    """Harmless workbooks, without a process for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "read", books.sheets)
        yield


def test_every_kind_is_here() -> None:
    assert WRITES.keys() == KINDS.keys()


BOOKS: dict[str, Edit] = {
    name: edit for name, (edit, _) in REFUSED.items() if not name.startswith("a cell of 19")
} | {"a long cell": long_cell("D950", 200_000)}
OF_BOOK = dict(zip(BOOKS, cycle(KINDS), strict=False))
"""Each workbook with the kind of sheet that it is tried on first."""


@pytest.mark.parametrize("name", list(BOOKS)[::3])
def test_a_hostile_workbook_is_refused(world: World, name: str) -> None:
    kind = OF_BOOK[name]
    world.refused(kind, GivenFile("sheet.xlsx", BOOKS[name](world.books[kind])))


@pytest.mark.slow  # a process for each
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BOOKS)
def test_every_hostile_workbook_is_refused_by_every_kind(
    world: World, name: str, kind: str
) -> None:
    world.refused(kind, GivenFile("sheet.xlsx", BOOKS[name](world.books[kind])))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_refused(world: World, kind: str) -> None:
    """As a whole file, and as the rows of this kind's first table."""
    for suffix, files in (("yaml", hostile.yaml_files), ("json", hostile.json_files)):
        for data in files(SMALLER).values():
            world.refused(kind, GivenFile(f"bad.{suffix}", data))
    table = world.sheets[kind].tables[0].name
    begun = f"sheet: {kind}\naudit: {WRITES[kind][1]}\n{table}:\n"
    asked = world.sheets[kind].tables[0].columns[-1].name
    for rows in (
        f"  - {{{asked}: [a, b]}}\n",
        f"  - {{{asked}: {{a: b}}}}\n",
        "  - {no_such_column: 1}\n",
        "  - 3\n",
        f"  - {{{asked}: {'9' * 40_000}}}\n",
        f'  - {{{asked}: "\\e[2J"}}\n',
        "".join(f"  - {{{asked}: x{at}}}\n" for at in range(1_100)),
    ):
        world.refused(kind, GivenFile("bad.yaml", (begun + rows).encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_tables_are_refused(world: World, kind: str) -> None:
    table = world.sheets[kind].tables[0]
    names = ",".join(column.name for column in table.columns)
    about = f"{kind}/{table.name},{WRITES[kind][1]}"
    empty = "," * (len(table.columns) - 1)
    for text in (
        f"sheet,audit,{names}\n{about},x{empty}{',y' * 40}\n",
        f'sheet,audit,{names}\n{about},"x{empty}\n' + "\n" * 1_000,
        f"sheet,audit,{names},{names}\n{about},{empty},{empty}\n",
        f"sheet,audit,{names},c{'c' * 100_000}\n{about},{empty},x\n",
        f"sheet,audit,{names}\n{about},{'x' * 200_000}{empty}\n",
        f"sheet,audit,{names}\n{kind}/nothing,{WRITES[kind][1]},x{empty}\n",
        f"sheet,audit,{names}\nnothing/{table.name},,x{empty}\n",
        f"sheet,audit,{names}\n{about},{empty}\x1b[2J\n",
    ):
        world.refused(kind, GivenFile("bad.csv", text.encode()))


SHORT_AND_LONG = [
    kind if kind == "numbers" else pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS
]
"""The shortest sheet each time; the long ones take a minute together."""
ODD: dict[str, tuple[object, bool]] = {
    "a formula": ('=HYPERLINK("http://example.org","x")', True),
    "a formula for a program": ("=cmd|' /C calc'!A0", True),
    "a logical value": (True, True),
    "an error": ("#REF!", True),
    "a letter that is not seen": ("a\u202eb", True),
    "a lost letter": ("Mu\ufffdller", True),
    "a long text": ("words " * 6_000, True),
    "a vast number": (1e300, True),
    "part of a number": (0.1 + 0.2, True),
    "a negative number": (-7, False),
    "an hour": (datetime(2026, 3, 1, 9, 30), True),  # noqa: DTZ001 - Excel has no zones
    "a tag": ("{{ ''.__class__ }}", False),
    "markup": ("<script>alert(1)</script>", False),
    "a path": ("../../../etc/passwd", False),
    "a day that is none": ("31/02/2026", False),
}
"""What somebody, or a program, puts into a cell; whether no column at all takes it."""


def _rows(table: Table) -> range:
    rows = len(table.rows) + (1 if table.spare else 0)
    return range(places.FIRST_ROW, places.FIRST_ROW + rows)


def _odd_cells(sheet: Sheet) -> Iterator[list[tuple[str, str, str]]]:
    """Workbooks full of odd cells: the table, the cell and what is odd, one in each row."""
    waiting = {
        table.title: [(at, odd) for at, column in enumerate(table.columns, 1)
                      if column.part is Part.ASKED for odd in ODD]
        for table in sheet.tables if _rows(table)
    }  # fmt: skip
    while any(waiting.values()):
        book = []
        for table in sheet.tables:
            for row in _rows(table):
                if waiting.get(table.title):
                    at, odd = waiting[table.title].pop()
                    book.append((table.title, places.cell(row, at), odd))
        yield book


@pytest.mark.parametrize("kind", SHORT_AND_LONG)
def test_an_odd_cell_is_refused_by_its_name_or_stays_words(world: World, kind: str) -> None:
    for odd_cells in _odd_cells(world.sheets[kind]):
        values = {f"{tab}!{cell}": ODD[odd][0] for tab, cell, odd in odd_cells}
        file = GivenFile("sheet.xlsx", filled(world.books[kind], values))
        with read_here():
            try:
                world.understand(kind, file)
                said = ""
            except InputError as error:
                require_plain(error.lines)
                said = "\n".join(error.lines)
        for tab, cell, odd in odd_cells:
            assert not ODD[odd][1] or f"{tab}!{cell}: " in said, (tab, cell, odd, said)


def _swap_columns(data: bytes, tab: str) -> bytes:
    book = opened(data)
    one = book[tab]
    for row in range(places.HEAD_ROW, one.max_row + 1):
        first, second = one.cell(row, 1), one.cell(row, 2)
        first.value, second.value = second.value, first.value
    return saved(book)


def _without(data: bytes, tab: str) -> bytes:
    book = opened(data)
    del book[tab]
    return saved(book)


def _renamed(data: bytes, tab: str) -> bytes:
    book = opened(data)
    book[tab].title = "Sheet1"
    return saved(book)


def _hidden(data: bytes, tab: str) -> bytes:
    book = opened(data)
    book[tab].row_dimensions[places.FIRST_ROW].hidden = True
    book[tab].sheet_state = "hidden"
    return saved(book)


def _commented(data: bytes, tab: str) -> bytes:
    from openpyxl.comments import Comment

    book = opened(data)
    book[tab].cell(places.FIRST_ROW, 1).comment = Comment("See me.", "somebody")
    return saved(book)


def _merged(data: bytes, tab: str) -> bytes:
    book = opened(data)
    book[tab].merge_cells(f"A{places.FIRST_ROW}:A{places.FIRST_ROW + 1}")
    return saved(book)


CHANGED: dict[str, Callable[[bytes, str], bytes]] = {
    "another kind": lambda data, _: filled(data, {"Form!B4": "nothing"}),
    "another audit": lambda data, _: filled(data, {"Form!B5": "2031-nothing"}),
    "another layout": lambda data, _: filled(data, {"Form!B3": "99"}),
    "a formula for a kind": lambda data, _: filled(data, {"Form!B4": "=A1"}),
    "no form": lambda data, _: _without(data, "Form"),
    "columns swapped": _swap_columns,
    "a tab too few": _without,
    "a tab renamed": _renamed,
    "a tab hidden": _hidden,
    "a comment": _commented,
    "cells merged": _merged,
    "words beside": lambda data, tab: filled(data, {f"{tab}!AZ4": "and more"}),
}


@pytest.mark.parametrize("kind", SHORT_AND_LONG)
def test_a_workbook_that_was_built_over_is_refused_with_its_place(world: World, kind: str) -> None:
    tab = world.sheets[kind].tables[0].title
    for name, change in CHANGED.items():
        with read_here():
            [*lines] = world.refused(kind, GivenFile("sheet.xlsx", change(world.books[kind], tab)))
        assert lines, name


NAMED = [kind for kind in KINDS if kind not in {"people", "history"}]
"""Kinds whose rows have names: nobody adds one."""


@pytest.mark.parametrize("kind", NAMED)
def test_a_row_that_stands_twice_is_refused(world: World, kind: str) -> None:
    """Pasted again or sorted wrongly: which of the two counts, nobody could say."""
    table = next(one for one in world.sheets[kind].tables if one.rows and one.named(Part.KEY))
    book = opened(world.books[kind])
    tab = book[table.title]
    end = places.FIRST_ROW + len(table.rows)
    asked = next(at for at, one in enumerate(table.columns, 1) if one.part is Part.ASKED)
    for at in range(1, len(table.columns) + 2):
        tab.cell(end, at).value = tab.cell(places.FIRST_ROW, at).value
    for row in (places.FIRST_ROW, end):
        tab.cell(row, asked).value = tab.cell(row, asked).value or "01/03/2026"
    with read_here():
        said = "\n".join(world.refused(kind, GivenFile("sheet.xlsx", saved(book))))
    assert f"{table.title}!A{end}: is a second row for" in said


def test_reading_names_no_cell_of_another_tab(world: World) -> None:
    """The reader in this process and the one apart read the same."""
    for kind, data in world.books.items():
        assert read_book.unpack(GivenFile("s.xlsx", data))[0] == books.sheets(data), kind
