"""A small ledger with keys, made once; each test gets a copy with all that belongs to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.places import Place, go_on, make_early


@pytest.fixture(scope="session")
def early_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns are in, and not open to the partnership yet."""
    return make_early(tmp_path_factory.mktemp("early")).folder


@pytest.fixture(scope="session")
def template(early_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a moderated grade and a recommendation."""
    folder = tmp_path_factory.mktemp("later") / "all"
    shutil.copytree(early_template, folder)
    go_on(Place(folder))
    return folder


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Place]:
    def copy(template: Path) -> Place:
        shutil.copytree(template, tmp_path / "place")
        return Place(tmp_path / "place")

    return copy


@pytest.fixture
def place(template: Path, copied: Callable[[Path], Place]) -> Place:
    return copied(template)


@pytest.fixture
def early(early_template: Path, copied: Callable[[Path], Place]) -> Place:
    return copied(early_template)
