"""The checkpoints kept outside the database, compared with what the ledger holds today.

The audit finds whatever was changed without recomputing the seals. What was changed with them
recomputed still contradicts every checkpoint made before: those kept here, and those that the
record says somebody else holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from domain.custody.state import Custody
from domain.kernel import streams
from ledger.home import Home
from ledger.integrity.names import Era, eras
from ledger.keys.signer import MEMORY_FILE, memory_note
from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.merkle import ProofError
from ledger.proof.tiles import TILE, Tree
from ledger.service import Ledger


@dataclass(frozen=True, slots=True)
class Kept:
    """One file that should hold a checkpoint of ours; `fault` says why it does not."""

    path: Path
    checkpoint: Checkpoint | None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The newest checkpoint that somebody else holds, by the record. `size` 0: nobody holds one.

    `uncovered`: entries after it, which only the local audit protects.
    """

    size: int
    by: tuple[str, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`agreed`: checkpoints that the ledger still extends, and `newest`, the largest of them.

    `older_than`: entries that were signed for, where the ledger holds fewer. `faults`: every
    other contradiction, in words.
    """

    agreed: int
    newest: int
    older_than: int | None
    faults: tuple[str, ...]
    held: Held

    @property
    def ok(self) -> bool:
        return self.older_than is None and not self.faults


def noted(home: Home, keys: Iterable[str], of: int | None = None) -> Iterator[Kept]:
    """The notes kept under this name, each opened with these keys; those of so many entries."""
    vkeys = list(keys)
    for path in sorted(home.notes.glob("*.note" if of is None else f"{of:012d}-*.note")):
        try:
            data = path.read_bytes()
        except OSError as error:
            yield Kept(path, None, f"it cannot be read: {error.strerror}")
        else:
            yield _opened(path, data, home.origin, vkeys)


def kept(home: Home, keys: Iterable[str]) -> Iterator[Kept]:
    """As `noted`, and the one that the signer remembers."""
    vkeys = list(keys)
    yield from noted(home, vkeys)
    note = memory_note(home.signer_folder)
    if note is not None:
        yield _opened(home.signer_folder / MEMORY_FILE, note, home.origin, vkeys)


def _opened(path: Path, data: bytes, origin: str, vkeys: list[str]) -> Kept:
    try:
        return Kept(path, open_checkpoint(data, origin, vkeys).checkpoint)
    except ProofError as error:
        return Kept(path, None, str(error))


def roots(tree: Tree, sizes: Iterable[int]) -> dict[int, bytes]:
    """The root over the first so many leaves, for each size up to the tree's, in one pass."""
    found: dict[int, bytes] = {}
    frontier: list[bytes] = []
    tiled = 0
    for size in sorted(set(sizes)):
        full = size // TILE
        for number, tile in enumerate(tree.tiles(tiled, full) if full > tiled else (), start=tiled):
            merkle.extend(frontier, number, tile)
        tiled = full
        upper = list(frontier)
        lower: list[bytes] = []
        rest = tree.leaves(full * TILE, size) if size % TILE else ()
        for number, leaf in enumerate(rest):
            merkle.extend(lower, number, leaf)
        found[size] = merkle.frontier_root(upper + lower)
    return found


def held(published: Custody, size: int) -> Held:
    """Who holds the newest checkpoint of a ledger of `size` entries, by the record."""
    newest = max((one.size for one in published.published), default=0)
    by = dict.fromkeys(one.to_whom for one in published.published if one.size == newest)
    return Held(newest, tuple(by), size - newest)


@dataclass(frozen=True, slots=True)
class _Claim:
    """That the first `size` entries have this root, and who says so."""

    size: int
    root: bytes
    where: str


def compare(ledger: Ledger, home: Home) -> Comparison:
    """Compares a ledger that has passed its audit with every checkpoint known here.

    `home`: of any of its names. Raises LedgerError for entries that cannot be read.
    """
    tree = ledger.tree()
    custody = cast(Custody, ledger.state(streams.CUSTODY))
    claims, faults = _claims_kept(home, eras(ledger))
    claims += [
        _Claim(one.size, bytes.fromhex(one.root), f"the checkpoint that went to {one.to_whom}")
        for one in custody.published
    ]
    beyond = [claim.size for claim in claims if claim.size > tree.size]
    within = [claim for claim in claims if claim.size <= tree.size]
    known = roots(tree, (claim.size for claim in within))
    agreed = [claim.size for claim in within if known[claim.size] == claim.root]
    faults += [
        f"the first {claim.size} entries are not those of {claim.where}"
        for claim in within
        if known[claim.size] != claim.root
    ]
    return Comparison(
        agreed=len(agreed),
        newest=max(agreed, default=0),
        older_than=max(beyond, default=None),
        faults=tuple(faults),
        held=held(custody, tree.size),
    )


def _claims_kept(home: Home, names: Iterable[Era]) -> tuple[list[_Claim], list[str]]:
    """What the files kept here claim, and what is wrong with those that claim nothing.

    Passes over what a restored copy has lost: the entry that carried it on says so.
    """
    claims, faults = [], []
    for era in names:
        for one in kept(home.under(era.origin), era.keys):
            if one.checkpoint is None:
                faults.append(f"the checkpoint in {one.path} is not as it was signed: {one.fault}")
            elif era.last is None or one.checkpoint.size <= era.last:
                where = f"the checkpoint in {one.path}"
                claims.append(_Claim(one.checkpoint.size, one.checkpoint.root, where))
    return claims, faults


def era_of(names: Iterable[Era], origin: str) -> Era | None:
    """The era in which the ledger went by this name."""
    return next((era for era in names if era.origin == origin), None)
