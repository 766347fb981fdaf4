"""Answers whoever signed in and is somebody here; to everybody else, how to sign in.

It stands before Streamlit: nobody gets a page, a file that a page offers, or a connection without
a sign-in that is good now. Streamlit itself leaves its files open to whoever knows their address,
and keeps a sign-in for thirty days.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from shlex import quote
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import cookie_parser

from dashboard.headers import (
    CLOSED,
    ELSEWHERE,
    App,
    Message,
    Receive,
    Scope,
    Send,
    answer,
    is_closed,
    is_unchanging,
    refuse,
    with_headers,
)
from dashboard.web import return_to
from dashboard.web.session import TOKENS_COOKIE, USER_COOKIE, Sessions, Unknown
from dashboard.web.told import Told
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.identity import Identity

SIGN_IN = "/sign-in"
_BACK = "/oauth2callback"
_OF_SIGNING_IN = ("/auth/login", _BACK)
SIGN_OUT = "/auth/logout"
NOT_SIGNED_IN = "Sign in first."
ANOTHERS = "This was made for another session. Open the page that offers it, and ask for it there."
_STREAMLITS_AGE = b"Max-Age=2592000"
Whose = Callable[[dict[str, str]], "Identity | Unknown | None"]
"""Whom the directory means by a browser's cookies."""


class SignedInOnly:
    """ASGI middleware: nothing for anybody who is not signed in, but the way to sign in."""

    def __init__(self, app: App, sessions: Sessions, whose: Whose) -> None:
        self._app, self._sessions, self._whose = app, sessions, whose
        self._web, self._told = sessions.web, Told()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if kind == "http":
            send = with_headers(self._with_own_cookies(send), may_be_kept=is_unchanging(scope))
        if not self._is_ours(scope):
            await refuse(kind, send, ELSEWHERE)
        elif is_closed(scope):
            await refuse(kind, send, CLOSED)
        elif kind == "http" and await self._signs_in_or_out(scope, receive, send):
            return
        else:
            await self._let_in(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether the request names this address, and comes from no page of another."""
        headers = list(scope.get("headers", ()))
        hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
        origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
        return hosts == [self._web.host] and all(one == self._web.address for one in origins)

    async def _signs_in_or_out(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Whether the request was about signing in or out; then it is answered."""
        path = scope["path"]
        if path.startswith(f"{SIGN_IN}/"):
            await self._to_provider(path.removeprefix(f"{SIGN_IN}/"), scope, send)
        elif path in _OF_SIGNING_IN:
            wanted = return_to.wanted(cookies_of(scope)) if path == _BACK else None
            on = send if wanted is None else return_to.leading_to(send, wanted)
            await self._app(scope, receive, on)
        elif path == SIGN_OUT:
            await run_in_threadpool(self._end, cookies_of(scope))
            await self._app(scope, receive, send)
        else:
            return False
        return True

    def _end(self, cookies: dict[str, str]) -> None:
        """Ends a person's sessions. A full disk keeps nobody from signing out."""
        try:
            self._sessions.end(cookies)
        except OSError as error:
            sys.stderr.write(
                f"Who signed out cannot be written down: {error.strerror}. They are out, but after"
                " a restart a copy of their cookie is good again until it is too old.\n"
            )

    async def _to_provider(self, name: str, scope: Scope, send: Send) -> None:
        from streamlit.auth_util import encode_provider_token

        if self._web.provider(name) is None:
            await answer(send, 404, b"Nobody signs in there.")
            return
        where = f"/auth/login?provider={encode_provider_token(name)}".encode()
        page = return_to.asked_for(scope)
        await answer(
            send,
            302,
            b"",
            b"text/plain",
            (b"location", where),
            (b"set-cookie", return_to.kept(page)),
        )

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = cookies_of(scope)
        if is_unchanging(scope) and self._sessions.read(cookies) is not None:
            await self._app(scope, receive, send)
            return
        try:
            whose = await run_in_threadpool(self._whose, cookies)
        except LedgerError as error:
            await _said(
                scope, send, 503, "The ledger cannot be read", [error.message, error.remedy]
            )
            return
        if whose is None:
            await self._invite(scope, send)
        elif isinstance(whose, Unknown):
            await _said(scope, send, 403, UNKNOWN, words_for(whose), sign_out())
        else:
            await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages are for everybody here; what one session was offered is for that session."""
        sign_in = self._sessions.read(cookies_of(scope))
        if sign_in is None:
            await self._invite(scope, send)
        elif scope["type"] == "websocket":
            own = self._told.own_session_only(scope, sign_in)
            await self._app(own, receive, self._told.listening(send, sign_in))
        elif self._told.is_for(sign_in, scope["path"]):
            await self._app(scope, receive, send)
        else:
            await refuse("http", send, ANOTHERS)

    async def _invite(self, scope: Scope, send: Send) -> None:
        page = escape(return_to.query_for(scope))
        ways = "".join(
            f'<p><a href="{SIGN_IN}/{one.name}{page}">Sign in through {escape(one.title)}</a></p>'
            for one in self._web.providers
        )
        words = [
            "This is the record of a safeguarding partnership. It is shown to the people whom the"
            " partnership enrolled, and to nobody else."
        ]
        await _said(scope, send, 401, "Sign in", words, ways)

    def _with_own_cookies(self, send: Send) -> Send:
        """A sign-in lasts as long as we say, is sent by TLS only, and its tokens are not kept."""

        async def own(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, self._own(value) if name.lower() == b"set-cookie" else value)
                    for name, value in message.get("headers", ())
                    if not _holds_tokens(name, value)
                ]
            await send(message)

        return own

    def _own(self, cookie: bytes) -> bytes:
        own = cookie
        if own.startswith(USER_COOKIE.encode()):
            own = own.replace(_STREAMLITS_AGE, b"Max-Age=%d" % self._web.session_seconds)
        if self._web.is_secure and b"secure" not in own.lower():
            own += b"; Secure"
        return own


UNKNOWN = "Nothing here is open to you"


def words_for(unknown: Unknown) -> list[str]:
    """What somebody is told who signed in and is nobody here, and what to ask for."""
    said = unknown.sign_in
    return [
        "You are signed in, and this partnership has put no person on record for that sign-in.",
        "Ask the lead of your agency, or the coordinator if you are of no agency, to record:",
        f"assure person sign-in YOUR-SHORT-NAME --issuer {quote(said.issuer)}"
        f" --subject {quote(said.subject)}",
        "If you could come in before, it was withdrawn: they can tell you why.",
    ]


def sign_out() -> str:
    return f'<p><a href="{SIGN_OUT}">Sign out</a></p>'


def cookies_of(scope: Scope) -> dict[str, str]:
    """A request's cookies by name."""
    found: dict[str, str] = {}
    for name, value in scope.get("headers", ()):
        if name == b"cookie":
            found |= cookie_parser(value.decode("latin-1"))
    return found


def _holds_tokens(name: bytes, value: bytes) -> bool:
    """Whether a header would keep the provider's tokens: nothing here needs them again."""
    return name.lower() == b"set-cookie" and value.startswith(TOKENS_COOKIE.encode())


async def _said(
    scope: Scope, send: Send, status: int, title: str, words: list[str], more: str = ""
) -> None:
    """A page of our own where a page was asked for; else one sentence."""
    if scope["type"] == "websocket" or not _wants_page(scope):
        await refuse(scope["type"], send, NOT_SIGNED_IN)
        return
    lines = "".join(f"<p>{escape(line)}</p>" for line in words)
    page = _PAGE.format(title=escape(title), lines=lines, more=more)
    await answer(send, status, page.encode(), b"text/html")


def _wants_page(scope: Scope) -> bool:
    accepts = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return scope["method"] == "GET" and b"text/html" in accepts


_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>'
    "body {{ font: 1.125rem/1.5 system-ui, sans-serif; margin: 0; color: #14202b;"
    " background: #fff; }} main {{ max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem; }}"
    " h1 {{ font-size: 1.75rem; line-height: 1.25; }} p {{ overflow-wrap: anywhere; }}"
    " a {{ color: #0b57a4; }}"
    "</style></head><body><main><h1>{title}</h1>{lines}{more}</main></body></html>"
)
