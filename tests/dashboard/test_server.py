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
