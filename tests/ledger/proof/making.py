"""A small log with a key and two witnesses, and receipts of it, for the tests beside this file."""

from __future__ import annotations

import json
from hashlib import sha256
from random import Random

from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from ledger.proof.cosignature import add_cosignatures, cosign
from ledger.proof.keys import COSIGNATURE_V1, ED25519, SignatureType, SigningKey
from ledger.proof.leaf import leaf_data
from ledger.proof.receipt import make_receipt

ORIGIN = "safeguarding.example/ledger/2026"
NOON = 1_767_225_600


def key(name: str, kind: SignatureType = ED25519, seed: str = "") -> SigningKey:
    """A key made from its name, and from a seed where one name has several."""
    return SigningKey(name, kind, sha256(f"{name}/{seed}".encode()).digest())


LOG_KEY = key(ORIGIN)
WITNESSES = (
    key("police.example/witness", COSIGNATURE_V1),
    key("health.example/witness", COSIGNATURE_V1),
)
STRANGER = key("stranger.example/witness", COSIGNATURE_V1)
VKEYS = [one.verifier.format() for one in (LOG_KEY, *WITNESSES)]


class SmallLog:
    """Entries drawn from a seed, with everything that can be made of them."""

    def __init__(self, size: int, seed: int = 1) -> None:
        draw = Random(seed)
        self.leaves = [
            leaf_data(
                f"return/2026-neglect/C{draw.randrange(9):02}/police",
                number + 1,
                draw.choice(("GradeGiven", "ReturnAppended", "NoInvolvementDeclared")),
                json.dumps(
                    {
                        "schema": 1,
                        "event": {
                            "area": f"area-{draw.randrange(9)}",
                            "evidence": {"sealed": "v1", "kid": "k", "n": "bg==", "c": "Yw=="},
                        },
                    }
                ).encode(),
            )
            for number in range(size)
        ]
        self.hashes = [merkle.leaf_hash(leaf) for leaf in self.leaves]

    def root(self, size: int) -> bytes:
        return merkle.root(self.hashes[:size])

    def head(self, size: int) -> Checkpoint:
        return Checkpoint(ORIGIN, size, self.root(size))

    def checkpoint(self, size: int, witnesses: int = 2) -> bytes:
        """Signed by the log, cosigned by the first witnesses a minute apart."""
        data = sign_checkpoint(self.head(size), [LOG_KEY])
        for number, witness in enumerate(WITNESSES[:witnesses]):
            line = cosign(data, witness, NOON + 60 * number)
            data = add_cosignatures(data, line, [witness.verifier.format()])
        return data

    def receipt(self, index: int, size: int, witnesses: int = 2) -> bytes:
        proof = merkle.inclusion_proof(self.hashes, index, size)
        return make_receipt(self.leaves[index], index, proof, self.checkpoint(size, witnesses))
