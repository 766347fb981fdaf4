"""Who is let in: whoever opens the address that the terminal shows, once, and then their browser.

Every program and every person on this computer can reach a loopback address. So the address
that is opened holds a token. It is good for one use, since a list of processes shows it while
the browser starts; it is exchanged for a cookie that no script and no other site gets.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import parse_qsl, quote, urlencode

PARAMETER = "token"
_BYTES = 32
_FIELDS_MAX = 100
_NEXT_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dashboard</title>'
    '<meta http-equiv="refresh" content="0;url={address}"></head>'
    '<body><p><a href="{address}">Open the dashboard</a></p></body></html>'
)


class Admission:
    """The token of the next browser, and the cookie of those that were let in."""

    def __init__(self, url: str, tell: Callable[[str], None]) -> None:
        """`tell`: shows the address of the next browser when one was let in."""
        self._url, self._tell = url, tell
        # A cookie belongs to a computer and not to a port: two dashboards need two names.
        self._name = f"assure-{url.rpartition(':')[2]}"
        self._token = secrets.token_urlsafe(_BYTES)
        self._value = secrets.token_urlsafe(_BYTES)

    @property
    def address(self) -> str:
        """Where the next browser is let in, once."""
        return f"{self._url}/?{PARAMETER}={self._token}"

    @property
    def cookie(self) -> str:
        """What a browser is given that was let in."""
        return f"{self._name}={self._value}; Path=/; HttpOnly; SameSite=Strict"

    def is_known(self, cookies: Iterable[bytes]) -> bool:
        """Whether a request's `Cookie` headers hold ours."""
        given = [value for header in cookies for value in _values(header, self._name)]
        return any(self._equal(value, self._value) for value in given)

    def spend(self, query: bytes) -> bool:
        """Whether a request's query holds the token, which then is good no more."""
        if not self._equal(_token(query) or "", self._token):
            return False
        self._token = secrets.token_urlsafe(_BYTES)
        self._tell(self.address)
        return True

    def _equal(self, given: str, wanted: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def has_token(query: bytes) -> bool:
    return _token(query) is not None


def next_page(path: str, query: bytes) -> bytes:
    """A page that leads on, to the same place without the token.

    The browser goes on from a page of ours: at a redirect it would withhold the strict cookie
    when the address was opened from a page elsewhere, such as a web mail.
    """
    others = [(name, value) for name, value in _pairs(query) if name != PARAMETER]
    address = quote("/" + path.lstrip("/\\")) + (f"?{urlencode(others)}" if others else "")
    return _NEXT_PAGE.format(address=escape(address)).encode()


def _token(query: bytes) -> str | None:
    return next((value for name, value in _pairs(query) if name == PARAMETER), None)


def _pairs(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query.decode("latin-1"), keep_blank_values=True, max_num_fields=_FIELDS_MAX
        )
    except ValueError:
        return []


def _values(header: bytes, name: str) -> list[str]:
    """What a `Cookie` header holds under a name, whatever others stand beside it."""
    pairs = (part.strip().partition("=") for part in header.decode("latin-1").split(";"))
    return [value for given, _, value in pairs if given == name]
