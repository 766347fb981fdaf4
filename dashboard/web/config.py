"""What the web door is told: its address, the identity providers, and where the secrets are.

Whatever is missing or unsafe is said before anything is served.
"""

from __future__ import annotations

import ipaddress
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ledger.errors import UnusableError

PORT_USUAL = 8501
HOURS_USUAL, HOURS_MAX = 8, 24
SECRET_CHARACTERS_MIN = 32
_FIELDS = {"address", "port", "cookie_secret_file", "session_hours", "provider"}
_OF_PROVIDER = {"title", "issuer", "client_id", "client_secret_file"}
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider. `name`: its own in the file; `title`: whose people sign in there."""

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Web:
    """`address`: where people find it, `https://host`; a proxy ends TLS there and passes on to
    `port` on this computer. `session_seconds`: how long a sign-in is good.
    """

    address: str
    port: int
    cookie_secret: str
    session_seconds: int
    providers: tuple[Provider, ...]

    @property
    def host(self) -> str:
        """The host, with the port if there is one, as browsers name it."""
        return urlsplit(self.address).netloc

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https:")

    def provider(self, name: str) -> Provider | None:
        return next((one for one in self.providers if one.name == name), None)

    @property
    def secrets(self) -> dict[str, Any]:
        """What Streamlit's own sign-in is told. No more is asked for than who somebody is."""
        return {
            "auth": {
                "redirect_uri": f"{self.address}/oauth2callback",
                "cookie_secret": self.cookie_secret,
                **{
                    one.name: {
                        "client_id": one.client_id,
                        "client_secret": one.client_secret,
                        "server_metadata_url": f"{one.issuer.rstrip('/')}"
                        "/.well-known/openid-configuration",
                        "client_kwargs": {"scope": "openid", "prompt": "select_account"},
                    }
                    for one in self.providers
                },
            }
        }


def read(path: Path) -> Web:
    """The web door's file. Raises UnusableError, which names the field and what to write there."""
    told = _Told(path, _parsed(path), _FIELDS)
    port = told.number("port", PORT_USUAL, 1, 65535)
    hours = told.number("session_hours", HOURS_USUAL, 1, HOURS_MAX)
    providers = told.given.get("provider")
    if not isinstance(providers, Mapping) or not providers:
        raise told.wrong("provider", "is missing: nobody could sign in", "Write [provider.NAME].")
    return Web(
        address=told.address(),
        port=port,
        cookie_secret=told.secret("cookie_secret_file", "openssl rand -hex 32"),
        session_seconds=hours * 3600,
        providers=tuple(_provider(path, name, one) for name, one in providers.items()),
    )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or "it is no file"
        raise UnusableError(f"{path} cannot be read: {why}.", "See docs/office.md.") from error
    except ValueError as error:
        raise UnusableError(
            f"{path} is no TOML: {error}.", "See docs/office.md for an example."
        ) from error


def _provider(path: Path, name: str, given: object) -> Provider:
    told = _Told(
        path, given if isinstance(given, Mapping) else {}, _OF_PROVIDER, f"provider.{name}."
    )
    if not _NAME.fullmatch(name):
        raise told.wrong("", "is no name", "Use lower-case letters, digits and hyphens.")
    issuer = told.text("issuer", "https://login.example/tenant/v2.0")
    if not (issuer.startswith("https://") or is_loopback(issuer)):
        raise told.wrong("issuer", "does not begin with https://", "Give it as it names itself.")
    return Provider(
        name=name,
        title=told.text("title", "North Police"),
        issuer=issuer,
        client_id=told.text("client_id", "what the provider gave"),
        client_secret=told.secret("client_secret_file", "", SECRET_CHARACTERS_MIN // 2),
    )


def is_loopback(address: str) -> bool:
    """Whether an address is of this very computer."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Told:
    """One table of the file, and how its faults are named."""

    path: Path
    given: Mapping[str, Any]
    known: set[str]
    prefix: str = ""

    def __post_init__(self) -> None:
        for name in self.given:
            if name not in self.known:
                known = ", ".join(sorted(self.known))
                raise self.wrong(name, "is not known", f"Known are: {known}.")

    def wrong(self, name: str, what: str, remedy: str) -> UnusableError:
        return UnusableError(f"{self.path}: {(self.prefix + name).rstrip('.')} {what}.", remedy)

    def text(self, name: str, example: str) -> str:
        value = self.given.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "is missing", f'Write it as text, such as {name} = "{example}".')
        return value

    def number(self, name: str, usual: int, least: int, most: int) -> int:
        value = self.given.get(name, usual)
        if type(value) is not int or not least <= value <= most:
            raise self.wrong(name, f"is no number from {least} to {most}", "Mend it.")
        return value

    def address(self) -> str:
        address = self.text("address", "https://audit.north.example").rstrip("/")
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise self.wrong("address", "is no address", "Write https://host, without a path.")
        if parts.scheme == "http" and not is_loopback(address):
            raise self.wrong(
                "address",
                "has no TLS: what people read and send could be read on the way",
                "Put a proxy before it that ends TLS, and write the https:// address here.",
            )
        return address

    def secret(self, name: str, how: str, least: int = SECRET_CHARACTERS_MIN) -> str:
        """A secret, from a file of its own that nobody else can read."""
        path = self.path.parent / self.text(name, "a file with the secret")
        make = f" Make one: umask 077; {how} > {path}" if how else ""
        try:
            with path.open(encoding="utf-8") as file:
                mode = os.fstat(file.fileno()).st_mode
                secret = file.read().strip()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise self.wrong(name, f"cannot be read: {path}: {why}", f"Check it.{make}") from error
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise self.wrong(name, f"can be read by others: {path}", f"Run chmod 600 {path}.")
        if len(secret) < least:
            raise self.wrong(name, f"is too short: {path}", f"It has {least} characters.{make}")
        return secret
