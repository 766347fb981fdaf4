"""A clock that is wrong: said before something is recorded, and found by the checker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cli import clock
from tests.cli.harness import Assure
from tests.cli.keeping import entries


def join(agency: str) -> tuple[str, ...]:
    return ("agency", "join", agency, "--title", f"The {agency} agency", "--sector", "housing")


@pytest.fixture
def recorded(prepared: Assure) -> Assure:
    """With an entry that was recorded just now."""
    prepared(*join("fire"))
    return prepared


def test_a_clock_behind_the_last_entry_is_said_where_nobody_can_be_asked(recorded: Assure) -> None:
    recorded.clock.now -= timedelta(seconds=90)
    assert "The clock of this computer" not in recorded(*join("housing")).stderr
    recorded.clock.now -= timedelta(hours=3)
    size = entries(recorded)
    rehearsed = recorded("agency", "leave", "housing", "--reason", "Merged.", "--dry-run")
    assert "The clock of this computer" not in rehearsed.stderr
    said = recorded("agency", "leave", "housing", "--reason", "Merged.").stderr
    assert said.startswith("The clock of this computer says 2026-01-20 05:")
    assert "the last entry was recorded at 2026-01-20 08:" in said
    assert "Set the clock." in said
    assert entries(recorded) == size + 1


@pytest.mark.parametrize(("answer", "code", "more"), [("n\n", 3, 0), ("y\n", 0, 1)])
def test_at_a_terminal_a_person_decides(
    recorded: Assure, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, more: int
) -> None:
    monkeypatch.setattr(clock, "is_terminal", lambda: True)
    recorded.clock.now -= timedelta(hours=3)
    size = entries(recorded)
    said = recorded(*join("housing"), stdin=answer, code=code).stderr
    assert "Is it to be recorded with this time?" in said
    assert ("Nothing was recorded." in said) == (code == 3)
    assert entries(recorded) == size + more


def test_steps_back_that_add_up_are_named_with_their_range(recorded: Assure) -> None:
    size = entries(recorded)
    for number in range(4):
        recorded.clock.now -= timedelta(minutes=4)
        recorded(*join(f"a-{number}"))
    recorded.clock.now += timedelta(hours=1)
    found = recorded.read("ledger", "verify")
    assert found["whole"] is True
    assert [(one["entry"], one["to"]) for one in found["misdated"]] == [(size + 1, size + 4)]
    told = recorded("ledger", "verify").stdout
    assert f"Look at entries {size + 1} to {size + 4}: they claim times from " in told
    assert f"earlier than entry {size} before it" in told


@pytest.mark.parametrize("later", [1, 3])
def test_an_entry_from_the_future_is_accused_and_not_those_after_it(
    recorded: Assure, later: int
) -> None:
    now = recorded.clock.now
    size = entries(recorded)
    for number in range(later + 1):
        recorded.clock.now = now + timedelta(days=400 if number == 0 else 0, minutes=number)
        recorded(*join(f"a-{number}"))
    for days in (0, 500):  # while it is still to come, and when its time has passed
        recorded.clock.now = now + timedelta(days=days, hours=1)
        found = recorded.read("ledger", "verify")["misdated"]
        assert [(one["entry"], one["to"]) for one in found] == [(size + 1, size + 1)]
        assert ("still to come" in found[0]["what"]) == (days == 0)
