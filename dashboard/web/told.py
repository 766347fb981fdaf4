"""What each browser was told: a file, an upload or a session is for no other sign-in.

Streamlit gives a file to whoever knows its address, and a session to whoever knows its name. Both
reach a browser over its own connection; the gate listens there, and remembers for whom they are.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.headers import Message, Scope, Send
from domain.kernel.event import SignIn

REMEMBERED_MAX = 20_000
"""Addresses: the oldest is forgotten first, and a click makes it anew."""
_OWNED = re.compile(r"/+(?:media|_stcore/upload_file)/")
_PROTOCOLS = b"sec-websocket-protocol"
_SESSION_AT = 2


class Told:
    """For which sign-ins each address is that a page offered, and whose each session is."""

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, set[SignIn]] = OrderedDict()
        self._sessions: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._lock = Lock()

    def is_for(self, whose: SignIn, path: str) -> bool:
        """Whether a path is open to a sign-in: what no page of theirs offered is not."""
        if _OWNED.match(path) is None:
            return True
        with self._lock:
            return whose in self._addresses.get(path, ())

    def own_session_only(self, scope: Scope, whose: SignIn) -> Scope:
        """A connection that asks to go on with a session goes on with its own, or begins anew."""
        headers = list(scope.get("headers", ()))
        kept = [(name, self._own(name, value, whose)) for name, value in headers]
        return {**scope, "headers": kept}

    def _own(self, name: bytes, value: bytes, whose: SignIn) -> bytes:
        if name.lower() != _PROTOCOLS:
            return value
        parts = [part.strip() for part in value.decode("latin-1").split(",")]
        session = "".join(parts[_SESSION_AT : _SESSION_AT + 1])
        if self._sessions.get(session) == (whose.issuer, whose.subject):
            return value
        return ", ".join(parts[:_SESSION_AT]).encode("latin-1")

    def listening(self, send: Send, whose: SignIn) -> Send:
        """Sends on, and remembers what this connection was told."""
        is_new = True

        async def heard(message: Message) -> None:
            nonlocal is_new
            data = message.get("bytes") if message["type"] == "websocket.send" else None
            if data and (is_new or b"/media/" in data or b"/upload_file/" in data):
                told = ForwardMsg.FromString(data)
                if told.WhichOneof("type") == "new_session":
                    is_new = False
                    self._is_session_of(told.new_session.initialize.session_id, whose)
                for address in _offered(told):
                    self._remember(address, whose)
            await send(message)

        return heard

    def _is_session_of(self, session: str, whose: SignIn) -> None:
        with self._lock:
            self._sessions[session] = (whose.issuer, whose.subject)
            _forget_oldest(self._sessions)

    def _remember(self, address: str, whose: SignIn) -> None:
        with self._lock:
            self._addresses.setdefault(address, set()).add(whose)
            self._addresses.move_to_end(address)
            _forget_oldest(self._addresses)


def _forget_oldest(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > REMEMBERED_MAX:
        kept.popitem(last=False)


def _offered(told: ForwardMsg) -> Iterator[str]:
    """The addresses that a message offers. What only looks like one, in a text, is none."""
    match told.WhichOneof("type"):
        case "file_urls_response":
            yield from (one.upload_url for one in told.file_urls_response.file_urls)
        case "backend_operation_response":
            yield told.backend_operation_response.deferred_file.url
        case "delta" if told.delta.new_element.WhichOneof("type") == "download_button":
            yield told.delta.new_element.download_button.url
