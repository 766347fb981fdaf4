"""A ciphertext with one tag that AES-GCM accepts under two keys (invisible salamanders).

For both keys the tag is a polynomial in that key's hash subkey over the same blocks. One block is
left free; equating the two tags gives one linear equation in GF(2^128) for it.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 16
_REDUCTION = 0xE1 << 120

Reading = tuple[bytes, bytes]
"""A key and the 16 bytes that are to be read under it."""


def two_key_ciphertext(first: Reading, second: Reading, nonce: bytes, aad: bytes) -> bytes:
    """Block 1 reads as wished under the first key, block 2 under the second; block 3 balances."""
    (key1, words1), (key2, words2) = first, second
    blocks = [_xor(words1, _stream(key1, nonce, 2)), _xor(words2, _stream(key2, nonce, 3))]
    length = (8 * len(aad)).to_bytes(8, "big") + (8 * BLOCK * 3).to_bytes(8, "big")
    padded = aad + bytes(-len(aad) % BLOCK)

    def tag_without(key: bytes) -> int:
        """The tag with the free block zero."""
        data = padded + b"".join(blocks) + bytes(BLOCK) + length
        return _hash(_subkey(key), data) ^ int.from_bytes(_stream(key, nonce, 1), "big")

    # The free block stands two places from the end of what is hashed: it counts times H squared.
    square1, square2 = (_times(_subkey(key), _subkey(key)) for key in (key1, key2))
    free = _times(tag_without(key1) ^ tag_without(key2), _inverse(square1 ^ square2))
    blocks.append(free.to_bytes(BLOCK, "big"))
    tag = _tag(key1, nonce, padded + b"".join(blocks) + length)
    return b"".join(blocks) + tag


def _tag(key: bytes, nonce: bytes, data: bytes) -> bytes:
    hashed = _hash(_subkey(key), data).to_bytes(BLOCK, "big")
    return _xor(hashed, _stream(key, nonce, 1))


def _stream(key: bytes, nonce: bytes, counter: int) -> bytes:
    return _aes(key, nonce + counter.to_bytes(4, "big"))


def _subkey(key: bytes) -> int:
    return int.from_bytes(_aes(key, bytes(BLOCK)), "big")


def _aes(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(AES(key), ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def _hash(subkey: int, data: bytes) -> int:
    state = 0
    for start in range(0, len(data), BLOCK):
        state = _times(state ^ int.from_bytes(data[start : start + BLOCK], "big"), subkey)
    return state


def _times(a: int, b: int) -> int:
    """The product in GF(2^128), bits in GCM's order."""
    product = 0
    for bit in range(127, -1, -1):
        if a >> bit & 1:
            product ^= b
        b = b >> 1 ^ (_REDUCTION if b & 1 else 0)
    return product


def _inverse(a: int) -> int:
    """a to the power of 2^128 - 2."""
    result, power = 1 << 127, a
    for _ in range(127):
        power = _times(power, power)
        result = _times(result, power)
    return result


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
