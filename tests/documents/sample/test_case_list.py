"""A case list: an agency's table, and the file that is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.files.table import read_table
from documents.sample.case_list import read_and_make_refs, read_case_list
from documents.sample.frame_file import read_frame
from domain.audit.terms import SampleSpecification
from domain.kernel.command import Refusal
from domain.sample.frame import Frame
from tests.documents.returns.books import blank, saved
from tests.documents.returns.test_hostile_books import REFUSED

HOSTILE = [name for name in REFUSED if name not in {"a text", "empty"}]
SALT = "00112233445566778899aabbccddeeff"
WANTED = SampleSpecification(frame_definition="Open plans", size=2, stratifier="district")
BY_SEX = SampleSpecification.model_validate({**WANTED.model_dump(), "second_margin": "sex"})

TABLES = {
    "no stratifier": ("ref,town\nK1,A\n", "line 1: there is no column 'district'."),
    "names": ("ref,district,name\nK1,A,Ann\n", "line 1: column 'name' is not needed. Take it out"),
    "twice a column": ("ref,district,ref\nK1,A,K1\n", "line 1: a column is named twice."),
    "empty": ("", "It is empty."),
    "header only": ("ref,district\n", "It has a header and no rows."),
    "blank": ("ref,district\nK1,\n", "row 2: district is empty. Give it."),
    "twice a ref": ("ref,district\nK1,A\nK1,B\n", "row 3: ref 'K1' is that of row 2."),
    "short": ("ref,district\nK1\n", "line 2: 1 values under 2 columns."),
    "quotes": ('ref,district\n"K1,A\n', "line 2: unexpected end of data."),
    "colons": ("ref:district\nK1:A\n", "line 1: there is no column 'ref'."),
    "two separators": ("ref;district\nK1,A\n", "line 2: 1 values under 2 columns."),
    "no workbook": ("PK\x03\x04", "It is not an Excel workbook, or it is damaged."),
    "long": (f"ref,district\nK1,{'x' * 300}\n", "stratum: is longer than"),
}


def _frame() -> Frame:
    rows = b"sex,ref,district\ngirl,K2, North \n\nboy,K1,South\n"
    return read_case_list(GivenFile("cases.csv", rows), BY_SEX, SALT)


@pytest.mark.parametrize("fault", TABLES)
def test_a_case_list_that_cannot_be_taken(fault: str) -> None:
    text, said = TABLES[fault]
    with pytest.raises(InputError) as error:
        read_case_list(GivenFile("cases.csv", text.encode()), WANTED, SALT)
    assert error.value.source == "cases.csv"
    assert said in error.value.lines[0]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("first", ["", "sep={}"])
def test_a_table_as_excel_saves_it_anywhere(
    separator: str, code: str, end: str, first: str
) -> None:
    head = [first.format(separator)] if first else []
    rows = (("ref", "district"), ("K1", "Ynys M\u00f4n"), ("K2", "North"))
    text = end.join([*head, *(separator.join(row) for row in rows), ""])
    frame = read_case_list(GivenFile("cases.csv", text.encode(code)), WANTED, SALT)
    assert [(row.ref, row.stratum) for row in frame.rows] == [
        ("K1", "Ynys M\u00f4n"),
        ("K2", "North"),
    ]


def test_a_table_in_any_order_is_the_frame() -> None:
    assert [(row.ref, row.stratum, row.second) for row in _frame().rows] == [
        ("K2", "North", "girl"),
        ("K1", "South", "boy"),
    ]


def test_the_file_that_was_written_is_the_frame_again() -> None:
    kept = GivenFile("frame.tsv", _frame().text().encode())
    assert read_frame(kept).digest() == _frame().digest()


@pytest.mark.parametrize("before", ["", "\ufeff"])
def test_a_file_that_went_through_notepad_is_read_as_it_was(before: str) -> None:
    text = before + _frame().text().replace("\n", "\r\n")
    assert read_frame(GivenFile("frame.tsv", text.encode())).digest() == _frame().digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("assure frame 1", "frame"),
        lambda text: text.replace("\tgirl\n", "\n", 1),
        lambda text: text.rstrip("\n"),
        lambda text: text + "K99\tNorth\n",
        lambda text: text.replace(SALT, SALT.upper()),
        lambda text: "",
    ],
)
def test_a_file_that_was_changed_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(InputError):
        read_frame(GivenFile("frame.tsv", change(_frame().text()).encode()))


def test_a_file_with_an_empty_ref_is_refused_by_the_rule_of_frames() -> None:
    with pytest.raises(Refusal) as refusal:
        read_frame(GivenFile("frame.tsv", (_frame().text() + "\tNorth\t\n").encode()))
    assert refusal.value.code == "bad-frame"


def _book(rows: list[list[object]], **tabs: list[list[object]]) -> bytes:
    book = Workbook()
    for name, more in {"Cases": rows, **tabs}.items():
        tab = book.create_sheet(name)
        for row in more:
            tab.append(row)
    return saved(book)


def test_a_workbook_with_the_list_is_taken_as_its_csv_is() -> None:
    rows: list[list[object]] = [["Sex ", "Ref", "District"], ["girl", "K2", "North"], [],
                                ["boy", "K1", "South"]]  # fmt: skip
    made = read_case_list(GivenFile("cases.xlsx", _book(rows)), BY_SEX, SALT)
    assert made == _frame()
    numbers: list[list[object]] = [["ref", "district"], [440012, "A"], [440013, "B"]]
    frame = read_case_list(GivenFile("c.xlsx", _book(numbers)), WANTED, SALT)
    assert [row.ref for row in frame.rows] == ["440012", "440013"]


BOOKS: dict[str, tuple[bytes, str]] = {
    "two tabs": (_book([["ref", "district"]], More=[["x"]]), "2 tabs with something in them"),
    "nothing": (_book([]), "0 tabs with something in them: none"),
    "a formula": (_book([["ref", "district"], ["=1+1", "A"]]), "A2: is a formula."),
    "a day": (_book([["ref", "district"], [date(2026, 3, 1), "A"]]), "A2: is a date."),
    "no heading": (_book([["ref", None, "x"], ["K1", "A", "1"]]), "row 1: a column has no name"),
    "a name": (_book([["ref", "district", "name"], ["K1", "A", "x"]]), "'name' is not needed"),
    "blank": (_book([["ref", "district"], ["K1", None]]), "row 2: district is empty. Give it."),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_that_cannot_be_taken(name: str) -> None:
    data, said = BOOKS[name]
    with pytest.raises(InputError) as error:
        read_case_list(GivenFile("cases.xlsx", data), WANTED, SALT)
    assert said in error.value.lines[0]


@pytest.mark.parametrize("name", HOSTILE[::9])
def test_a_hostile_workbook_is_refused_as_a_return_is(name: str) -> None:
    with pytest.raises(InputError):
        read_case_list(GivenFile("cases.xlsx", REFUSED[name][0](blank())), WANTED, SALT)


OWN = (
    "Child's name;Our number;district;family\r\n"
    "Ann Example;NN/1001;North;Example\r\nBen Example;NN/1002;North;Example\r\n"
    "Cyd Sample;NN/1003;South;\r\n"
)


@pytest.mark.parametrize("code", ["utf-8", "cp1252", "utf-16"])
def test_refs_are_made_and_only_the_key_says_whose_they_are(code: str) -> None:
    made = read_and_make_refs(GivenFile("own.csv", OWN.encode(code)), WANTED, SALT)
    kept = made.frame.text()
    assert not [word for word in ("Ann", "Example", "NN", "1001", "Sample") if word in kept]
    assert [row.ref for row in made.frame.rows] == ["K01", "K02", "K03"]
    assert sorted(row.stratum for row in made.frame.rows) == ["North", "North", "South"]
    assert made.frame.families() == 2
    key = read_table(GivenFile("key.csv", made.key))
    assert {row["Child's name"]: row["Our number"] for row in key}["Cyd Sample"] == "NN/1003"
    assert {(row["ref"], row["district"]) for row in key} == {
        (row.ref, row.stratum) for row in made.frame.rows
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ref,district\nK1,A\n", "line 1: there is a column 'ref', and refs are to be made."),
        ("district\nA\n", "line 1: no column says which child a row is"),
        ("name\nAnn\n", "line 1: there is no column 'district'."),
        ("name,district\nAnn,A\nAnn,B\n", "row 3: it is the child of row 2. Give each once."),
        ("name,district\n,A\n", "row 2: nothing says which child it is."),
        ("name,district\nAnn,\n", "row 2: district is empty. Give it."),
    ],
)
def test_an_own_list_that_cannot_be_taken(text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_and_make_refs(GivenFile("own.csv", text.encode()), WANTED, SALT)
    assert said in error.value.lines[0]
