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
BUCKET_BYTES_MIN = 256
"""The smallest room that a text takes; each further one is twice as large."""
FORMAT = "v2"
_FORMATS = ("v1", FORMAT)
_STEP_BYTES = 64
"""What v1 padded to. It told the length of every text nearly."""
_PARTS = frozenset({"sealed", "kid", "n", "c"})
_AAD_PREFIX = b"assurance-ledger/field/"
_COMMITMENT = b"assurance-ledger/dek-commitment/v1"

Entropy = Callable[[int], bytes]


class SealError(Exception):
    """A sealed field cannot be opened with this key, or is not a sealed field at all."""


def commitment(key: bytes) -> str:
    """What the ledger keeps of a key, in hexadecimal. It reveals nothing of the key."""
    return hmac.new(key, _COMMITMENT, sha256).hexdigest()


def _associated(form: str, stream: str, version: int, path: Path, kid: str) -> bytes:
    parts = (stream.encode(), "/".join(map(str, path)).encode(), kid.encode())
    lengths = b"".join(pack(">I", len(part)) + part for part in parts)
    return _AAD_PREFIX + form.encode() + pack(">Q", version) + lengths


def _padded(text: str, form: str) -> bytes:
    """A text in a room that tells little of its length: in v2, to within a factor of two."""
    data = text.encode()
    whole = pack(">I", len(data)) + data
    if form == "v1":
        return whole + bytes(-len(whole) % _STEP_BYTES)
    room = max(BUCKET_BYTES_MIN, 1 << (len(whole) - 1).bit_length())
    return whole + bytes(room - len(whole))


def _unpadded(whole: bytes, form: str) -> str:
    """Raises ValueError for anything that `_padded` does not make."""
    text = whole[4 : 4 + int.from_bytes(whole[:4], "big")].decode()
    if _padded(text, form) != whole:
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
    """A field's sealed form. Its length tells less than 253 bytes, or the next power of two."""
    nonce = entropy(NONCE_BYTES)
    aad = _associated(FORMAT, stream, version, path, kid)
    sealed = AESGCM(key).encrypt(nonce, _padded(text, FORMAT), aad)
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
    if sealed.get("sealed") not in _FORMATS:
        raise SealError(
            f"this field is sealed in a format that is not known: {' and '.join(_FORMATS)} are"
        )
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
    form = sealed["sealed"]
    if not hmac.compare_digest(commitment(key), committed):
        raise SealError("the key is not the one that the ledger committed to")
    try:
        nonce, data = b64decode(sealed["n"], validate=True), b64decode(sealed["c"], validate=True)
        whole = AESGCM(key).decrypt(
            nonce, data, _associated(form, stream, version, path, sealed["kid"])
        )
        return _unpadded(whole, form)
    except (InvalidTag, ValueError) as error:
        raise SealError("the sealed field was altered, or moved from another entry") from error
