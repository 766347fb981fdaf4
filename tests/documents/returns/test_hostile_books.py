"""Workbooks made to harm (research S1-S5): refused quickly, in bounded memory, in plain words."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from documents.workbooks import cells, guard, reader_process
from documents.workbooks.guard import UnreadableError
from tests.documents.returns import books
from tests.documents.returns.books import Edit, blank, members, packed, replaced, with_member

CASE = "xl/worksheets/sheet2.xml"
BOOK = "xl/workbook.xml"
SECONDS_MAX = 4
"""Of a processor, for one file; nearly all take less than half a second."""
ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&b;</worksheet>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&a;</worksheet>"""


def _spent() -> float:
    """Seconds of a processor that this process and those it waited for have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def _with_cell(place: str) -> Edit:
    return replaced(CASE, b"</sheetData>", books.far_cell(place))


def _bomb(size: int) -> Edit:
    return with_member("xl/media.xml", b"0" * size)


def _many(data: bytes) -> bytes:
    return packed({**members(data), **{f"xl/x{at}.xml": b"" for at in range(1_000)}})


def _encrypted(data: bytes) -> bytes:
    """Sets the flag by which the directory calls a member encrypted."""
    made = bytearray(data)
    at = made.rindex(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


def _lied(data: bytes) -> bytes:
    """Says in the directory that a member of 60 MB is one of 10 bytes."""
    data = packed({**members(data), "xl/a.xml": b"0" * 60_000_000})
    return data.replace((60_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def _crowded(data: bytes) -> bytes:
    """More cells than any return has, in no more bytes than one may have."""
    numbers = range(reader_process.CELLS_MAX + 1)
    rows = (f"<row><c><v>{sha256(str(n).encode()).digest()[0] * n}</v></c></row>" for n in numbers)
    return replaced(CASE, b"</sheetData>", ("".join(rows) + "</sheetData>").encode())(data)


def _rows(count: int, cell: bytes = b"") -> Edit:
    def edit(data: bytes) -> bytes:
        rows = b"".join(b'<row r="%d">%s</row>' % (at, cell) for at in range(1_000, 1_000 + count))
        return replaced(CASE, b"</sheetData>", rows + b"</sheetData>")(data)

    return edit


def _strings(count: int) -> Edit:
    """Texts that no cell uses."""

    def edit(data: bytes) -> bytes:
        saved = books.as_excel_saves(data)
        more = b"".join(b"<si><t>%d</t></si>" % at for at in range(count))
        return replaced("xl/sharedStrings.xml", b"</sst>", more + b"</sst>")(saved)

    return edit


def _of_letters(size: int) -> bytes:
    """Text that packs badly enough for its size to be no bomb."""
    return b"".join(sha256(b"%d" % at).hexdigest().encode() * 40 for at in range(size // 2_560 + 1))


def long_cell(place: str, size: int) -> Edit:
    def edit(data: bytes) -> bytes:
        cell = books.far_cell(place, value=_of_letters(size)[:size].decode())
        return replaced(CASE, b"</sheetData>", cell)(data)

    return edit


REFUSED: dict[str, tuple[Edit, str]] = {
    "bomb": (_bomb(40_000_000), "unpacks to far more"),
    "large": (lambda data: data + b"0" * guard.BYTES_MAX, "larger than 10 MB"),
    "members": (_many, "unpacks to far more"),
    "absolute": (with_member("/etc/passwd"), "not packed as Excel packs"),
    "climbing": (with_member("xl/../../a.xml"), "not packed as Excel packs"),
    "drive": (with_member("C:/a.xml"), "not packed as Excel packs"),
    "backslash": (with_member("xl\\a.xml"), "not packed as Excel packs"),
    "nested": (with_member("xl/embedded.xlsx"), "not packed as Excel packs"),
    "twice": (with_member("XL/WORKBOOK.XML"), "not packed as Excel packs"),
    "encrypted member": (_encrypted, "not packed as Excel packs"),
    "lying size": (_lied, "cannot be read"),
    "password": (lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password or a sens"),
    "macros": (with_member("xl/vbaProject.bin"), "It holds macros"),
    "old macros": (with_member("xl/macrosheets/sheet1.xml"), "It holds macros"),
    "macro type": (
        replaced("[Content_Types].xml", b"spreadsheetml.sheet.main", b"x.macroEnabled.main"),
        "may hold macros",
    ),
    "other workbooks": (with_member("xl/externalLinks/externalLink1.xml"), "other workbooks"),
    "a picture": (with_member("xl/media/image1.png"), "It holds a picture"),
    "entities": (with_member(CASE, ENTITIES), "defines entities"),
    "outside entity": (with_member(CASE, OUTSIDE), "defines entities"),
    "entities in utf-16": (
        with_member(CASE, ENTITIES.decode().encode("utf-16")),
        "defines entities",
    ),
    "not xml": (with_member(CASE, b"<worksheet"), "cannot be read as an Excel"),
    "no such text": (
        lambda data: replaced(CASE, b"<v>", b"<v>99999")(books.as_excel_saves(data)),
        "cannot be read as an Excel",
    ),
    "bad cell": (_with_cell("A1A1"), "cannot be read as an Excel"),
    "a cell twice": (_with_cell("A1"), "cannot be read as an Excel"),
    "not a zip": (lambda _: b"PK\x03\x04 nonsense", "is not an Excel workbook, or it is damaged"),
    "a text": (lambda _: b"audit: 2026-neglect", "is not an Excel workbook, or it is damaged"),
    "empty": (lambda _: b"", "is not an Excel workbook, or it is damaged"),
    "cut short": (lambda data: data[:-3_000], "is not an Excel workbook, or it is damaged"),
    "another zip": (lambda _: packed({"a.txt": b"a"}), "is not an .xlsx workbook"),
    "too many cells": (_crowded, "far more cells or text"),
    "a million rows": (
        _rows(1_000_000),
        r"far more cells .* The count ended in its part 'sheet2.xml'",
    ),
    "rows": (_rows(400_000), r"far more cells .* ended at row 10\d{4} of its sheet 'C01'"),
    "empty cells": (_rows(300_000, b"<c/><c/><c/>"), "The count ended in its part"),
    "many other cells": (
        _rows(70_000, b"<c><v x='1'>1</v></c>"),
        "far more cells .* ended at C01!A",
    ),
    "merged": (
        replaced(
            CASE,
            b"</sheetData>",
            b"</sheetData><mergeCells>%s</mergeCells>"
            % b"".join(b'<mergeCell ref="I%d:J%d"/>' % (at, at) for at in range(200_000)),
        ),
        "The count ended in its part",
    ),
    "styles": (
        replaced("xl/styles.xml", b"<cellXfs", b"<x/>" * 200_000 + b"<cellXfs"),
        "far more cells .* its part 'styles.xml'",
    ),
    "strings": (_strings(500_000), "The count ended in its part 'sharedStrings.xml'"),
    "a long cell": (long_cell("D6", 200_000), "C01!D6: has 200,000 char"),
    "a cell of 19 MB": (long_cell("D6", 19_000_000), "C01!D6: has 19,000,000 characters"),
    "a cell of 50 MB": (
        long_cell("D6", 50_000_000),
        "unpacks to far more .* its part 'sheet2.xml'",
    ),
    "many cells of one text": (
        _rows(70_000, b'<c t="inlineStr"><is><t>a</t></is></c>'),
        "far more cells .* its part 'sheet2.xml'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_workbook_is_refused_quickly_and_in_words(name: str) -> None:
    edit, said = REFUSED[name]
    hostile = edit(blank())
    begun = _spent()
    with pytest.raises(UnreadableError, match=said) as refused:
        cells.read(hostile)
    assert _spent() - begun < SECONDS_MAX
    words = str(refused.value)
    assert len(words) < 300
    assert "/" not in words.replace("LibreOffice", "")
    assert "Error" not in words


def test_far_cells_cost_nothing_and_are_not_dropped() -> None:
    """Other readers try to hold every cell up to the last: 549 GB for one at XFD1048576."""
    begun = _spent()
    sheets = cells.read(_with_cell("XFD1048576")(blank()))
    assert _spent() - begun < SECONDS_MAX
    assert sheets[1].cells["XFD1048576"] == cells.Cell("s", "far")


def test_a_lie_about_the_size_of_a_sheet_hides_nothing() -> None:
    lie = replaced(CASE, b'<dimension ref="A1:G7"', b'<dimension ref="A1:A1"')
    [found] = [one for one in cells.read(lie(blank())) if one.name == "C01"]
    assert found.cells["G7"].value.startswith("Outstanding")
    vast = replaced(CASE, b'<dimension ref="A1:G7"', b'<dimension ref="A1:XFD1048576"')
    assert cells.read(vast(blank()))[1].cells == found.cells


def _run_child(code: str) -> subprocess.CompletedProcess[bytes]:
    program = f"from documents.workbooks import reader_process\nreader_process.limit()\n{code}"
    return subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, check=False)


def test_the_reading_process_may_use_only_so_much_memory() -> None:
    ran = _run_child(f"bytearray({reader_process.MEMORY_BYTES_MAX})")
    assert b"MemoryError" in ran.stderr
    limits = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU))"
    assert _run_child(limits).stdout.strip() == b"(%d, %d)" % ((reader_process.SECONDS_MAX,) * 2)


def test_without_limits_on_a_platform_it_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no `resource`: there the time limit outside is all."""
    monkeypatch.setitem(sys.modules, "resource", None)
    before = resource.getrlimit(resource.RLIMIT_AS)
    reader_process.limit()
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize(
    ("code", "error", "said"),
    [
        ("import time; time.sleep(60)", UnreadableError, "more than 20 seconds"),
        ("import os; os.kill(os.getpid(), 9)", UnreadableError, "more than 20 seconds"),
        ("raise SystemExit(1)", RuntimeError, "ended with 1"),
    ],
)
def test_a_reader_that_hangs_or_dies_is_an_answer_too(
    monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception], said: str
) -> None:
    run = subprocess.run

    def other(command: list[str], **options: Any) -> object:
        return run([sys.executable, "-c", code], **{**options, "timeout": 1})

    monkeypatch.setattr(subprocess, "run", other)
    with pytest.raises(error, match=said):
        cells.read(blank())


def test_where_a_person_stands_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder called `documents` there is not ours, and is not run."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    assert cells.read(blank())[0].name == "Read me"


def _rich(data: bytes) -> bytes:
    """As Excel and SharePoint leave a file: rich text, returns as `_x000D_`, parts of their own."""
    data = books.as_excel_saves(books.filled(data, books.case("C01", evidence="One two")))
    rich = b'<r><t xml:space="preserve">One_x000D_\n</t></r><r><rPr><b/></rPr><t>two</t></r>'
    data = replaced("xl/sharedStrings.xml", b"<t>One two</t>", rich)(data)
    extra = {
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
        "customXml/item1.xml": b"<p/>",
        "docMetadata/LabelInfo.xml": b"<clbl:labelList xmlns:clbl='x'/>",
        "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
    }
    return packed({**members(data), **extra})


def test_what_office_adds_to_a_file_does_no_harm() -> None:
    [found] = [one for one in cells.read(_rich(blank())) if one.name == "C01"]
    assert found.cells["D6"].value == "One\r\ntwo"


def test_a_zip_may_be_stored_without_compression() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members(blank()).items():
            archive.writestr(name, content)
    assert cells.read(file.getvalue()) == cells.read(blank())


def test_the_child_says_in_json_what_it_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(_: bytes) -> dict[str, object]:
        raise MemoryError

    class Stdin:
        buffer = io.BytesIO(b"")

    monkeypatch.setattr(reader_process, "limit", lambda: None)
    monkeypatch.setattr(reader_process, "cells", explode)
    monkeypatch.setattr(sys, "stdin", Stdin)
    monkeypatch.setitem(sys.modules, "numpy", None)
    reader_process.main()
    assert reader_process.TOO_MUCH in capsys.readouterr().out
