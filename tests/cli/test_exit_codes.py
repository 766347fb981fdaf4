"""What each exit code means, what is said with it, and that nothing was recorded."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.service import Ledger
from tests.cli.harness import AUDITORS, LEAD, NEUTRAL, SEED, Assure, append, cases_of, returned
from tests.cli.tree import COMMANDS

CODE = "2026-neglect"


def _refused(assure: Assure, code: int, *words: str, actor: str) -> str:
    """Runs what is to fail; nothing is recorded and nothing is said on stdout."""
    before = assure.read("ledger", "status")["entries"]
    result = assure(*words, actor=actor, code=code)
    assert assure.read("ledger", "status")["entries"] == before
    assert result.stdout == ""
    return result.stderr


def test_0_a_receipt_is_data_and_the_rest_is_talk(prepared: Assure) -> None:
    result = prepared("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
    entries, row = result.stdout.splitlines()
    assert entries.split() == ["entry", "stream", "event", "leaf"]
    assert row.split()[1:3] == ["directory", "AgencyJoined"]
    assert result.stderr.startswith("Recorded by s-lee on 20 January 2026")


def test_1_a_ledger_that_is_not_there(assure: Assure) -> None:
    said = assure("agency", "list", code=1).stderr
    assert said.startswith("There is no ledger at ")
    assert "`assure ledger init`" in said
    assert said.endswith("[unusable]\n")


def test_1_nobody_named_as_acting(prepared: Assure) -> None:
    said = prepared("agency", "list", actor="", code=1).stderr
    assert said.startswith("Nobody is named as acting.")


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "brief", CODE, "--on", "32/03/2026"),
        ("plan", "brief"),
        ("plan", "brief", CODE, "--when", "2026-01-01"),
        ("plans",),
        ("agency", "list", "--as-at", "yesterday"),
        ("agency", "list", "--as-at", "-1"),
        ("agency", "list", "--as-at", "9999-12-31"),
        ("agency", "list", "--output", "xml"),
        ("moderate", "area", CODE, "C01", "--area", "voice", "--grade", "good", "--reason", "x",
         "--dissent", "police"),
        ("dashboard", "--port", "99999999"),
    ],
)  # fmt: skip
def test_2_not_written_as_the_help_says(prepared: Assure, words: tuple[str, ...]) -> None:
    assert "Error: " in _refused(prepared, 2, *words, actor=LEAD)


def test_2_names_the_nearest_noun(assure: Assure) -> None:
    assert "Did you mean 'agency'" in assure("agencys", code=2).stderr


def test_3_a_rule_says_no(prepared: Assure) -> None:
    said = _refused(prepared, 3, "audit", "close", CODE, actor=LEAD)
    message, remedy, code = said.splitlines()
    assert message.endswith("SAIG has not considered the report.")
    assert (remedy, code) == ("Record that first.", "[step-missing]")


def test_3_a_fault_in_what_was_given(prepared: Assure) -> None:
    words = ("agency", "join", "Police Force", "--title", "", "--sector", "police")
    said = _refused(prepared, 3, *words, actor="s-lee").splitlines()
    assert said[0] == "What was given is refused; nothing was recorded."
    assert said[1].startswith("  agency: 'Police Force' is not written as expected: use lower")
    assert said[2:] == ["  title: is empty. Give it.", "[invalid-input]"]


def test_4_not_permitted(prepared: Assure) -> None:
    said = _refused(prepared, 4, "audit", "close", CODE, actor=NEUTRAL)
    assert said.startswith("n-dice may not close audit: they hold neutral.")
    assert said.endswith("[not-permitted]\n")


def test_4_another_agencys_return(prepared: Assure) -> None:
    case = cases_of(prepared, CODE)[0]
    append(
        prepared, "police", returned(CODE, "police", [case], {"voice": "good", "planning": "good"})
    )
    show = ("return", "show", CODE, case, "--agency", "police")
    prepared(*show, actor=AUDITORS["police"])
    prepared(*show, actor=LEAD)
    assert _refused(prepared, 4, *show, actor=AUDITORS["health"])
    life = ("grade", "history", CODE, case, "--agency", "police")
    assert _refused(prepared, 4, *life, actor=AUDITORS["health"])
    assert _refused(prepared, 4, "moderate", "agenda", CODE, actor=AUDITORS["health"])


def test_4_somebody_who_is_nobody_here(prepared: Assure) -> None:
    for words in (("agency", "list"), ("tool", "show", "neglect"), ("sample", "show", CODE)):
        assert "holds no role in this ledger" in _refused(prepared, 4, *words, actor="x-who")


def test_5_a_command_id_used_for_something_else(prepared: Assure) -> None:
    same = ("--command-id", "once")
    prepared("agency", "join", "housing", "--title", "Housing", "--sector", "housing", *same)
    words = ("work-stream", "open", "hearing", "--title", "Hearing", *same)
    said = _refused(prepared, 5, *words, actor="c-hart")
    assert said.endswith("[conflict]\n")


def _changed(path: Path, statement: str) -> str:
    """A copy of the ledger, changed behind its back; its triggers stand as before."""
    damaged = path.with_name("damaged.db")
    shutil.copy(path, damaged)
    with closing(sqlite3.connect(damaged)) as db, db:
        made = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in made:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        for _, trigger in made:
            db.execute(trigger)
    db.close()
    return str(damaged)


def test_6_verify_names_the_first_bad_entry(prepared: Assure) -> None:
    words = "replace(CAST(state AS TEXT), 'Police', 'Politz')"
    statement = f"UPDATE stored_events SET state = CAST({words} AS BLOB) WHERE rowid = 5"
    damaged = _changed(prepared.ledger, statement)
    result = prepared("ledger", "verify", "--ledger", damaged, code=6)
    assert result.stdout == "NOT WHOLE: entry 5 (AgencyJoined) is not what was sealed.\n"
    assert result.stderr.endswith("[integrity]\n")
    verdict = prepared("ledger", "verify", "--ledger", damaged, "--output", "json", code=6).stdout
    assert '"bad_entry": 5' in verdict


def test_6_an_entry_that_cannot_be_read(prepared: Assure) -> None:
    statement = "UPDATE stored_events SET topic = 'SomethingElse' WHERE rowid = 4"
    damaged = _changed(prepared.ledger, statement)
    for words in (("agency", "list"), ("person", "enrol", "x-y", "--full-name", "X")):
        said = prepared(*words, "--ledger", damaged, code=6).stderr
        assert said.endswith("[integrity]\n")


def test_verify_of_nothing_and_of_something_else(assure: Assure) -> None:
    assert "There is no ledger" in assure("ledger", "verify", code=1).stderr
    other = assure.file("other.db", "not a database at all")
    assert assure("ledger", "verify", "--ledger", other, code=6).stdout.startswith("NOT WHOLE")
    assert assure("agency", "list", "--ledger", other, code=1).stderr.endswith("[unusable]\n")


def test_the_unexpected_gets_a_number_and_a_log_without_values(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("what a child said")

    monkeypatch.setattr(Ledger, "record", broken)
    said = prepared("agency", "leave", "police", "--reason", "private words", code=1).stderr
    number = said.split("number ")[1].split(".")[0]
    log = (prepared.folder / "home" / "errors.log").read_text(encoding="utf-8")
    assert number in log
    assert "RuntimeError" in log
    assert "workspace.py" in log
    assert "child" not in log + said
    assert "private" not in log + said


def test_the_unexpected_is_told_where_no_log_can_be_written(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, "record", lambda *_, **__: 1 / 0)
    (prepared.folder / "home" / "errors.log").mkdir()
    said = prepared("agency", "leave", "police", "--reason", "x", code=1).stderr
    assert "could not be written to a log" in said


def test_codes_reach_the_shell_and_no_traceback_does(prepared: Assure) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", "--ledger", str(prepared.ledger), *words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    assert run("agency", "list", "--actor", "s-lee").returncode == 0
    assert run("agency", "list", "--as-at", "never", "--actor", "s-lee").returncode == 2
    refused = run("plan", "brief", "none", "--actor", LEAD)
    assert refused.returncode == 4
    assert "Traceback" not in refused.stdout + refused.stderr
    seed = ("--seed", SEED, "--source", "x", "--witness", "nobody")
    assert run("sample", "seed", CODE, *seed, "--actor", NEUTRAL).returncode == 3


ODD = ("", "../a=b\x1b[2J", "\udcff", "9" * 400)


@pytest.mark.parametrize("name", [name for name in COMMANDS if " " in name])
def test_odd_words_are_answered(
    prepared: Assure, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in the arguments and flags, the answer is one of those foreseen.

    A command that requires none has no place for an odd word: it runs once, as it is.
    """
    monkeypatch.chdir(prepared.folder)
    own = [p for p in COMMANDS[name].params if p.required]
    for odd in ODD if own else ODD[:1]:
        words = name.split()
        for parameter in own:
            choices = parameter.type_descriptor.choices
            value = choices[0].value if choices else odd
            is_option = parameter.param_type_name == "option"
            words += [parameter.opts[0], value] if is_option else []
        words += ["--", *(odd for p in own if p.param_type_name == "argument")]
        result = prepared(*words, actor=LEAD, stdin="", code=None)
        assert result.exit_code != 1, (words, result.output)
        assert "[unexpected]" not in result.stderr
