"""One way to read: the position of a day, who leads what, and what each person may ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from application.access import access_table
from application.grade_history import Opening, break_glass, grade_history
from application.identity import local
from application.reading import Reader, position_at, require_every_grade
from application.status import waiting_for
from application.workspace import Workspace
from cli.as_at import position_and_day
from dashboard.reading import Door, opened
from domain.audit.people import AppointLeadAuditor
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import EnrolPerson, GrantRole, WithdrawRole
from domain.kernel.command import Refusal
from domain.kernel.days import day_of
from domain.kernel.vocabulary import Role, Sector
from ledger.errors import NotPermittedError, UnusableError
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, SteppingClock, a_return, begin, form

COORDINATOR = "ruth-haldane"
MOMENTS = (
    "2026-03-28T23:30:00",  # the last evening of winter time: still that day
    "2026-03-29T22:59:59",
    "2026-03-29T23:00:00",  # exactly midnight of the first day of summer time
    "2026-07-01T22:59:59",
    "2026-07-01T23:00:00",
    "2026-07-01T23:30:00",  # 2 July, half past midnight
    "2026-10-24T23:30:00",  # the last evening of summer time: 25 October
    "2026-10-25T23:59:59",
    "2026-10-26T00:00:00",
)
BEFORE = 3
"""Entries that forming the partnership records, on 1 January."""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def through_the_year(path: Path) -> Iterator[tuple[Ledger, dict[int, date]]]:
    """A ledger with an entry at each of MOMENTS, and the day that each one's receipt names."""
    clock = SteppingClock(moment("2026-01-01T12:00:00"))
    days: dict[int, date] = {}
    with begin(path, clock) as ledger:
        form(ledger)
        assert ledger.size() == BEFORE
        for number, text in enumerate(MOMENTS):
            clock.now = moment(text)
            joining = JoinAgency(agency=f"a{number}", title=f"A{number}", sector=Sector.POLICE)
            receipt = ledger.record(joining, actor=local(COORDINATOR)).receipt
            days[receipt.lines[-1].position] = day_of(receipt.recorded_at)
        yield ledger, days
    assert audit(path).ok


@pytest.mark.parametrize(
    ("day", "entries"),
    [
        ("2025-12-31", -BEFORE),
        ("2026-01-01", 0),
        ("2026-03-28", 1),
        ("2026-03-29", 2),
        ("2026-03-30", 3),
        ("2026-07-01", 4),
        ("2026-07-02", 6),
        ("2026-10-24", 6),
        ("2026-10-25", 8),
        ("2026-10-26", 9),
        ("2027-01-01", 9),
    ],
)
def test_a_command_and_a_page_read_a_day_to_its_end_in_london(
    through_the_year: tuple[Ledger, dict[int, date]], path: Path, day: str, entries: int
) -> None:
    ledger, days = through_the_year
    asked = date.fromisoformat(day)
    with opened(Door(path, COORDINATOR), ledger, asked) as page:
        assert position_and_day(ledger, day)[0] == page.session.as_at == BEFORE + entries
    assert [number for number, on in days.items() if on <= asked] == [
        number for number in days if number <= BEFORE + entries
    ]


def test_the_position_of_a_day_in_an_empty_ledger_is_none(ledger: Ledger) -> None:
    assert position_at(ledger, date(2026, 1, 1)) == 0


def led(ledger: Ledger, person: str, as_at: int | None = None) -> frozenset[str]:
    with Reader(ledger, person, as_at).facts() as facts:
        return facts.viewer.leads


def test_who_leads_is_the_last_appointed_now_and_withdrawing_the_role_changes_nothing(
    prepared: Ledger,
) -> None:
    assert led(prepared, "lee-lead") == {AUDIT}
    assert led(prepared, "cas-chair") == led(prepared, "stranger") == frozenset()
    also = GrantRole(person="lee-lead", role=Role.SAIG_MEMBER)
    withdrawn = WithdrawRole(person="lee-lead", role=Role.LEAD_AUDITOR, reason="No new audits.")
    prepared.record(also, withdrawn, actor=local(COORDINATOR))
    assert led(prepared, "lee-lead") == {AUDIT}
    appointed = prepared.size()
    enrol = EnrolPerson(person="new-lead", full_name="New Lead")
    grant = GrantRole(person="new-lead", role=Role.LEAD_AUDITOR)
    prepared.record(enrol, grant, actor=local(COORDINATOR))
    prepared.record(AppointLeadAuditor(audit=AUDIT, person="new-lead"), actor=local("cas-chair"))
    assert led(prepared, "lee-lead") == led(prepared, "lee-lead", appointed) == frozenset()
    assert led(prepared, "new-lead") == led(prepared, "new-lead", appointed) == {AUDIT}


def test_what_waits_is_for_the_audits_that_somebody_leads(prepared: Ledger) -> None:
    """Returns are missing: that is the lead auditor's to see to, and nobody else's."""
    mine = [task.what for task in waiting_for(Reader(prepared, "lee-lead"))]
    assert "4 of 4 returns are missing" in mine
    assert "4 of 4 returns are missing" not in [
        task.what for task in waiting_for(Reader(prepared, "cas-chair"))
    ]


def test_a_stranger_is_refused_and_reads_no_fact(prepared: Ledger) -> None:
    stranger = Reader(prepared, "stranger")
    with pytest.raises(NotPermittedError, match="stranger holds no role"):
        stranger.require_known()
    with stranger.facts() as facts:
        assert facts.session.rows("FROM main.agencies") == []


def test_a_right_without_an_entry_is_asked_of_the_access_table(prepared: Ledger) -> None:
    Reader(prepared, "lee-lead").require_right("CheckpointPublished")
    for person in ("ina-inspector", "stranger"):
        reader = Reader(prepared, person)
        assert not reader.may_record("CheckpointPublished")
        with pytest.raises(NotPermittedError):
            reader.require_right("CheckpointPublished")


def test_a_receipt_is_for_an_entry_that_one_may_read(prepared: Ledger) -> None:
    at = prepared.record(a_return(), actor=local("pat-police")).receipt.lines[0].position
    for person in ("pat-police", "lee-lead"):
        assert Reader(prepared, person).require_entry(at).position == at
    for person in ("noor-health", "cas-chair", "stranger"):
        with pytest.raises(NotPermittedError):
            Reader(prepared, person).require_entry(at)
    for missing in (0, -1, prepared.size() + 1):
        with pytest.raises(Refusal, match="There is no entry"):
            Reader(prepared, "lee-lead").require_entry(missing)


def allowed(ledger: Ledger, question: str, *about: str) -> set[str]:
    """Who may ask a question of the reader."""
    people = ("lee-lead", "nell-neutral", "cas-chair", "pat-police", "noor-health", "ina-inspector")
    may = set()
    for person in (*people, "stranger"):
        try:
            getattr(Reader(ledger, person), question)(*about)
        except NotPermittedError:
            continue
        may.add(person)
    return may


def test_who_may_ask_about_a_draw_a_return_and_an_agencys_own_numbers(prepared: Ledger) -> None:
    assert allowed(prepared, "require_draw", AUDIT) == {"lee-lead", "nell-neutral"}
    own = {"lee-lead", "pat-police"}
    assert allowed(prepared, "require_return", AUDIT, "police") == own
    assert allowed(prepared, "require_own_numbers", AUDIT, "police") == own


def test_a_verdict_needs_every_settled_grade(prepared: Ledger) -> None:
    """Nothing is settled yet, so whoever holds a role lacks nothing."""
    with Reader(prepared, "cas-chair").facts() as facts:
        require_every_grade(facts)


def test_opening_text_by_break_glass_is_recorded_before_a_word_is_read(prepared: Ledger) -> None:
    prepared.record(a_return(), actor=local("pat-police"))
    reader = Reader(prepared, "ina-inspector")
    before = prepared.size()
    work = Workspace(prepared, local("ina-inspector"))
    with pytest.raises(NotPermittedError):
        grade_history(reader, AUDIT, "C01", opening=Opening(work, "To see."))
    with pytest.raises(UnusableError):
        break_glass(work, AUDIT, "C01", "To see.")
    assert prepared.size() == before


def test_the_access_table_tells_who_may_count() -> None:
    rows = {row.event: row for row in access_table()}
    assert rows["ConcernRaised"].counted_by == "everybody but keeper, neutral"
    assert rows["GradeGiven"].counted_by == ""
    assert "auditor (own agency)" in rows["GradeGiven"].recorded_by
