"""The pages show the same of a ledger in a server as of one in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import reading as door
from dashboard.reading import Door
from ledger.integrity.scan import audit
from ledger.store.engines import engine_of
from ledger.store.replica import replicate
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import opened, sentences
from tests.demonstration import home_of
from tests.postgres import Place, Server


@pytest.fixture(scope="module")
def place(postgres: Server, demonstration: Path) -> Iterator[Place]:
    place = postgres.place()
    engine = place.create()
    replicate(engine_of(demonstration), engine)
    yield place
    assert audit(engine).root == audit(demonstration).root


@pytest.mark.parametrize("page", ["impact", "audits"])
def test_a_page_is_the_same_on_both_engines(demonstration: Path, place: Place, page: str) -> None:
    home, shown = home_of(demonstration.parent), []
    for ledger in (demonstration, place.address):
        door.serve(Door(ledger, CHAIR, home=home))
        shown.append(sentences(opened(page)))
    assert shown[0] == shown[1]
    assert len(shown[0]) > 200


def test_a_page_from_a_replica_is_the_same_and_says_how_far_behind_it_is(
    demonstration: Path, place: Place, tmp_path: Path
) -> None:
    """Here the file follows the server. Both are the same record, so nothing is missing."""
    pages = []
    for replica in (None, demonstration):
        door.serve(Door(place.address, CHAIR, home=tmp_path, read_from=replica))
        pages.append(opened("audits"))
    itself, followed = pages
    assert sentences(followed) == sentences(itself)
    (notice,) = {one.value for one in followed.info} - {one.value for one in itself.info}
    assert "nothing is missing" in notice
