"""YAML and JSON as anybody may give them: refused whole, with the place, before it is built."""

from __future__ import annotations

from datetime import date

import pytest

from documents.files.errors import InputError
from documents.files.input_file import SHEET_BYTES_MAX, GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.kernel.event import Value
from domain.kernel.vocabulary import Ref, Source, Text

FAULTS = {
    "not YAML": ("a: [1, 2", "line 2, column 1: did not find expected ',' or ']'."),
    "tab": ("a:\n\tb: 1\n", "line 2: its indent holds a tab. Indent with plain spaces."),
    "no-break": ("a:\n  - b: 1\n\u00a0 - c: d: 2\n", "line 3: its indent holds a no-break space"),
    "doubled": ("code: a\ncode: b\n", "line 2, column 1: code is given twice."),
    "alias": ("a: &x [1]\nb: *x\n", "line 2: *x is an alias. Write the value out."),
    "python": ("a: !!python/object/apply:os.system [ls]\n", "line 1: it has a tag."),
    "timestamp": ("a: !!timestamp soon\n", "line 1: it has a tag."),
    "two documents": ("a: 1\n---\nb: 2\n", "line 2, column 1: but found another document."),
    "nested": ("a: " + "[" * 40 + "]" * 40, "It is nested more than 30 deep."),
    "very nested": ("a: " + "[" * 100_000, "It is nested more than 30 deep."),
    "a list": ("- 1\n", "It has no fields. Start from a template"),
    "text": ("hello", "It has no fields."),
    "empty": ("", "It has no fields."),
    "comments": ("# nothing\n", "It has no fields."),
    "no name": ("? [a, b]\n: 1\n", "line 1, column 3: a field has no name."),
    "control": ("a: \x07\n", "It cannot be read as YAML"),
    "json": ('{"a": 1, "a": 2}', "a: is given twice. Give each field once."),
    "broken json": ('{"a": 1,', "line 1, column 9: "),
    "nested json": ('{"a": ' + "[" * 100_000, "It is nested more than 30 deep."),
}


def refused(given: GivenFile) -> str:
    """The only line said about a file that is refused, under its name."""
    with pytest.raises(InputError) as error:
        read_sheet(given)
    assert error.value.source == given.name
    [line] = error.value.lines
    return line


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_read(fault: str) -> None:
    text, said = FAULTS[fault]
    assert refused(GivenFile("bad.yaml", text.encode())).startswith(said)


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    said = refused(GivenFile("bomb.yaml", "\n".join(rows).encode()))
    assert said == "line 2: *a0 is an alias. Write the value out."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfea\x00", "line 1: it is not UTF-8 text. Save it again as UTF-8; in Notepad"),
        (b"a: 1\nb: caf\xe9\n", "line 2: it is not UTF-8 text."),
        (b"#" * (SHEET_BYTES_MAX + 1), "It is larger than 5 MB."),
    ],
)
def test_a_file_of_the_wrong_kind(data: bytes, said: str) -> None:
    assert refused(GivenFile("bad.yaml", data)).startswith(said)


@pytest.mark.parametrize("name", ["a.json", "stdin", "A.JSON", "a.yaml"])
def test_json_is_known_by_its_name_or_by_how_it_begins(name: str) -> None:
    data = b'\xef\xbb\xbf {"day": "2026-03-31", "none": null, "list": [{"empty": null}]}'
    assert read_sheet(GivenFile(name, data)) == {"day": "2026-03-31", "list": [{}]}


def test_yaml_keeps_a_date_as_text_and_leaves_out_what_is_empty() -> None:
    data = b"day: 2026-03-31\nempty:\nheard: yes\n"
    assert read_sheet(GivenFile("a.yml", data)) == {"day": "2026-03-31", "heard": "yes"}


LOOKS_LIKE = (
    *("12:30:45", "1:30", "007", "0o17", "0x1F", "0b11", "1_000", "1e3", "1.50", ".inf", ".NaN"),
    *("yes", "No", "on", "OFF", "true", "y", "n", "~", "Null", "NULL", "=", "<<", "2026-03-31"),
    *("2026-03-31T10:00:00Z", "2026", "+44", "9" * 900),
)
"""What YAML 1.1 takes for a time, an octal number, a truth, nothing, or a merging of fields."""


@pytest.mark.parametrize("written", LOOKS_LIKE)
def test_what_is_written_in_yaml_is_read_as_written(written: str) -> None:
    data = f"text: {written}\nlist: [{written}]\n{written}: name\n".encode()
    wanted = {"text": written, "list": [written], written: "name"}
    assert read_sheet(GivenFile("a.yaml", data)) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "text: Seen on visit #3 only",
        "text: Seen on visit   # 3 only",
        "text: 3 # of ten",
        "list: [Seen #3, twice]",
        "list:\n  - Seen #3",
        "text: Seen\n  on visit #3",
    ],
)
def test_a_value_is_not_cut_at_a_hash(line: str) -> None:
    said = refused(GivenFile("a.yaml", f"first: one\n{line}\nlast: two\n".encode()))
    assert said.partition(": ")[2] == (
        "what stands after # would not be recorded. Put the whole text in quotes, or the comment"
        " on a line of its own."
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("text: Seen on visit#3", "Seen on visit#3"),
        ("text: 'Seen on visit #3'", "Seen on visit #3"),
        ('text: "Seen on visit #3"  # a comment', "Seen on visit #3"),
        ("text: |\n  Seen on visit #3\n", "Seen on visit #3\n"),
        ("# a comment\ntext: Seen\n# another", "Seen"),
        ("other:   # nothing yet\ntext: Seen", "Seen"),
    ],
)
def test_a_comment_where_it_cuts_nothing_is_a_comment(written: str, meant: str) -> None:
    assert read_sheet(GivenFile("a.yaml", f"{written}\n".encode()))["text"] == meant


class _Sheet(Value):
    title: Text
    days: int
    heard: bool
    counts: dict[str, int] = {}


def _read(text: str) -> _Sheet:
    return sheet(_Sheet, read_sheet(GivenFile("a.yaml", text.encode())), "a.yaml")


@pytest.mark.parametrize("written", [one for one in LOOKS_LIKE if len(one) < 100])
def test_a_field_of_text_takes_what_looks_like_something_else(written: str) -> None:
    assert _read(f"title: {written}\ndays: 1\nheard: no\n").title == written


@pytest.mark.parametrize(
    ("written", "meant"), [("12", 12), ("012", 12), ("+7", 7), ("-3", -3), ("0", 0)]
)
def test_a_field_of_numbers_takes_a_number_in_tens(written: str, meant: int) -> None:
    found = _read(f"title: t\ndays: {written}\nheard: yes\ncounts: {{police: {written}}}\n")
    assert (found.days, found.counts) == (meant, {"police": meant})


@pytest.mark.parametrize("written", ["1:30", "0x1F", "1_000", "1.5", "~", "yes", '"12"', "9" * 40])
def test_a_field_of_numbers_takes_nothing_else(written: str) -> None:
    with pytest.raises(InputError) as error:
        _read(f"title: t\ndays: {written}\nheard: yes\n")
    [line] = error.value.lines
    assert line.startswith("days: ")
    assert line.endswith(" is not a whole number.")


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("No", False), ("true", True), ("OFF", False)]
)
def test_a_field_of_yes_or_no_takes_either(written: str, *, meant: bool) -> None:
    assert _read(f"title: t\ndays: 1\nheard: {written}\n").heard is meant


@pytest.mark.parametrize("written", ["maybe", "1", '"yes"', "~"])
def test_a_field_of_yes_or_no_takes_nothing_else(written: str) -> None:
    with pytest.raises(InputError) as error:
        _read(f"title: t\ndays: 1\nheard: {written}\n")
    assert error.value.lines[0].startswith("heard: ")
    assert error.value.lines[0].endswith("is neither yes nor no.")


class _Named(Value):
    ref: Ref
    kind: Source
    day: date


PUT_IN = {
    "\u201c2026-R1\u201d": "Its quotes are a word processor's",
    "\u20182026-R1\u2019": "Its quotes are a word processor's",
    "2026\u2013R1": "Its dash is no hyphen",
    "2026\u2011R1": "Its dash is no hyphen",
    "2026\u00a0R1": "It holds a no-break space",
}


@pytest.mark.parametrize("written", PUT_IN)
def test_what_a_word_processor_put_in_is_named(written: str) -> None:
    given = GivenFile("w.yaml", f"ref: {written}\nkind: {written}\nday: 2026-01-01\n".encode())
    with pytest.raises(InputError) as error:
        sheet(_Named, read_sheet(given), given.name)
    assert [PUT_IN[written] in fault for fault in error.value.lines] == [True, True]
