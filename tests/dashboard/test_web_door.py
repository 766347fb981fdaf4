"""The web door: who signs in is who the directory means, and nobody else sees anything."""

from __future__ import annotations

import json
import secrets
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Origin, Subprotocol
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.web import return_to
from tests.dashboard.provider import Provider
from tests.dashboard.web import CHAIR, SUBJECTS, WENDY, Place, sign_in
from tools.screenshots import Dashboard, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def place(early_door: tuple[Place, Dashboard]) -> Place:
    return early_door[0]


@pytest.fixture
def door(early_door: tuple[Place, Dashboard]) -> Dashboard:
    return early_door[1]


@pytest.fixture
def page(browser: Browser, door: Dashboard) -> Iterator[Page]:
    """A browser that nobody has signed in with."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def address(place: Place) -> str:
    return place.address


def cookie_of(page: Page) -> str:
    [kept] = [c for c in page.context.cookies() if c.get("name") == "_streamlit_user"]
    return f"_streamlit_user={kept['value']}"


def status(address: str, cookie: str = "", **headers: str) -> int:
    asked = urllib.request.Request(address, headers={"Cookie": cookie, **headers})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_person_signs_in_reads_as_themself_and_signs_out(
    page: Page, address: str, idp: Provider
) -> None:
    sign_in(page, address, idp, SUBJECTS[WENDY])
    settled(page, "Impact")
    expect(page.get_by_text("Read by Wendy Tranter, Auditor, ")).to_contain_text(
        "signed in through localhost"
    )
    assert [c.get("name") for c in page.context.cookies() if "tokens" in c.get("name", "")] == []
    kept = cookie_of(page)
    before = idp.signed_out
    other = page.context.new_page()
    other.goto(address)
    settled(other, "Impact")
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert idp.signed_out == before + 1
    # The other tab is out by itself, and a copy of the cookie opens nothing.
    other.get_by_role("heading", name="You are signed out").wait_for(timeout=20_000)
    assert status(address, kept) == 403


def test_somebody_unknown_sees_nothing_and_is_told_what_to_ask_for(
    page: Page, address: str, idp: Provider
) -> None:
    sign_in(page, address, idp, "stranger-1")
    page.get_by_role("heading", name="Nothing here is open to you").wait_for()
    said = page.inner_text("main")
    assert (
        f"assure person sign-in YOUR-SHORT-NAME --issuer {idp.issuer} --subject stranger-1" in said
    )
    assert "Northshire" not in page.content()
    assert status(f"{address}/_stcore/health", cookie_of(page)) == 403
    assert status(f"{address}/static/index.html", cookie_of(page)) == 403


def test_a_sign_in_that_is_withdrawn_is_out_at_the_next_click(
    page: Page, place: Place, address: str, idp: Provider
) -> None:
    place.put_on_record("i-rashid", "imran-2")
    sign_in(page, address, idp, "imran-2")
    settled(page, "Impact")
    place.withdraw("i-rashid", "imran-2")
    page.get_by_role("heading", name="You are signed out").wait_for(timeout=20_000)
    assert "Imran" not in page.inner_text("body")
    page.reload()
    page.get_by_role("heading", name="Nothing here is open to you").wait_for()


PATHS = ("", "grade_history", "media/abc.csv", "_stcore/health", "_stcore/host-config",
         "static/index.html", "_stcore/upload_file/a/b", "component/x/index.html")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_signed_out_there_is_nothing(door: Dashboard, address: str, path: str) -> None:
    assert status(f"{address}/{path}") == 403
    forged = "_streamlit_user=ImNoYWlyIg.aaaa.bbbb"
    assert status(f"{address}/{path}", forged) == 403


def test_signed_out_there_is_no_connection(door: Dashboard, address: str) -> None:
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    for headers in ({}, {"Cookie": "_streamlit_user=x.y.z"}, {"X-Forwarded-User": "m-adeyinka"}):
        with pytest.raises(InvalidStatus), connect(stream, additional_headers=headers):
            pass


def test_a_file_that_a_page_offers_is_for_whoever_signed_in(
    page: Page, address: str, idp: Provider
) -> None:
    """Streamlit leaves its files open to whoever knows their address."""
    sign_in(page, address, idp, SUBJECTS[CHAIR])
    settled(page, "Impact")
    page.goto(f"{address}/audits")
    settled(page, "Audits")
    with page.expect_download() as offered:
        page.get_by_role("button", name="Download as CSV").first.click()
    assert "/media/" in offered.value.url
    assert status(offered.value.url, cookie_of(page)) == 200
    assert status(offered.value.url) == 403


def test_what_was_made_for_one_session_is_for_no_other(
    page: Page, browser: Browser, address: str, idp: Provider
) -> None:
    """Two people are signed in: neither gets a file, an upload or the session of the other."""
    context = browser.new_context()
    other = context.new_page()
    sign_in(other, address, idp, SUBJECTS[WENDY])
    settled(other, "Impact")
    sign_in(page, address, idp, SUBJECTS[CHAIR])
    settled(page, "Impact")
    page.goto(f"{address}/audits")
    settled(page, "Audits")
    theirs, own = cookie_of(other), cookie_of(page)
    with page.expect_download() as offered:
        page.get_by_role("button", name="Download as CSV").first.click()
    file = offered.value.url
    assert (status(file, own), status(file, theirs)) == (200, 403)
    for made_up in ("media/" + "a" * 56 + ".csv", "_stcore/upload_file/a/b", "/media/x", "media/"):
        assert status(f"{address}/{made_up}", theirs) == 403
    # Who guesses the name of another's session gets a new one of their own.
    mine = session_of(address, own)
    assert session_of(address, own, mine) == mine
    assert session_of(address, theirs, mine) != mine
    context.close()


def session_of(address: str, cookie: str, wanted: str = "") -> str:
    """The session that a connection is given which asks to go on with one."""
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    protocols = [Subprotocol(name) for name in ("streamlit", "none", wanted) if name]
    headers = {"Cookie": cookie}
    with connect(
        stream, additional_headers=headers, origin=Origin(address), subprotocols=protocols
    ) as opened:
        opened.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        while True:
            message = ForwardMsg.FromString(opened.recv(timeout=30, decode=False))
            if message.WhichOneof("type") == "new_session":
                return str(message.new_session.initialize.session_id)


def test_whoever_comes_by_a_deep_link_lands_there(page: Page, address: str, idp: Provider) -> None:
    idp.subject = SUBJECTS[CHAIR]
    page.goto(f"{address}/audits?audit=2024-neglect")
    page.get_by_role("link", name="Sign in through North Police").click()
    settled(page, "Audits")
    assert page.url == f"{address}/audits?audit=2024-neglect"
    assert [one for one in page.context.cookies() if one.get("name") == return_to.COOKIE] == []


def test_another_host_or_origin_is_not_answered(
    page: Page, door: Dashboard, address: str, idp: Provider
) -> None:
    sign_in(page, address, idp, SUBJECTS[CHAIR])
    settled(page, "Impact")
    cookie = cookie_of(page)
    assert status(address, cookie, Accept="text/html") == 200
    assert status(address, cookie, Host="evil.example") == 403
    assert status(address, cookie, Origin="http://evil.example") == 403


def test_a_provider_speaks_for_its_own_people_only(
    page: Page, address: str, idp: Provider, place: Place
) -> None:
    """One that names another's issuer is nobody, whatever it says."""
    idp.more = {"iss": "https://login.health.example"}
    try:
        sign_in(page, address, idp, SUBJECTS[CHAIR])
        page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    finally:
        idp.more = {}


def test_many_claims_are_several_cookies_and_the_same_person(
    page: Page, address: str, idp: Provider
) -> None:
    idp.more = {"groups": [secrets.token_hex(8) for _ in range(400)]}
    try:
        sign_in(page, address, idp, SUBJECTS[CHAIR])
        settled(page, "Impact")
        expect(page.get_by_text("Read by Morenike Adeyinka")).to_be_visible()
    finally:
        idp.more = {}
    assert json.dumps(page.context.cookies()).count("_streamlit_user") > 2
