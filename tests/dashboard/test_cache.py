"""What is kept between two runs of a page belongs to what the ledger holds, not to its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from application.identity import local
from dashboard import reading
from dashboard.kit.cache import facts
from dashboard.reading import Door
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import EnrolPerson, FormPartnership, GrantRole
from domain.kernel.vocabulary import Role, Sector
from domain.recommendation.decisions import MakeRecommendation
from ledger.service import Ledger
from projections.queries.recommendations import recommendations
from tests.demonstration import home_of
from tests.ledger.attack import toolkit

FIRST, SECOND = "Listen to children.", "Listen to nobody at."


def _recommend(ledger: Ledger, ref: str, text: str = FIRST) -> None:
    made = MakeRecommendation(
        recommendation=ref,
        audit=None,
        review="A review",
        made_on=date(2026, 1, 5),
        text=text,
        areas=(),
        agencies=("police",),
    )
    ledger.record(made, actor=local("chair"))


@pytest.fixture
def door(tmp_path: Path) -> Door:
    path = tmp_path / "ledger.db"
    with Ledger.create(path) as ledger:
        formed = FormPartnership(name="Northshire", full_name="S. Lee")
        joined = JoinAgency(agency="police", title="Police", sector=Sector.POLICE)
        ledger.record(formed, joined, actor=local("coordinator"))
        ledger.record(
            EnrolPerson(person="chair", full_name="C. Hart"),
            GrantRole(person="chair", role=Role.SAIG_CHAIR),
            GrantRole(person="chair", role=Role.LEAD_AUDITOR),
            actor=local("coordinator"),
        )
        _recommend(ledger, "R1")
    return Door(path, "chair", home=home_of(tmp_path))


def _read(door: Door) -> list[str]:
    with door.open() as ledger, reading.opened(door, ledger, None) as given:
        return sorted(row.text for row in facts(given, recommendations))


def test_another_history_of_the_same_size_is_read_anew(door: Door) -> None:
    """Rewritten in place, every seal recomputed: same file, same number of entries."""
    assert _read(door) == [FIRST]
    assert _read(door) == [FIRST]
    items = toolkit.read(Path(door.path))
    toolkit.write(Path(door.path), [*items[:-1], items[-1].saying(FIRST.encode(), SECOND.encode())])
    assert _read(door) == [SECOND]


def test_a_history_that_was_rewritten_and_went_on_is_read_anew(door: Door) -> None:
    assert _read(door) == [FIRST]
    items = toolkit.read(Path(door.path))
    toolkit.write(Path(door.path), [*items[:-1], items[-1].saying(FIRST.encode(), SECOND.encode())])
    with door.open() as ledger:
        _recommend(ledger, "R2")
    assert _read(door) == sorted([FIRST, SECOND])


def test_an_older_copy_in_the_same_place_is_read_anew(door: Door, tmp_path: Path) -> None:
    toolkit.copy(Path(door.path), tmp_path / "kept" / "ledger.db")
    with door.open() as ledger:
        _recommend(ledger, "R2")
    assert _read(door) == [FIRST, FIRST]
    toolkit.put_back(tmp_path / "kept" / "ledger.db", Path(door.path))
    assert _read(door) == [FIRST]


def test_an_old_word_that_is_not_what_it_looks_like_is_shown_as_it_is(door: Door) -> None:
    """It may stand in an entry from before such characters were refused."""
    items = toolkit.read(Path(door.path))
    hidden = "Listen to \u202echildren."
    items[-1] = items[-1].saying(FIRST.encode(), hidden.encode())
    items = [
        item if b"C. Hart" not in item.state else item.saying(b"C. Hart", "C.\u2066Hart".encode())
        for item in items
    ]
    toolkit.write(Path(door.path), items)
    assert _read(door) == ["Listen to [U+202E]children."]
    with door.open() as ledger, reading.opened(door, ledger, None) as given:
        assert given.person("chair") == "C.[U+2066]Hart"


def test_what_is_added_is_taken_in_without_beginning_anew(door: Door) -> None:
    assert _read(door) == [FIRST]
    begun = reading._begun[door.path][0]
    with door.open() as ledger:
        _recommend(ledger, "R2")
    assert _read(door) == [FIRST, FIRST]
    assert reading._begun[door.path][0] == begun
