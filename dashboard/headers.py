"""Answers this computer only, with security headers on every answer."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

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
_ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_NAMES = {name for name, _ in _ENCODED}


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


class LocalOnly:
    """ASGI middleware: refuses what is not local, and puts `HEADERS` on every HTTP answer."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif not is_local(scope):
            await _refuse(scope, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [(n, v) for n, v in message.get("headers", ()) if n.lower() not in _NAMES]
            message["headers"] = [*others, *_ENCODED]
        await send(message)

    return with_headers


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer = _with_headers(send)
    await answer({"type": "http.response.start", "status": 403, "headers": []})
    await answer({"type": "http.response.body", "body": b"Open the dashboard on its own address."})
