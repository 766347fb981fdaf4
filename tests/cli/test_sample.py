"""A sample by hand: the list fixed first, the seed drawn, and a draw that anybody can check."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.kernel.vocabulary import StreamId
from domain.sample.events import CaseSampled
from ledger.service import Ledger
from ledger.store.entry import Entry
from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    COORDINATOR,
    LEAD,
    NEUTRAL,
    PLAN,
    SEED,
    Assure,
    case_list,
    cases_of,
    form_partnership,
    plan,
    publish_tool,
)

CODE = "2026-neglect"


def _planned(assure: Assure) -> None:
    form_partnership(assure)
    publish_tool(assure)
    assure.clock.put("2026-01-10")
    plan(assure, CODE, 2026)


def _frame(assure: Assure, *more: str, code: int = 0) -> Path:
    out = assure.folder / "frame.tsv"
    words = ("--cases", case_list(assure), "--out", str(out))
    assure("sample", "frame", CODE, *words, *more, actor=LEAD, code=code)
    return out


def test_the_case_list_is_for_its_keeper_only(assure: Assure) -> None:
    _planned(assure)
    out = _frame(assure)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text(encoding="utf-8").startswith("assure frame 1\tsalt\t")


def test_a_frame_that_is_refused_leaves_no_file(assure: Assure) -> None:
    _planned(assure)
    out = assure.folder / "frame.tsv"
    words = ("--cases", assure.file("few.csv", "ref,district\nK1,A\n"), "--out", str(out))
    assert "frame-too-small" in assure("sample", "frame", CODE, *words, actor=LEAD, code=3).stderr
    assert not out.exists()
    words = ("--cases", case_list(assure), "--out", str(out))
    assure("sample", "frame", CODE, *words, actor=NEUTRAL, code=4)
    assert not out.exists()


def test_a_frame_repeated_by_its_command_id_leaves_the_first_file_only(assure: Assure) -> None:
    _planned(assure)
    first = _frame(assure, "--command-id", "frame-1")
    kept = first.read_bytes()
    again = ("--cases", case_list(assure), "--out", assure.path("again.tsv"))
    assure("sample", "frame", CODE, *again, "--command-id", "frame-1", actor=LEAD, code=5)
    assert not (assure.folder / "again.tsv").exists()
    assert first.read_bytes() == kept


def test_a_dry_run_of_a_frame_writes_nothing(assure: Assure) -> None:
    _planned(assure)
    assert not _frame(assure, "--dry-run").exists()


def test_a_draw_that_stands_is_confirmed(prepared: Assure) -> None:
    frame = ("--frame", prepared.path(f"{CODE}.tsv"))
    for reader in (LEAD, NEUTRAL):
        said = prepared("sample", "check", CODE, *frame, actor=reader).stdout
        assert said.startswith("Yes: the recorded sample is what the rule gives.\n")
    prepared("sample", "check", CODE, *frame, actor=AUDITORS["police"], code=4)


def test_expected_stands_beside_drawn_for_both_margins(assure: Assure) -> None:
    form_partnership(assure)
    publish_tool(assure)
    assure.clock.put("2026-01-10")
    text = PLAN.format(
        code=CODE,
        start="2025-07-01",
        end="2025-12-31",
        briefing="2026-01-15",
        returns="2026-02-15",
        day="2026-03-15",
    ).replace("stratifier: district", "stratifier: district, second_margin: sex")
    assure("plan", "agree", assure.file("plan.yaml", text), actor=CHAIR)
    assure("plan", "appoint", CODE, LEAD, actor=CHAIR)
    rows = "".join(
        f"K{at:02d},{'North' if at < 12 else 'South'},{'girl' if at % 3 else 'boy'}\n"
        for at in range(20)
    )
    out = assure.path("frame.tsv")
    cases = assure.file("both.csv", f"ref,district,sex\n{rows}")
    assure("sample", "frame", CODE, "--cases", cases, "--out", out, actor=LEAD)
    seed = ("--seed", SEED, "--source", "dice", "--witness", COORDINATOR)
    assure("sample", "seed", CODE, *seed, actor=NEUTRAL)
    drawn = assure("sample", "draw", CODE, "--frame", out, actor=LEAD).stderr
    assert "district North: 3.0 expected, 3 drawn." in drawn
    shown = assure.read("sample", "check", CODE, "--frame", out, actor=LEAD)["margins"]
    assert [(r["margin"], r["value"], r["in_the_list"], r["expected"]) for r in shown] == [
        ("district", "North", 12, "3.0"),
        ("district", "South", 8, "2.0"),
        ("sex", "boy", 7, "1.8"),
        ("sex", "girl", 13, "3.2"),
    ]
    assert sum(r["drawn"] for r in shown if r["margin"] == "sex") == 5


def test_replacements_and_a_redraw_are_confirmed_too(prepared: Assure) -> None:
    frame = ("--frame", prepared.path(f"{CODE}.tsv"))
    for case, reason in (("C02", "transferred-out"), ("C06", "record-unavailable")):
        said = prepared("sample", "replace", CODE, case, "--reason", reason, *frame, actor=LEAD)
    warning = "Note: 2 of 5 replaced: cases that could not be audited may differ.\n"
    assert said.stderr.endswith(warning)
    checked = prepared("sample", "check", CODE, *frame, actor=LEAD)
    assert checked.stdout.startswith("Yes: the recorded sample is what the rule gives.")
    assert checked.stderr == warning
    shown = {one["case"]: one for one in prepared.read("sample", "show", CODE)["cases"]}
    assert (shown["C02"]["standing"], shown["C02"]["replaced_by"]) == ("replaced", "C06")
    prepared("sample", "redraw", CODE, "--reason", "A list with gaps", actor=LEAD)
    aside = prepared("sample", "check", CODE, *frame, actor=LEAD)
    assert aside.stdout.startswith("Nothing is drawn yet.")
    assert prepared.read("sample", "check", CODE, *frame, actor=LEAD)["as_drawn"] is None
    seed = ("--seed", SEED[::-1], "--source", "dice", "--witness", COORDINATOR)
    prepared("sample", "seed", CODE, *seed, actor=NEUTRAL)
    prepared("sample", "draw", CODE, *frame, actor=LEAD)
    assert prepared.read("sample", "check", CODE, *frame, actor=LEAD)["as_drawn"] is True
    assert cases_of(prepared, CODE) == ["C08", "C09", "C10", "C11", "C12"]


def test_a_draw_that_is_not_the_rules_is_found(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the software that recorded the draw had favoured a case."""
    entries = Ledger.entries

    def favoured(ledger: Ledger, stream: StreamId) -> Iterator[Entry]:
        for entry in entries(ledger, stream):
            event = entry.event
            if isinstance(event, CaseSampled) and event.case == "C03":
                fields = {name: getattr(event, name) for name in CaseSampled.model_fields}
                changed = CaseSampled(**{**fields, "frame_ref": "K19"})
                yield type(entry)(entry.stream, entry.version, changed, entry.stamp, entry.position)
            else:
                yield entry

    def entries_then(ledger: Ledger, stream: StreamId) -> tuple[Entry, ...]:
        return tuple(favoured(ledger, stream))

    monkeypatch.setattr(Ledger, "entries", entries_then)
    frame = ("--frame", prepared.path(f"{CODE}.tsv"))
    result = prepared("sample", "check", CODE, *frame, actor=LEAD, code=6)
    assert result.stdout.startswith("C03: K19 is recorded, the rule gives K")
    assert result.stderr.endswith("[integrity]\n")


def test_another_list_is_not_the_committed_one(prepared: Assure) -> None:
    text = Path(prepared.path(f"{CODE}.tsv")).read_text(encoding="utf-8")
    other = prepared.file("other.tsv", text.replace("K01\tNorth", "K01\tSouth"))
    for words in (
        ("check", CODE),
        ("draw", CODE),
        ("replace", CODE, "C01", "--reason", "court-sensitivity"),
    ):
        said = prepared("sample", *words, "--frame", other, actor=LEAD, code=3).stderr
        assert said.endswith("[other-frame]\n")


def test_refs_are_shown_to_those_who_may_read_them(prepared: Assure) -> None:
    for reader, sees in ((LEAD, True), (NEUTRAL, True), (AUDITORS["police"], False)):
        cases = prepared.read("sample", "show", CODE, actor=reader)["cases"]
        assert len(cases) == 5
        assert all((case["frame_ref"] is not None) is sees for case in cases)
        assert all((case["stratum"] is not None) is sees for case in cases)
    assert "K0" not in prepared("sample", "show", CODE, actor=AUDITORS["police"]).stdout


def test_strata_and_look_alikes_are_seen_before_the_list_is_fixed(assure: Assure) -> None:
    _planned(assure)
    rows = "".join(f"K{at:02d},{'North' if at < 8 else 'South'}\n" for at in range(12))
    text = f"ref,district\n{rows}K20,north \nK2O,South\n"
    out = assure.path("frame.tsv")
    words = ("--cases", assure.file("mixed.csv", text), "--out", out)
    refused = assure("sample", "frame", CODE, *words, actor=LEAD, code=3).stderr
    assert "district North: 8 cases in the list, 2.9 expected in the sample, 3 seats." in refused
    assert "district north: 1 case in the list" in refused
    assert "row 14, district: 'North' in 8 rows, first row 2; 'north' in 1 row" in refused
    assert "row 15, ref: 'K20' in 1 row, first row 14; 'K2O' in 1 row, first row 15" in refused
    assert not Path(out).exists()
    told = ("--different", "North | north", "--different", "K20 | K2O")
    shown = assure("sample", "frame", CODE, *words, *told, "--dry-run", actor=LEAD)
    assert "district South: 5 cases in the list" in shown.stderr
    assert not Path(out).exists()
    assure("sample", "frame", CODE, *words, *told, actor=LEAD)
    document = assure.read("sample", "show", CODE, actor=LEAD)
    assert (document["told_apart"], document["refs_told_apart"]) == (["North", "north"], 2)
    checked = assure("sample", "check", CODE, "--frame", out, actor=LEAD)
    assert checked.stdout.startswith("Nothing is drawn yet. This is the case list that is fixed.\n")
    assert "Note: ref: K20 | K2O look alike." in checked.stderr


def test_at_a_terminal_the_list_is_asked_about(
    assure: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    _planned(assure)
    monkeypatch.setattr("cli.nouns.sample.is_terminal", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert not _frame(assure, code=3).exists()
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)
    assert _frame(assure).exists()


def test_another_list_takes_the_place_of_the_first_and_both_are_shown(prepared: Assure) -> None:
    table = "ref,district\n" + "".join(f"N{at:02d},West\n" for at in range(9))
    out = prepared.path("second.tsv")
    words = ("--cases", prepared.file("second.csv", table), "--out", out)
    told = prepared("sample", "frame", CODE, *words, actor=LEAD, code=3).stderr
    assert "Until the first return another takes its place" in told
    reason = ("--reason", "A district was missing.")
    assert "FrameReplaced" in prepared("sample", "frame", CODE, *words, *reason, actor=LEAD).stdout
    shown = prepared.read("sample", "show", CODE, actor=AUDITORS["police"])
    [old] = shown["superseded"]
    assert (old["what"], old["seed"], old["cases_drawn"]) == ("case list", SEED, 5)
    assert old["reason"] == "A district was missing."
    assert {case["standing"] for case in shown["cases"]} == {"set aside"}
    first = ("--frame", prepared.path(f"{CODE}.tsv"))
    said = prepared("sample", "check", CODE, *first, actor=LEAD, code=3).stderr
    assert "superseded" in said
    prepared("sample", "draw", CODE, "--frame", out, actor=LEAD, code=3)
    seed = ("--seed", SEED[::-1], "--source", "dice", "--witness", COORDINATOR)
    prepared("sample", "seed", CODE, *seed, actor=NEUTRAL)
    prepared("sample", "draw", CODE, "--frame", out, actor=LEAD)
    assert cases_of(prepared, CODE) == ["C06", "C07", "C08", "C09", "C10"]


def test_a_case_that_nobody_can_grade_lets_the_day_go_on(prepared: Assure) -> None:
    why = ("--reason", "No record anywhere.")
    said = prepared("moderate", "overall", CODE, "C02", "--grade", "N/A", *why, actor=LEAD, code=0)
    assert "CaseNotGradable" in said.stdout
    assert prepared("sample", "not-gradable", CODE, "C02", *why, actor=LEAD).stdout == ""
    shown = prepared.read("sample", "show", CODE, actor=LEAD)
    [gone] = [case for case in shown["cases"] if case["case"] == "C02"]
    assert (gone["standing"], gone["reason"]) == ("not gradable", "No record anywhere.")
    assert shown["cases_not_gradable"] == 1
    prepared("sample", "gradable", CODE, "C02", "--reason", "It was found.", actor=LEAD)
    assert prepared.read("sample", "show", CODE, actor=LEAD)["cases_not_gradable"] == 0


def test_refs_are_made_and_the_key_is_for_the_lead_auditor_only(assure: Assure) -> None:
    _planned(assure)
    rows = "".join(f"NN/{at:04d},Planted Child{at},North\n" for at in range(9))
    own = assure.file("own.csv", f"Our number,Name,district\n{rows}")
    out, key = assure.folder / "frame.tsv", assure.folder / "key.csv"
    words = ("--cases", own, "--out", str(out), "--key", str(key))
    assure("sample", "frame", CODE, *words, "--dry-run", actor=LEAD)
    assert (out.exists(), key.exists()) == (False, False)
    key.write_text("mine")
    assure("sample", "frame", CODE, *words, actor=LEAD, code=3)
    assert (out.exists(), key.read_text()) == (False, "mine")
    key.unlink()
    said = assure("sample", "frame", CODE, *words, actor=LEAD)
    assert "keep it to yourself" in said.stderr
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "Planted Child3" in key.read_text(encoding="utf-8-sig")
    holders = [one for one in assure.folder.rglob("*") if one.is_file() and one != key]
    assert b"Planted" in Path(own).read_bytes()
    assert {one.name for one in holders if b"Planted" in one.read_bytes()} == {"own.csv"}
    assure("sample", "frame", CODE, *words[:4], "--key", str(out), actor=LEAD, code=2)


def test_a_ref_that_seems_to_name_a_child_is_asked_about(assure: Assure) -> None:
    _planned(assure)
    rows = "".join(f"K{at},North\n" for at in range(8))
    cases = assure.file("named.csv", f"ref,district\nMaya,North\n123456,North\n{rows}")
    words = ("--cases", cases, "--out", assure.path("frame.tsv"))
    refused = assure("sample", "frame", CODE, *words, actor=LEAD, code=3).stderr
    assert "row 2, ref: seems to hold a person's name." in refused
    assert "row 3, ref: seems to hold a case number." in refused
    assert "Maya" not in refused
    assert not (assure.folder / "frame.tsv").exists()
    assure("sample", "frame", CODE, *words, "--confirm-identifiers", actor=LEAD)
