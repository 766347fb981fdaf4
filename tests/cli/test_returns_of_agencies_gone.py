"""An agency that leaves or is merged owes no return; whoever took its place is asked instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.harness import (
    AREAS,
    CHAIR,
    COORDINATOR,
    LEAD,
    Assure,
    append,
    cases_of,
    decide_views,
    returned,
)
from tests.cli.test_duties import waits

CODE = "2026-neglect"
GOOD = dict.fromkeys(AREAS, "good")
ADD = "trust took the place of police, whose returns it owes: add it to the agencies of the plan"


def missing(assure: Assure) -> dict[str, tuple[int, int]]:
    """By agency: returns due in all, and missing."""
    rows = assure.read("return", "list", CODE, actor=LEAD)
    return {row["agency"]: (row["returns_due"], row["returns_missing"]) for row in rows}


def counted(assure: Assure) -> tuple[int, int]:
    """What the list of audits says, which pages and papers take their numbers from."""
    (audit,) = assure.read("audit", "list", actor=LEAD)
    shown = assure.read("audit", "show", CODE, actor=LEAD)
    pair = (audit["returns_due"], audit["returns_missing"])
    assert (shown["returns_due"], shown["returns_missing"]) == pair
    return pair


def join_trust(assure: Assure) -> None:
    assure("agency", "join", "trust", "--title", "Trust", "--sector", "health")


@pytest.mark.parametrize(
    "gone",
    [("leave", "police"), ("merge", "police", "--into", "health")],
    ids=["left", "merged into one that is asked"],
)
def test_nothing_is_due_of_an_agency_that_is_gone(prepared: Assure, gone: tuple[str, ...]) -> None:
    cases = cases_of(prepared, CODE)
    append(prepared, "police", returned(CODE, "police", cases[:1], GOOD))
    assert missing(prepared) == {"health": (5, 5), "police": (5, 4)}
    prepared("agency", *gone, "--reason", "Reorganised")
    assert missing(prepared) == {"health": (5, 5), "police": (1, 0)}
    assert counted(prepared) == (6, 5)
    append(prepared, "health", returned(CODE, "health", cases, GOOD))
    assert counted(prepared) == (6, 0)
    prepared.clock.put("2026-02-16")
    assert not [what for what in waits(prepared, COORDINATOR) if "returns" in what]
    assert "Open moderation: every return is in" in waits(prepared, LEAD)
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, actor=LEAD)
    assert counted(prepared) == (6, 0)
    report = json.dumps(prepared.read("report", "show", CODE, actor=LEAD))
    assert "6 received, 0 times not involved, 0 missing" in report


def test_who_takes_its_place_owes_the_returns_once_the_plan_is_amended(prepared: Assure) -> None:
    join_trust(prepared)
    prepared("agency", "merge", "police", "--into", "trust", "--reason", "Reorganised")
    assert counted(prepared) == (10, 10)
    (mend,) = (r for r in prepared.read("status", actor=LEAD) if r["what"] == ADD)
    assert mend["command"] == "assure plan amend FILE --reason WHY"
    prepared.clock.put("2026-02-16")
    assert "Overdue: returns of health 5 of 5, police, now trust, 5 of 5" in waits(
        prepared, COORDINATOR
    )
    text = Path(prepared.path(f"{CODE}.yaml")).read_text(encoding="utf-8")
    wider = text.replace("[police, health]", "[police, health, trust]")
    prepared("plan", "amend", prepared.file("wider.yaml", wider), "--reason", "One", actor=CHAIR)
    assert missing(prepared) == {"health": (5, 5), "trust": (5, 5)}
    assert counted(prepared) == (10, 10)
    assert ADD not in waits(prepared, LEAD)
    prepared("agency", "leave", "trust", "--reason", "Closed")
    assert missing(prepared) == {"health": (5, 5)}


def test_who_leaves_after_the_opening_leaves_what_was_missing_as_it_was(prepared: Assure) -> None:
    append(prepared, "health", returned(CODE, "health", cases_of(prepared, CODE), GOOD))
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, "--reason", "Police are late", actor=LEAD)
    prepared("agency", "leave", "police", "--reason", "Reorganised")
    assert missing(prepared) == {"health": (5, 0), "police": (5, 5)}


def test_an_agency_that_joins_again_owes_its_returns_again(prepared: Assure) -> None:
    prepared("agency", "leave", "police", "--reason", "By mistake")
    assert missing(prepared) == {"health": (5, 5)}
    prepared("agency", "join", "police", "--title", "Police", "--sector", "police")
    assert missing(prepared) == {"health": (5, 5), "police": (5, 5)}
