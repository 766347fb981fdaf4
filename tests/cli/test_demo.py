"""The demonstration: the same story for the same seed, and in it all that the pages can show."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cli.demo import make
from domain.confidential import texts
from domain.impact import Verdict
from ledger.opening import open_ledger
from ledger.proof.audit import audit
from ledger.settings import load
from projections.checks import failures, overseer
from projections.projector import Projection
from projections.queries import grade_mix, impact_board, impact_measures, recommendations
from projections.queries.board import Delivery

CHAIR = "m-adeyinka"
TODAY = date(2026, 11, 23)
SEED = 7


class _EnoughError(Exception):
    pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return make(folder, SEED, home=str(folder / "home"))


def test_the_same_seed_gives_the_same_ledger_to_the_byte(made: Path, tmp_path: Path) -> None:
    """On another day, in another folder: nothing of the clock or of chance gets in."""
    again = make(tmp_path, SEED, home=str(tmp_path / "home"))
    assert again.read_bytes() == made.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "ledger.db"]


def test_another_seed_gives_another_story(made: Path, tmp_path: Path) -> None:
    def enough(done: int) -> None:
        if done == 60:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        make(tmp_path, SEED + 1, enough, str(tmp_path / "home"))
    first, other = audit(made), audit(tmp_path / "ledger.db")
    assert other.ok
    with (
        open_ledger(load(str(made), CHAIR, str(made.parent / "home"), {})) as one,
        open_ledger(load(str(tmp_path / "ledger.db"), CHAIR, str(tmp_path / "home"), {})) as two,
    ):
        assert one.leaves(1, other.size) != two.leaves(1, other.size)
    assert first.root != other.root


def test_it_is_whole_and_of_the_size_that_is_promised(made: Path) -> None:
    found = audit(made)
    assert found.ok
    assert 3_000 <= found.size <= 6_000


def test_its_words_open_and_are_in_no_byte_of_the_file(made: Path) -> None:
    kept = made.read_bytes()
    with open_ledger(load(str(made), CHAIR, str(made.parent / "home"), {})) as ledger:
        told = [ledger.entry(position) for position in range(1, ledger.size() + 1)]
    words = {text for entry in told if entry is not None for _, text in texts(entry.event)}
    sentences = [text for text in words if len(text) > 20]
    assert len(sentences) > 500
    assert not [text for text in sentences if text.encode() in kept]


def test_everything_in_it_adds_up(made: Path) -> None:
    projection = Projection.of(str(made))
    projection.catch_up()
    with projection.session(overseer(projection)) as session:
        assert failures(session) == []
    projection.close()


def test_it_shows_every_state_of_a_recommendation(made: Path) -> None:
    """Rejected, open, closed and not yet re-audited, improved, no change detectable, worsened."""
    projection = Projection.of(str(made))
    projection.catch_up()
    with projection.session(overseer(projection)) as session:
        delivery = Counter(one.delivery for one in recommendations(session))
        verdicts = {one.assessment.verdict for one in impact_measures(session, TODAY)}
        board = impact_board(session, TODAY)
        mixes = {mix.audit for mix in grade_mix(session)}
    projection.close()
    assert board is not None
    filled = {(cell.delivery, cell.verdict) for cell in board.cells if cell.entries}
    assert {"rejected", "in progress", "closed"} <= set(delivery)
    assert verdicts >= {
        Verdict.IMPROVED,
        Verdict.WORSENED,
        Verdict.NO_CHANGE,
        Verdict.NOT_YET,
    }
    assert filled >= {
        (Delivery.CLOSED, Verdict.IMPROVED),
        (Delivery.CLOSED, Verdict.WORSENED),
        (Delivery.CLOSED, Verdict.NO_CHANGE),
        (Delivery.CLOSED, Verdict.NOT_YET),
        (Delivery.OPEN, Verdict.NOT_YET),
    }
    assert {"2024-neglect", "2025-neglect", "2026-neglect"} <= mixes
