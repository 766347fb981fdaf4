"""A person's session: the cookie that Streamlit's sign-in sets, and whom the directory knows by it.

The cookie says what the identity provider said. Who that is, and whether they are anybody here,
is looked up in the ledger each time: a sign-in that was withdrawn is out at the next click.
"""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import ValidationError

from application.identity import signed_in
from domain.kernel.event import SignIn

if TYPE_CHECKING:
    from dashboard.web.config import Web
    from dashboard.web.signed_out import SignedOut
    from ledger.identity import Identity
    from ledger.service import Ledger

USER_COOKIE, TOKENS_COOKIE = "_streamlit_user", "_streamlit_user_tokens"
_IN_PARTS = re.compile(r"chunks-([1-9][0-9]?)")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Somebody who signed in and is nobody here."""

    sign_in: SignIn


class Sessions:
    """Who is signed in. `signed_out`: when each person last ended their sessions."""

    def __init__(
        self, web: Web, signed_out: SignedOut, now: Callable[[], float] = time.time
    ) -> None:
        self.web, self._signed_out, self._now = web, signed_out, now

    @property
    def secret(self) -> bytes:
        """A secret of the pages' own, made of the one that signs cookies."""
        return hmac.new(self.web.cookie_secret.encode(), b"command ids", sha256).digest()

    def read(self, cookies: Mapping[str, str]) -> SignIn | None:
        """What a provider of ours said who this browser is; None for nobody, or not any more."""
        value = self._value(cookies)
        if value is None:
            return None
        claims, signed_at = value
        provider = self.web.provider(str(claims.get("provider")))
        issuer, subject = claims.get("iss"), claims.get("sub")
        if provider is None or issuer != provider.issuer or not isinstance(subject, str):
            return None
        if claims.get("origin") != self.web.address:
            return None
        if signed_at <= self._signed_out.ended_at((provider.issuer, subject)):
            return None
        moment = datetime.fromtimestamp(signed_at, UTC)
        try:
            return SignIn(issuer=provider.issuer, subject=subject, signed_in_at=moment)
        except ValidationError:
            return None

    def end(self, cookies: Mapping[str, str]) -> None:
        """Ends every session of this person, in every tab and wherever a cookie was copied to.

        Raises OSError where the disk does not take it: a restart would then not know of it.
        """
        found = self.read(cookies)
        if found is not None:
            now = self._now()
            since = now - self.web.session_seconds
            self._signed_out.end((found.issuer, found.subject), now, since)

    def whose(self, ledger: Ledger, cookies: Mapping[str, str]) -> Identity | Unknown | None:
        """The person whom the directory means now; None for somebody who is not signed in."""
        found = self.read(cookies)
        if found is None:
            return None
        return signed_in(ledger, found) or Unknown(found)

    def _value(self, cookies: Mapping[str, str]) -> tuple[dict[str, Any], float] | None:
        """What the cookie holds, and when it was signed; a large one is several cookies."""
        whole = self._signed(cookies, USER_COOKIE)
        if whole is None:
            return None
        text, signed_at = whole
        parts = _IN_PARTS.fullmatch(text)
        if parts is not None:
            found = [
                self._signed(cookies, f"{USER_COOKIE}_{at + 1}") for at in range(int(parts[1]))
            ]
            if any(one is None for one in found):
                return None
            text = "".join(one[0] for one in found if one is not None)
            signed_at = min(one[1] for one in found if one is not None)
        try:
            claims = json.loads(text)
        except ValueError:
            return None
        return (claims, signed_at) if isinstance(claims, dict) else None

    def _signed(self, cookies: Mapping[str, str], name: str) -> tuple[str, float] | None:
        signer = URLSafeTimedSerializer(self.web.cookie_secret, salt=name)
        try:
            text, at = signer.loads(cookies.get(name, ""), return_timestamp=True)
        except BadData:
            return None
        age = self._now() - at.timestamp()
        return (str(text), at.timestamp()) if age < self.web.session_seconds else None
