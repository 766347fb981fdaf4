"""The two encodings inside the C2SP text formats, strictly: one text for one value.

Base64 is RFC 4648 section 4, padded and canonical; numbers are decimal with no leading zero.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error

from ledger.proof.merkle import HASH_BYTES, ProofError

NUMBER_LIMIT = 2**63
"""Sizes, indices, versions and times are below this, as everywhere in C2SP."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def to_base64(data: bytes) -> str:
    """The one text for these bytes."""
    return b64encode(data).decode("ascii")


def from_base64(text: str, what: str) -> bytes:
    """The bytes of a canonical base64 text. Raises ProofError for any other spelling."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (Base64Error, UnicodeEncodeError) as error:
        raise ProofError(f"{what} is not base64") from error
    if to_base64(data) != text:
        raise ProofError(f"{what} is not canonical base64")
    return data


def parse_hash(text: str, what: str) -> bytes:
    """A SHA-256 hash from base64. Raises ProofError unless it is exactly 32 bytes."""
    data = from_base64(text, what)
    if len(data) != HASH_BYTES:
        raise ProofError(f"{what} is {len(data)} bytes long, not {HASH_BYTES}")
    return data


def parse_number(text: str, what: str) -> int:
    """A number from 0 to 2**63 - 1. Raises ProofError for signs, leading zeros and the like."""
    if not _DECIMAL.fullmatch(text) or int(text) >= NUMBER_LIMIT:
        raise ProofError(f"{what} is not a decimal number below 2**63")
    return int(text)


def require_number(value: int, what: str) -> None:
    """Raises ProofError unless `value` can be written where the formats want a number."""
    if not 0 <= value < NUMBER_LIMIT:
        raise ProofError(f"{what} is not a number from 0 to 2**63 - 1")
