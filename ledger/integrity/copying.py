"""Moves a ledger to another place, whichever engines keep the two, and checks it there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from ledger.errors import ConflictError, IntegrityFailureError
from ledger.integrity.scan import audit
from ledger.proof.tiles import Tree
from ledger.store.protocol import Engine, Store
from ledger.store.replica import replicate


@dataclass(frozen=True, slots=True)
class Copied:
    """`added`: entries that were not there before. `root`: of both, recomputed from the copy."""

    entries: int
    added: int
    root: bytes


def copy(source: Engine, target: Engine, progress: Callable[[int], None]) -> Copied:
    """The source's entries in the target: same positions, same leaves, same root.

    It goes on where it was interrupted. Raises ConflictError, with nothing written, for a target
    that holds more than the source or something else, and IntegrityFailureError for a source that
    is not what was sealed.
    """
    source.require_ledger()
    if source.identity() == (target.identity() if target.exists() else None):
        raise ConflictError(
            "Both addresses name the same ledger.", "Nothing was copied. Name another place."
        )
    before = _require_continuation(source, target)
    try:
        with target.explained():
            replicate(source, target, progress)
    except source.unreadable as error:
        raise source.refused(error) or IntegrityFailureError(
            f"{source.address} cannot be read beyond some entry: {error}.",
            "It was copied up to there. `assure ledger verify` says what was changed.",
        ) from error
    scanned = audit(target)
    if scanned.fault is not None:
        raise IntegrityFailureError(
            f"The copy is not whole: {scanned.fault.what}.",
            "Do not use it. Copy the ledger into another place.",
        )
    with closing(source.open_to_read()) as original:
        if _root_at(original, scanned.size) != scanned.root:
            raise IntegrityFailureError(
                "The copy has another root than the ledger that it was made of.",
                "Do not use it. Find out what changed the ledger: `assure ledger verify`.",
            )
    return Copied(scanned.size, scanned.size - before, scanned.root)


def _require_continuation(source: Engine, target: Engine) -> int:
    """How many entries are there already: exactly the first ones of the source."""
    if target.is_blank():
        return 0
    target.require_ledger()
    with closing(source.open_to_read()) as original, closing(target.open_to_read()) as there:
        size, sealed = there.size(), there.sealed()
        if size > original.size():
            raise ConflictError(
                f"{target.address} holds {size} entries already, and {source.address}"
                f" {original.size()}.",
                "Nothing was copied. Copy the longer one into the shorter one, if they are the"
                " same ledger.",
            )
        if _root_at(original, size) != sealed.root:
            raise ConflictError(
                f"{target.address} holds another history: its {size} entries have another root"
                f" than the first {size} of {source.address}.",
                "Nothing was copied. Copy into an empty ledger, in another place.",
            )
        return size


def _root_at(store: Store, size: int) -> bytes:
    """The root over the first entries."""
    tree = Tree(store.size(), lambda a, b: store.leaves(a + 1, b), store.tiles)
    return tree.run_root(0, size)
