"""An identity provider on loopback: it signs in whoever a test says, without asking."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey


@dataclass
class Provider:
    """`subject`: who signs in next. `more`: claims beside those that it has to make."""

    issuer: str = ""
    subject: str = "wendy-7f3a"
    more: dict[str, Any] = field(default_factory=dict)
    signed_out: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    _asked: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[str, object]:
        """Where to send the browser, or what to say in JSON."""
        match path:
            case "/.well-known/openid-configuration":
                ends = {"authorization": "authorize", "token": "token", "end_session": "logout"}
                told = {f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in ends.items()}
                told |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
                return "", {**told, "id_token_signing_alg_values_supported": ["RS256"]}
            case "/jwks":
                return "", {"keys": [self.key.as_dict(private=False)]}
            case "/authorize":
                code = secrets.token_hex(8)
                self._asked[code] = query
                back = {"code": code, "state": query["state"][0]}
                return f"{query['redirect_uri'][0]}?{urlencode(back)}", None
            case "/token":
                asked = self._asked.pop(query["code"][0])
                return "", {"token_type": "Bearer", "access_token": "none", **self._token(asked)}
            case "/logout":
                self.signed_out += 1
                return query["post_logout_redirect_uri"][0], None
            case _:
                raise KeyError(path)

    def _token(self, asked: dict[str, list[str]]) -> dict[str, str]:
        now = int(time.time())
        times = {"iat": now, "exp": now + 300}
        claims = {"iss": self.issuer, "sub": self.subject, "nonce": asked["nonce"][0], **times}
        claims |= {"aud": asked["client_id"][0], **self.more}
        return {"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)}


@contextmanager
def provider() -> Iterator[Provider]:
    """One at a free port, until the test is over."""
    it = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(parse_qs(urlsplit(self.path).query))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._say(parse_qs(self.rfile.read(length).decode()))

        def _say(self, query: dict[str, list[str]]) -> None:
            where, said = it.answer(urlsplit(self.path).path, query)
            body = b"" if where else json.dumps(said).encode()
            self.send_response(302 if where else 200)
            self.send_header(
                *(("Location", where) if where else ("Content-Type", "application/json"))
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    it.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
