"""The checkpoints kept beside the keys, and the ledger's own roots to compare them with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.home import Home
from ledger.integrity.public_names import Era
from ledger.keys.signer import MEMORY_FILE, memory_note
from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.merkle import ProofError
from ledger.proof.tiles import TILE, Tree


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A file that should hold a checkpoint of this ledger. `fault`: why it does not.

    `witnesses`: who cosigned it, of those whose keys it was opened with.
    """

    path: Path
    checkpoint: Checkpoint | None
    fault: str | None = None
    witnesses: tuple[str, ...] = ()


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
    """A file's checkpoint, verified; or why there is none."""
    try:
        opened = open_checkpoint(data, origin, vkeys)
        witnesses = tuple(cosigned.name for cosigned in opened.cosigned)
        return KeptNote(path, opened.checkpoint, witnesses=witnesses)
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


def era_of(names: Iterable[Era], origin: str) -> Era | None:
    """The ledger's era under this name."""
    return next((era for era in names if era.origin == origin), None)
