"""The dashboard in Chromium: nothing leaves this computer, nothing fails, keys are enough."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from application.identity import local
from dashboard.headers import HEADERS
from dashboard.reading import Door
from domain.custody.decisions import NameLedger, PublishCheckpoint
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import EnrolPerson, FormPartnership, GrantRole
from domain.kernel.vocabulary import Role, Sector
from domain.recommendation.decisions import MakeRecommendation
from ledger.custodian import Custodian
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.dashboard.conftest import CHAIR
from tests.demonstration import home_of
from tools.screenshots import PAGES, browser_page, chromium, served, settled

pytestmark = pytest.mark.browser
HOSTILE = (
    "<img src=http://evil.invalid/a.png onerror=alert(1)> ![x](http://evil.invalid/b.png)"
    " [y](http://evil.invalid/c) :smile: $x^2$ <script>alert(2)</script> --> **bold** :red[z]"
)


@pytest.fixture(scope="session")
def executable() -> str:
    found = chromium()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium: these tests may not be skipped there")
        pytest.skip("no Chromium on this computer")
    return found


@dataclass
class Watched:
    """What a browser asked for and complained of."""

    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def url(demo: Path) -> Iterator[str]:
    with served(demo, CHAIR, home_of(demo.parent)) as address:
        yield address


def test_each_page_opens_by_keys_alone_and_asks_no_other_host(executable: str, url: str) -> None:
    watched = Watched()
    with browser_page(executable) as page:
        page.on("request", lambda request: watched.hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda socket: watched.hosts.add(urlsplit(socket.url).netloc))
        page.on("console", lambda m: watched.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.goto(url)
        settled(page, "Impact")
        for title in PAGES.values():
            link = page.get_by_role("link", name=title, exact=True)
            for _ in range(40):
                page.keyboard.press("Tab")
                if link.evaluate("node => node === document.activeElement"):
                    break
            else:
                pytest.fail(f"{title} cannot be reached with the Tab key")
            page.keyboard.press("Enter")
            settled(page, title)
            expect(page).to_have_title(title)
            page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(500)
    assert watched.hosts - {""} == {urlsplit(url).netloc}
    assert watched.errors == []


def test_the_first_page_is_found_by_its_name_too(executable: str, url: str) -> None:
    with browser_page(executable) as page:
        page.goto(f"{url}/impact")
        settled(page, "Impact")
        assert page.get_by_role("dialog").count() == 0
        assert page.url == f"{url}/"


def test_a_kept_receipt_is_checked_in_the_browser(
    executable: str, url: str, demo: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "7.tlog-proof"
    with Door(demo, CHAIR, home=home_of(demo.parent)).open() as ledger:
        assert isinstance(ledger.custodian, Custodian)
        kept.write_bytes(ledger.custodian.receipt(7))
    with browser_page(executable) as page:
        page.goto(url)
        page.get_by_role("link", name="Integrity", exact=True).click()
        settled(page, "Integrity")
        page.locator("input[type=file]").set_input_files(kept)
        page.get_by_text("is entry 7, as it was").wait_for(timeout=30_000)


def test_every_chart_is_drawn_with_a_name_and_a_table(executable: str, url: str) -> None:
    with browser_page(executable) as page:
        page.goto(url)
        settled(page, "Impact")
        charts = page.locator("[data-testid=stVegaLiteChart]")
        charts.first.locator("svg, canvas").first.wait_for()
        assert charts.count() == page.get_by_text("s a table", exact=False).count()
        page.get_by_text("As a table", exact=True).first.click()
        assert page.locator("table").count() >= 3


def test_only_loopback_listens(url: str) -> None:
    port = urlsplit(url).port
    assert port is not None
    listening = []
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        table = Path(name)
        if not table.exists():
            pytest.skip("no /proc: only Linux tells who listens this way")
        for line in table.read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A" and int(local.split(":")[1], 16) == port:
                listening.append(local.split(":")[0])
    assert listening == ["0100007F"]


def _answer(url: str, host: str | None = None) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers)


def test_headers_are_on_pages_and_files_alike(url: str) -> None:
    for path in ("/", "/audits", "/_stcore/health", "/media/none", "/static/none.js"):
        _, headers = _answer(url + path)
        found = {name.lower(): value for name, value in headers.items()}
        for name, value in HEADERS.items():
            assert found[name.lower()] == value, path


def test_another_name_for_this_computer_is_refused(url: str) -> None:
    """A page elsewhere must not reach the record by pointing its own name here."""
    assert _answer(url + "/_stcore/health")[0] == 200
    assert _answer(url + "/_stcore/health", "evil.invalid")[0] == 403


def test_the_past_is_announced_and_kept_from_page_to_page(executable: str, url: str) -> None:
    with browser_page(executable) as page:
        page.goto(url)
        settled(page, "Impact")
        assert page.get_by_text("Nothing recorded later is shown").count() == 0
        page.get_by_label("month, As it stood on").click()
        page.keyboard.type("03")
        page.get_by_role("heading", level=1).click()
        page.get_by_text("Nothing recorded later is shown").wait_for(timeout=30_000)
        page.get_by_role("link", name="Audits", exact=True).click()
        settled(page, "Audits")
        assert page.get_by_text("Nothing recorded later is shown").count() == 1


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A ledger whose clear text tries to reach another host from the page."""
    path = tmp_path / "ledger.db"
    made_on = date(2026, 1, 5)
    with Ledger.create(path) as ledger:
        ledger.record(FormPartnership(name=HOSTILE, full_name=HOSTILE), actor=local("coordinator"))
        ledger.record(
            JoinAgency(agency="police", title=HOSTILE, sector=Sector.POLICE),
            actor=local("coordinator"),
        )
        ledger.record(
            NameLedger(origin="evil.invalid/ledger", key="evil.invalid/ledger+0+key"),
            PublishCheckpoint(size=1, root="ab" * 32, note_sha256="cd" * 32, to_whom=HOSTILE),
            actor=local("coordinator"),
        )
        ledger.record(
            EnrolPerson(person="chair", full_name=HOSTILE),
            GrantRole(person="chair", role=Role.SAIG_CHAIR),
            GrantRole(person="chair", role=Role.LEAD_AUDITOR),
            actor=local("coordinator"),
        )
        ledger.record(
            MakeRecommendation(
                recommendation="R1",
                audit=None,
                review=HOSTILE,
                made_on=made_on,
                text=HOSTILE,
                areas=(),
                agencies=("police",),
            ),
            actor=local("chair"),
        )
    return path


def test_recorded_words_are_shown_and_nothing_else_happens(executable: str, hostile: Path) -> None:
    watched = Watched()
    with (
        served(hostile, "chair", home_of(hostile.parent)) as url,
        browser_page(executable) as page,
    ):
        page.on("request", lambda request: watched.hosts.add(urlsplit(request.url).netloc))
        page.on("dialog", lambda dialog: watched.errors.append(dialog.message))
        page.goto(url)
        cells: dict[str, list[str]] = {}
        for title in PAGES.values():
            page.get_by_role("link", name=title, exact=True).click()
            settled(page, title)
            assert page.locator("img[src*=evil], a[href*=evil]").count() == 0
            texts = page.locator("table td").all_inner_texts()
            cells[title] = [text.replace("\u2060", "") for text in texts]
        page.wait_for_timeout(500)
    for title in ("Recommendations and actions", "Integrity"):
        assert HOSTILE in cells[title], f"the table of {title} changed the recorded words"
    assert not [host for host in watched.hosts if "evil" in host]
    assert watched.errors == []
    assert audit(hostile).ok
