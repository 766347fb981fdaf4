"""Served on this computer only, with nothing asked of any other, whatever the environment says."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit import config as streamlit_config

import dashboard
from dashboard import launch
from dashboard.admission import Admission, next_page
from dashboard.fault import fault
from dashboard.headers import HEADERS, UNCHANGING, AdmittedOnly
from ledger.errors import UnusableError

FOLDER = Path(dashboard.__file__).parent
STATIC = Path(streamlit.__file__).parent / "static" / "static"


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "::", "192.168.1.20", "assure.example.org", "", "127.0.0.1.evil.test"]
)
def test_refuses_an_address_that_others_could_reach(tmp_path: Path, address: str) -> None:
    with pytest.raises(UnusableError, match="not served"):
        launch.run(tmp_path / "ledger.db", "anybody", open_browser=False, address=address)


def test_a_taken_port_is_refused_and_a_free_one_found(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind((launch.LOOPBACK, 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(UnusableError, match="taken"):
            launch.run(tmp_path / "ledger.db", "anybody", port=port, open_browser=False)
    assert launch._free_port(launch.LOOPBACK) > 0


def test_every_setting_that_matters_for_safety_is_set_in_code() -> None:
    given = launch.config(launch.LOOPBACK, 8501)
    assert given["server.address"] == "127.0.0.1"
    assert given["browser.gatherUsageStats"] is False
    assert given["client.showErrorDetails"] == "none"
    assert given["client.toolbarMode"] == "minimal"
    assert given["server.fileWatcherType"] == "none"
    assert given["server.enableAgentApi"] is False
    assert given["server.maxUploadSize"] <= 5
    assert "127.0.0.1" in given["server.allowedHosts"]
    known = streamlit_config.get_config_options()
    assert set(given) <= set(known)
    assert not [name for name in given if known[name].sensitive]


def test_no_font_or_address_of_another_host_in_the_settings() -> None:
    assert "://" not in str(launch.config(launch.LOOPBACK, 8501))


ADMISSION = Admission("http://127.0.0.1:8501", lambda _: None)
COOKIE = (b"cookie", b"a=1; " + ADMISSION.cookie.partition(";")[0].encode() + b"; b")
LOCAL = [(b"host", b"127.0.0.1:8501"), COOKIE]


def _sent(kind: str, headers: list[tuple[bytes, bytes]], **scope: object) -> list[Any]:
    """What the middleware sends for a request, in front of an application that answers 200."""
    sent: list[Any] = []
    asked = {"type": kind, "method": "GET", "path": "/", "query_string": b"", "headers": headers}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        own = [(b"Cache-Control", b"public"), (b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": own})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    asyncio.run(AdmittedOnly(app, ADMISSION)({**asked, **scope}, receive, send))
    return sent


def test_security_headers_stand_once_on_every_answer() -> None:
    for headers in (LOCAL, [(b"host", b"evil.invalid")]):
        found: dict[str, list[str]] = {}
        for name, value in _sent("http", headers)[0]["headers"]:
            found.setdefault(name.decode().lower(), []).append(value.decode())
        for name, value in HEADERS.items():
            assert found[name.lower()] == [value]


OWN_FILES = sorted(
    f"/{path.relative_to(STATIC.parent).as_posix()}"
    for path in STATIC.rglob("*.*")
    if path.suffix in (".js", ".css", ".woff2")
)


def _kept(path: str, headers: list[tuple[bytes, bytes]] = LOCAL) -> list[bytes]:
    answer = _sent("http", headers, path=path)[0]["headers"]
    return [value for name, value in answer if name == b"cache-control"]


def test_the_program_is_kept_by_the_browser_and_data_never() -> None:
    assert len(OWN_FILES) > 50
    for path in OWN_FILES:
        assert _kept(path) == [UNCHANGING.encode()], path
        assert _kept(path, LOCAL[:1]) == [b"no-store"], "nobody else is given it to keep"
    data = ("/media/9f3a2b1c9f3a2b1c.csv", "/media/a.CX5AQgxi.js", "/static/../media/x.CX5AQgxi.js")
    for path in ("/", "/audits", "/static/js/index.js", "/_stcore/health", *data):
        assert _kept(path) == [b"no-store"], path


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"host", b"evil.invalid")],
        [(b"host", b"127.0.0.1.evil.invalid:8501")],
        [(b"host", b"127.0.0.1:8501"), (b"host", b"evil.invalid")],
        [*LOCAL, (b"origin", b"http://evil.invalid")],
        [*LOCAL, (b"origin", b"http://127.0.0.1:9999")],
        [*LOCAL, (b"origin", b"null")],
    ],
)
def test_other_names_and_other_pages_are_refused(headers: list[tuple[bytes, bytes]]) -> None:
    """A page elsewhere must not reach the record by pointing its own name here."""
    assert _sent("http", headers)[0]["status"] == 403
    assert _sent("websocket", headers) == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("host", [b"127.0.0.1", b"127.0.0.1:8501", b"localhost:1", b"[::1]:8501"])
def test_this_computer_is_answered(host: bytes) -> None:
    own = (b"origin", b"http://" + host)
    assert _sent("http", [(b"host", host), own, COOKIE])[0]["status"] == 200
    assert _sent("http", [(b"host", host), own])[0]["status"] == 403


@pytest.mark.parametrize(
    "query",
    [
        b"token=",
        b"token=0",
        b"token=%00",
        b"token=\xff\xfe",
        b"TOKEN=0",
        b"token=a&token=b",
        b"&" * 200 + b"token=0",
    ],
)
def test_a_wrong_token_lets_nobody_in(query: bytes) -> None:
    [begun, body] = _sent("http", LOCAL[:1], query_string=query)
    assert begun["status"] == 403
    assert b"set-cookie" not in dict(begun["headers"])
    assert body["body"].endswith(b".")


@pytest.mark.parametrize("path", ["//evil.invalid/", "/\\evil.invalid", '/a"><script>', "/a b"])
def test_the_page_that_leads_on_stays_here(path: str) -> None:
    page = next_page(path, b"token=x&a=%22%3E&b=1").decode()
    [address] = re.findall(r'url=([^"]*)"', page)
    assert re.match(r"/[^/\\]", address)
    assert "token" not in page
    assert "<script" not in page


def test_an_address_is_good_once_and_the_next_one_is_shown() -> None:
    shown: list[str] = []
    admission = Admission("http://127.0.0.1:1", shown.append)
    query = admission.address.partition("?")[2].encode()
    assert admission.spend(query)
    assert shown == [admission.address]
    assert not admission.spend(query)
    assert admission.spend(admission.address.partition("?")[2].encode())
    assert len({*shown, admission.address}) == 2


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in script


def test_no_module_here_hides_another() -> None:
    """Streamlit puts this folder first on the path: `domain.py` here would hide `domain`."""
    for file in FOLDER.iterdir():
        name = file.stem
        if name.startswith("_") or (file.is_dir() and not list(file.glob("*.py"))):
            continue
        assert name not in sys.stdlib_module_names, name
        assert find_spec(name) is None or FOLDER.as_posix() in str(find_spec(name)), name


def test_pages_and_modules_stay_thin() -> None:
    for file in FOLDER.rglob("*.py"):
        lines = file.read_text(encoding="utf-8").count("\n")
        assert lines <= (100 if file.name == "page.py" else 400), file.name


def test_a_fault_is_logged_without_the_words_it_quotes(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="planted") as raised:
        raise ValueError("planted-words-of-a-case")
    assert fault(raised.value)
    assert "ValueError" in caplog.text
    assert "planted" not in caplog.text + capsys.readouterr().err
