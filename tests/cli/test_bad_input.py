"""Bad input is refused whole, each fault on a line with its remedy, and nothing is recorded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from documents.files.input_file import SHEET_BYTES_MAX
from ledger.service import Ledger
from tests.cli.harness import AUDITORS, CHAIR, LEAD, Assure, case_list, returned

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


def test_a_file_that_cannot_be_read_is_named_with_the_place(prepared: Assure) -> None:
    path = prepared.file("bad.yaml", "code: a\ncode: b\n")
    [line] = _refused(prepared, "tool", "publish", path, actor=LEAD)
    assert line.startswith("line 2, column 1: code is given twice.")
    said = prepared("tool", "publish", path, actor=LEAD, code=3).stderr
    assert said.startswith(f"{path} is refused; nothing was recorded.")
    said = prepared("tool", "publish", "-", actor=LEAD, stdin="{", code=3).stderr
    assert said.startswith("stdin is refused; nothing was recorded.\n  line 1, column 2: ")


def test_a_file_that_is_too_large_is_not_read_to_its_end(prepared: Assure) -> None:
    (prepared.folder / "bad.yaml").write_bytes(b"#" * (SHEET_BYTES_MAX + 1))
    [line] = _refused(prepared, "tool", "publish", prepared.path("bad.yaml"), actor=LEAD)
    assert line.startswith("It is larger than 5 MB.")


def test_files_that_are_not_there(prepared: Assure) -> None:
    for name in ("none.yaml", ".", "a\0b"):
        path = prepared.path(name)
        assert _refused(prepared, "tool", "publish", path, actor=LEAD)[0].startswith("It cannot be")


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


def test_many_faults_are_counted(prepared: Assure) -> None:
    document = returned(CODE, "police", [f"C{n:02d}" for n in range(1, 71)], GRADES)
    for case in document["cases"]:
        case["independent"] = 7
    text = json.dumps(document)
    lines = _refused(prepared, "return", "append", "-", actor=AUDITORS["police"], stdin=text)
    assert len(lines) == 51
    assert lines[-1] == "and 20 more."


def test_a_case_list_that_cannot_be_taken(prepared: Assure) -> None:
    text = "ref,district\nK1,A\nK1,B\n"
    words = ("--cases", prepared.file("bad.csv", text), "--out", prepared.path("out.tsv"))
    lines = _refused(prepared, "sample", "frame", CODE, *words, actor=LEAD)
    assert lines == ["row 3: ref 'K1' is that of row 2. Give each once."]
    assert not (prepared.folder / "out.tsv").exists()


def test_a_frame_file_is_never_overwritten(prepared: Assure) -> None:
    kept = (prepared.folder / f"{CODE}.tsv").read_bytes()
    words = ("--cases", case_list(prepared), "--out", prepared.path(f"{CODE}.tsv"))
    lines = _refused(prepared, "sample", "frame", CODE, *words, actor=LEAD)
    assert lines == ["There is a file of this name, and it is not overwritten. Name another."]
    assert (prepared.folder / f"{CODE}.tsv").read_bytes() == kept


def test_a_frame_file_that_was_changed(prepared: Assure) -> None:
    text = Path(prepared.path(f"{CODE}.tsv")).read_text(encoding="utf-8")
    (prepared.folder / "other.tsv").write_bytes(text.replace("\n", "\r\n").encode())
    words = ("--frame", prepared.path("other.tsv"))
    assert "North" in prepared("sample", "check", CODE, *words, actor=LEAD).stdout
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
    assert "reason: (confidential, 17 characters, not shown)" in shown.stdout


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "words",
    [
        ("tool", "show", LONG),
        ("audit", "show", LONG),
        ("role", "grant", LONG, "--role", "auditor", "--agency", "police"),
        ("role", "grant", "p-kaur", "--role", LONG),
        ("person", "enrol", LONG, "--full-name", "P. Kaur"),
        ("agency", "leave", "police", "--reason", LONG),
        ("return", "show", "2026-neglect", "C01", "--agency", LONG),
        ("status", "--as-at", LONG),
        ("ledger", "receipt", LONG),
        ("action", "agree", LONG, "--on", LONG),
        ("plan", "agree", f"{LONG}.yaml"),
        ("ledger", "verify", "--against", LONG),
        (LONG,),
        (f"--{LONG}", "status"),
        ("--ledger", LONG, "status"),
        ("tool", LONG),
        ("tool", "show", "neglect", f"--{LONG}"),
    ],
)
def test_what_is_said_of_a_long_argument_is_short(prepared: Assure, words: tuple[str, ...]) -> None:
    """Whatever quotes what was given stays short, so that a log or a terminal is not flooded."""
    result = prepared(*words, code=None)
    assert result.exit_code in (1, 2, 3, 4)
    assert len(result.output) < 10_000


HIDDEN = "Sam\u202e Lee"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("agency", "leave", "police", "--reason", HIDDEN), "reason"),
        (("agency", "join", "new", "--title", HIDDEN, "--sector", "police"), "title"),
        (("person", "enrol", "new", "--full-name", HIDDEN), "full_name"),
    ],
)
def test_a_character_that_is_not_seen_is_refused_by_its_field(
    prepared: Assure, words: tuple[str, ...], field: str
) -> None:
    [line] = _refused(prepared, *words, actor="s-lee")
    assert line == (
        f"{field}: holds a character that is not seen and can change what is read (U+202E,"
        " right-to-left override). Type it again without it."
    )


def test_in_a_file_too(prepared: Assure) -> None:
    sheet = returned(CODE, "police", ["C01"], GRADES)
    sheet["cases"][0]["answers"][1]["evidence"] = "He\u200b said"
    path = prepared.file("r.json", json.dumps(sheet))
    [line] = _refused(prepared, "return", "append", path, actor=AUDITORS["police"])
    assert line.startswith("cases[0].answers[1].evidence: holds a character that is not seen")
    cases = prepared.file("c.csv", "ref,district\nK1,A\nK2\u00ad,A\n")
    words = ("--cases", cases, "--out", prepared.path("out.tsv"))
    lines = _refused(prepared, "sample", "frame", CODE, *words, actor=LEAD)
    assert lines[0].startswith("row 3: ref holds a character that is not seen")


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_is_no_ledger_for_any_command(
    prepared: Assure, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each says so and how to go on: none waits for a pipe, and none calls it damaged."""
    monkeypatch.chdir(prepared.folder)
    place = Path("place")
    NO_FILES[name](place)
    for words in (
        ("ledger", "verify"),
        ("ledger", "verify", "--against", "note"),
        ("ledger", "status"),
        ("ledger", "backup", "copy.db"),
        ("ledger", "remember", "note"),
        ("ledger", "init", "--name", "N", "--full-name", "S"),
        ("agency", "list"),
        ("agency", "leave", "police", "--reason", "x"),
        ("vault", "rewrap"),
        ("status",),
    ):
        Path("note").write_text("x")
        said = prepared("--ledger", str(place), *words, code=1).stderr
        assert said.startswith(f"{place} is a ")
        assert "Name the ledger's own file" in said
        assert said.endswith("[unusable]\n")


@pytest.mark.parametrize("home", ["/dev/null", "file", "loop"])
def test_a_home_that_is_no_folder_is_said_by_every_command(prepared: Assure, home: str) -> None:
    Path(prepared.file("file", "words")).with_name("loop").symlink_to(prepared.path("loop"))
    home = home if home.startswith("/") else prepared.path(home)
    for words in (
        ("ledger", "verify"),
        ("ledger", "status"),
        ("agency", "list"),
        ("agency", "leave", "police", "--reason", "x"),
        ("vault", "due"),
    ):
        said = prepared("--home", home, *words, code=1).stderr
        assert said.startswith(f"{home} is no folder.")
