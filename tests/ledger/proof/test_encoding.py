"""Base64 and numbers have one spelling each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof.encoding import from_base64, parse_hash, parse_number, to_base64
from ledger.proof.merkle import ProofError


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_base64_reads_back(data: bytes) -> None:
    assert from_base64(to_base64(data), "a value") == data


@settings(deadline=None)
@given(st.text(alphabet="ABQRgw+/=\n -_é", max_size=12))
def test_any_text_is_canonical_base64_or_a_refusal(text: str) -> None:
    try:
        data = from_base64(text, "a value")
    except ProofError:
        return
    assert to_base64(data) == text


def test_a_hash_is_32_bytes() -> None:
    assert parse_hash(to_base64(bytes(32)), "a hash") == bytes(32)
    for size in (0, 31, 33, 64):
        with pytest.raises(ProofError, match=f"a hash is {size} bytes long"):
            parse_hash(to_base64(bytes(size)), "a hash")


@pytest.mark.parametrize("value", [0, 1, 10, 2**53 + 1, 2**63 - 1])
def test_a_number_reads_back(value: int) -> None:
    assert parse_number(str(value), "a number") == value


@pytest.mark.parametrize(
    "text",
    ["", "00", "01", "-1", "+1", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "1_0", "²", "١"]
    + [str(2**63), "9" * 19, "1" * 5_000],
)
def test_no_other_spelling_is_a_number(text: str) -> None:
    with pytest.raises(ProofError, match="a number is not"):
        parse_number(text, "a number")
