"""Seals one field of one event with AES-256-GCM: destroying the key destroys the text.

The associated data binds the stream, the version, the field and the key, so that no ciphertext
can be moved. AES-GCM does not commit to its key: one ciphertext can be made to open to different
texts under two keys. So the ledger commits to each key when it is issued, and the commitment is
checked before anything is opened.
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from struct import pack
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel.confidential import Path

KEY_BYTES = 32
NONCE_BYTES = 12
PAD_BYTES = 64
FORMAT = "v1"
_PARTS = frozenset({"sealed", "kid", "n", "c"})
_AAD_PREFIX = b"assurance-ledger/field/v1"
_COMMITMENT = b"assurance-ledger/dek-commitment/v1"

Entropy = Callable[[int], bytes]


class SealError(Exception):
    """A sealed field cannot be opened with this key, or is not a sealed field at all."""


def commitment(key: bytes) -> str:
    """What the ledger keeps of a key, in hexadecimal. It reveals nothing of the key."""
    return hmac.new(key, _COMMITMENT, sha256).hexdigest()


def _associated(stream: str, version: int, path: Path, kid: str) -> bytes:
    parts = (stream.encode(), "/".join(map(str, path)).encode(), kid.encode())
    lengths = b"".join(pack(">I", len(part)) + part for part in parts)
    return _AAD_PREFIX + pack(">Q", version) + lengths


def _padded(text: str) -> bytes:
    data = text.encode()
    whole = pack(">I", len(data)) + data
    return whole + bytes(-len(whole) % PAD_BYTES)


def _unpadded(whole: bytes) -> str:
    """Raises ValueError for anything that `_padded` does not make."""
    text = whole[4 : 4 + int.from_bytes(whole[:4], "big")].decode()
    if _padded(text) != whole:
        raise ValueError("padded in another way")
    return text


def seal(
    text: str,
    key: bytes,
    kid: str,
    stream: str,
    version: int,
    path: Path,
    entropy: Entropy = os.urandom,
) -> dict[str, str]:
    """A field's sealed form. Its length tells the text's length to the next 64 bytes only."""
    nonce = entropy(NONCE_BYTES)
    aad = _associated(stream, version, path, kid)
    sealed = AESGCM(key).encrypt(nonce, _padded(text), aad)
    return {
        "sealed": FORMAT,
        "kid": kid,
        "n": b64encode(nonce).decode(),
        "c": b64encode(sealed).decode(),
    }


def is_sealed(value: Any) -> bool:
    """Whether a stored value is a sealed field."""
    return isinstance(value, dict) and "sealed" in value


def require_form(sealed: dict[str, Any]) -> None:
    """Refuses what is no sealed field of a known format, whatever its key. Raises SealError."""
    if sealed.get("sealed") != FORMAT:
        raise SealError(f"this field is sealed in a format that is not known: {FORMAT} is")
    if sealed.keys() != _PARTS or not all(isinstance(part, str) for part in sealed.values()):
        raise SealError("this is not the whole of a sealed field")


def unseal(
    sealed: dict[str, Any], key: bytes, committed: str, stream: str, version: int, path: Path
) -> str:
    """The text of a sealed field.

    Raises SealError for another format, for a key other than the one committed to in the ledger,
    and for a field that was altered or moved.
    """
    require_form(sealed)
    if not hmac.compare_digest(commitment(key), committed):
        raise SealError("the key is not the one that the ledger committed to")
    try:
        nonce, data = b64decode(sealed["n"], validate=True), b64decode(sealed["c"], validate=True)
        whole = AESGCM(key).decrypt(nonce, data, _associated(stream, version, path, sealed["kid"]))
        return _unpadded(whole)
    except (InvalidTag, ValueError) as error:
        raise SealError("the sealed field was altered, or moved from another entry") from error
