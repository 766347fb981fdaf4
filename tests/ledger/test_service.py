"""One door for recording: whole or not at all, once, and by who may."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from application.identity import local
from domain.audit.plan import OpenModeration
from domain.directory.decisions import FormPartnership
from domain.directory.events import RoleGranted
from domain.kernel import streams
from domain.kernel.command import Command, Refusal
from domain.kernel.event import Stamp
from domain.kernel.vocabulary import Role, StreamId
from ledger.errors import ConflictError, IntegrityFailureError, NotPermittedError
from ledger.service import Ledger
from ledger.store.engines import engine_of
from ledger.store.entry import Entry
from tests.ledger.partnership import (
    AUDIT,
    FORM,
    POLICE,
    RETURN,
    WITHDRAW_PAT,
    SteppingClock,
    a_return,
    a_revision,
    enrol,
    enter,
    form,
    open_moderation,
)

# The same command twice.


def test_the_same_command_twice_is_one_record_and_the_same_receipt(prepared: Ledger) -> None:
    first = prepared.record(a_return(), actor=local("pat-police"), command_id="once").receipt
    size = prepared.size()
    again = prepared.record(a_return(), actor=local("pat-police"), command_id="once").receipt
    assert again == first
    assert (first.repeated, again.repeated) == (False, True)
    assert prepared.size() == size
    assert [line.event for line in first.lines] == ["ReturnAppended", "GradeGiven"]
    assert [line.position for line in first.lines] == [size - 1, size]


def test_a_retry_much_later_still_gets_the_first_receipt(prepared: Ledger, path: Path) -> None:
    """Though the role is gone, the grade is revised and the returns are open."""
    first = prepared.record(a_return(), actor=local("pat-police"), command_id="once").receipt
    prepared.record(a_revision("inadequate"), actor=local("sam-police"))
    prepared.record(WITHDRAW_PAT, actor=local("ruth-haldane"))
    open_moderation(prepared)
    size = prepared.size()
    with enter(path) as later:
        assert (
            later.record(a_return(), actor=local("pat-police"), command_id="once").receipt == first
        )
        assert later.size() == size


def test_several_commands_under_one_id_are_one_record(prepared: Ledger) -> None:
    both = (a_return(), a_revision("inadequate"))
    first = prepared.record(*both, actor=local("pat-police"), command_id="both").receipt
    assert prepared.record(*both, actor=local("pat-police"), command_id="both").receipt == first
    assert [line.version for line in first.lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("commands", "actor"),
    [
        ((a_return(grade="inadequate"),), "pat-police"),
        ((a_return(evidence="Other words."),), "pat-police"),
        ((a_return(case="C02"),), "pat-police"),
        ((a_revision("inadequate"),), "pat-police"),
        ((a_return(), a_return(case="C02")), "pat-police"),
        ((), "pat-police"),
        ((a_return(),), "sam-police"),
        ((a_return(),), "nobody"),
    ],
)
def test_a_used_id_is_refused_for_anything_else(
    prepared: Ledger, commands: tuple[Command, ...], actor: str
) -> None:
    prepared.record(a_return(), actor=local("pat-police"), command_id="once")
    size = prepared.size()
    with pytest.raises(ConflictError, match="'once' was already used for something else"):
        prepared.record(*commands, actor=local(actor), command_id="once")
    assert prepared.size() == size


def test_what_is_already_so_is_not_recorded_again(prepared: Ledger) -> None:
    prepared.record(a_return(), actor=local("pat-police"))
    size = prepared.size()
    assert prepared.record(a_return(), actor=local("pat-police")).receipt.lines == ()
    assert prepared.size() == size


# Nothing on refusal, nothing on trial.


def test_a_dry_run_shows_the_events_and_records_nothing(prepared: Ledger) -> None:
    size = prepared.size()
    shown = prepared.record(
        a_return(), actor=local("pat-police"), command_id="later", dry_run=True
    ).receipt
    assert [(line.event, line.stream, line.version) for line in shown.lines] == [
        ("ReturnAppended", RETURN, 1),
        ("GradeGiven", RETURN, 2),
    ]
    assert shown.dry_run
    assert {(line.position, line.leaf) for line in shown.lines} == {(0, "")}
    assert prepared.size() == size
    kept = prepared.record(a_return(), actor=local("pat-police"), command_id="later").receipt
    assert not kept.repeated


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_a_rule_refuses_is_not_recorded(prepared: Ledger, dry_run: bool) -> None:
    size = prepared.size()
    with pytest.raises(Refusal) as caught:
        prepared.record(a_return(grade="splendid"), actor=local("pat-police"), dry_run=dry_run)
    assert caught.value.code == "grade-outside-scale"
    assert prepared.size() == size
    assert prepared.entries(RETURN) == ()


@pytest.mark.parametrize(
    ("actor", "held"),
    [
        ("noor-health", "auditor of health"),
        ("ida-police", "agency-lead of police"),
        ("lee-lead", "lead-auditor"),
        ("ruth-haldane", "coordinator"),
        ("nobody", "no role"),
    ],
)
def test_only_the_agencys_own_auditor_records_its_return(
    prepared: Ledger, actor: str, held: str
) -> None:
    size = prepared.size()
    with pytest.raises(NotPermittedError, match=f"may not append return: they hold {held}"):
        prepared.record(a_return(), actor=local(actor))
    assert prepared.size() == size


def test_the_stamp_says_by_what_right(prepared: Ledger) -> None:
    prepared.record(a_return(), actor=local("pat-police"), command_id="once")
    stamp = prepared.entries(RETURN)[0].stamp
    assert (stamp.actor, stamp.role, stamp.agency) == ("pat-police", Role.AUDITOR, "police")
    assert stamp.command_id == "once"


def test_several_commands_are_recorded_together_or_not_at_all(prepared: Ledger) -> None:
    size = prepared.size()
    with pytest.raises(Refusal):
        prepared.record(a_return(), a_revision("splendid"), actor=local("pat-police"))
    with pytest.raises(NotPermittedError):
        prepared.record(a_return(), a_return(agency="health"), actor=local("pat-police"))
    assert prepared.size() == size
    receipt = prepared.record(
        a_return(), a_revision("inadequate"), actor=local("pat-police")
    ).receipt
    assert [line.position for line in receipt.lines] == [size + 1, size + 2, size + 3]


@pytest.mark.parametrize("actor", ["", "Pat Police", "pat_police", "x" * 41, "p\udc80"])
def test_an_actor_that_is_no_short_name_is_refused(ledger: Ledger, actor: str) -> None:
    with pytest.raises(Refusal) as caught:
        ledger.record(FORM, actor=local(actor))
    assert caught.value.code == "bad-actor"
    assert ledger.size() == 0


@pytest.mark.parametrize("command_id", [" ", "-x", "a b", 'a"b', "x" * 101, "x\n", "\udc80"])
def test_a_command_id_that_is_none_is_refused(ledger: Ledger, command_id: str) -> None:
    with pytest.raises(Refusal) as caught:
        ledger.record(FORM, actor=local("ruth-haldane"), command_id=command_id)
    assert caught.value.code == "bad-command-id"
    assert ledger.size() == 0


# The first command, and the clock.


def test_the_first_command_makes_its_sender_the_coordinator(ledger: Ledger) -> None:
    receipt = form(ledger)
    assert [(line.position, line.event) for line in receipt.lines] == [
        (1, "PartnershipFormed"),
        (2, "PersonEnrolled"),
        (3, "RoleGranted"),
    ]
    ledger.record(POLICE, actor=local("ruth-haldane"))
    with pytest.raises(Refusal) as caught:
        ledger.record(FormPartnership(name="Another", full_name="Mallory"), actor=local("mallory"))
    assert caught.value.code == "partnership-exists"


def test_before_the_first_command_nobody_may_do_anything(ledger: Ledger) -> None:
    for command in (POLICE, OpenModeration(audit=AUDIT), a_return()):
        with pytest.raises(NotPermittedError):
            ledger.record(command, actor=local("ruth-haldane"))
    assert ledger.size() == 0
    assert ledger.standing("ruth-haldane").grants == frozenset()


def test_a_clock_that_goes_back_does_not_stop_the_record(
    ledger: Ledger, clock: SteppingClock
) -> None:
    form(ledger)
    clock.now -= timedelta(days=400)
    ledger.record(POLICE, actor=local("ruth-haldane"))
    times = [entry.stamp.recorded_at for entry in ledger.entries(streams.DIRECTORY)]
    assert times[2] == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert times[3] == datetime(2025, 10, 19, 9, 0, 1, tzinfo=UTC)


def test_the_day_is_that_of_the_partnership(ledger: Ledger, clock: SteppingClock) -> None:
    """Half past eleven on a summer evening in UTC is the next day in London."""
    clock.now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert ledger.today().isoformat() == "2026-07-01"


# Reading.


def test_an_entry_is_found_by_its_position(enrolled: Ledger) -> None:
    found = enrolled.entry(2)
    assert found is not None
    assert (found.position, found.stream, type(found.event).__name__) == (
        2,
        "directory",
        "PersonEnrolled",
    )
    for position in (-1, 0, enrolled.size() + 1, 2**63, 2**70):
        assert enrolled.entry(position) is None


def test_entries_that_cannot_follow_each_other_are_named_not_crashed_on(
    ledger: Ledger, path: Path, clock: SteppingClock
) -> None:
    """Sealed properly, but no decision led to it: a role for somebody who is not enrolled."""
    enrol(ledger)
    version = len(ledger.entries(streams.DIRECTORY))
    stamp = Stamp(recorded_at=clock(), actor="m", role=Role.COORDINATOR, command_id="odd")
    odd = Entry(
        StreamId("directory"), version + 1, RoleGranted(person="ghost", role=Role.KEEPER), stamp
    )
    with closing(engine_of(path).open()) as store:
        store.append(odd, command_id="odd")
    with pytest.raises(IntegrityFailureError, match="The entries of directory do not follow"):
        ledger.standing("ruth-haldane")
    with pytest.raises(IntegrityFailureError, match=r"Entry 24 \(RoleGranted in directory\)"):
        ledger.record(POLICE, actor=local("ruth-haldane"))
