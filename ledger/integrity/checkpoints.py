"""Compares a ledger with the checkpoints that were signed for it.

The scan finds every change after which the seals were not recomputed. A change with recomputed
seals contradicts each checkpoint signed before it. Two kinds of checkpoint are known here: those
kept beside the keys, and those that the ledger records as given to somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from domain.custody.state import Custody
from domain.kernel import streams
from ledger.decision import state_after
from ledger.home import Home
from ledger.integrity.public_names import Era, eras
from ledger.keys.signer import MEMORY_FILE, memory_note
from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.merkle import ProofError
from ledger.proof.tiles import TILE, Tree
from ledger.service import Ledger


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A file that should hold a checkpoint of this ledger. `fault`: why it does not."""

    path: Path
    checkpoint: Checkpoint | None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The newest checkpoint that the ledger records as given away. `size` 0: there is none.

    `uncovered`: entries after it, which only the ledger's own seals protect.
    """

    size: int
    by: tuple[str, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`agreed`: how many checkpoints the ledger extends. `newest`: the size of the largest.

    `older_than`: how many entries were signed for, where the ledger holds fewer. `faults`: a
    sentence for every other contradiction.
    """

    agreed: int
    newest: int
    older_than: int | None
    faults: tuple[str, ...]
    held: Held

    @property
    def ok(self) -> bool:
        return self.older_than is None and not self.faults


def noted(home: Home, keys: Iterable[str], of: int | None = None) -> Iterator[KeptNote]:
    """The notes kept under this name, opened with these keys. `of`: only those of this size."""
    vkeys = list(keys)
    for path in sorted(home.notes.glob("*.note" if of is None else f"{of:012d}-*.note")):
        try:
            data = path.read_bytes()
        except OSError as error:
            yield KeptNote(path, None, f"it cannot be read: {error.strerror}")
        else:
            yield _opened(path, data, home.origin, vkeys)


def kept(home: Home, keys: Iterable[str]) -> Iterator[KeptNote]:
    """The notes, and the checkpoint that the signer remembers."""
    vkeys = list(keys)
    yield from noted(home, vkeys)
    note = memory_note(home.signer_folder)
    if note is not None:
        yield _opened(home.signer_folder / MEMORY_FILE, note, home.origin, vkeys)


def _opened(path: Path, data: bytes, origin: str, vkeys: list[str]) -> KeptNote:
    try:
        return KeptNote(path, open_checkpoint(data, origin, vkeys).checkpoint)
    except ProofError as error:
        return KeptNote(path, None, str(error))


def roots(tree: Tree, sizes: Iterable[int]) -> dict[int, bytes]:
    """The root over the first `size` leaves, for each of these sizes, in one pass."""
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
    """Who was given the newest checkpoint of a ledger of `size` entries."""
    newest = max((publication.size for publication in published.published), default=0)
    by = dict.fromkeys(
        publication.to_whom for publication in published.published if publication.size == newest
    )
    return Held(newest, tuple(by), size - newest)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim that the first `size` entries have this root. `where`: who makes it."""

    size: int
    root: bytes
    where: str


def compare(ledger: Ledger, home: Home, verified: int | None = None) -> Comparison:
    """Compares a ledger that has passed its scan with every checkpoint known here.

    `home`: of any of its names. `verified`: how many entries the scan covered. Entries recorded
    since are not compared, nor are checkpoints that cover them. Raises LedgerError for entries
    that cannot be read.
    """
    custody = _custody_as_at(ledger, verified)
    claims, faults = _claims_kept(home, eras(ledger))
    claims += [
        _Claim(
            publication.size,
            bytes.fromhex(publication.root),
            f"the checkpoint that went to {publication.to_whom}",
        )
        for publication in custody.published
    ]
    tree = ledger.tree()  # read after the claims: the ledger only ever grows
    size = tree.size if verified is None else verified
    beyond = [claim.size for claim in claims if claim.size > tree.size]
    within = [claim for claim in claims if claim.size <= size]
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
        held=held(custody, size),
    )


def _custody_as_at(ledger: Ledger, position: int | None) -> Custody:
    if position is None:
        return cast(Custody, ledger.state(streams.CUSTODY))
    entries = ledger.entries(streams.CUSTODY)
    events = [entry.event for entry in entries if (entry.position or 0) <= position]
    return cast(Custody, state_after(streams.CUSTODY, events))


def _claims_kept(home: Home, names: Iterable[Era]) -> tuple[list[_Claim], list[str]]:
    """The claims of the files kept here, and a sentence for each file that makes no claim.

    A checkpoint of entries that a restored copy has lost is left out. The entry that carried the
    copy on declares that loss.
    """
    claims, faults = [], []
    for era in names:
        for file in kept(home.under(era.origin), era.keys):
            if file.checkpoint is None:
                faults.append(
                    f"the checkpoint in {file.path} is not as it was signed: {file.fault}"
                )
            elif era.last is None or file.checkpoint.size <= era.last:
                where = f"the checkpoint in {file.path}"
                claims.append(_Claim(file.checkpoint.size, file.checkpoint.root, where))
    return claims, faults


def era_of(names: Iterable[Era], origin: str) -> Era | None:
    """The ledger's era under this name."""
    return next((era for era in names if era.origin == origin), None)
