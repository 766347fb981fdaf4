"""Answers this computer only, and whom it let in, with security headers on every answer."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from dashboard.admission import Admission, has_token, next_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _own_scripts() -> str:
    """The digests of the inline scripts in Streamlit's own page: those and no other may run."""
    page = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    digests = (sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    return "".join(f" 'sha256-{b64encode(digest).decode()}'" for digest in digests)


POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self'{_own_scripts()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
UNCHANGING = "private, max-age=31536000, immutable"
"""What a browser may keep of the program itself: a file whose name holds its own digest."""
_HASHED = re.compile(r"/static/(js|css|media)/[\w.-]+\.[\w-]{8}\.(js|css|woff2?|ttf|png|svg)")
_OK = 200
_ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_NAMES = {name for name, _ in _ENCODED}


ELSEWHERE = "Open the dashboard on its own address."
NOT_LET_IN = (
    "This dashboard opens from the address that its terminal shows, and nothing is shown without"
    " it. Whoever started it can open it for you."
)
USED = (
    "This address was used already, and opens the dashboard once only. The terminal that it was"
    " started in shows a new one."
)
CLOSED = "This is answered to nobody."
_LOCAL = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?")


def is_local(scope: Scope) -> bool:
    """Whether the request names this computer, and comes from no page of another.

    A page elsewhere could point a name of its own at this computer, or open a websocket to it.
    """
    headers = list(scope.get("headers", ()))
    hosts = [value for name, value in headers if name == b"host"]
    origins = [value for name, value in headers if name == b"origin"]
    if len(hosts) != 1 or not _LOCAL.fullmatch(hosts[0]):
        return False
    return all(origin.partition(b"://")[2] == hosts[0] for origin in origins)


def is_closed(scope: Scope) -> bool:
    """Whether a path is answered to nobody: Streamlit tells there how the pages are used."""
    return [part for part in str(scope["path"]).split("/") if part][:2] == ["_stcore", "metrics"]


class AdmittedOnly:
    """ASGI middleware: refuses what is not local and whoever was not let in.

    Puts `HEADERS` on every HTTP answer.
    """

    def __init__(self, app: App, admission: Admission) -> None:
        self._app, self._admission = app, admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if kind == "http":
            send = with_headers(send, may_be_kept=is_unchanging(scope))
        if not is_local(scope):
            await refuse(kind, send, ELSEWHERE)
        elif is_closed(scope):
            await refuse(kind, send, CLOSED)
        elif kind == "http" and scope["method"] == "GET" and has_token(scope["query_string"]):
            await self._let_in(scope, send)
        elif self._is_known(scope):
            await self._app(scope, receive, send)
        else:
            await refuse(kind, send, NOT_LET_IN)

    def _is_known(self, scope: Scope) -> bool:
        headers = scope.get("headers", ())
        return self._admission.is_known(value for name, value in headers if name == b"cookie")

    async def _let_in(self, scope: Scope, send: Send) -> None:
        page = next_page(scope["path"], scope["query_string"])
        if self._admission.spend(scope["query_string"]):
            cookie = (b"set-cookie", self._admission.cookie.encode())
            await answer(send, 200, page, b"text/html", cookie)
        elif self._is_known(scope):
            await answer(send, 200, page, b"text/html")
        else:
            await answer(send, 403, USED.encode())


def is_unchanging(scope: Scope) -> bool:
    """Whether a path is a part of the program, named by its content. Data never is."""
    return scope.get("method") == "GET" and _HASHED.fullmatch(str(scope["path"])) is not None


def with_headers(send: Send, *, may_be_kept: bool = False) -> Send:
    """Sends with `HEADERS`. `may_be_kept`: the answer is a part of the program itself."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [(n, v) for n, v in message.get("headers", ()) if n.lower() not in _NAMES]
            message["headers"] = [*others, *_ENCODED]
            if may_be_kept and message["status"] == _OK:
                kept = (b"cache-control", UNCHANGING.encode())
                rest = [pair for pair in message["headers"] if pair[0] != kept[0]]
                message["headers"] = [*rest, kept]
        await send(message)

    return sent


async def refuse(kind: str, send: Send, sentence: str) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await answer(send, 403, sentence.encode())


async def answer(
    send: Send, status: int, body: bytes, kind: bytes = b"text/plain", *more: tuple[bytes, bytes]
) -> None:
    headers = [(b"content-type", kind + b"; charset=utf-8"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
