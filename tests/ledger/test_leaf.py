"""Which bytes are sealed: ten exact examples, never edited, and a second encoder."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import leaf_hash

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "leaf.json").read_text(encoding="utf-8")
)
GOLDEN_SHA256 = "f58d345c2909b639ffbdf3854b91f6bdf2a13fdf14e8a393bf72b545157c5afd"

_keys = st.tuples(st.text(max_size=60), st.integers(0, 2**63 - 1), st.text(max_size=20))
_rows = st.tuples(_keys, st.binary(max_size=200))


@pytest.mark.parametrize(
    "vector", GOLDEN, ids=lambda vector: f"{vector['stream']}-{vector['topic']}"
)
def test_golden_leaf(vector: dict[str, Any]) -> None:
    data = leaf_data(
        vector["stream"], vector["version"], vector["topic"], bytes.fromhex(vector["state"])
    )
    assert data.hex() == vector["leaf_data"]
    assert leaf_hash(data).hex() == vector["leaf_hash"]


def test_the_golden_examples_are_never_edited() -> None:
    """A ledger sealed by an older version must verify for ever; a new form is a v2 beside it."""
    text = json.dumps(GOLDEN, sort_keys=True, ensure_ascii=True)
    assert len(GOLDEN) == 10
    assert sha256(text.encode()).hexdigest() == GOLDEN_SHA256


@given(_rows)
def test_a_second_encoder_agrees(row: tuple[tuple[str, int, str], bytes]) -> None:
    (stream, version, topic), state = row
    expected = bytearray(b"assurance-ledger/leaf/v1\x0a\x02")
    for part in (stream.encode(), version, topic.encode(), state):
        if isinstance(part, int):
            expected += part.to_bytes(8, "big")
        else:
            expected += len(part).to_bytes(4, "big") + part
    assert leaf_data(stream, version, topic, state) == bytes(expected)


@given(_rows, _rows)
def test_no_two_entries_share_a_leaf(
    one: tuple[tuple[str, int, str], bytes], other: tuple[tuple[str, int, str], bytes]
) -> None:
    """The lengths in front keep `ab` + `c` apart from `a` + `bc`."""
    same = leaf_data(*one[0], one[1]) == leaf_data(*other[0], other[1])
    assert same is (one == other)
