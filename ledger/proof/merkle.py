"""The Merkle tree of RFC 6962 (and RFC 9162) over the ledger's entries. Pure functions.

A leaf hash is SHA-256 of 0x00 and the leaf's bytes; an inner hash is SHA-256 of 0x01 and its two
children. Hashes are 32 bytes. The frontier is the list of roots of the full subtrees, largest
first: as many as the size has one-bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from domain.kernel.quoting import bounded, legible

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32


_MESSAGE_CHARACTERS_MAX = 500


class ProofError(Exception):
    """A proof, or what it is about, does not hold. The message says what does not fit.

    What it quotes comes from a file that somebody gave, so it is kept short and legible.
    """

    def __init__(self, message: str) -> None:
        super().__init__(legible(bounded(message, _MESSAGE_CHARACTERS_MAX)))


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf's bytes."""
    return sha256(b"\x00" + data).digest()


def _inner(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def extend(frontier: list[bytes], size: int, leaf: bytes) -> None:
    """Appends a leaf hash to a tree of `size` leaves, in place."""
    frontier.append(leaf)
    while size & 1:
        right = frontier.pop()
        frontier.append(_inner(frontier.pop(), right))
        size >>= 1


def frontier_root(frontier: Sequence[bytes]) -> bytes:
    """The root over the full subtrees, largest first."""
    if not frontier:
        return EMPTY_ROOT
    result = frontier[-1]
    for left in reversed(frontier[:-1]):
        result = _inner(left, result)
    return result


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root of a tree with these leaf hashes, in order."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaf_hashes):
        extend(frontier, size, leaf)
    return frontier_root(frontier)


def full_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """As `root`, faster, for as many leaves as a power of two: level by level."""
    level = leaf_hashes
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


def _split(size: int) -> int:
    """The largest power of two below `size`: where RFC 6962 parts a tree."""
    return 1 << ((size - 1).bit_length() - 1)


RunRoot = Callable[[int, int], bytes]
"""The root over the leaves from one index up to another."""


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """The hashes that tie the leaf at `index` (from 0) to the root of the first `size` leaves.

    Raises ProofError when there is no such leaf or tree.
    """
    if not 0 <= index < size <= len(leaf_hashes):
        raise ProofError(f"no leaf {index} in a tree of {size} of {len(leaf_hashes)} leaves")
    return inclusion_path(index, size, lambda first, last: root(leaf_hashes[first:last]))


def inclusion_path(index: int, size: int, run_root: RunRoot) -> list[bytes]:
    """An inclusion proof from the roots of runs of leaves."""
    proof: list[bytes] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            proof.append(run_root(middle, last))
            last = middle
        else:
            proof.append(run_root(first, middle))
            first = middle
    return proof[::-1]


def consistency_proof(leaf_hashes: Sequence[bytes], size1: int, size2: int) -> list[bytes]:
    """The hashes showing that the tree of `size2` leaves only appends to that of `size1`.

    Empty for equal sizes and for an empty first tree. Raises ProofError for impossible sizes.
    """
    if not 0 <= size1 <= size2 <= len(leaf_hashes):
        raise ProofError(f"no trees of {size1} and {size2} of {len(leaf_hashes)} leaves")
    return consistency_path(size1, size2, lambda first, last: root(leaf_hashes[first:last]))


def consistency_path(size1: int, size2: int, run_root: RunRoot) -> list[bytes]:
    """A consistency proof from the roots of runs of leaves."""
    if size1 in (0, size2):
        return []
    proof: list[bytes] = []
    first, last, whole = 0, size2, True
    while size1 != last:
        middle = first + _split(last - first)
        if size1 <= middle:
            proof.append(run_root(middle, last))
            last = middle
        else:
            proof.append(run_root(first, middle))
            first, whole = middle, False
    if not whole:
        proof.append(run_root(first, last))
    return proof[::-1]


def _require_hashes(*hashes: bytes) -> None:
    if any(not isinstance(value, bytes) or len(value) != HASH_BYTES for value in hashes):
        raise ProofError(f"a hash is not {HASH_BYTES} bytes long")


def verify_inclusion(
    index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless `proof` ties the leaf at `index` (from 0) to `root`."""
    _require_hashes(root)
    if root_of_inclusion(index, size, leaf_hash, proof) != root:
        raise ProofError(f"leaf {index} is not in the tree of {size} with this root")


def root_of_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes]) -> bytes:
    """The root to which `proof` leads from the leaf at `index` (from 0). Raises ProofError for a
    proof of another length.
    """
    if not 0 <= index < size:
        raise ProofError(f"no leaf {index} in a tree of {size}")
    _require_hashes(leaf_hash, *proof)
    node, last, result = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if node & 1 or node == last:
            result = _inner(sibling, result)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            result = _inner(result, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the inclusion proof is too short")
    return result


def verify_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    """Raises ProofError unless the tree of `size2` leaves only appends to that of `size1`."""
    if not 0 <= size1 <= size2:
        raise ProofError(f"a tree of {size2} cannot extend a tree of {size1}")
    _require_hashes(root1, root2, *proof)
    if size1 in (0, size2):
        _require_trivial(size1, size2, root1, root2, proof)
        return
    path = list(proof)
    if size1 & (size1 - 1) == 0:
        path.insert(0, root1)
    if not path:
        raise ProofError("the consistency proof is empty")
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if node & 1 or node == last:
            old, new = _inner(sibling, old), _inner(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = _inner(new, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the consistency proof is too short")
    if old != root1 or new != root2:
        raise ProofError(f"the tree of {size2} does not extend the tree of {size1}")


def _require_trivial(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise ProofError("the consistency proof should be empty")
    if size1 == size2 and root1 != root2:
        raise ProofError(f"two trees of {size1} have different roots")
    if size1 == 0 and root1 != EMPTY_ROOT:
        raise ProofError("the root of the empty tree is wrong")
