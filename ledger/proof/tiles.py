"""Proofs from a stored tree: leaf hashes, and the root of every full run of 256 of them.

A proof needs the roots of a few runs of leaves. With the tiles at hand each is computed from at
most 255 leaves and one hash in 256 of the rest, so that a receipt does not read a million leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.proof import merkle
from ledger.proof.merkle import ProofError

TILE = 256
"""Leaves under one tile."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The first `size` leaves of a tree. `frontier`: the roots of the full subtrees, in order."""

    size: int
    frontier: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        return merkle.frontier_root(self.frontier)

    def leads_to(self, root: bytes, leaves: Sequence[bytes]) -> bool:
        """Whether these leaves after them make a tree with this root."""
        frontier = list(self.frontier)
        for index, leaf in enumerate(leaves, start=self.size):
            merkle.extend(frontier, index, leaf)
        return merkle.frontier_root(frontier) == root


class Growth:
    """A tree that is appended to: its size, and its frontier as sealed."""

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        above = (size // TILE).bit_count()
        self.size = size
        self._tiles, self._leaves = list(frontier[:above]), list(frontier[above:])

    def append(self, leaf: bytes) -> bytes | None:
        """Appends a leaf hash; the tile's root when it fills one."""
        merkle.extend(self._leaves, self.size % TILE, leaf)
        self.size += 1
        if self.size % TILE:
            return None
        tile = self._leaves.pop()
        merkle.extend(self._tiles, self.size // TILE - 1, tile)
        return tile

    def extend(self, leaves: Sequence[bytes]) -> list[bytes]:
        """Appends leaf hashes; the roots of the tiles that they fill."""
        made, at = [], 0
        while at < len(leaves):
            if self.size % TILE or len(leaves) - at < TILE:
                tile = self.append(leaves[at])
                at += 1
            else:
                tile = merkle.full_root(leaves[at : at + TILE])
                merkle.extend(self._tiles, self.size // TILE, tile)
                self.size += TILE
                at += TILE
            if tile is not None:
                made.append(tile)
        return made

    @property
    def frontier(self) -> list[bytes]:
        """The roots of the full subtrees, largest first."""
        return self._tiles + self._leaves


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of `size` leaves. `leaves(a, b)`, `tiles(a, b)`: hashes from index a up to b."""

    size: int
    leaves: Callable[[int, int], Sequence[bytes]]
    tiles: Callable[[int, int], Sequence[bytes]]

    def run_root(self, first: int, last: int) -> bytes:
        """The root over the leaves from `first` up to `last`, as RFC 6962 parts a tree."""
        if last - first <= TILE or first % TILE:
            return merkle.root(self.leaves(first, last))
        full = last // TILE
        frontier = _frontier_of(self.tiles(first // TILE, full))
        size = full * TILE - first
        for leaf in self.leaves(full * TILE, last):
            merkle.extend(frontier, size, leaf)
            size += 1
        return merkle.frontier_root(frontier)


def _frontier_of(tiles: Sequence[bytes]) -> list[bytes]:
    """Tiles are the leaves of the upper part of the tree: their frontier is the tree's own."""
    frontier: list[bytes] = []
    for count, tile in enumerate(tiles):
        merkle.extend(frontier, count, tile)
    return frontier


def inclusion_proof(tree: Tree, index: int, size: int) -> list[bytes]:
    """As `merkle.inclusion_proof`, of a stored tree."""
    if not 0 <= index < size <= tree.size:
        raise ProofError(f"no leaf {index} in a tree of {size} of {tree.size} leaves")
    return merkle.inclusion_path(index, size, tree.run_root)


def consistency_proof(tree: Tree, size1: int, size2: int) -> list[bytes]:
    """As `merkle.consistency_proof`, of a stored tree."""
    if not 0 <= size1 <= size2 <= tree.size:
        raise ProofError(f"no trees of {size1} and {size2} of {tree.size} leaves")
    return merkle.consistency_path(size1, size2, tree.run_root)
