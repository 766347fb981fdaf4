"""A web door on loopback: a copy of a ledger, its people put on record, and the file it reads."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from application.identity import local
from dashboard.web.config import read
from domain.directory.known_by import AddSignIn, WithdrawSignIn
from ledger.opening import open_ledger
from ledger.service import Ledger, utc_now
from ledger.settings import load
from tests.dashboard.provider import Provider
from tests.demonstration import home_of
from tools.screenshots import Dashboard, served_by

WENDY, IMRAN, CHAIR, LEAD_AUDITOR = "w-tranter", "i-rashid", "m-adeyinka", "e-thirlwell"
AGENCIES = {
    WENDY: "police",
    IMRAN: "police",
    "d-kilbride": "police",
    LEAD_AUDITOR: "health-trust",
    "n-bhandari": "childrens-social-care",
}
SUBJECTS = {WENDY: "wendy-7f3a", IMRAN: "imran-1", CHAIR: "chair-91bc"}
VOUCHERS: dict[str | None, str] = {
    "police": "d-kilbride",
    "health-trust": "j-penhallow",
    "childrens-social-care": "s-ramanathan",
    None: "r-haldane",
}


@dataclass(frozen=True)
class Place:
    """A copy of a ledger, and the web door's file beside it."""

    ledger: Path
    config: Path
    provider: Provider

    @property
    def address(self) -> str:
        return read(self.config).address

    @property
    def home(self) -> Path:
        return home_of(self.ledger.parent)

    def open(self) -> Ledger:
        return open_ledger(load(str(self.ledger), None, str(self.home)), utc_now)

    def put_on_record(self, person: str, subject: str) -> None:
        """Says whom the provider means by a subject, as their agency's lead does."""
        agency = AGENCIES.get(person)
        named = AddSignIn(
            person=person, issuer=self.provider.issuer, subject=subject, agency=agency
        )
        with self.open() as ledger:
            ledger.record(named, actor=local(VOUCHERS[agency]))

    def withdraw(self, person: str, subject: str) -> None:
        gone = WithdrawSignIn(
            person=person, issuer=self.provider.issuer, subject=subject, reason="They left."
        )
        with self.open() as ledger:
            ledger.record(gone, actor=local(VOUCHERS[None]))


def place(
    source: Path, folder: Path, provider: Provider, people: Mapping[str, str], hours: int = 8
) -> Place:
    """`people`: each by short name with the subject that the provider gives."""
    shutil.copytree(source.parent, folder / "copy")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name, secret in (("cookie", "c" * 40), ("client", "s" * 40)):
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(secret)
    config = folder / "dashboard.toml"
    config.write_text(
        f'address = "http://127.0.0.1:{port}"\nport = {port}\ncookie_secret_file = "cookie"\n'
        f"session_hours = {hours}\n"
        f'[provider.police]\ntitle = "North Police"\nissuer = "{provider.issuer}"\n'
        'client_id = "assure"\nclient_secret_file = "client"\n'
    )
    it = Place(folder / "copy" / source.name, config, provider)
    for person, subject in people.items():
        it.put_on_record(person, subject)
    return it


def sign_in(page: Page, address: str, provider: Provider, subject: str) -> None:
    """Signs a browser in, as whoever the provider means by a subject."""
    provider.subject = subject
    page.goto(address)
    page.get_by_role("link", name="Sign in through North Police").click()


@contextmanager
def web_door(place: Place) -> Iterator[Dashboard]:
    """`assure dashboard --config`, in a process of its own."""
    where = ("--ledger", str(place.ledger), "--home", str(place.home))
    with served_by((*where, "dashboard", "--config", str(place.config))) as dashboard:
        dashboard.wait_for(read(place.config).port)
        yield dashboard
