"""Ledgers to read: the whole demonstration, and one whose first audit still awaits returns."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.components.v2 import manifest_scanner

from dashboard import reading as door
from dashboard.reading import Door
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.dashboard import web
from tests.dashboard.provider import Provider, provider
from tests.demonstration import home_of
from tools.screenshots import CHROMIUM_ARGUMENTS, HEIGHT, WIDTH, Dashboard, chromium, serving

CHAIR = "m-adeyinka"


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit reads of every installed package, for each page run without a browser, whether it
    brings components: half of what such a page costs."""
    with pytest.MonkeyPatch.context() as patch:
        name = "scan_component_manifests"
        patch.setattr(manifest_scanner, name, cache(getattr(manifest_scanner, name)))
        yield


@pytest.fixture(scope="session")
def demo(demonstration: Path) -> Path:
    """Three years of an invented partnership."""
    return demonstration


@pytest.fixture(scope="session")
def early(early_demonstration: Path) -> Path:
    """The same partnership while its first audit's returns come in."""
    return early_demonstration


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    Ledger.create(path).close()
    return path


@pytest.fixture
def serve() -> Iterator[Callable[[Path, str], None]]:
    """Names what the pages read, for one test."""

    def named(path: Path, actor: str = CHAIR) -> None:
        door.serve(Door(path, actor, home=home_of(path.parent)))

    yield named
    door._doors.clear()


@pytest.fixture(scope="session")
def executable() -> str:
    found = chromium()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium: these tests may not be skipped there")
        pytest.skip("no Chromium on this computer")
    return found


@pytest.fixture(scope="session")
def growing(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demonstration with its keys, to which entries are added."""
    folder = tmp_path_factory.mktemp("growing") / "copy"
    shutil.copytree(demo.parent, folder)
    yield folder / demo.name
    assert audit(folder / demo.name).ok


@pytest.fixture(scope="session")
def dashboard(growing: Path) -> Iterator[Dashboard]:
    """One process for all who look at that copy in a browser: it reads and verifies it once."""
    with serving(growing, CHAIR, home_of(growing.parent)) as running:
        yield running


@pytest.fixture
def url(dashboard: Dashboard) -> str:
    """An address that nobody has used."""
    return dashboard.address()


@pytest.fixture(scope="session")
def idp() -> Iterator[Provider]:
    """An identity provider on loopback."""
    with provider() as it:
        yield it


@pytest.fixture(scope="session")
def early_door(
    early: Path, idp: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[web.Place, Dashboard]]:
    """A copy of the early demonstration, and the web door to it."""
    place = web.place(early, tmp_path_factory.mktemp("web"), idp, web.SUBJECTS)
    with web.web_door(place) as running:
        yield place, running
    assert audit(place.ledger).ok


@pytest.fixture(scope="module")
def browser(executable: str) -> Iterator[Browser]:
    """A browser in which each context is another person's."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_ARGUMENTS)
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of somebody whose browser keeps nothing from before."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    yield context.new_page()
    context.close()
