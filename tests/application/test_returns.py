"""A return as any door has it: bytes with a name come in, an outcome, bytes or faults go out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from application import return_form, returns
from application.identity import local
from application.reading import Reader
from application.return_entries import shown as shown_return
from application.screening import NOTHING_CONFIRMED, Suspected
from application.workspace import Workspace
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.workbooks.refused import FaultyWorkbookError
from domain.directory.agencies import JoinAgency
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import ReplacementReason, Sector
from domain.returns.decisions import WithdrawReturn
from domain.sample.changes import CallNotGradable, ReplaceCase
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from tests.documents.returns.books import case, filled, opened, saved
from tests.ledger.partnership import AUDIT, FRAME, a_return

NAMING = "Jane Smith, 12/03/2014"


@pytest.fixture
def police(prepared: Ledger) -> Workspace:
    return Workspace(prepared, local("pat-police"))


@pytest.fixture
def blank(police: Workspace) -> bytes:
    return return_form.form_as_workbook(return_form.form_for(police, AUDIT, "police"))


def book(blank: bytes, cells: dict[str, Any], name: str = "police.xlsx") -> GivenFile:
    return GivenFile(name, filled(blank, cells))


def answers(*refs: str, **first: Any) -> GivenFile:
    """The same answers in JSON as `case` has in cells; `first` changes those of the first case."""
    cases = [
        {
            "case": ref,
            "independent": True,
            "involvement": "Lead agency.",
            "answers": [{"area": "voice", "grade": "good", "evidence": "Seen."}],
        }
        for ref in refs
    ]
    cases[0] |= first
    document = {"audit": AUDIT, "agency": "police", "cases": cases}
    return GivenFile("return.json", json.dumps(document).encode())


def one(ref: str) -> dict[str, Any]:
    return case(ref, areas=1)


@contextmanager
def nothing_recorded(ledger: Ledger) -> Iterator[None]:
    before = ledger.size()
    yield
    assert ledger.size() == before


def test_a_form_filled_in_is_recorded_once_whichever_file_it_came_in(
    police: Workspace, blank: bytes
) -> None:
    given = book(blank, {**one("C01"), **one("C02")})
    first = returns.append(police, returns.understand(police, given))
    assert [line.event for line in first.receipt.lines] == ["ReturnAppended", "GradeGiven"] * 2
    assert not first.receipt.repeated
    for again in (given, answers("C01", "C02"), answers("C02", "C01")):
        outcome = returns.append(police, returns.understand(police, again))
        assert outcome.receipt.repeated
        assert outcome.receipt == first.receipt


def test_a_workbook_is_known_by_how_it_begins_whatever_its_name(
    police: Workspace, blank: bytes
) -> None:
    understood = returns.understand(police, book(blank, one("C01"), name="stdin"))
    assert understood.book is not None
    with pytest.raises(InputError, match="old.xls"):
        returns.understand(police, GivenFile("old.xls", b"audit: text\n"))


def test_the_yaml_form_reads_back_once_it_is_filled_in(police: Workspace) -> None:
    blank = return_form.form_as_yaml(return_form.form_for(police, AUDIT, "police")).decode()
    with pytest.raises(InputError, match="form.yaml") as error:
        returns.understand(police, GivenFile("form.yaml", blank.encode()))
    assert "cases[0].answers[0].grade: is missing. Give it." in error.value.lines
    text = blank.replace("independent:", "independent: yes").replace("grade:\n", "grade: good\n")
    understood = returns.understand(police, GivenFile("form.yaml", text.encode()))
    assert [case.case for case in understood.sheet.cases] == ["C01", "C02"]


def test_what_will_be_recorded_is_counted(police: Workspace, blank: bytes) -> None:
    cells = {**one("C01"), "C01!D6": None}
    summary = returns.summarise(police, returns.understand(police, book(blank, cells)))
    assert (summary.answered, summary.not_involved, summary.later) == (1, 0, ("C02",))
    assert (summary.grades, summary.without_evidence) == ((("Good", 1),), 1)
    cells = {"C02!C4": "Not involved", "C02!D4": "Never known to us"}
    summary = returns.summarise(police, returns.understand(police, book(blank, cells)))
    assert (summary.answered, summary.not_involved, summary.grades) == (0, 1, ())
    assert summary.by_case == (("C02", "not involved"),)


def test_what_will_be_recorded_is_read_back_case_by_case(police: Workspace, blank: bytes) -> None:
    pasted = "The worker saw the boy on three of four visits."
    cells = {**one("C01"), **one("C02"), "C01!D6": pasted, "C02!D6": pasted.upper()}
    cells |= {"C02!C6": "Not applicable", "C02!D6": "There was no plan."}
    summary = returns.summarise(police, returns.understand(police, book(blank, cells)))
    assert summary.by_case == (("C01", "voice Good"), ("C02", "voice not applicable"))
    assert summary.repeated == ()
    cells |= {"C02!C6": "Inadequate", "C02!D6": pasted.replace(" ", "  ")}
    summary = returns.summarise(police, returns.understand(police, book(blank, cells)))
    assert summary.by_case == (("C01", "voice Good"), ("C02", "voice Inadequate"))
    assert summary.repeated == (("C01!D6", "C02!D6"),)


def test_a_faulty_workbook_is_refused_with_a_copy_that_marks_each_cell(
    police: Workspace, blank: bytes
) -> None:
    cells = {**one("C01"), "C01!C6": "Superb", **one("C02"), "C02!D6": 12}
    with nothing_recorded(police.ledger), pytest.raises(FaultyWorkbookError) as error:
        returns.understand(police, book(blank, cells))
    assert error.value.source == "police.xlsx"
    assert [line.partition(":")[0] for line in error.value.lines] == ["C01!C6", "C02!D6"]
    assert error.value.marked is not None
    right = filled(error.value.marked, {"C01!C6": "Good", "C02!D6": "Seen."})
    understood = returns.understand(police, GivenFile("police-marked.xlsx", right))
    assert len(returns.append(police, understood).receipt.lines) == 4


def test_moved_cells_get_no_copy_that_could_be_wrong(police: Workspace, blank: bytes) -> None:
    moved = opened(filled(blank, one("C01")))
    moved["C01"].insert_rows(6)
    with pytest.raises(FaultyWorkbookError) as error:
        returns.understand(police, GivenFile("police.xlsx", saved(moved)))
    assert error.value.marked is None


def test_a_rule_that_refuses_one_case_is_marked_on_its_sheet_and_none_is_recorded(
    police: Workspace, blank: bytes
) -> None:
    police.record(a_return())
    understood = returns.understand(police, book(blank, {**one("C01"), **one("C02")}))
    with nothing_recorded(police.ledger), pytest.raises(FaultyWorkbookError) as error:
        returns.append(police, understood)
    [line] = error.value.lines
    assert line.startswith("C01!A1: is on record, and differs from it in C01!")
    assert error.value.marked is not None
    assert opened(error.value.marked)["C01"]["A1"].comment is not None
    with pytest.raises(Refusal) as refusal:
        returns.append(police, returns.understand(police, answers("C01")))
    assert refusal.value.code == "return-exists"


def test_a_second_auditor_completes_a_colleagues_file_or_judges_a_case_anew(
    police: Workspace, blank: bytes
) -> None:
    """The same answers are one return, whoever sends them; other answers stand beside the first."""
    returns.append(police, returns.understand(police, book(blank, one("C01"))))
    sam = Workspace(police.ledger, local("sam-police"))
    whole = book(blank, {**one("C01"), **one("C02")})
    recorded = returns.append(sam, returns.understand(sam, whole))
    assert [type(event).__name__ for _, event in recorded.events] == [
        "ReturnAppended",
        "GradeGiven",
    ]
    assert {stream.split("/")[2] for stream, _ in recorded.events} == {"C02"}
    other = book(blank, {**one("C01"), "C01!C6": "Inadequate"})
    again = returns.append(sam, returns.understand(sam, other))
    assert [type(event).__name__ for _, event in again.events] == ["CaseGradedAgain"]
    entries = shown_return(Reader(police.ledger, "sam-police"), AUDIT, "C01", "police")
    assert [entry.event for entry in entries][-1] == "CaseGradedAgain"


@pytest.mark.parametrize("said", ["N/A", "n/a", "Not applicable", "does not apply", "not-graded"])
def test_not_applicable_as_a_grade_is_understood_and_its_reason_asked_for(
    police: Workspace, said: str
) -> None:
    text = (
        f"audit: {AUDIT}\nagency: police\ncase: C01\nindependent: yes\n"
        f"answers: [{{area: voice, grade: {said}EVIDENCE}}]\n"
    )
    bare = GivenFile("police.yaml", text.replace("EVIDENCE", "").encode())
    with nothing_recorded(police.ledger), pytest.raises(InputError) as error:
        returns.understand(police, bare)
    assert "Say why, under reason." in error.value.lines[0]
    for name in ("reason", "evidence"):
        reasoned = text.replace("EVIDENCE", f", {name}: A baby")
        understood = returns.understand(police, GivenFile("police.yaml", reasoned.encode()))
        [case] = understood.sheet.cases
        assert case.answers == ()
        assert [(one.area, str(one.reason)) for one in case.not_applicable] == [("voice", "A baby")]


@pytest.mark.parametrize("said", ["N/A", "does not apply"])
def test_not_applicable_is_understood_in_a_workbook_too(
    police: Workspace, blank: bytes, said: str
) -> None:
    cells = {**one("C01"), "C01!C6": said}
    [case] = returns.understand(police, book(blank, cells)).sheet.cases
    assert [declared.area for declared in case.not_applicable] == ["voice"]
    with pytest.raises(FaultyWorkbookError) as faulty:
        returns.understand(police, book(blank, {**cells, "C01!D6": None}))
    assert any("Say why" in line for line in faulty.value.lines)


def test_a_case_replaced_since_the_form_was_written_is_named_by_its_sheet(
    police: Workspace, blank: bytes
) -> None:
    reason = ReplacementReason.TRANSFERRED
    gone = ReplaceCase(audit=AUDIT, case="C01", reason=reason, frame=FRAME)
    Workspace(police.ledger, local("lee-lead")).record(gone)
    with pytest.raises(FaultyWorkbookError, match="police.xlsx") as error:
        returns.understand(police, book(blank, one("C01")))
    assert error.value.lines[0].startswith("C01!A1: is not in the sample now")
    assert return_form.form_for(police, AUDIT, "police").cases == ("C02", "C03")


@pytest.mark.parametrize("kind", ["workbook", "json"])
def test_what_seems_to_name_somebody_comes_back_as_findings_with_the_place(
    police: Workspace, blank: bytes, kind: str
) -> None:
    naming = [{"area": "voice", "grade": "good", "evidence": NAMING}]
    given = {
        "workbook": book(blank, {**one("C01"), "C01!D6": NAMING}),
        "json": answers("C01", answers=naming),
    }[kind]
    understood = returns.understand(police, given)
    with nothing_recorded(police.ledger), pytest.raises(Suspected) as suspected:
        returns.append(police, understood)
    [suspicion] = suspected.value.suspicions
    place = understood.place(suspicion.command, suspicion.path)
    assert place == {"workbook": "C01!D6", "json": "case C01, area voice, evidence"}[kind]
    confirmed = NOTHING_CONFIRMED.with_suspicions(suspected.value.suspicions)
    assert returns.append(police, understood, confirmed=confirmed).receipt.lines


def test_every_text_of_a_workbook_is_screened(police: Workspace, blank: bytes) -> None:
    cells = {
        **{f"C01!{cell}": "Ring 07700 900123" for cell in ("D4", "D6", "E6", "F6")},
        **{"C01!C4": "Involved", "C01!C5": "No", "C01!C6": "Good"},
        **{"C02!C4": "Not involved", "C02!D4": "See NG1 5FS"},
    }
    understood = returns.understand(police, book(blank, cells))
    with pytest.raises(Suspected) as suspected:
        returns.append(police, understood, dry_run=True)
    places = [understood.place(found.command, found.path) for found in suspected.value.suspicions]
    assert sorted(places) == ["C01!D4", "C01!D6", "C01!E6", "C01!F6", "C02!D4"]


def test_a_case_added_to_the_same_answers_is_recorded_alone(police: Workspace) -> None:
    returns.append(police, returns.understand(police, answers("C01")))
    more = returns.append(police, returns.understand(police, answers("C01", "C02")))
    assert {line.stream for line in more.receipt.lines} == {f"return/{AUDIT}/C02/police"}


def test_one_case_may_stand_by_itself(police: Workspace) -> None:
    text = (
        f"agency: police\naudit: {AUDIT}\ncase: C01\nindependent: yes\ninvolvement: Lead agency.\n"
        "answers:\n  - {area: voice, grade: good, evidence: Seen., strengths: }\n"
    )
    alone = returns.understand(police, GivenFile("stdin", text.encode()))
    assert alone == returns.understand(police, answers("C01"))


@pytest.mark.parametrize("name", ["return.xls", "return.XLSM", "return.ods", "return.dat"])
def test_what_is_no_xlsx_is_refused_in_words(police: Workspace, name: str) -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    with pytest.raises(InputError, match=name) as error:
        returns.understand(police, GivenFile(name, data))
    assert "Save an unprotected copy as .xlsx." in error.value.lines[0]


def test_an_empty_form_is_no_return(police: Workspace, blank: bytes) -> None:
    with pytest.raises(InputError) as error:
        returns.understand(police, GivenFile("police.xlsx", blank))
    assert error.value.lines == ("No case is filled in. Fill in one case at least.",)


def test_after_a_withdrawal_the_same_answers_are_a_new_act_and_before_it_the_old_one(
    police: Workspace,
) -> None:
    understood = returns.understand(police, answers("C01", "C02"))
    first = returns.append(police, understood)
    police.record(WithdrawReturn(audit=AUDIT, case="C01", agency="police", reason="A mistake"))
    second = returns.append(police, understood)
    assert {line.stream for line in second.receipt.lines} == {f"return/{AUDIT}/C01/police"}
    assert returns.append(police, understood).receipt == second.receipt != first.receipt


def test_a_given_command_id_comes_first_and_a_dry_run_records_nothing(police: Workspace) -> None:
    understood = returns.understand(police, answers("C01"))
    with nothing_recorded(police.ledger):
        rehearsed = returns.append(police, understood, dry_run=True)
    recorded = returns.append(police, understood, command_id="mine")
    assert recorded.receipt.command_id == "mine"
    assert rehearsed.events == recorded.events


def test_a_form_is_for_an_agency_of_the_audit_with_a_sample(
    police: Workspace, enrolled: Ledger
) -> None:
    police.ledger.record(
        JoinAgency(agency="housing", title="Housing", sector=Sector.HOUSING),
        actor=local("ruth-haldane"),
    )
    with pytest.raises(Refusal) as refusal:
        return_form.form_for(police, AUDIT, "housing")
    assert refusal.value.code == "agency-not-involved"
    with pytest.raises(Refusal) as refusal:
        return_form.form_for(police, "2027-none", "police")
    assert refusal.value.code == "no-plan"
    cases = [f"C{number}" for number in range(201)]
    long = return_form.form_for(police, AUDIT, "police", cases)
    with pytest.raises(Refusal) as refusal:
        return_form.form_as_workbook(long)
    assert refusal.value.code == "too-many-cases"
    assert b"case: C200" in return_form.form_as_yaml(long)


def test_another_agency_neither_returns_nor_reads_it(police: Workspace, blank: bytes) -> None:
    health = Workspace(police.ledger, local("noor-health"))
    understood = returns.understand(health, book(blank, one("C01")))
    with nothing_recorded(police.ledger), pytest.raises(NotPermittedError):
        returns.append(health, understood)
    returns.append(police, returns.understand(police, answers("C01")))
    shown = shown_return(Reader(police.ledger, "pat-police"), AUDIT, "C01", "police")
    assert [(entry.event, entry.grade) for entry in shown] == [
        ("ReturnAppended", None),
        ("GradeGiven", "good"),
    ]
    assert shown[1].words == {"evidence": "Seen."}
    for ref in ("C01", "C02"):
        with pytest.raises(NotPermittedError):
            shown_return(Reader(police.ledger, "noor-health"), AUDIT, ref, "police")


def test_a_form_asks_for_what_is_still_to_be_returned_and_for_more_by_name(
    police: Workspace, blank: bytes
) -> None:
    understood = returns.understand(police, book(blank, one("C02")))
    returns.append(police, understood)
    due = return_form.due_form(police, AUDIT, "police")
    assert (due.form.cases, due.left_out) == (("C01",), (("C02", "has been returned"),))
    named = return_form.due_form(police, AUDIT, "police", ["C02"])
    assert named.form.cases == ("C02",)
    lead = Workspace(police.ledger, local("lee-lead"))
    lead.record(CallNotGradable(audit=AUDIT, case="C01", reason="No record."))
    with pytest.raises(Refusal, match="C01 is not gradable, C02 has been returned") as refused:
        return_form.due_form(police, AUDIT, "police")
    assert refused.value.code == "nothing-due"
    with pytest.raises(Refusal, match="C09"):
        return_form.due_form(police, AUDIT, "police", ["C09"])
