"""How an entry's actor was known, in words: the same wherever an entry is shown.

This file needs Python and nothing else of this software: a copy of it goes with each pack.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domain.kernel.event import Stamp

NOT_RECORDED = "not recorded"
"""Of an entry from before it was recorded."""
_HOST = re.compile(r"[a-z]+://(?:[^/?#@]*@)?([^/?#:@\[]+|\[[^\]]+\])", re.I)
CLAIMED = "as claimed on the ledger's own computer"


def how_known(stamp: Stamp) -> str:
    """How the actor of an entry was known, to stand after their name and a comma."""
    issuer = None if stamp.sign_in is None else stamp.sign_in.issuer
    known = way_in(
        stamp.known_by, stamp.key, issuer, None if stamp.signed is None else stamp.signed.key
    )
    if stamp.on_behalf is None:
        return known
    whose = stamp.on_behalf
    return known + _entered_for(whose.person, whose.document, whose.received_on.isoformat())


def as_stored(state: bytes) -> str:
    """The same of an entry as it is stored, in JSON."""
    stamp: dict[str, Any] = json.loads(state)
    issuer = (stamp.get("sign_in") or {}).get("issuer")
    signed_with = (stamp.get("signed") or {}).get("key")
    known = way_in(stamp.get("known_by"), stamp.get("key"), issuer, signed_with)
    whose = stamp.get("on_behalf")
    if not whose:
        return known
    return known + _entered_for(whose["person"], whose["document"], whose["received_on"])


def _entered_for(person: str, document: str, received_on: str) -> str:
    """For whom an entry was entered, and from what."""
    return (
        f", who entered it on behalf of {person}, from a document that came on {received_on}"
        f" (SHA-256 {document})"
    )


def way_in(
    known_by: str | None,
    key: str | None = None,
    issuer: str | None = None,
    signed_with: str | None = None,
) -> str:
    """How somebody came in. `key`: that OpenSSH let in; `issuer`: the identity provider;
    `signed_with`: the key with which they signed.
    """
    ways = {
        None: NOT_RECORDED,
        "demonstration": "in an invented story",
        "local": CLAIMED,
        "account": "by their account on the ledger's own computer",
        "oidc": f"signed in through {provider(issuer or '')}",
        "ssh": f"let in by their key {key}",
    }
    known = ways.get(known_by, f"known by {known_by}")
    return known if signed_with is None else f"{known}, and signed with their key {signed_with}"


def provider(issuer: str) -> str:
    """An identity provider's name for reading: its host."""
    host = _HOST.match(issuer)
    return issuer if host is None else host[1].lower()
