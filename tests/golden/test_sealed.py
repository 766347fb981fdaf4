"""How words are sealed: exact examples, never edited, and a second implementation.

Whoever keeps a ledger and its keys must be able to read it for as long as both exist.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.keys.sealing import commitment, seal, unseal
from tests.golden.make import SEALED, SEALED_V1

Golden = list[dict[str, Any]]
V1: Golden = json.loads(SEALED_V1.read_text(encoding="utf-8"))
V2: Golden = json.loads(SEALED.read_text(encoding="utf-8"))
EXAMPLES = pytest.mark.parametrize(
    "one", [*V1, *V2], ids=lambda one: f"{one['sealed']['sealed']}-{one['stream']}-{one['version']}"
)


@EXAMPLES
def test_golden_seal(one: dict[str, Any]) -> None:
    key, nonce, sealed = bytes.fromhex(one["key"]), bytes.fromhex(one["nonce"]), one["sealed"]
    place = (one["stream"], one["version"], tuple(one["path"]))
    assert commitment(key) == one["commitment"]
    assert unseal(sealed, key, one["commitment"], *place) == one["text"]
    if sealed["sealed"] == "v2":
        assert seal(one["text"], key, sealed["kid"], *place, lambda _: nonce) == sealed


@EXAMPLES
def test_a_second_implementation_opens_them(one: dict[str, Any]) -> None:
    """Written from the form's description alone: a record outlives the program that made it."""
    key, sealed = bytes.fromhex(one["key"]), one["sealed"]
    known = hmac.new(key, b"assurance-ledger/dek-commitment/v1", sha256).hexdigest()
    assert known == one["commitment"]
    form = sealed["sealed"]
    bound = bytearray(f"assurance-ledger/field/{form}".encode() + one["version"].to_bytes(8, "big"))
    for part in (one["stream"], "/".join(map(str, one["path"])), sealed["kid"]):
        bound += len(part.encode()).to_bytes(4, "big") + part.encode()
    cipher, nonce = AESGCM(key), bytes.fromhex(one["nonce"])
    assert b64decode(sealed["n"]) == nonce
    whole = cipher.decrypt(nonce, b64decode(sealed["c"]), bytes(bound))
    length = int.from_bytes(whole[:4], "big")
    assert whole[4 : 4 + length].decode() == one["text"]
    assert not any(whole[4 + length :]), "zeros"
    rooms = range(64, 32_769, 64) if form == "v1" else [256 << doubled for doubled in range(8)]
    assert len(whole) == next(room for room in rooms if room >= 4 + length)


@pytest.mark.parametrize(
    ("golden", "count", "digest"),
    [
        (V1, 7, "74b6340bd45c727da1473b8a966e9c3d4e414ea67aca13a9d80c927588e74b71"),
        (V2, 10, "d9f8015fceb5b2d39a3ca73426f3d864e0b4e1a8a679d2541e9cc1bf7d8bdf0f"),
    ],
    ids=["v1", "v2"],
)
def test_the_golden_examples_are_never_edited(golden: Golden, count: int, digest: str) -> None:
    """A new way to seal is a v3 beside these."""
    text = json.dumps(golden, sort_keys=True, ensure_ascii=True)
    assert len(golden) == count
    assert sha256(text.encode()).hexdigest() == digest
