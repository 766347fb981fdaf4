"""Which bytes of an entry are sealed: exactly what stands in the store, length-prefixed.

The position is not among them: it is authenticated by the leaf's place in the tree.
"""

from __future__ import annotations

from struct import pack

PREFIX = b"assurance-ledger/leaf/v1\n"
KIND_TEXT = b"\x02"


def leaf_data(stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The bytes under the leaf of one entry. `version` from 1; `state` as stored."""
    stream_bytes, topic_bytes = stream.encode(), topic.encode()
    return b"".join(
        (
            PREFIX,
            KIND_TEXT,
            pack(">I", len(stream_bytes)),
            stream_bytes,
            pack(">Q", version),
            pack(">I", len(topic_bytes)),
            topic_bytes,
            pack(">I", len(state)),
            state,
        )
    )
