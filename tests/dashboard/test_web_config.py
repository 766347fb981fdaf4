"""What the web door refuses to start with, and how long a sign-in is good."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from typer.testing import CliRunner

from cli.main import app
from dashboard.launch import config
from dashboard.web import return_to
from dashboard.web.config import Web, read
from dashboard.web.session import Sessions
from dashboard.web.signed_out import SignedOut
from ledger.errors import UnusableError
from ledger.service import Ledger

FILE = """\
address = "https://audit.north.example"
cookie_secret_file = "cookie"
session_hours = 8
[provider.police]
title = "North Police"
issuer = "https://login.police.example/v2.0"
client_id = "assure"
client_secret_file = "client"
"""
CLAIMS = {"iss": "https://login.police.example/v2.0", "sub": "7f3a", "provider": "police",
          "origin": "https://audit.north.example"}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for name in ("cookie", "client"):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text(name * 8)
    path = tmp_path / "dashboard.toml"
    path.write_text(FILE)
    return path


def test_the_file_says_where_people_sign_in(file: Path) -> None:
    web = read(file)
    assert (web.host, web.port, web.session_seconds, web.is_secure) == (
        *("audit.north.example", 8501, 8 * 3600, True),
    )
    told = web.secrets["auth"]
    assert told["redirect_uri"] == "https://audit.north.example/oauth2callback"
    assert told["police"]["server_metadata_url"] == (
        "https://login.police.example/v2.0/.well-known/openid-configuration"
    )
    assert told["police"]["client_kwargs"]["scope"] == "openid"


WRONG = [
    ('address = "https://audit.north.example"\n', "", "address is missing"),
    ("https://audit", "http://audit", "address has no TLS"),
    ('.example"\ncookie', '.example/path"\ncookie', "address is no address"),
    ('cookie_secret_file = "cookie"\n', "", "cookie_secret_file is missing"),
    ('"cookie"', '"gone"', "cookie_secret_file cannot be read"),
    ("session_hours = 8", "session_hours = 1000", "session_hours is no number from 1 to 24"),
    ("session_hours = 8", "session_days = 8", "session_days is not known"),
    ("[provider.police]", "[providers.police]", "providers is not known"),
    ("[provider.police]", "[provider.north_police]", "provider.north_police is no name"),
    ('"https://login', '"http://login', "provider.police.issuer does not begin with https"),
    ('client_id = "assure"\n', "", "provider.police.client_id is missing"),
    ('"client"', '"gone"', "provider.police.client_secret_file cannot be read"),
    ("address", "= address", "is no TOML"),
]


@pytest.mark.parametrize(("before", "after", "said"), WRONG)
def test_what_is_missing_or_unsafe_is_named(file: Path, before: str, after: str, said: str) -> None:
    assert FILE.count(before) >= 1
    file.write_text(FILE.replace(before, after, 1))
    with pytest.raises(UnusableError, match=said):
        read(file)


def test_without_a_provider_nobody_could_sign_in(file: Path) -> None:
    file.write_text(FILE.partition("[provider")[0])
    with pytest.raises(UnusableError, match="provider is missing: nobody could sign in"):
        read(file)


@pytest.mark.parametrize("name", ["cookie", "client"])
def test_a_secret_is_its_owners_alone_and_long(file: Path, name: str) -> None:
    secret = file.parent / name
    secret.chmod(0o640)
    with pytest.raises(UnusableError, match="can be read by others"):
        read(file)
    secret.chmod(0o600)
    secret.write_text("short")
    with pytest.raises(UnusableError, match="is too short"):
        read(file)


def test_the_command_names_what_is_wrong_before_it_serves(file: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    Ledger.create(ledger).close()
    words = ["--ledger", str(ledger), "--home", str(tmp_path / "home"), "dashboard", "--config"]
    (file.parent / "cookie").chmod(0o644)
    said = CliRunner().invoke(app, [*words, str(file)])
    assert (said.exit_code, "can be read by others" in said.stderr) == (1, True), said.stderr
    for more in (["--actor", "m-adeyinka"], ["--port", "9000"]):
        said = CliRunner().invoke(app, [*words, str(file), *more])
        assert (said.exit_code, "leave it out" in said.stderr) == (2, True), said.stderr


def test_no_header_of_a_proxy_says_who_somebody_is() -> None:
    assert config("127.0.0.1", 8501)["server.trustedUserHeaders"] == {}


class Clock:
    now = 1_796_000_000.0

    def __call__(self) -> float:
        return self.now


def cookie(web: Web, claims: dict[str, Any], at: float) -> dict[str, str]:
    """The cookie as Streamlit's sign-in signs it at a moment."""

    class Signer(URLSafeTimedSerializer):
        def make_signer(self, salt: str | bytes | None = None) -> Any:
            made: Any = super().make_signer(salt)
            made.get_timestamp = lambda: int(at)
            return made

    value = Signer(web.cookie_secret, salt="_streamlit_user").dumps(json.dumps(claims))
    return {"_streamlit_user": str(value)}


def sessions_of(file: Path, clock: Clock) -> Sessions:
    return Sessions(read(file), SignedOut(file.parent / "signed-out.json"), clock)


def test_a_sign_in_is_good_for_as_long_as_the_file_says(file: Path) -> None:
    clock = Clock()
    sessions = sessions_of(file, clock)
    cookies = cookie(sessions.web, CLAIMS, clock.now)
    found = sessions.read(cookies)
    assert found is not None
    assert (found.subject, found.signed_in_at) == ("7f3a", datetime.fromtimestamp(clock.now, UTC))
    clock.now += 8 * 3600 - 1
    assert sessions.read(cookies) == found
    clock.now += 1
    assert sessions.read(cookies) is None


def test_whoever_signs_out_is_out_everywhere_and_may_sign_in_again(file: Path) -> None:
    clock = Clock()
    sessions = sessions_of(file, clock)
    cookies = cookie(sessions.web, CLAIMS, clock.now)
    other = cookie(sessions.web, {**CLAIMS, "sub": "other"}, clock.now)
    clock.now += 60
    sessions.end(cookies)
    assert sessions.read(cookies) is None
    assert sessions.read(other) is not None
    assert sessions.read(cookie(sessions.web, CLAIMS, clock.now + 1)) is not None


def test_no_ended_session_comes_back_with_a_restart(file: Path) -> None:
    clock = Clock()
    sessions = sessions_of(file, clock)
    cookies = cookie(sessions.web, CLAIMS, clock.now)
    clock.now += 60
    sessions.end(cookies)
    kept = file.parent / "signed-out.json"
    assert kept.stat().st_mode & 0o077 == 0
    again = sessions_of(file, clock)
    assert again.read(cookies) is None
    # Whoever signed out longer ago than a sign-in lasts is out by that, and is forgotten.
    clock.now += 9 * 3600
    again.end(cookie(again.web, {**CLAIMS, "sub": "other"}, clock.now))
    assert [one[1] for one in json.loads(kept.read_text())] == ["other"]


@pytest.mark.parametrize("damage", ["", "{", "[1]", "[[1, 2]]", '[["a", "b", "late"]]'])
def test_a_damaged_list_of_who_signed_out_lets_nobody_in(file: Path, damage: str) -> None:
    kept = file.parent / "signed-out.json"
    kept.touch(mode=0o600)
    kept.write_text(damage)
    with pytest.raises(UnusableError, match="it holds who signed out"):
        sessions_of(file, Clock())
    kept.write_text("[]")
    kept.chmod(0o644)
    with pytest.raises(UnusableError, match="Others can read"):
        sessions_of(file, Clock())


ELSEWHERE = ("//evil.example", "/\\evil.example", "https://evil.example", "/auth/logout", "/../x",
             "javascript:alert(1)", "/%2f%2fevil.example", "/media/abc", "/x\r\nSet-Cookie: a=b",
             "", "returns", "/Returns", "/returns#x", "/returns?" + "a" * 2_000)  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(address: str) -> None:
    scope = {"query_string": urlencode({"to": address}).encode()}
    assert return_to.asked_for(scope) is None
    assert return_to.wanted({return_to.COOKIE: quote(address)}) is None


@pytest.mark.parametrize("address", ["/", "/returns", "/returns?audit=2026-neglect&case=C07+x"])
def test_a_page_of_ours_is_led_to_with_its_query(address: str) -> None:
    assert return_to.own(address) == address
    said = return_to.own("/voice?a=%0d%0aLocation: //evil.example")
    assert said == "/voice?a=%0D%0ALocation%3A+%2F%2Fevil.example"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.health.example"},
        {"provider": "health"},
        {"origin": "https://other.example"},
        {"sub": None},
        {"sub": "two words"},
    ],
)
def test_what_no_provider_of_ours_said_is_nobody(file: Path, changed: dict[str, Any]) -> None:
    clock = Clock()
    sessions = sessions_of(file, clock)
    claims = {**CLAIMS, **changed}
    assert sessions.read(cookie(sessions.web, claims, clock.now)) is None


def test_a_cookie_signed_with_another_secret_is_nobodys(file: Path) -> None:
    clock = Clock()
    theirs = read(file)
    (file.parent / "cookie").write_text("z" * 40)
    assert sessions_of(file, clock).read(cookie(theirs, CLAIMS, clock.now)) is None
