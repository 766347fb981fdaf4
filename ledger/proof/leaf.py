"""Which bytes of an entry are sealed: exactly what stands in the store, length-prefixed.

The position is not among them: it is authenticated by the leaf's place in the tree.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from struct import Struct

PREFIX = b"assurance-ledger/leaf/v1\n"
KIND_TEXT = b"\x02"
_BEGINNING = PREFIX + KIND_TEXT
_HASHED = b"\x00" + _BEGINNING
_u32, _u64 = Struct(">I").pack, Struct(">Q").pack


def leaf_data(stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The bytes under the leaf of one entry. `version` from 1; `state` as stored."""
    return _data(_BEGINNING, stream, version, topic, state)


def leaf_hash_of(stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The leaf hash of one entry, as `merkle.leaf_hash` of its `leaf_data`."""
    return sha256(_data(_HASHED, stream, version, topic, state)).digest()


def _data(beginning: bytes, stream: str, version: int, topic: str, state: bytes) -> bytes:
    parts = (beginning, _counted(stream), _u64(version), _counted(topic), _u32(len(state)), state)
    return b"".join(parts)


@lru_cache(maxsize=1 << 14)
def _counted(text: str) -> bytes:
    """Streams and topics come again and again."""
    data = text.encode()
    return _u32(len(data)) + data
