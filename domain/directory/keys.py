"""The fingerprint of a public key, as OpenSSH shows it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256


@lru_cache(maxsize=1_000)
def fingerprint_of(key: str) -> str:
    """Of a key without its comment: `ssh-ed25519 AAAA...` gives `SHA256:...`."""
    blob = b64decode(key.partition(" ")[2])
    return f"SHA256:{b64encode(sha256(blob).digest()).decode().rstrip('=')}"
