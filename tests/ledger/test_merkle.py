"""The tree against RFC 6962's published values and against the RFC's own recursive definition."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof import merkle
from ledger.proof.merkle import ProofError

# Certificate Transparency's reference inputs and the values published with them.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = [  # index from 0, size, proof
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCY = [  # the earlier size, the later size, proof
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
LEAVES = [merkle.leaf_hash(data) for data in INPUTS]
MANY = [sha256(b"%d" % number).digest() for number in range(64)]


# RFC 6962, sections 2.1, 2.1.1 and 2.1.2, word for word and slowly.


def mth(d: Sequence[bytes]) -> bytes:
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole=whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], whole=False), mth(d[:k])]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int, proof: list[str]) -> None:
    assert [h.hex() for h in merkle.inclusion_proof(LEAVES, index, size)] == proof
    hashes = [bytes.fromhex(text) for text in proof]
    merkle.verify_inclusion(index, size, LEAVES[index], hashes, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("size1", "size2", "proof"), CONSISTENCY)
def test_published_consistency_proofs(size1: int, size2: int, proof: list[str]) -> None:
    assert [h.hex() for h in merkle.consistency_proof(LEAVES, size1, size2)] == proof
    roots = bytes.fromhex(ROOTS[size1]), bytes.fromhex(ROOTS[size2])
    merkle.verify_consistency(size1, size2, *roots, [bytes.fromhex(text) for text in proof])


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=300))
def test_any_tree_is_the_recursive_one(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == mth(leaves)


def test_a_frontier_grows_leaf_by_leaf_into_the_same_root() -> None:
    frontier: list[bytes] = []
    for size, leaf in enumerate(MANY):
        assert merkle.frontier_root(frontier) == mth(MANY[:size])
        assert len(frontier) == size.bit_count()
        merkle.extend(frontier, size, leaf)


@pytest.mark.parametrize("size", range(1, 65))
def test_every_inclusion_proof_up_to_64(size: int) -> None:
    for index in range(size):
        proof = merkle.inclusion_proof(MANY, index, size)
        assert proof == path(index, MANY[:size])
        merkle.verify_inclusion(index, size, MANY[index], proof, mth(MANY[:size]))


@pytest.mark.parametrize("size", range(1, 65))
def test_every_consistency_proof_up_to_64(size: int) -> None:
    for earlier in range(size + 1):
        proof = merkle.consistency_proof(MANY, earlier, size)
        assert proof == (subproof(earlier, MANY[:size], whole=True) if earlier else [])
        merkle.verify_consistency(earlier, size, mth(MANY[:earlier]), mth(MANY[:size]), proof)


def spoilt(hashes: list[bytes]) -> list[list[bytes]]:
    """The proof with one bit turned in each hash, and with each hash lost, doubled or shortened."""
    changed = []
    for at, value in enumerate(hashes):
        before, after = hashes[:at], hashes[at + 1 :]
        for other in (bytes([value[0] ^ 1]) + value[1:], value[:-1], value + b"\0", b""):
            changed.append([*before, other, *after])
        changed.append(before + after)
        changed.append([*before, value, value, *after])
    return [*changed, [*hashes, bytes(32)], *([hashes[::-1]] if len(hashes) > 1 else [])]


@pytest.mark.parametrize("size", range(1, 18))
def test_every_spoilt_inclusion_proof_is_refused(size: int) -> None:
    root = mth(MANY[:size])
    for index in range(size):
        proof, leaf = path(index, MANY[:size]), MANY[index]
        for other in spoilt(proof):
            with pytest.raises(ProofError):
                merkle.verify_inclusion(index, size, leaf, other, root)
        for elsewhere in {*range(-1, size + 1)} - {index}:
            with pytest.raises(ProofError):
                merkle.verify_inclusion(elsewhere, size, leaf, proof, root)
        for wrong_leaf, wrong_root in ((MANY[size], root), (leaf, MANY[size]), (leaf[1:], root)):
            with pytest.raises(ProofError):
                merkle.verify_inclusion(index, size, wrong_leaf, proof, wrong_root)


@pytest.mark.parametrize("size", range(1, 18))
def test_every_spoilt_consistency_proof_is_refused(size: int) -> None:
    new = mth(MANY[:size])
    for earlier in range(size + 1):
        old = mth(MANY[:earlier])
        proof = merkle.consistency_proof(MANY, earlier, size)
        for other in spoilt(proof):
            with pytest.raises(ProofError):
                merkle.verify_consistency(earlier, size, old, new, other)
        with pytest.raises(ProofError):
            merkle.verify_consistency(earlier, size, MANY[63], new, proof)
        if earlier:
            with pytest.raises(ProofError):
                merkle.verify_consistency(earlier, size, old, MANY[63], proof)


def test_a_fork_has_no_consistency_proof() -> None:
    """Two histories of eight that share four: no proof made for one holds for the other."""
    other = [*MANY[:6], MANY[20], MANY[7]]
    for earlier in range(7, 9):
        proof = merkle.consistency_proof(other, earlier, 8)
        with pytest.raises(ProofError):
            merkle.verify_consistency(earlier, 8, mth(MANY[:earlier]), mth(other), proof)


@given(
    st.integers(-3, 70) | st.integers(),
    st.integers(-3, 70) | st.integers(),
    st.binary(max_size=33) | st.sampled_from(MANY),
    st.lists(st.binary(max_size=33) | st.sampled_from(MANY), max_size=8),
    st.binary(min_size=32, max_size=32),
)
def test_nothing_invented_is_believed_and_nothing_else_is_raised(
    number: int, size: int, leaf: bytes, proof: list[bytes], root: bytes
) -> None:
    with pytest.raises(ProofError):
        merkle.verify_inclusion(number, size, leaf, proof, root)
    if number == 0 <= size or (number == size and leaf == root):
        return
    with pytest.raises(ProofError):
        merkle.verify_consistency(number, size, leaf, root, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3), (0, 65), (2, 1)])
def test_no_inclusion_proof_for_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        merkle.inclusion_proof(MANY, index, size)


@pytest.mark.parametrize(("size1", "size2"), [(-1, 3), (4, 3), (1, 65), (66, 66)])
def test_no_consistency_proof_for_impossible_sizes(size1: int, size2: int) -> None:
    with pytest.raises(ProofError):
        merkle.consistency_proof(MANY, size1, size2)
