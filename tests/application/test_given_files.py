"""Programmes, plans, tools and settings from files: bytes with a name in, an outcome out."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from application import kept_documents, plans, programme, retention, tools
from application.identity import local
from application.reading import Reader
from application.workspace import Workspace
from documents import templates
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from domain.kernel.command import Refusal
from domain.programme.decisions import AgreeProgramme, ScheduleAudit
from ledger.keys.retention import Kind, RetentionSettings
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, PLAN, SHEET, prepare

TODAY = date(2026, 11, 23)


def as_file(document: Any, name: str = "given.json") -> GivenFile:
    return GivenFile(name, json.dumps(document).encode())


@pytest.fixture
def lead(prepared: Ledger) -> Workspace:
    return Workspace(prepared, local("lee-lead"))


@pytest.fixture
def chair(prepared: Ledger) -> Workspace:
    return Workspace(prepared, local("cas-chair"))


PROGRAMME = {
    "period": "2026-2029",
    "priorities": ["Neglect"],
    "capacity_per_quarter": {"police": 5},
    "audits": [
        {
            "audit": code,
            "title": "Neglect",
            "process": "themed",
            "function": "core",
            "informed_by": "indicator",
            "quarter": quarter,
            "demand": {"police": 4, "health": 1},
        }
        for code, quarter in (("2027-a", "2027-Q1"), ("2027-b", "2027-Q1"), ("2027-c", "2027-Q3"))
    ],
}


def test_a_programme_says_what_it_asks_of_each_agency_before_it_is_agreed() -> None:
    asked = programme.demand(programme.read_programme(as_file(PROGRAMME)))
    rows = [
        (row.quarter, row.agency, row.demand_days, row.capacity_days, row.over) for row in asked
    ]
    assert rows == [
        ("2027-Q1", "health", 2, None, False),
        ("2027-Q1", "police", 8, 5, True),
        ("2027-Q3", "health", 1, None, False),
        ("2027-Q3", "police", 4, 5, False),
    ]


def test_a_programme_is_agreed_with_its_audits_as_one_act(chair: Workspace) -> None:
    given = programme.read_programme(as_file(PROGRAMME))
    rehearsed = programme.agree(chair, given, TODAY, dry_run=True)
    agreed = programme.agree(chair, given, TODAY)
    assert agreed.events == rehearsed.events
    assert [type(event).__name__ for _, event in agreed.events] == [
        *(name.__name__ for name in AgreeProgramme.records),
        *(name.__name__ for name in ScheduleAudit.records * 3),
    ]
    reader = Reader(chair.ledger, "cas-chair")
    known, items = programme.agreed_programmes(reader, "2026-2029")
    assert [one.period for one in known] == ["2026-2029"]
    assert [item.audit for item in items] == ["2027-a", "2027-b", "2027-c"]
    assert programme.agreed_programmes(reader, "2029-2032") == ([], [])
    assert sum(row.demand_days for row in programme.agreed_demand(reader)) == 15


def test_a_plan_is_agreed_and_amended_from_its_file(ledger: Ledger) -> None:
    prepare(ledger, drawn=False)
    chair = Workspace(ledger, local("cas-chair"))
    document = PLAN.model_dump(mode="json", exclude_none=True)
    assert plans.agree(chair, as_file(document), TODAY).receipt.lines == ()
    amended = as_file({**document, "title": "Neglect seen early"}, "plan.json")
    outcome = plans.amend(chair, amended, TODAY, "A plainer title")
    assert [type(event).__name__ for _, event in outcome.events] == ["PlanAmended"]
    with pytest.raises(InputError, match="plan.json"):
        plans.agree(chair, as_file({"audit": AUDIT}, "plan.json"), TODAY)
    with pytest.raises(InputError) as error:
        plans.amend(chair, amended, TODAY, "")
    assert error.value.lines == ("reason: is empty. Give it.",)


def test_a_blank_plan_is_for_a_tool_that_is_published(lead: Workspace) -> None:
    reader = Reader(lead.ledger, "lee-lead")
    assert plans.blank_plan_for(reader, "neglect") == plans.blank_plan() == templates.text("plan")
    with pytest.raises(Refusal) as refusal:
        plans.blank_plan_for(reader, "other")
    assert refusal.value.code == "unknown-tool"


def test_a_tool_is_revised_by_its_own_file(lead: Workspace) -> None:
    reader = Reader(lead.ledger, "lee-lead")
    published, version = tools.published(reader, "neglect")
    document = tools.tool_file(published, version)
    assert tools.publish(lead, as_file(document)).receipt.lines == ()
    document["areas"][0]["prompts"] = ["Did anybody hear the child?"]
    with pytest.raises(InputError) as error:
        tools.revise(lead, as_file(document))
    assert error.value.lines == ("changes: is missing. Give it.",)
    document["equivalences"] = [{"area": "voice", "reason": "The same question"}]
    by_file = tools.revise(lead, as_file({**document, "changes": "Plainer"}), dry_run=True)
    del document["equivalences"]
    equivalent = [("voice", "The same question")]
    by_hand = tools.revise(lead, as_file(document), "Plainer", equivalent)
    assert by_hand.events == by_file.events
    again, newest = tools.published(reader, "neglect")
    assert (newest, tools.tool_file(again, 1)["areas"][0]["prompts"]) == (
        2,
        list(SHEET.areas[0].prompts),
    )
    for tool, number, code in (("neglect", 3, "unknown-tool-version"), ("x", None, "unknown-tool")):
        with pytest.raises(Refusal) as refusal:
            tools.published(reader, tool, number)
        assert refusal.value.code == code


def test_settings_of_retention_may_set_any_period_and_make_one_permanent() -> None:
    assert retention.settings_in(None) == RetentionSettings()
    text = b"returns: {months_after_close: permanent, basis: Our own}\nkey_backups_days: 10\n"
    settings = retention.settings_in(GivenFile("retention.yaml", text))
    assert settings.rule(Kind.RETURNS).months_after_close is None
    assert settings.rule(Kind.CASE_KEY) == RetentionSettings().rule(Kind.CASE_KEY)
    assert settings.key_backups_days == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("case_keys: {months_after_close: 1, basis: x}", "case_keys: is not a field here."),
        ("case_key: {months_after_close: 0, basis: x}", "case_key.months_after_close: "),
        ("case_key: {months_after_close: never, basis: x}", "case_key.months_after_close: 'never'"),
        ("case_key: 12", "case_key: does not hold fields."),
        ("case_key: {months_after_close: 12}", "case_key.basis: is missing. Give it."),
        ("case_key: {basis: x}", "case_key.months_after_close: is missing. Give it."),
        ("key_backups_days: -1", "key_backups_days: "),
    ],
)
def test_settings_with_a_fault_are_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match="retention.yaml") as error:
        retention.settings_in(GivenFile("retention.yaml", text.encode()))
    assert error.value.lines[0].startswith(said)


def test_a_document_is_kept_under_its_digest_and_a_change_of_it_is_noticed(tmp_path: Path) -> None:
    given = GivenFile("/folder/of/me/../sum\x07mary.pdf", b"what we found")
    kept = kept_documents.described(given)
    assert (kept.described.name, kept.described.size) == ("summary.pdf", 13)
    assert kept.described.digest == sha256(given.data).hexdigest()
    where = kept_documents.keep(tmp_path, kept)
    assert where == tmp_path / kept_documents.FOLDER / kept.described.digest
    assert where.stat().st_mode & 0o777 == 0o600
    assert kept_documents.keep(tmp_path, kept) == where
    assert kept_documents.standing(tmp_path, kept.described.digest).startswith("as it was reported")
    where.write_bytes(b"what we wish we had found")
    assert kept_documents.standing(tmp_path, kept.described.digest).startswith("ALTERED")
    where.unlink()
    assert kept_documents.standing(tmp_path, kept.described.digest).startswith("missing")


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "It is empty."), (bytes(kept_documents.BYTES_MAX + 1), "It is larger than 20 MB.")],
)
def test_a_document_that_is_none_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as error:
        kept_documents.described(GivenFile("summary.pdf", data))
    assert error.value.lines[0].startswith(said)
