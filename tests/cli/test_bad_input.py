"""Bad input is refused whole, each fault on a line with its remedy, and nothing is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.files.given import SHEET_BYTES_MAX
from ledger.service import Ledger
from tests.cli.harness import AUDITORS, CHAIR, LEAD, TOOL, Assure, case_list, returned

CODE = "2026-neglect"
GRADES = {"voice": "good", "planning": "good"}


def _refused(assure: Assure, *words: str, actor: str, stdin: str | None = None) -> list[str]:
    """The lines said of a refusal, without the first and the last."""
    with Ledger.open(assure.ledger) as ledger:
        before = ledger.size()
    result = assure(*words, actor=actor, stdin=stdin, code=3)
    with Ledger.open(assure.ledger) as ledger:
        assert ledger.size() == before
    assert result.stdout == ""
    first, *lines, last = result.stderr.splitlines()
    assert first.endswith("is refused; nothing was recorded.")
    assert last == "[invalid-input]"
    return [line.strip() for line in lines]


YAML_FAULTS = {
    "not YAML": ("a: [1, 2", "line 2, column 1: did not find expected ',' or ']'."),
    "tab": ("a:\n\tb: 1\n", "line 2, column 1: found character that cannot start any token."),
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
    "a number for a name": ("1: a\n", "1 is not a field's name."),
    "no name": ("? [a, b]\n: 1\n", "line 1, column 3: a field has no name."),
    "control": ("a: \x07\n", "It cannot be read as YAML"),
    "huge number": ("a: " + "9" * 5_000, "It cannot be read as YAML"),
    "json": ('{"a": 1, "a": 2}', "a: is given twice. Give each field once."),
    "broken json": ('{"a": 1,', "line 1, column 9: "),
    "nested json": ('{"a": ' + "[" * 100_000, "It is nested more than 30 deep."),
}


@pytest.mark.parametrize("fault", YAML_FAULTS)
def test_a_file_that_cannot_be_read(prepared: Assure, fault: str) -> None:
    text, said = YAML_FAULTS[fault]
    path = prepared.file("bad.yaml", text)
    lines = _refused(prepared, "tool", "publish", path, actor=LEAD)
    assert len(lines) == 1
    assert lines[0].startswith(said)


def test_a_bomb_of_aliases_is_refused_before_it_is_built(prepared: Assure) -> None:
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    lines = _refused(prepared, "tool", "publish", "-", actor=LEAD, stdin="\n".join(rows))
    assert lines == ["line 2: *a0 is an alias. Write the value out."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfea\x00", "line 1: it is not UTF-8 text. Save it again as UTF-8."),
        (b"a: 1\nb: caf\xe9\n", "line 2: it is not UTF-8 text."),
        (b"#" * (SHEET_BYTES_MAX + 1), "It is larger than 5 MB."),
    ],
)
def test_a_file_of_the_wrong_kind(prepared: Assure, data: bytes, said: str) -> None:
    (prepared.folder / "bad.yaml").write_bytes(data)
    lines = _refused(prepared, "tool", "publish", prepared.path("bad.yaml"), actor=LEAD)
    assert lines[0].startswith(said)


def test_files_that_are_not_there(prepared: Assure) -> None:
    for name in ("none.yaml", ".", "a\0b"):
        path = prepared.path(name)
        assert _refused(prepared, "tool", "publish", path, actor=LEAD)[0].startswith("It cannot be")


def test_unknown_fields_and_wrong_types_of_a_tool(prepared: Assure) -> None:
    text = TOOL.replace("code: neglect", "code: 12\ncolour: red").replace("Gaps.", "''")
    text = text.replace("methods: [case-file]", "methods: [case-files]").replace(
        "JTAI criteria", "3"
    )
    lines = _refused(prepared, "tool", "publish", prepared.file("bad.yaml", text), actor=LEAD)
    assert lines == [
        "code: 12 is not text. Put it in quotes.",
        "methods[0]: 'case-files' is none of: 'case-file', 'observation', 'reflective-review'.",
        "draws_on[0]: 3 is not text. Put it in quotes.",
        "scale[1].descriptor: is empty. Give it.",
        "colour: is not a field here. Take it out, or correct its spelling.",
    ]


def test_a_plan_with_dates_that_are_none(prepared: Assure) -> None:
    plan = (prepared.folder / f"{CODE}.yaml").read_text(encoding="utf-8")
    text = plan.replace("start: 2025-07-01", "start: 2025-02-30").replace("size: 5", "size: many")
    text = text.replace("returns_by: 2026-02-15", "returns_by: 2026-02-15T10:00:00")
    lines = _refused(prepared, "plan", "agree", prepared.file("bad.yaml", text), actor=CHAIR)
    assert lines == [
        "casework_window.start: '2025-02-30' is not a date. Write it as 2026-03-31.",
        "timescale.returns_by: '2026-02-15T10:00:00' is not a date. Write it as 2026-03-31.",
        "sample.size: 'many' is not a whole number.",
    ]


def test_a_plan_whose_dates_are_out_of_order(prepared: Assure) -> None:
    plan = (prepared.folder / f"{CODE}.yaml").read_text(encoding="utf-8")
    text = plan.replace("end: 2025-12-31", "end: 2025-01-31")
    lines = _refused(prepared, "plan", "agree", prepared.file("bad.yaml", text), actor=CHAIR)
    words = "casework_window: end is before start; give the first day, then the last."
    assert lines == [words]


def test_a_return_with_faults_names_each_answer(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    document["cases"][1]["answers"][1] = {"area": "planning", "note": "x"}
    document["cases"][0]["independent"] = "perhaps"
    path = prepared.file("bad.json", json.dumps(document))
    lines = _refused(prepared, "return", "append", path, actor=AUDITORS["police"])
    assert lines == [
        "cases[0].independent: 'perhaps' is neither yes nor no.",
        "cases[1].answers[1].grade: is missing. Give it.",
        "cases[1].answers[1].note: is not a field here. Take it out, or correct its spelling.",
    ]


def test_a_return_of_one_case_names_its_answers(prepared: Assure) -> None:
    [case] = returned(CODE, "police", ["C01"], GRADES)["cases"]
    case["answers"][1].pop("grade")
    text = json.dumps({"audit": CODE, "agency": "police", **case})
    lines = _refused(prepared, "return", "append", "-", actor=AUDITORS["police"], stdin=text)
    assert lines == ["answers[1].grade: is missing. Give it."]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"case": "7"}, "cases[0].case: '7' is not written as expected: write a case as C and"),
        ({"independent": None}, "cases[0]: independent is missing; say yes if you had no part"),
        ({"no_involvement": "Not known"}, "cases[0]: no_involvement and answers exclude each"),
        ({"answers": {"voice": "good"}}, "cases[0].answers: is not a list. Put a hyphen"),
        ({"involvement": "x" * 8_001}, "cases[0].involvement: is longer than 8000 characters."),
        ({"involvement": "\x07"}, "cases[0].involvement: contains control characters; type the"),
        ({"involvement": "\ud800"}, "Invalid JSON"),
        ({"answers": [{"area": "a", "grade": "b"}] * 41}, "cases[0].answers: has more than 40"),
    ],
)
def test_a_case_that_cannot_be_taken(
    prepared: Assure, change: dict[str, object], said: str
) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    document["cases"][0] |= change
    text = json.dumps(document)
    lines = _refused(prepared, "return", "append", "-", actor=AUDITORS["police"], stdin=text)
    assert len(lines) == 1
    assert lines[0].startswith(said)


def test_many_faults_are_counted(prepared: Assure) -> None:
    document = returned(CODE, "police", [f"C{n:02d}" for n in range(1, 71)], GRADES)
    for case in document["cases"]:
        case["independent"] = 7
    text = json.dumps(document)
    lines = _refused(prepared, "return", "append", "-", actor=AUDITORS["police"], stdin=text)
    assert len(lines) == 51
    assert lines[-1] == "and 20 more."


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
    "semicolons": ("ref;district\nK1;A\n", "line 1: there is no column 'ref'."),
}


@pytest.mark.parametrize("fault", TABLES)
def test_a_case_list_that_cannot_be_taken(prepared: Assure, fault: str) -> None:
    text, said = TABLES[fault]
    words = ("--cases", prepared.file("bad.csv", text), "--out", prepared.path("out.tsv"))
    lines = _refused(prepared, "sample", "frame", CODE, *words, actor=LEAD)
    assert lines[0].startswith(said)
    assert not (prepared.folder / "out.tsv").exists()


def test_a_frame_file_is_never_overwritten(prepared: Assure) -> None:
    kept = (prepared.folder / f"{CODE}.tsv").read_bytes()
    words = ("--cases", case_list(prepared), "--out", prepared.path(f"{CODE}.tsv"))
    lines = _refused(prepared, "sample", "frame", CODE, *words, actor=LEAD)
    assert lines == ["There is a file of this name, and it is not overwritten. Name another."]
    assert (prepared.folder / f"{CODE}.tsv").read_bytes() == kept


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("assure frame 1", "frame"),
        lambda text: text.replace("\t\n", "\n", 1),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "K99\tNorth\n",
        lambda text: "",
    ],
)
def test_a_frame_file_that_was_changed(prepared: Assure, change: object) -> None:
    assert callable(change)
    text = Path(prepared.path(f"{CODE}.tsv")).read_text(encoding="utf-8")
    (prepared.folder / "other.tsv").write_bytes(change(text).encode())
    words = ("--frame", prepared.path("other.tsv"))
    assert _refused(prepared, "sample", "check", CODE, *words, actor=LEAD)


def test_a_frame_file_with_an_empty_ref(prepared: Assure) -> None:
    text = Path(prepared.path(f"{CODE}.tsv")).read_text(encoding="utf-8")
    other = prepared.file("other.tsv", text + "\tNorth\t\n")
    said = prepared("sample", "check", CODE, "--frame", other, actor=LEAD, code=3).stderr
    assert said.endswith("[bad-frame]\n")


def test_words_that_are_not_text(prepared: Assure) -> None:
    lines = _refused(prepared, "agency", "leave", "police", "--reason", "a\x1b[31mb", actor="s-lee")
    assert lines == ["reason: contains control characters; type the text again without them."]


def test_a_reason_from_stdin_reaches_no_shell(prepared: Assure) -> None:
    words = ("--agency", "police", "--reason", "-", "--dry-run")
    where = ("return", "not-involved", CODE, "C01")
    shown = prepared(*where, *words, actor=AUDITORS["police"], stdin="Never known to us\n")
    assert "reason: Never known to us" in shown.stdout
