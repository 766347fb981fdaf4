"""Each kind of sheet: what its rows become, for whom it is, and that sending it twice is safe."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from application.sheets.kind import KINDS
from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    COORDINATOR,
    LEAD,
    Assure,
)
from tests.documents.returns.books import filled, opened

CODE = "2026-neglect"
REC = "R1"
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]
CASES = [f"C0{number}" for number in range(1, 6)]
GRADES = {"voice": "good", "planning": "good"}
PLANTED = "planted words of a child"


class Try(NamedTuple):
    """What somebody fills in, and the events that it becomes."""

    actor: str
    cells: Mapping[str, Any]
    events: list[str]
    about: str = CODE


TRIES: dict[str, Try] = {
    "people": Try(
        COORDINATOR, {"People!A12": "n-new", "People!B12": "Nia New", "People!D12": "inspector"},
        ["PersonEnrolled", "RoleGranted"], "",
    ),
    "views": Try(
        LEAD,
        {"Views!C4": "01/02/2026", "Views!D4": "conversation", "Views!E4": "Her worker.",
         "Views!F4": "5/2/2026", "Views!G4": "child", "Views!H4": PLANTED,
         "Views!J5": "The family moved away."},
        ["ViewsSought", "ViewsRecorded", "ViewsNotSought"],
    ),
    "moderation": Try(
        LEAD, {"Cases!B4": "Outstanding", "Cases!C4": PLANTED}, ["OverallGradeAgreed"]
    ),
    "feedback": Try(
        HEALTH,
        {"Feedback!C4": "1/4/2026", "Feedback!D4": "2026-04-01", "Feedback!E4": PLANTED,
         "Feedback!F5": "31.3.2026"},
        ["FeedbackDelivered", "FeedbackAcknowledged", "FeedbackDelivered"],
    ),
    "certificates": Try(
        LEAD,
        {"Certificates!C4": "2026-01-15", "Certificates!D4": "15/3/2026", "Certificates!E4": 18},
        ["ParticipationCertified"],
    ),
    "progress": Try(POLICE, {"Progress!G4": "Agreed with all teams."}, ["ActionProgressed"], ""),
}  # fmt: skip


def _sheet(assure: Assure, kind: str, actor: str, about: str, name: str = "s.xlsx") -> Path:
    out = assure.path(name)
    words = [kind, *filter(None, [about])]
    assure("sheet", "write", *words, "--out", out, actor=actor)
    return Path(out)


def test_every_kind_is_tried() -> None:
    assert TRIES.keys() | {"numbers", "returns", "history"} == KINDS.keys()


@pytest.mark.parametrize("kind", TRIES)
def test_what_is_filled_in_is_recorded_once_and_says_no_confidential_word(
    held: Assure, kind: str
) -> None:
    actor, cells, events, about = TRIES[kind]
    path = _sheet(held, kind, actor, about)
    path.write_bytes(filled(path.read_bytes(), cells))
    checked = held("sheet", "check", str(path), actor=actor)
    dry = held("sheet", "record", str(path), "--dry-run", actor=actor)
    assert PLANTED not in checked.output + dry.output
    first = held.read("sheet", "record", str(path), actor=actor)
    assert [entry["event"] for entry in first["entries"]] == events
    second = held.read("sheet", "record", str(path), actor=actor)
    assert (second["repeated"], second["entries"]) == (True, first["entries"])
    fresh = _sheet(held, kind, actor, about, "fresh.xlsx")
    assert held.read("sheet", "check", str(fresh), actor=actor) == []
    assert held("ledger", "verify", "--rules").exit_code == 0


def test_a_dip_samples_returns_are_one_table(prepared: Assure) -> None:
    path = _sheet(prepared, "returns", POLICE, CODE)
    row = ("Involved", "Lead agency.", "Yes", "RI", PLANTED, "n/a", "No plan yet.")
    cells = {f"Returns!{column}{at}": one for at in (4, 5)
             for column, one in zip("CDEFGHI", row, strict=True)}  # fmt: skip
    cells |= {"Returns!C6": "Not involved", "Returns!D6": "Never known to us."}
    path.write_bytes(filled(path.read_bytes(), cells))
    told = prepared("sheet", "check", str(path), actor=POLICE)
    assert PLANTED not in told.output
    first = prepared.read("sheet", "record", str(path), actor=POLICE)
    events = [entry["event"] for entry in first["entries"]]
    assert events.count("ReturnAppended") == events.count("GradeGiven") == 2
    assert events.count("NoInvolvementDeclared") == 1
    assert prepared.read("sheet", "record", str(path), actor=POLICE)["repeated"]
    more = {f"Returns!{column}7": one for column, one in zip("CDEFGHI", row, strict=True)}
    path.write_bytes(filled(path.read_bytes(), {**more, "Returns!I7": None}))
    refused = prepared("sheet", "record", str(path), actor=POLICE, code=3).stderr
    assert "Returns!I7: is empty. Say why the area is not applicable." in refused
    shown = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    assert shown[1]["grade"] == "requires-improvement"
    assert shown[1]["words"]["evidence"] == PLANTED
    prepared("sheet", "write", "returns", CODE, actor=CHAIR, code=3)


def test_what_seems_to_name_somebody_is_asked_about_by_its_cell(prepared: Assure) -> None:
    path = _sheet(prepared, "returns", POLICE, CODE)
    row = ("Involved", "Lead agency.", "Yes", "Good", "Seen.", "Good", "Born 12/03/2014, NG1 1AA.")
    cells = {f"Returns!{column}4": one for column, one in zip("CDEFGHI", row, strict=True)}
    path.write_bytes(filled(path.read_bytes(), cells))
    told = prepared("sheet", "record", str(path), actor=POLICE, code=3).stderr
    assert "Returns!I4 seems to hold" in told
    assert "12/03/2014" not in told


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.about == "audit"])
def test_every_kind_goes_out_as_text_and_comes_back_with_nothing_new(
    held: Assure, kind: str, suffix: str
) -> None:
    actor, about = (TRIES[kind].actor, TRIES[kind].about) if kind in TRIES else (POLICE, CODE)
    out = held.path(f"sheet{suffix}")
    table = {"people": ("--table", "people"), "moderation": ("--table", "areas")}.get(kind, ())
    words = [kind, *filter(None, [about])]
    held("sheet", "write", *words, "--out", out, *(table if suffix == ".csv" else ()), actor=actor)
    assert held.read("sheet", "check", out, actor=actor) == []


def test_an_agency_has_the_rows_of_its_own_returns_only(held: Assure) -> None:
    tab = opened(_sheet(held, "feedback", HEALTH, CODE).read_bytes())["Feedback"]
    assert {row[1].value for row in tab.iter_rows(min_row=4)} == {"health"}
    whole = opened(_sheet(held, "feedback", LEAD, CODE, "l.xlsx").read_bytes())["Feedback"]
    assert {row[1].value for row in whole.iter_rows(min_row=4)} == {"health", "police"}


def test_what_a_child_said_is_in_no_sheet_of_another_agency(held: Assure) -> None:
    path = _sheet(held, "views", POLICE, CODE)
    cells = {"Views!B4": "police", "Views!F4": "2026-02-05", "Views!G4": "child",
             "Views!D4": "conversation", "Views!H4": PLANTED}  # fmt: skip
    path.write_bytes(filled(path.read_bytes(), cells))
    held("sheet", "record", str(path), actor=POLICE)
    assert PLANTED in held("sheet", "write", "views", CODE, actor=POLICE).stdout
    assert PLANTED not in held("sheet", "write", "views", CODE, actor=CHAIR).stdout


def test_numbers_are_kept_with_the_keys_and_never_recorded(held: Assure) -> None:
    path = _sheet(held, "numbers", POLICE, CODE)
    path.write_bytes(filled(path.read_bytes(), {"Numbers!C4": 440012, "Numbers!C5": "NN/9-17"}))
    before = held.ledger.read_bytes()
    said = held("sheet", "record", str(path), actor=POLICE)
    assert "To be kept with the keys, and recorded nowhere: 2 numbers." in said.stderr
    assert held.ledger.read_bytes() == before
    found = held.read("vault", "find", CODE, "C02", "--agency", "police", actor=POLICE)
    assert found["reference"] == "NN/9-17"
    assert "440012" not in held("sheet", "write", "numbers", CODE, actor=HEALTH).stdout
    assert "440012" in held("sheet", "write", "numbers", CODE, actor=POLICE).stdout


def test_the_coordinator_enters_an_owners_progress_for_them(held: Assure) -> None:
    path = _sheet(held, "progress", COORDINATOR, "")
    path.write_bytes(filled(path.read_bytes(), {"Progress!G5": "Agreed with all teams."}))
    said = held("sheet", "record", str(path)).stderr
    assert f"Entered for others, as of this file: {POLICE}." in said


FAULTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "said and not answered": (
        "feedback", HEALTH, {"Feedback!E4": "Thank you."}, "Feedback!D4: is empty, and what",
    ),
    "answered before": (
        "feedback", HEALTH, {"Feedback!D4": "2026-04-01"}, "Feedback!A4: is refused: The audit of",
    ),
    "half a certificate": (
        "certificates", LEAD, {"Certificates!E4": 18}, "Certificates!C4: is empty. A certificate",
    ),
    "too many hours": (
        "certificates", LEAD,
        {"Certificates!C4": "2026-01-15", "Certificates!D4": "2026-03-15",
         "Certificates!E4": 4_000}, "Certificates!E4:",
    ),
    "neither asked nor heard": ("views", LEAD, {"Views!B4": "police"}, "J4: is empty, and so"),
    "heard from nobody": (
        "views", LEAD, {"Views!F4": "2026-02-05", "Views!H4": "Words."}, "Views!G4: is missing.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_half_said_is_named_by_its_cell(held: Assure, name: str) -> None:
    kind, actor, cells, said = FAULTS[name]
    path = _sheet(held, kind, actor, CODE)
    path.write_bytes(filled(path.read_bytes(), cells))
    assert said in held("sheet", "record", str(path), actor=actor, code=3).stderr
