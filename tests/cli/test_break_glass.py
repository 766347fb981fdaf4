"""An inspector opens the words of a case: once, recorded first, and for all to see."""

from __future__ import annotations

import pytest

from tests.cli.harness import CHAIR, LEAD, Assure
from tests.cli.keeping import (
    CODE,
    INSPECTOR,
    KEEPER,
    POLICE,
    entries,
    erase,
    open_moderation,
    return_police,
    with_keeper,
)
from tests.ledger.attack import toolkit

SUBJECT = f"{CODE}/C01"


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    with_keeper(prepared)
    return_police(prepared)
    return prepared


def test_an_inspector_opens_words_once_and_everybody_sees_that(kept: Assure) -> None:
    open_moderation(kept)
    life = ("grade", "history", CODE, "C01", "--agency", "police")
    size = entries(kept)
    assert [row["words"] for row in kept.read(*life, actor=INSPECTOR)] == [None] * 3
    opened = kept.read(*life, "--break-glass", "Case tracking on 12 March", actor=INSPECTOR)
    assert opened[1]["words"]["evidence"] == "Seen on C01."
    assert entries(kept) == size + 1
    assert toolkit.read(kept.ledger)[-1].topic == "GlassBroken"
    # For that command only, and not for another case.
    assert [row["words"] for row in kept.read(*life, actor=INSPECTOR)] == [None] * 3
    for actor in (LEAD, CHAIR):
        (row,) = kept.read("audit", "show", CODE, actor=actor)["glass_broken"]
        assert (row["case"], row["by"], row["entry"]) == ("C01", INSPECTOR, size + 1)
        assert row["reason"] == "Case tracking on 12 March"
    assert kept.read("audit", "show", CODE, "--as-at", str(size))["glass_broken"] == []


def test_a_reason_that_seems_to_name_somebody_opens_words_once_confirmed(kept: Assure) -> None:
    open_moderation(kept)
    life = (
        "grade",
        "history",
        CODE,
        "C01",
        "--agency",
        "police",
        "--break-glass",
        "Born 12/03/2011",
    )
    size = entries(kept)
    said = kept(*life, actor=INSPECTOR, code=3).stderr
    assert "reason seems to hold a date of birth" in said
    assert said.endswith("Nothing was recorded.\n[identifiers]\n")
    assert entries(kept) == size
    opened = kept.read(*life, "--confirm-identifiers", actor=INSPECTOR)
    assert opened[1]["words"]["evidence"] == "Seen on C01."
    assert entries(kept) == size + 1


def test_nobody_else_breaks_the_glass_and_no_reason_is_no_reason(kept: Assure) -> None:
    life = ("grade", "history", CODE, "C01", "--agency", "police", "--break-glass")
    size = entries(kept)
    kept(*life, "Before moderation opens", actor=INSPECTOR, code=4)
    open_moderation(kept)
    opened = entries(kept)
    for actor in (LEAD, CHAIR, KEEPER, POLICE):
        kept(*life, "Curious", actor=actor, code=4)
    kept(*life, " ", actor=INSPECTOR, code=3)
    elsewhere = ("--home", str(kept.folder / "elsewhere"))
    kept(*life, "Case tracking", *elsewhere, actor=INSPECTOR, code=1)
    assert entries(kept) == opened > size
    erase(kept, SUBJECT)
    kept(*life, "Case tracking", actor=INSPECTOR, code=3)
