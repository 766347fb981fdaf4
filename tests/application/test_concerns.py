"""Raising a concern: the person's own agency, and a number that nobody else has taken."""

from __future__ import annotations

from typing import Any

import pytest

from application import concerns
from application.concerns import raise_concern
from application.identity import local
from application.screening import Suspected
from application.workspace import Workspace
from domain.concern.state import Concern
from domain.kernel import streams
from domain.kernel.command import Refusal
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT


def work_of(ledger: Ledger, person: str) -> Workspace:
    return Workspace(ledger, local(person))


def raised_as(ledger: Ledger, number: int) -> Concern:
    state = ledger.state(streams.concern(AUDIT, number))
    assert isinstance(state, Concern)
    return state


def test_a_concern_gets_the_next_number_and_the_persons_own_agency(prepared: Ledger) -> None:
    first = raise_concern(work_of(prepared, "pat-police"), AUDIT, "A child alone.", "C01")
    second = raise_concern(work_of(prepared, "noor-health"), AUDIT, "A missed appointment.")
    third = raise_concern(work_of(prepared, "lee-lead"), AUDIT, "Nobody asked.")
    assert (first.number, second.number, third.number) == (1, 2, 3)
    agencies = [raised_as(prepared, number).raised.agency for number in (1, 2, 3)]
    assert agencies == ["police", "health", None]
    assert [type(event).__name__ for _, event in first.outcome.events] == ["ConcernRaised"]


def test_the_same_concern_keeps_its_number_and_a_dry_run_takes_none(prepared: Ledger) -> None:
    work, size = work_of(prepared, "pat-police"), prepared.size()
    rehearsed = raise_concern(work, AUDIT, "A child alone.", dry_run=True)
    assert (rehearsed.number, prepared.size()) == (1, size)
    once = raise_concern(work, AUDIT, "A child alone.")
    again = raise_concern(work, AUDIT, "A child alone.")
    assert rehearsed.outcome.events == once.outcome.events
    assert (again.number, again.outcome.events) == (1, ())


def test_a_number_that_somebody_takes_meanwhile_is_exchanged_for_the_next(
    prepared: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose, taken = concerns._number, list[int]()

    def slower(ledger: Ledger, asked: Any) -> int:
        number = choose(ledger, asked)
        if not taken:
            taken.append(number)
            raise_concern(work_of(prepared, "noor-health"), AUDIT, "Somebody was quicker.")
        return number

    monkeypatch.setattr(concerns, "_number", slower)
    mine = raise_concern(work_of(prepared, "pat-police"), AUDIT, "A child alone.")
    assert (taken, mine.number) == ([1], 2)
    assert raised_as(prepared, 1).raised.words == "Somebody was quicker."


def test_a_number_that_is_always_taken_is_given_up(
    prepared: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_concern(work_of(prepared, "noor-health"), AUDIT, "First.")
    size, tries = prepared.size(), list[int]()

    def stuck(ledger: Ledger, asked: Any) -> int:
        tries.append(1)
        return 1

    monkeypatch.setattr(concerns, "_number", stuck)
    with pytest.raises(Refusal, match="is already raised"):
        raise_concern(work_of(prepared, "pat-police"), AUDIT, "A child alone.")
    assert (len(tries), prepared.size()) == (concerns.TRIES_MAX, size)


def test_another_refusal_is_not_tried_again(prepared: Ledger) -> None:
    work = work_of(prepared, "pat-police")
    with pytest.raises(Refusal) as refused:
        raise_concern(work, AUDIT, "A child alone.", "C99")
    assert refused.value.code != "concern-exists"
    with pytest.raises(Suspected):
        raise_concern(work, AUDIT, "NHS 943 476 5919")
