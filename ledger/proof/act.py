"""What an actor signs: one statement for everything that a command records.

The statement names the ledger, the actor, the time, the command and a root; the root stands for
each entry's stream, version, event and fields, by the tree of RFC 6962. A confidential field is
in it as it is stored: sealed with a key to which the ledger has committed. So the statement says
nothing of the words, binds them, and stays valid when the key is destroyed. The format is public:
`docs/signed-acts.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from struct import Struct

from ledger.proof.encoding import to_base64
from ledger.proof.merkle import inclusion_proof, leaf_hash, root, root_of_inclusion

PREFIX = b"assurance-ledger/act/v1\n"
NAMESPACE = "assurance-ledger/act/v1"
"""What OpenSSH is told the signature is for, so that it is good for nothing else."""
_u32, _u64 = Struct(">I").pack, Struct(">Q").pack


@dataclass(frozen=True, slots=True)
class Head:
    """What a statement says beside its root. `recorded_at`: UTC, as it stands in the stamp."""

    ledger: str
    actor: str
    recorded_at: datetime
    command_id: str

    def statement(self, size: int, act_root: bytes) -> bytes:
        """The statement over the acts of one command, `size` of them. It ends in a new line."""
        moment = self.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        lines = (
            f"ledger {self.ledger}",
            f"actor {self.actor}",
            f"recorded {moment}",
            f"command {self.command_id}",
            f"entries {size}",
            f"root {to_base64(act_root)}",
        )
        return PREFIX + "".join(f"{line}\n" for line in lines).encode()


def act_hash(stream: str, version: int, topic: str, schema: int, event_json: bytes) -> bytes:
    """The hash of one act, 32 bytes. `event_json`: the event's fields, byte for byte as stored."""
    counted = [_u32(len(data)) + data for data in (stream.encode(), topic.encode())]
    return leaf_hash(
        b"".join(
            (PREFIX, counted[0], _u64(version), counted[1], _u32(schema), _u32(len(event_json)))
        )
        + event_json
    )


def act_root(hashes: Sequence[bytes]) -> bytes:
    return root(hashes)


def path_of(hashes: Sequence[bytes], number: int) -> list[bytes]:
    """The hashes that lead from one act, numbered from 1, to the root of all."""
    return inclusion_proof(hashes, number - 1, len(hashes))


def root_by(path: Sequence[bytes], number: int, size: int, act: bytes) -> bytes:
    """The root to which a path leads. Raises ProofError for a path of another length."""
    return root_of_inclusion(number - 1, size, act, path)
