"""One field, sealed and opened: what opens it, and everything that does not."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.confidential import Path
from ledger.keys.sealing import BUCKET_BYTES_MIN, SealError, commitment, is_sealed, seal, unseal
from tests.ledger.vault.twokeys import two_key_ciphertext

KEY, OTHER_KEY = bytes(32), bytes([7] * 32)
KID = "0" * 32
STREAM, VERSION, FIELD = "return/2026-neglect/C07/police", 2, ("evidence",)

Sealed = dict[str, Any]
PADDING = {"v1": 55, "v2": 247}
"""How many zeros follow five letters in each form."""


def _seal(text: str) -> Sealed:
    return seal(text, KEY, KID, STREAM, VERSION, FIELD)


def _open(sealed: Sealed, key: bytes = KEY, committed: bytes = KEY) -> str:
    return unseal(sealed, key, commitment(committed), STREAM, VERSION, FIELD)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_what_is_sealed_opens_to_the_same_words(text: str) -> None:
    assert _open(_seal(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "Zoë — 子供 👧🏽",
        "a" * 8_000,
        "👧" * 8_000,
        "e\u0301",
        "\u00e9",
        "ends in zeros\0\0",
    ],
    ids=["empty", "nul", "scripts", "8000", "8000-wide", "decomposed", "composed", "zeros"],
)
def test_texts_at_the_edges_open_to_the_same_words(text: str) -> None:
    assert _open(_seal(text)) == text


def test_the_length_tells_the_next_power_of_two_only_and_nothing_of_a_short_text() -> None:
    def size(length: int) -> int:
        return len(b64decode(_seal("a" * length)["c"])) - 16

    assert {size(n) for n in range(253)} == {BUCKET_BYTES_MIN}
    assert [size(n) for n in (253, 508, 509, 1_020, 8_000)] == [512, 512, 1024, 1024, 8192]


def test_the_same_words_are_never_sealed_to_the_same_bytes() -> None:
    sealed = [_seal("the same words") for _ in range(50)]
    assert len({one["n"] for one in sealed}) == 50
    assert len({one["c"] for one in sealed}) == 50


def test_no_words_stand_in_the_sealed_form() -> None:
    sealed = _seal("PLANTED words about a child")
    assert "PLANTED" not in str(sealed)
    assert b"PLANTED" not in b64decode(sealed["c"])


@pytest.mark.parametrize(
    ("stream", "version", "path"),
    [
        ("return/2026-neglect/C07/health", 2, FIELD),
        (STREAM, 3, FIELD),
        (STREAM, 2, ("strengths",)),
        (STREAM, 2, ("not_applicable", 0, "reason")),
        # The same letters, divided otherwise: each part is bound with its length.
        (STREAM + "e", 2, ("vidence",)),
    ],
)
def test_a_field_cannot_be_moved(stream: str, version: int, path: Path) -> None:
    with pytest.raises(SealError, match="moved"):
        unseal(_seal("words"), KEY, commitment(KEY), stream, version, path)


def test_a_field_cannot_be_given_another_key_id() -> None:
    with pytest.raises(SealError, match="moved"):
        _open(_seal("words") | {"kid": "1" * 32})


def test_another_key_is_refused_before_it_is_tried() -> None:
    with pytest.raises(SealError, match="not the one that the ledger committed to"):
        _open(_seal("words"), key=OTHER_KEY)
    with pytest.raises(SealError, match="altered"):
        _open(_seal("words"), key=OTHER_KEY, committed=OTHER_KEY)


def test_a_ciphertext_that_opens_under_two_keys_is_refused() -> None:
    """AES-GCM accepts both keys; the ledger has committed to one of them."""
    good, bad = b"grade=GOOD      ", b"grade=INADEQUATE"
    nonce = bytes(12)
    aad = b"the same place"
    made = two_key_ciphertext((KEY, good), (OTHER_KEY, bad), nonce, aad)
    assert AESGCM(KEY).decrypt(nonce, made, aad).startswith(good)
    assert bad in AESGCM(OTHER_KEY).decrypt(nonce, made, aad)

    sealed = {
        "sealed": "v1",
        "kid": KID,
        "n": b64encode(nonce).decode(),
        "c": b64encode(made).decode(),
    }
    with pytest.raises(SealError, match="not the one that the ledger committed to"):
        _open(sealed, key=OTHER_KEY, committed=KEY)
    with pytest.raises(SealError, match="not the one that the ledger committed to"):
        _open(sealed, key=KEY, committed=OTHER_KEY)


def test_every_flipped_bit_is_noticed() -> None:
    sealed = _seal("words")
    for part in ("n", "c"):
        data = b64decode(sealed[part])
        for bit in range(len(data) * 8):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            with pytest.raises(SealError, match="altered"):
                _open(sealed | {part: b64encode(flipped).decode()})


def _authentic(whole: bytes, form: str = "v2") -> Sealed:
    """Bytes of the key holder's own making, truly sealed, in whatever padding."""
    sealed = _seal("")
    nonce = b64decode(sealed["n"])
    lengths = [STREAM.encode(), b"evidence", KID.encode()]
    aad = f"assurance-ledger/field/{form}".encode() + VERSION.to_bytes(8, "big")
    aad += b"".join(len(part).to_bytes(4, "big") + part for part in lengths)
    text = b64encode(AESGCM(KEY).encrypt(nonce, whole, aad)).decode()
    return sealed | {"sealed": form, "c": text}


def test_the_associated_data_is_what_the_format_says() -> None:
    """The stored format, written out once more: a change of it would close every old entry."""
    for form, zeros in PADDING.items():
        assert _open(_authentic(b"\0\0\0\5words" + bytes(zeros), form)) == "words"


@pytest.mark.parametrize("form", PADDING)
@pytest.mark.parametrize(
    ("start", "further", "end"),
    [
        (b"", None, b""),
        (b"\0\0", None, b""),
        (b"\0\0\0\5words", -1, b"x"),
        (b"\0\0\0\5words", None, b""),
        (b"\0\0\0\x05word\xff", 0, b""),
        (b"\xff\xff\xff\xffwords", 0, b""),
        (b"\0\0\0\5words", 64, b""),
        (b"\0\0\0\5words", 256, b""),
    ],
    ids=["empty", "short", "hidden", "unpadded", "not-utf8", "long", "overpadded", "doubled"],
)
def test_words_have_one_padding_only(
    form: str, start: bytes, further: int | None, end: bytes
) -> None:
    """Nothing can hide in the padding, and nothing but SealError comes out."""
    zeros = b"" if further is None else bytes(PADDING[form] + further)
    with pytest.raises(SealError):
        _open(_authentic(start + zeros + end, form))


def test_a_field_cannot_be_given_another_form() -> None:
    for form, other in (("v1", "v2"), ("v2", "v1")):
        sealed = _authentic(b"\0\0\0\5words" + bytes(PADDING[form]), form)
        with pytest.raises(SealError, match="altered"):
            _open(sealed | {"sealed": other})


parts = st.one_of(st.text(max_size=30), st.none(), st.integers(), st.lists(st.integers()))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["sealed", "kid", "n", "c", "x"]), parts))
def test_anything_else_raises_seal_error_only(changes: Sealed) -> None:
    """Laid over a good field, and by itself."""
    good = _seal("words")
    for sealed in (changes, {"sealed": "v1"} | changes, good | changes):
        if sealed != good:
            with pytest.raises(SealError):
                _open(sealed)


def test_a_part_too_few_or_too_many_is_refused() -> None:
    sealed = _seal("words")
    for part in sealed:
        with pytest.raises(SealError):
            _open({name: value for name, value in sealed.items() if name != part})
    with pytest.raises(SealError):
        _open(sealed | {"more": "x"})


def test_another_format_is_named() -> None:
    with pytest.raises(SealError, match="v1 and v2 are"):
        _open(_seal("words") | {"sealed": "v3"})
    assert is_sealed(_seal("words"))
    assert not is_sealed("sealed")
