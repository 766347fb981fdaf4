"""The dashboard in Chromium: nothing leaves this computer, nothing fails, keys are enough."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

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
from tools.screenshots import PAGES, SECONDS_MAX, Dashboard, serving, settled

pytestmark = pytest.mark.browser
HOSTILE = (
    "<img src=http://evil.invalid/a.png onerror=alert(1)> ![x](http://evil.invalid/b.png)"
    " [y](http://evil.invalid/c) :smile: $x^2$ <script>alert(2)</script> --> **bold** :red[z]"
)


MAIL = "me@evil.invalid mailto:you@evil.invalid xmpp:it@evil.invalid www.evil.invalid"


@dataclass
class Watched:
    """What a browser asked for and complained of."""

    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def cookie(dashboard: Dashboard) -> str:
    return dashboard.cookie()


def test_each_page_opens_by_keys_alone_and_asks_no_other_host(page: Page, url: str) -> None:
    watched = Watched()
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


def test_the_first_page_is_found_by_its_name_too(
    page: Page, dashboard: Dashboard, url: str
) -> None:
    page.goto(url.replace("/?", "/impact?"))
    settled(page, "Impact")
    assert page.get_by_role("dialog").count() == 0
    assert page.url == f"{dashboard.url}/"


def test_a_kept_receipt_is_checked_in_the_browser(
    page: Page, url: str, growing: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "7.tlog-proof"
    with Door(growing, CHAIR, home=home_of(growing.parent)).open() as ledger:
        assert isinstance(ledger.custodian, Custodian)
        kept.write_bytes(ledger.custodian.receipt(7))
    page.goto(url)
    page.get_by_role("link", name="Integrity", exact=True).click()
    settled(page, "Integrity")
    page.locator("input[type=file]").set_input_files(kept)
    page.get_by_text("is entry 7, as it was").wait_for(timeout=SECONDS_MAX * 1000)


def test_only_loopback_listens(dashboard: Dashboard) -> None:
    port = urlsplit(dashboard.url).port
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


def _answer(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, _lower(answer.headers), answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, _lower(error.headers), error.read().decode()


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


PATHS = (
    "/",
    "/audits",
    "/_stcore/health",
    "/_stcore/host-config",
    "/media/none",
    "/static/none.js",
)


def test_headers_are_on_pages_and_files_alike(dashboard: Dashboard, cookie: str) -> None:
    for path in PATHS:
        for given in ({}, {"Cookie": cookie}):
            _, headers, _ = _answer(dashboard.url + path, **given)
            for name, value in HEADERS.items():
                assert headers[name.lower()] == value, path


def test_another_name_for_this_computer_is_refused(dashboard: Dashboard, cookie: str) -> None:
    """A page elsewhere must not reach the record by pointing its own name here."""
    where = dashboard.url + "/_stcore/health"
    assert _answer(where, Cookie=cookie)[0] == 200
    assert _answer(where, Cookie=cookie, Host="evil.invalid")[0] == 403
    assert _answer(where, Cookie=cookie, Origin="http://evil.invalid")[0] == 403


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_answered_who_was_not_let_in(dashboard: Dashboard, path: str) -> None:
    name = dashboard.cookie().partition("=")[0]
    for given in ("", f"{name}=", f"{name}=0", "other=1"):
        status, headers, said = _answer(dashboard.url + path, Cookie=given)
        assert status == 403
        assert said.startswith("This dashboard opens from the address that its terminal shows")
        assert "set-cookie" not in headers
    wrong = f"{dashboard.url}{path}?token=0"
    assert _answer(wrong)[0] == 403


def test_an_address_opens_once_and_leaves_no_token_behind(dashboard: Dashboard, url: str) -> None:
    status, headers, page = _answer(url)
    assert status == 200
    attributes = headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
    token = url.partition("token=")[2]
    assert token not in page + str(headers)
    status, headers, said = _answer(url)
    assert (status, "set-cookie" in headers) == (403, False)
    assert said.startswith("This address was used already")
    assert _answer(dashboard.url, Cookie=attributes[0])[0] == 200
    assert dashboard.address() != url
    assert token not in "".join(dashboard.said[-1:])


def test_how_the_pages_are_used_is_told_to_nobody(dashboard: Dashboard, cookie: str) -> None:
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "//_stcore//metrics"):
        assert _answer(dashboard.url + path, Cookie=cookie)[0] == 403


def test_a_websocket_needs_the_cookie_too(dashboard: Dashboard, cookie: str) -> None:
    where = f"{dashboard.url.replace('http', 'ws')}/_stcore/stream"
    for given in ({}, {"Cookie": "other=1"}, {"Cookie": cookie, "Origin": "http://evil.invalid"}):
        with pytest.raises(InvalidStatus) as refused, connect(where, additional_headers=given):
            pass
        assert refused.value.response.status_code == 403
    with connect(where, additional_headers={"Cookie": cookie, "Origin": dashboard.url}):
        pass


def test_a_browser_that_was_not_let_in_sees_a_sentence(page: Page, dashboard: Dashboard) -> None:
    page.goto(dashboard.url)
    assert page.inner_text("body").startswith("This dashboard opens from the address")


def test_the_address_is_clean_after_opening_and_other_sites_get_no_cookie(
    page: Page, dashboard: Dashboard, url: str
) -> None:
    page.goto(url)
    settled(page, "Impact")
    assert page.url == f"{dashboard.url}/"
    [ours] = [one for one in page.context.cookies() if one["name"].startswith("assure-")]
    assert (ours["httpOnly"], ours["sameSite"]) == (True, "Strict")
    assert "assure-" not in page.evaluate("document.cookie")


@contextmanager
def _elsewhere(page: bytes = b"") -> Iterator[tuple[int, list[str]]]:
    """Another server on this computer: its port, and the cookies that it was sent."""
    sent: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            sent.append(self.headers.get("Cookie", ""))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], sent
        finally:
            server.shutdown()
            thread.join()


def test_another_port_of_this_computer_is_sent_the_cookie(
    page: Page, dashboard: Dashboard, url: str
) -> None:
    """The threat model says so: a browser keeps cookies by host and not by port."""
    with _elsewhere() as (port, sent):
        page.goto(url)
        settled(page, "Impact")
        page.goto(f"http://127.0.0.1:{port}/")
        assert any("assure-" in cookie for cookie in sent)


def test_another_site_gets_nothing_with_the_cookie(
    page: Page, dashboard: Dashboard, url: str
) -> None:
    asks = f"<a href='{dashboard.url}/audits'>open</a>".encode()
    statuses: dict[str, int] = {}
    with _elsewhere(asks) as (port, _):
        page.goto(url)
        settled(page, "Impact")
        page.on("response", lambda answer: statuses.update({answer.url: answer.status}))
        page.goto(f"http://localhost:{port}/")
        page.get_by_text("open").click()
        page.wait_for_timeout(500)
        assert statuses[f"{dashboard.url}/audits"] == 403


def test_the_past_is_announced_and_kept_from_page_to_page(page: Page, url: str) -> None:
    page.goto(url)
    settled(page, "Impact")
    assert page.get_by_text("Nothing recorded later is shown").count() == 0
    page.get_by_label("As it stood on", exact=True).fill("1/3/2026")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing recorded later is shown").wait_for(timeout=SECONDS_MAX * 1000)
    page.get_by_role("link", name="Audits", exact=True).click()
    settled(page, "Audits")
    assert page.get_by_text("Nothing recorded later is shown").count() == 1


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A ledger whose clear text tries to reach another host from the page."""
    path = tmp_path / "ledger.db"
    made_on = date(2026, 1, 5)
    with Ledger.create(path) as ledger:
        ledger.record(
            FormPartnership(name=f"{HOSTILE} {MAIL}", full_name=f"{HOSTILE} {MAIL}"),
            actor=local("coordinator"),
        )
        ledger.record(
            JoinAgency(agency="police", title=f"{HOSTILE} {MAIL}", sector=Sector.POLICE),
            actor=local("coordinator"),
        )
        ledger.record(
            NameLedger(origin="evil.invalid/ledger", key="evil.invalid/ledger+0+key"),
            PublishCheckpoint(
                size=1, root="ab" * 32, note_sha256="cd" * 32, to_whom=f"{HOSTILE} {MAIL}"
            ),
            actor=local("coordinator"),
        )
        ledger.record(
            EnrolPerson(person="chair", full_name=f"{HOSTILE} {MAIL}"),
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


def test_recorded_words_are_shown_and_nothing_else_happens(page: Page, hostile: Path) -> None:
    watched = Watched()
    with serving(hostile, "chair", home_of(hostile.parent)) as running:
        page.on("request", lambda request: watched.hosts.add(urlsplit(request.url).netloc))
        page.on("dialog", lambda dialog: watched.errors.append(dialog.message))
        page.goto(running.address())
        shown: dict[str, list[str]] = {}
        for title in PAGES.values():
            page.get_by_role("link", name=title, exact=True).click()
            settled(page, title)
            assert page.locator("img[src*=evil], a[href*=evil], a[href^=mailto]").count() == 0
            texts = page.locator("table td, .card p, .card dd").all_inner_texts()
            shown[title] = [text.replace("\u2060", "") for text in texts]
        page.wait_for_timeout(500)
    for title, words in {
        "Recommendations and actions": HOSTILE,
        "Integrity": f"{HOSTILE} {MAIL}",
    }.items():
        assert words in shown[title], f"no cell or line of a card on {title} is the recorded words"
    assert not [host for host in watched.hosts if "evil" in host]
    assert watched.errors == []
    assert audit(hostile).ok
