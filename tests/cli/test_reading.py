"""Reading: three forms of output, as it stood, and never more than one may see."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli import output
from cli.output import Output
from ledger import service
from ledger.integrity.scan import audit
from tests.cli.far import KEY, FarAssure
from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    COORDINATOR,
    LEAD,
    LEADS,
    Assure,
    Clock,
    append,
    case_list,
    cases_of,
    decide_views,
    returned,
)
from tests.cli.history_book import PAST, book, document, write
from tests.cli.tree import COMMANDS, flags

CODE = "2026-neglect"
READS = {
    "agency list": (),
    "person list": (),
    "person show": (LEAD,),
    "person keys": (),
    "person recorded-with": (KEY,),
    "status": (),
    "request list": (),
    "programme show": (),
    "programme demand": (),
    "tool show": ("neglect",),
    "tool list": (),
    "tool feedback": ("neglect",),
    "plan show": (CODE,),
    "plan list": (),
    "sample show": (CODE,),
    "sample check": (CODE, "--frame", "{frame}"),
    "return show": (CODE, "C01", "--agency", "police"),
    "grade history": (CODE, "C01"),
    "vault status": (),
    "moderate agenda": (CODE,),
    "views list": (CODE,),
    "query list": (CODE,),
    "concern list": (),
    "moderate learnt": (CODE,),
    "feedback list": (),
    "certificate list": (),
    "single-agency list": (),
    "single-agency show": ("2026-custody", "--agency", "police"),
    "report comments": (CODE,),
    "report show": (CODE,),
    "finding list": (CODE,),
    "audit list": (),
    "audit show": (CODE,),
    "recommend list": (),
    "recommend show": ("R1",),
    "work-stream list": (),
    "action list": (),
    "impact show": (),
    "impact ruler": (),
    "agency outside": (),
    "return list": (CODE,),
    "history list": (),
    "history show": (PAST,),
}

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm"
OWN_AUDIT = """
agency: police
ref: 2026-custody
title: Custody
strengths: [Quick]
improvements: [Parents]
for_the_programme: Nothing
"""


@pytest.fixture
def read(prepared: Assure) -> Assure:
    return _with_something_of_each(prepared)


@pytest.fixture(scope="module")
def known(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assure]:
    """The same, once for all that only read it."""
    folder = tmp_path_factory.mktemp("known")
    shutil.copytree(prepared_folder, folder, dirs_exist_ok=True)
    clock = Clock()
    clock.put("2026-01-20")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "utc_now", clock)
        one = _with_something_of_each(Assure(folder, clock))
        before = one.ledger.read_bytes()
        yield one
    assert one.ledger.read_bytes() == before
    assert audit(one.ledger).fault is None


def _with_something_of_each(prepared: Assure) -> Assure:
    """A return, a key, a recommendation, an agency's own audit, and an audit from a document."""
    grades = {"voice": "good", "planning": "inadequate"}
    append(prepared, "police", returned(CODE, "police", ["C01"], grades))
    words = ("--review", "Fern", "--text", "Listen", "--agency", "police")
    from_afar = FarAssure(prepared.folder, prepared.clock)
    from_afar("recommend", "make", "R1", *words, actor=LEAD)
    prepared("person", "key", COORDINATOR, prepared.file("key.pub", PUBLIC_KEY))
    own = prepared.file("own.yaml", OWN_AUDIT)
    write(prepared)
    prepared("sheet", "record", book(prepared), "--document", document(prepared), actor=LEAD)
    prepared("single-agency", "report", own, actor=LEADS["police"])
    return prepared


ELSEWHERE = {
    *(f"{noun} write" for noun in ("report", "feedback", "certificate", "impact", "moderate")),
    *("programme write", "export", "report check", "certificate check"),
}
"""What writes a file, once, and what checks one: `test_report_on_paper.py`, `test_wire.py` and
`tests/documents`."""


def test_every_reading_command_is_tried_here() -> None:
    reading = {name for name in COMMANDS if "--as-at" in flags(COMMANDS[name])}
    assert reading == READS.keys() | ELSEWHERE


@pytest.mark.parametrize("name", READS)
def test_a_reading_has_three_forms(known: Assure, name: str) -> None:
    frame = known.path(f"{CODE}.tsv")
    words = [*name.split(), *(word.format(frame=frame) for word in READS[name])]
    parsed = json.loads(known(*words, "--output", "json", actor=LEAD).stdout)
    rows = list(csv.reader(io.StringIO(known(*words, "--output", "csv", actor=LEAD).stdout)))
    assert len({len(row) for row in rows}) <= 1
    assert isinstance(parsed, list | dict)
    if isinstance(parsed, list):
        assert len(rows) == (len(parsed) + 1 if parsed else 0)
    table = known(*words, actor=LEAD)
    assert table.stdout or table.stderr.startswith("Nothing to show.\n")
    assert "\x1b" not in table.stdout
    assert "─" not in table.stdout


@pytest.mark.parametrize("name", ["person keys", "person recorded-with"])
def test_keys_and_what_came_in_with_them_are_among_what_is_read(known: Assure, name: str) -> None:
    assert len(known.read(*name.split(), *READS[name], actor=LEAD)) == 1


@pytest.mark.parametrize("name", READS)
def test_before_the_first_entry_there_is_nothing(known: Assure, name: str) -> None:
    frame = known.path(f"{CODE}.tsv")
    words = [*name.split(), *(word.format(frame=frame) for word in READS[name])]
    code = {"show": 3, "check": 3, "agenda": 3}.get(name.split()[-1], 0)
    code = 0 if name in ("programme show", "sample show", "return show", "impact show") else code
    result = known(*words, "--as-at", "0", actor=LEAD, code=code)
    assert "good" not in result.stdout
    assert "Police" not in result.stdout


def test_as_at_a_day_and_as_at_its_last_entry_are_the_same(read: Assure) -> None:
    last = read.read("ledger", "status")["entries"]
    read.clock.put("2026-02-01")
    read("agency", "join", "housing", "--title", "Housing", "--sector", "housing")

    def agencies(*words: str) -> list[str]:
        return [row["agency"] for row in read.read("agency", "list", *words)]

    assert agencies() == ["health", "housing", "police"]
    assert agencies("--as-at", "2026-01-31") == agencies("--as-at", str(last))
    assert agencies("--as-at", "2026-01-31") == ["health", "police"]
    assert agencies("--as-at", "2026-02-01") == agencies("--as-at", "999999") == agencies()
    assert agencies("--as-at", "2025-12-31") == []


def test_a_history_as_at_is_the_history_then(read: Assure) -> None:
    before = read.read("grade", "history", CODE, "C01", actor=LEAD)
    words = ("--agency", "police", "--area", "voice", "--grade", "outstanding", "--reason", "More")
    read.clock.put("2026-02-01")
    read("grade", "revise", CODE, "C01", *words, actor=AUDITORS["police"])
    assert len(read.read("grade", "history", CODE, "C01", actor=LEAD)) == len(before) + 1
    for as_at in ("2026-01-31", str(before[-1]["position"])):
        then = read.read("grade", "history", CODE, "C01", "--as-at", as_at, actor=LEAD)
        assert then == before


def test_flags_before_the_noun_and_on_the_command(read: Assure) -> None:
    ledger = str(read.ledger)
    before = read("--ledger", ledger, "--actor", LEAD, "agency", "list", actor="nobody")
    after = read("agency", "list", "--ledger", ledger, "--actor", LEAD, actor="nobody")
    assert before.stdout == after.stdout
    both = ("--actor", LEAD, "agency", "list", "--actor", LEAD)
    assert read(*both, actor="nobody").stdout == after.stdout
    read("--actor", "nobody", "agency", "list", "--actor", LEAD, code=2)


def test_counts_of_returns_are_not_for_everybody(read: Assure) -> None:
    def received(actor: str) -> Any:
        return read.read("audit", "show", CODE, actor=actor)["returns_received"]

    assert received(LEAD) == 1
    assert received(AUDITORS["health"]) is None
    assert received(CHAIR) is None


def test_an_impact_over_some_of_the_grades_is_shown_to_nobody(prepared: Assure) -> None:
    cases = cases_of(prepared, CODE)
    for agency in AUDITORS:
        grades = {"voice": "good", "planning": "good"}
        append(prepared, agency, returned(CODE, agency, cases, grades))
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, actor=LEAD)
    for case in cases:
        words = ("--grade", "good", "--reason", "Agreed")
        prepared("moderate", "overall", CODE, case, *words, actor=LEAD)
    came = ("--attended", AUDITORS["police"], "--undertaking")
    prepared("moderate", "close", CODE, *came, actor=LEAD)
    prepared("person", "enrol", "k-eep", "--full-name", "Keeper")
    prepared("role", "grant", "k-eep", "keeper")
    prepared("impact", "show", actor="k-eep", code=4)
    assert prepared.read("impact", "show", actor=CHAIR) == []


def test_a_dry_run_shows_every_field_and_records_nothing(prepared: Assure) -> None:
    before = prepared.read("ledger", "status")
    words = ("agency", "join", "housing", "--title", "Housing", "--sector", "housing", "--dry-run")
    shown = prepared(*words)
    assert shown.stderr == "A dry run: nothing was recorded. This would be:\n"
    assert shown.stdout == (
        "- stream: directory\n  event: AgencyJoined\n  fields:\n"
        "    agency: housing\n    title: Housing\n    sector: housing\n"
    )
    as_json = json.loads(prepared(*words, "--output", "json").stdout)
    assert as_json["dry_run"] is True
    assert as_json["events"][0]["fields"]["agency"] == "housing"
    prepared(*words, "--output", "csv")
    assert prepared.read("ledger", "status") == before


def test_a_dry_run_of_several_decides_one_after_another(prepared: Assure) -> None:
    grades = {"voice": "good", "planning": "good"}
    text = json.dumps(returned(CODE, "police", ["C01", "C02"], grades))
    words = ("return", "append", "-", "--dry-run", "--output", "json")
    shown = prepared(*words, actor=AUDITORS["police"], stdin=text)
    events = [event["event"] for event in json.loads(shown.stdout)["events"]]
    assert events == ["ReturnAppended", "GradeGiven", "GradeGiven"] * 2


def test_a_dry_run_is_refused_as_the_act_would_be(prepared: Assure) -> None:
    prepared("audit", "close", CODE, "--dry-run", actor=LEAD, code=3)
    prepared("audit", "close", CODE, "--dry-run", actor=COORDINATOR, code=4)


def test_a_dry_run_of_a_new_ledger_leaves_no_file(assure: Assure) -> None:
    words = ("ledger", "init", "--name", "North", "--full-name", "Sam Lee")
    assert "PartnershipFormed" in assure(*words, "--dry-run").stdout
    assert not assure.ledger.exists()
    assure(*words, actor="Not A Name", code=3)
    assert not assure.ledger.exists()
    assure(*words)
    assert "already so" in assure(*words).stderr
    assure("ledger", "init", "--name", "South", "--full-name", "Sam Lee", code=3)


def test_what_is_already_so_is_said(prepared: Assure) -> None:
    words = ("agency", "join", "police", "--title", "Police", "--sector", "police")
    for form in ("table", "csv"):
        result = prepared(*words, "--output", form)
        assert (result.stdout, result.stderr) == ("", "Nothing was recorded: it is already so.\n")
    assert prepared.read(*words)["entries"] == []


def test_a_tool_shown_is_a_tool_that_can_be_revised(prepared: Assure) -> None:
    shown = prepared("tool", "show", "neglect", actor=LEAD).stdout
    reworded = shown.replace("Was there a plan?", "Was there a clear plan?")
    path = prepared.file("revised.yaml", reworded)
    changed = ("--changes", "Plainer words", "--equivalent", "planning=The same question")
    prepared("tool", "revise", path, *changed, actor=LEAD)
    versions = prepared.read("tool", "list", actor=LEAD)
    assert [one["tool_version"] for one in versions] == [1, 2]
    first = prepared("tool", "show", "neglect", "--version", "1", actor=LEAD).stdout
    assert first == shown
    prepared("tool", "show", "neglect", "--version", "9", actor=LEAD, code=3)
    said = prepared("tool", "revise", path, actor=LEAD, code=3).stderr
    assert "changes: is missing. Give it." in said


def test_a_csv_cell_is_no_formula_and_a_cell_no_escape(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {"text": "=cmd()", "more": ("-1", "b"), "count": -3, "nothing": None}
    output.show_rows([row], Output.CSV)
    assert capsys.readouterr().out == "text,more,count,nothing\n'=cmd(),'-1; b,-3,\n"
    output.show_rows([{"text": "a\x1b[31m\u202eb\nc", "yes": True}], Output.TABLE)
    assert capsys.readouterr().out == "text                yes\na\\x1b[31m\\x202eb c  yes\n"


def test_a_terminal_gets_a_drawn_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    output.show_rows([{"agency": "[red]police[/red]", "left": None}], Output.TABLE)
    drawn = capsys.readouterr().out
    assert "─" in drawn
    assert "[red]police[/red]" in drawn
    assert "\x1b[3" not in drawn


def test_the_access_table_names_every_event(assure: Assure) -> None:
    from domain.kernel.access import ACCESS

    rows = {row["event"]: row for row in assure.read("access", "show", actor="")}
    assert rows.keys() == ACCESS.keys()
    assert rows["AgencyJoined"]["recorded_by"] == "coordinator"
    assert rows["GradeGiven"]["recorded_by"] == "auditor (own agency)"


def test_a_case_list_may_have_a_byte_order_mark(prepared: Assure) -> None:
    marked = Path(case_list(prepared))
    marked.write_bytes(b"\xef\xbb\xbf" + marked.read_bytes())
    words = ("--cases", str(marked), "--out", prepared.path("m.tsv"), "--dry-run")
    said = prepared("sample", "frame", CODE, *words, actor=LEAD, code=3).stderr
    assert said.endswith("[frame-committed]\n")
