"""A sheet, whatever its kind: what goes out comes back, and every fault is named by its cell."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from documents.files.errors import InputError
from documents.sheets import file
from documents.workbooks.refused import FaultyWorkbookError
from tests.documents.returns import books as workbooks
from tests.documents.returns.books import filled, opened
from tests.documents.sheets.books import SHEET, WORDS, read, values

BOOK = file.written(SHEET, ".xlsx")
ROWS = {
    "cases": [
        {"case": "C01", "given": "Good", "grade": "Poor", "reason": WORDS, "on": "2026-03-31"}
    ],
    "people": [{"person": "p-kaur", "hours": "18"}],
}


def _faults(data: bytes, name: str = "sheet.xlsx") -> list[str]:
    given = read(data, name)
    return given.filled.lines()


def _refused(data: bytes, name: str = "sheet.xlsx") -> str:
    with pytest.raises(InputError) as refused:
        read(data, name).require_faultless()
    return "\n".join(refused.value.lines)


@pytest.mark.parametrize("suffix", [".xlsx", ".yaml"])
def test_what_goes_out_comes_back_untouched(suffix: str) -> None:
    given = read(file.written(SHEET, suffix), f"sheet{suffix}")
    assert given.filled.lines() == []
    assert values(given) == ROWS
    assert not any(row.is_touched for row in given.rows)


@pytest.mark.parametrize("table", ["cases", "people"])
def test_a_table_goes_out_as_csv_and_comes_back(table: str) -> None:
    data = file.written(SHEET, ".csv", table)
    assert values(read(data, "sheet.csv")) == {table: ROWS[table]}
    with pytest.raises(InputError, match="1 faults"):
        file.written(SHEET, ".csv")


def test_the_same_sheet_is_the_same_bytes() -> None:
    assert file.written(SHEET, ".xlsx") == BOOK


@workbooks.NEEDS_OFFICE
def test_nothing_is_lost_on_the_way_through_libreoffice(tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(filled(BOOK, {"Cases!C5": "good", "People!A5": "j-obi"}))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    into = ["--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run(
        ["soffice", home, "--headless", *into, str(tmp_path / "sheet.xlsx")],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    back = read((tmp_path / "out" / "sheet.xlsx").read_bytes())
    assert back.filled.lines() == []
    expected = {
        "cases": [*ROWS["cases"], {"case": "C02", "given": "Poor", "grade": "Good"}],
        "people": [*ROWS["people"], {"person": "j-obi"}],
    }
    assert values(back) == expected
    assert [row.is_touched for row in back.rows] == [False, True, False, True]


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no choice": ({"Cases!C5": "Superb"}, "Cases!C5: is none of the choices. Choose from"),
    "a number for a choice": ({"Cases!C5": 3}, "Cases!C5: is a number. Choose from the list."),
    "a number for words": ({"Cases!D5": 3}, "Cases!D5: is a number. Write it as words."),
    "a formula": ({"Cases!D5": "=1+1"}, "Cases!D5: is a formula. Write it as words."),
    "no day": ({"Cases!E5": "31/02/2026"}, "Cases!E5: is not a date. Write it as 31/03/2026"),
    "an hour": (
        {"Cases!E5": datetime.fromisoformat("2026-03-01T09:00")},
        "Cases!E5: is a date. Write a day",
    ),
    "no number": ({"People!B4": "many"}, "People!B4: is not a whole number. Write one"),
    "half a number": ({"People!B4": 1.5}, "People!B4: is not a whole number. Write one"),
    "nothing where it is needed": (
        {"People!A4": None},
        "People!A4: is empty. Give it.",
    ),
    "a row too many": ({"Cases!A6": "C09", "Cases!C6": "Good"}, "Cases!A6: is no row of this"),
    "a row written over": ({"Cases!A5": "C03", "Cases!C5": "Good"}, "Cases!A5: is no row of this"),
    "ours written over": ({"Cases!B4": "Poor", "Cases!C4": "Good"}, "Cases!A4: is in a row where"),
    "beside the table": ({"Cases!H4": "and"}, "Cases!H4: is not a cell for answers. Move what"),
    "a heading": ({"Cases!C3": "Mark"}, "Cases!C3: is not 'Grade', as the sheet would have it"),
    "invisible": ({"Cases!D5": "a\u202eb"}, "Cases!D5: holds"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_its_cell_with_the_remedy(name: str) -> None:
    cells, said = FAULTS[name]
    assert any(line.startswith(said) for line in _faults(filled(BOOK, cells))), _faults(
        filled(BOOK, cells)
    )


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "a heading"])
def test_a_copy_has_the_faulty_cell_marked_and_can_be_put_right(name: str) -> None:
    with pytest.raises(FaultyWorkbookError) as refused:
        read(filled(BOOK, FAULTS[name][0])).require_faultless()
    copy = refused.value.marked
    assert copy is not None
    book = opened(copy)
    comments = [cell.comment for tab in book for row in tab for cell in row if cell.comment]
    beside = name == "beside the table"
    assert len(comments) == (0 if beside else 1)
    assert len(read(copy).filled.faults) == (0 if beside else 1)


def test_what_people_write_in_other_ways_is_understood() -> None:
    cells = {
        "Cases!C5": " G. ",
        "Cases!D5": "Seen.",
        "Cases!E5": "1/4/2026",
        "People!A5": "j-obi",
        "People!B5": 7,
    }
    found = values(read(filled(BOOK, cells)))
    assert found["cases"][1] == {
        "case": "C02", "given": "Poor", "grade": "Good", "reason": "Seen.", "on": "2026-04-01",
    }  # fmt: skip
    assert found["people"][1] == {"person": "j-obi", "hours": "7"}


def test_rows_may_be_sorted_otherwise() -> None:
    book = opened(BOOK)
    tab = book["Cases"]
    rows = [[cell.value for cell in tab[number]] for number in (4, 5)]
    for number, row in zip((5, 4), rows, strict=True):
        for at, value in enumerate(row, 1):
            tab.cell(number, at).value = value
    given = read(workbooks.saved(book))
    assert given.filled.lines() == []
    assert {
        row.said("case"): row.is_touched for row in given.rows if row.table.name == "cases"
    } == {"C01": False}


CSV = (
    "sheet;audit;Case;Grade;Reason;Day\r\n"
    "trial/cases;2026-neglect;C02;GOOD;She said “no”;1/4/2026\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode("cp1252"),
        CSV.encode(),
        b"sep=;\r\n" + CSV.encode("cp1252"),
        CSV.replace(";", "\t").encode("utf-16"),
        CSV.replace(";", ",").encode("utf-8-sig"),
    ],
    ids=["windows-1252", "utf-8", "sep", "tabs in utf-16", "commas"],
)
def test_csv_is_taken_as_a_councils_computer_saves_it(data: bytes) -> None:
    assert values(read(data, "sheet.csv")) == {
        "cases": [{"case": "C02", "grade": "Good", "reason": "She said “no”", "on": "2026-04-01"}]
    }


TEXTS = {
    "no sheet": (b"a,b\n1,2\n", "there is no column 'sheet'"),
    "two sheets": (b"sheet,case\ntrial/cases,C01\ntrial/people,x\n", "Give one file for each"),
    "no table": (b"sheet,audit,case\ntrial/x,2026-neglect,C01\n", "'x' is no table of trial"),
    "no column": (b"sheet,audit,case,z\ntrial/cases,2026-neglect,C01,1\n", "'z' is no column"),
    "a fault": (
        b"sheet,audit,case,grade\ntrial/cases,2026-neglect,C01,Superb\n",
        "row 2, grade: is none of the choices",
    ),
    "a formula": (
        b"sheet,audit,case,reason\ntrial/cases,2026-neglect,C01,=1+1\n",
        "row 2, reason: begins with =",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_csv_file_is_refused_by_its_row_and_column(name: str) -> None:
    data, said = TEXTS[name]
    assert said in _refused(data, "sheet.csv")


YAMLS = {
    "no sheet": (b"cases: []\n", "sheet: is missing"),
    "no list": (b"sheet: trial\naudit: 2026-neglect\ncases: 3\n", "'cases': is not a list"),
    "no fields": (b"sheet: trial\naudit: 2026-neglect\ncases: [3]\n", "cases[0]: does not hold"),
    "no value": (
        b"sheet: trial\naudit: 2026-neglect\ncases: [{case: [C01]}]\n",
        "cases[0].case: is not one value",
    ),
    "a fault": (
        b"sheet: trial\naudit: 2026-neglect\ncases: [{case: C01, grade: Superb}]\n",
        "cases[0], grade: is none of the choices",
    ),
}


@pytest.mark.parametrize("name", YAMLS)
def test_a_yaml_file_is_refused_by_its_row_and_field(name: str) -> None:
    data, said = YAMLS[name]
    assert said in _refused(data, "sheet.yaml")


def test_no_cell_of_a_sheet_can_act() -> None:
    from dataclasses import replace

    table = SHEET.tables[0]
    evil = replace(table, rows=(("C01", "=cmd|' /C calc'!A0", "Good", "@SUM(A1)", ""),))
    book = opened(file.written(replace(SHEET, tables=(evil,)), ".xlsx"))
    types = {cell.data_type for tab in book for row in tab for cell in row if cell.value}
    assert types == {"s"}
    assert b"\n=" not in (made := file.written(replace(SHEET, tables=(evil,)), ".csv"))
    assert b"'=cmd" in made
