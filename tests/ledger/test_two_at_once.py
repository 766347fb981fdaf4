"""Two who record at once: each decision is taken as if its sender were alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from application.identity import local
from domain.directory.decisions import FormPartnership, GrantRole, WithdrawRole
from domain.kernel.command import Command, Refusal
from domain.kernel.vocabulary import Role
from domain.returns.decisions import ReviseGrade
from ledger.decision import Receipt
from ledger.errors import ConflictError, NotPermittedError
from ledger.service import Ledger
from ledger.store.entry import Entry
from ledger.two_at_once import TRIES_MAX
from tests.ledger.partnership import (
    OTHER_RETURN,
    RETURN,
    WITHDRAW_PAT,
    SteppingClock,
    a_return,
    a_revision,
    enter,
    form,
    open_moderation,
)

GRANT_SAM = GrantRole(person="sam-police", role=Role.INSPECTOR)


@pytest.fixture
def other(ledger: Ledger, path: Path) -> Iterator[Ledger]:
    """Another process's view of the same ledger, on a later clock."""
    with enter(path, SteppingClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))) as opened:
        yield opened


def between_deciding_and_writing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, act: Callable[[int], object], times: int = 1
) -> list[int]:
    """Runs `act` just before the first `times` writes of this ledger; lists the writes tried."""
    append, tried = ledger._store.append, list[int]()

    def appending(*entries: Entry, **writing: Any) -> object:
        tried.append(len(tried) + 1)
        if len(tried) <= times:
            act(len(tried))
        return append(*entries, **writing)

    monkeypatch.setattr(ledger._store, "append", appending)
    return tried


def test_a_decision_is_taken_again_when_something_it_looked_at_moved(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moderation opens while a return is on its way: it is late, and has to say so."""
    tried = between_deciding_and_writing(prepared, monkeypatch, lambda _: open_moderation(other))
    with pytest.raises(Refusal) as caught:
        prepared.record(a_return(), actor=local("pat-police"))
    assert caught.value.code == "late-return"
    assert tried == [1]
    assert prepared.entries(RETURN) == ()


def test_a_right_withdrawn_meanwhile_is_gone(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    between_deciding_and_writing(
        prepared, monkeypatch, lambda _: other.record(WITHDRAW_PAT, actor=local("ruth-haldane"))
    )
    with pytest.raises(NotPermittedError):
        prepared.record(a_return(), actor=local("pat-police"))
    assert prepared.entries(RETURN) == ()


def test_a_harmless_change_meanwhile_does_not_disturb(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = between_deciding_and_writing(
        prepared, monkeypatch, lambda _: other.record(GRANT_SAM, actor=local("ruth-haldane"))
    )
    receipt = prepared.record(a_return(), actor=local("pat-police")).receipt
    assert tried == [1, 2]
    assert receipt.lines[0].position == prepared.size() - 1


def test_what_nobody_looked_at_may_move(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = between_deciding_and_writing(
        prepared,
        monkeypatch,
        lambda _: other.record(a_return(agency="health"), actor=local("noor-health")),
    )
    prepared.record(a_return(), actor=local("pat-police"))
    assert tried == [1]
    assert [e.position for e in prepared.entries(OTHER_RETURN)] == [41, 42]
    assert [e.position for e in prepared.entries(RETURN)] == [43, 44]


@pytest.mark.parametrize("also", [(), (GRANT_SAM,)], ids=["alone", "and the directory moved too"])
def test_who_was_first_on_the_same_stream_is_named(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch, also: tuple[Command, ...]
) -> None:
    def first(_: int) -> None:
        for command in also:
            other.record(command, actor=local("ruth-haldane"))
        other.record(a_return(grade="inadequate"), actor=local("sam-police"))

    between_deciding_and_writing(prepared, monkeypatch, first)
    with pytest.raises(ConflictError) as caught:
        prepared.record(a_return(), actor=local("pat-police"))
    seconds, position = ("00", 41) if not also else ("01", 42)
    assert caught.value.message == (
        "sam-police was first: ReturnAppended on return/2026-neglect/C01/police,"
        f" 23 November 2026 at 12:00:{seconds}, entry {position}."
    )
    assert caught.value.remedy.startswith("Nothing of yours was recorded.")
    assert [e.stamp.actor for e in prepared.entries(RETURN)] == ["sam-police", "sam-police"]


def test_the_same_command_sent_twice_at_once_is_one_record(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = []
    between_deciding_and_writing(
        prepared,
        monkeypatch,
        lambda _: receipts.append(
            other.record(a_return(), actor=local("pat-police"), command_id="same").receipt
        ),
    )
    mine = prepared.record(a_return(), actor=local("pat-police"), command_id="same").receipt
    assert receipts == [mine]
    assert mine.repeated
    assert len(prepared.entries(RETURN)) == 2


@pytest.mark.parametrize("command", [a_return(), a_revision("inadequate"), WITHDRAW_PAT])
def test_the_same_command_recorded_while_deciding_is_one_record(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """The decision then says `already so`: the receipt is still the first one."""
    actor = "ruth-haldane" if command is WITHDRAW_PAT else "pat-police"
    if isinstance(command, ReviseGrade):
        prepared.record(a_return(), actor=local("pat-police"))
    decide, receipts = prepared._decide, list[Receipt]()

    def deciding(*given: Any) -> object:
        if not receipts:
            receipts.append(other.record(command, actor=local(actor), command_id="same").receipt)
        return decide(*given)

    monkeypatch.setattr(prepared, "_decide", deciding)
    mine = prepared.record(command, actor=local(actor), command_id="same").receipt
    assert receipts == [mine]
    assert mine.lines


def test_a_command_not_permitted_because_it_was_just_recorded_has_its_receipt(
    enrolled: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The coordinator hands over: once that is recorded, it is no longer theirs to do."""
    hand_over = (
        GrantRole(person="cas-chair", role=Role.COORDINATOR),
        WithdrawRole(person="ruth-haldane", role=Role.COORDINATOR, reason="Handed over."),
    )
    decide, receipts = enrolled._decide, list[Receipt]()

    def deciding(*given: Any) -> object:
        if not receipts:
            receipts.append(
                other.record(*hand_over, actor=local("ruth-haldane"), command_id="over").receipt
            )
        return decide(*given)

    monkeypatch.setattr(enrolled, "_decide", deciding)
    assert (
        enrolled.record(*hand_over, actor=local("ruth-haldane"), command_id="over").receipt
        == receipts[0]
    )


def test_it_gives_up_when_others_never_stop(
    prepared: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def restless(number: int) -> None:
        given = WithdrawRole(person="sam-police", role=Role.INSPECTOR, reason="Again.")
        other.record(GRANT_SAM if number % 2 else given, actor=local("ruth-haldane"))

    tried = between_deciding_and_writing(prepared, monkeypatch, restless, times=99)
    with pytest.raises(ConflictError, match="Others kept changing"):
        prepared.record(a_return(), actor=local("pat-police"))
    assert len(tried) == TRIES_MAX
    assert prepared.entries(RETURN) == ()


def test_of_two_first_commands_one_wins(
    ledger: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    between_deciding_and_writing(ledger, monkeypatch, lambda _: form(other))
    with pytest.raises(Refusal, match="This ledger already belongs to Invented Partnership"):
        ledger.record(FormPartnership(name="Another", full_name="Mallory"), actor=local("mallory"))
    assert ledger.size() == 3


def test_a_view_that_was_open_sees_what_others_record(enrolled: Ledger, other: Ledger) -> None:
    assert len(enrolled.standing("sam-police").grants) == 1
    other.record(GRANT_SAM, actor=local("ruth-haldane"))
    assert len(enrolled.standing("sam-police").grants) == 2


def test_nobody_supersedes_what_they_have_not_seen(prepared: Ledger, other: Ledger) -> None:
    """Whoever looked at a stream, and was not the last to write there, has to look again."""
    prepared.record(a_return(), actor=local("pat-police"))
    seen = {RETURN: len(prepared.entries(RETURN))}
    other.record(a_revision("inadequate"), actor=local("pat-police"))
    again = a_revision("good", "Another thought.")
    with pytest.raises(ConflictError, match=r"pat-police was first: GradeRevised"):
        prepared.record(again, actor=local("pat-police"), seen=seen)
    with pytest.raises(ConflictError, match="Look at what is there now"):
        prepared.record(again, actor=local("pat-police"), seen=seen, dry_run=True)
    now = {RETURN: len(prepared.entries(RETURN))}
    recorded = prepared.record(again, actor=local("pat-police"), seen=now).receipt
    assert [line.event for line in recorded.lines] == ["GradeRevised"]


def test_the_same_command_twice_is_its_receipt_although_the_stream_has_grown_by_it(
    prepared: Ledger,
) -> None:
    seen = {RETURN: 0}
    acts: dict[str, Any] = {"actor": local("pat-police"), "command_id": "one", "seen": seen}
    first = prepared.record(a_return(), **acts).receipt
    assert prepared.record(a_return(), **acts).receipt == first
