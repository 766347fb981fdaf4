"""Several at once: one wins a stream, the others are told who; different streams all succeed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from application.identity import local
from domain.custody.decisions import IssueReceipt, NameLedger
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Role
from ledger.errors import ConflictError, UnusableError
from ledger.integrity.scan import audit
from ledger.service import Ledger
from ledger.store.sqlite import faults
from tests.ledger.partnership import RETURN, a_return, begin, enter, form, prepare
from tests.ledger.processes import together
from tests.ledger.store.making import datastore_of


@pytest.fixture
def shared(path: Path) -> Path:
    """A prepared ledger that no process has open."""
    with begin(path) as ledger:
        prepare(ledger)
    return path


def test_of_eight_processes_on_one_return_exactly_one_wins(shared: Path) -> None:
    def append(number: int) -> Callable[[Path], str]:
        actor = "pat-police"

        def act(path: Path) -> str:
            with enter(path) as ledger:
                try:
                    ledger.record(a_return(evidence=f"Read by {number}."), actor=local(actor))
                except ConflictError as conflict:
                    return f"conflict: {conflict.message}"
                except Refusal as refusal:
                    return f"{refusal.code}: {refusal.message}"
            return f"won: {number} {actor}"

        return act

    answers = together(shared, [append(number) for number in range(8)])
    (won,) = [answer for answer in answers if answer.startswith("won: ")]
    winner = won.split()[-1]
    for answer in answers:
        if answer != won:
            assert answer.startswith(
                (f"conflict: {winner} was first: ReturnAppended on", "return-exists: ")
            )
            assert winner in answer
    with enter(shared) as ledger:
        appended, given = ledger.entries(RETURN)
    assert (appended.stamp.actor, given.version) == (winner, 2)
    assert audit(shared).size == 42
    assert audit(shared).ok


def test_processes_on_different_returns_all_succeed(shared: Path) -> None:
    def append(agency: str, case: str, actor: str) -> Callable[[Path], str]:
        def act(path: Path) -> str:
            with enter(path) as ledger:
                receipt = ledger.record(a_return(agency, case), actor=local(actor)).receipt
            return ",".join(str(line.position) for line in receipt.lines)

        return act

    answers = together(
        shared,
        [
            append("police", "C01", "pat-police"),
            append("police", "C02", "sam-police"),
            append("health", "C01", "noor-health"),
            append("health", "C02", "noor-health"),
        ],
    )
    assert sorted(answers) == ["41,42", "43,44", "45,46", "47,48"]
    assert audit(shared).size == 48
    assert audit(shared).ok


def test_the_same_command_from_many_processes_is_one_record(shared: Path) -> None:
    def act(path: Path) -> str:
        with enter(path) as ledger:
            receipt = ledger.record(
                a_return(), actor=local("pat-police"), command_id="same"
            ).receipt
        return f"{receipt.lines} {receipt.recorded_at}"

    assert len(set(together(shared, [act] * 6))) == 1
    assert audit(shared).size == 42
    assert audit(shared).ok


def test_of_several_processes_that_begin_a_ledger_all_get_the_same(path: Path) -> None:
    def act(path: Path) -> str:
        with begin(path) as ledger:
            return str(form(ledger).lines)

    assert len(set(together(path, [act] * 8))) == 1
    assert audit(path).size == 3
    assert audit(path).ok


def test_threads_of_one_process_share_a_ledger(prepared: Ledger) -> None:
    returns = [
        ("police", "C01", "pat-police"),
        ("police", "C02", "sam-police"),
        ("health", "C01", "noor-health"),
        ("health", "C02", "noor-health"),
    ]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(
            pool.map(lambda r: prepared.record(a_return(r[0], r[1]), actor=local(r[2])), returns)
        )
    assert sorted(outcome.receipt.lines[0].position for outcome in outcomes) == [41, 43, 45, 47]


def test_a_writer_waits_for_a_lock_and_then_succeeds(prepared: Ledger, path: Path) -> None:
    holder = sqlite3.connect(path, check_same_thread=False)
    with closing(holder):
        holder.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, holder.rollback)
        release.start()
        receipt = prepared.record(a_return(), actor=local("pat-police")).receipt
        release.join()
    assert receipt.lines[0].position == 41


def test_reading_goes_on_while_another_writes(prepared: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert prepared.size() == 40
        assert prepared.record(a_return(), actor=local("pat-police"), dry_run=True).receipt.lines
        assert audit(path).ok
        holder.rollback()


def test_a_lock_that_stays_is_reported_and_nothing_is_recorded(
    path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "LOCK_TIMEOUT_SECONDS", 1)
    with enter(path) as impatient, closing(sqlite3.connect(path)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnusableError) as caught:
            form(impatient)
        holder.rollback()
        assert "locked by another process" in caught.value.message
        assert caught.value.remedy.startswith("Nothing was recorded.")
        assert impatient.size() == 0
        form(impatient)
    assert ledger.size() == 3


def test_the_lock_timeout_is_thirty_seconds(ledger: Ledger) -> None:
    pool = datastore_of(ledger._store).pool
    assert (pool.lock_timeout, pool.pool_timeout) == (30, 30)


def test_processes_that_enrol_different_people_all_succeed(shared: Path) -> None:
    """Everybody writes to the directory; nobody is asked to try again."""

    def enrol(number: int) -> Callable[[Path], str]:
        def act(path: Path) -> str:
            with enter(path) as ledger:
                for turn in range(3):
                    name = f"person-{number}-{turn}"
                    person = EnrolPerson(person=name, full_name=name, agency="police")
                    role = GrantRole(person=name, role=Role.AUDITOR, agency="police")
                    ledger.record(person, role, actor=local("ruth-haldane"))
            return "enrolled"

        return act

    writers = 8
    assert together(shared, [enrol(number) for number in range(writers)]) == ["enrolled"] * writers
    with enter(shared) as ledger:
        directory = cast(Directory, ledger.state(streams.DIRECTORY))
    names = {f"person-{number}-{turn}" for number in range(writers) for turn in range(3)}
    assert names <= directory.people.keys()
    assert all(directory.people[name].holds(Role.AUDITOR, "police") for name in names)
    verdict = audit(shared)
    assert (verdict.size, verdict.fault) == (40 + 2 * len(names), None)


def test_of_two_processes_that_give_one_short_name_the_second_is_told_whose_it_is(
    shared: Path,
) -> None:
    def enrol(full_name: str) -> Callable[[Path], str]:
        def act(path: Path) -> str:
            with enter(path) as ledger:
                person = EnrolPerson(person="p-kaur", full_name=full_name)
                try:
                    ledger.record(person, actor=local("ruth-haldane"))
                except Refusal as refusal:
                    return refusal.message
            return "enrolled"

        return act

    answers = together(shared, [enrol("Priya Kaur"), enrol("Paul Kaur")])
    (told,) = [answer for answer in answers if answer != "enrolled"]
    assert told.startswith("'p-kaur' is already P")
    assert audit(shared).size == 41
    assert audit(shared).ok


def test_receipts_for_two_people_at_once_are_both_recorded(shared: Path) -> None:
    def issue(to_whom: str) -> Callable[[Path], str]:
        def act(path: Path) -> str:
            with enter(path) as ledger:
                given = IssueReceipt(entry=3, size=5, to_whom=to_whom)
                return str(len(ledger.record(given, actor=local("lee-lead")).receipt.lines))

        return act

    with enter(shared) as ledger:
        named = NameLedger(origin="wrenshire.example/ledger", key="a key")
        ledger.record(named, actor=local("ruth-haldane"))
    assert together(shared, [issue(f"agency {number}") for number in range(6)]) == ["1"] * 6
    assert audit(shared).size == 47
    assert audit(shared).ok
