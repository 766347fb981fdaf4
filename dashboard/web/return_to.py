"""The page that somebody asked for, kept while they sign in: only ever a page of our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode

from dashboard.headers import Message, Scope, Send

FIELD, COOKIE = "to", "assure-return-to"
SECONDS = 900
LETTERS_MAX, FIELDS_MAX = 1_000, 20
_PAGE = re.compile(r"/[a-z_]{0,40}")
"""One name of a page: no host, no folder, no file."""


def own(address: str) -> str | None:
    """An address as it is led to: a page of ours with its query, written anew; None for others."""
    path, _, query = address.partition("?")
    if len(address) > LETTERS_MAX or _PAGE.fullmatch(path) is None:
        return None
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return None
    return f"{path}?{urlencode(fields)}" if fields else path


def query_for(scope: Scope) -> str:
    """What a link to sign in says of the page that was asked for; nothing for the first page."""
    query = scope["query_string"].decode("latin-1")
    page = own(f"{scope['path']}?{query}")
    return "" if page in (None, "/") else f"?{urlencode({FIELD: page or ''})}"


def asked_for(scope: Scope) -> str | None:
    """The page that a link to sign in names."""
    try:
        given = parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=FIELDS_MAX)
    except ValueError:
        return None
    return own(dict(given).get(FIELD, ""))


def kept(page: str | None) -> bytes:
    """A cookie that keeps a page while somebody signs in; it forgets an earlier one for None."""
    value, seconds = (quote(page or "", safe=""), SECONDS if page else 0)
    return f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}".encode()


def wanted(cookies: Mapping[str, str]) -> str | None:
    """The page that was kept, looked at again: a cookie can be made by others."""
    return own(unquote(cookies.get(COOKIE, "")))


def leading_to(send: Send, page: str) -> Send:
    """Leads on to a page instead of the first one, and forgets it."""

    async def led(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.get("headers", ())
            message["headers"] = [
                *((n, page.encode() if n.lower() == b"location" else v) for n, v in headers),
                (b"set-cookie", kept(None)),
            ]
        await send(message)

    return led
