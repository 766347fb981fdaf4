"""A receipt from a ledger of any size: with tiles, and as it would be from all leaves.

`receipt`: what `assure ledger receipt` does in an open ledger: the entry's row, the checkpoint
that is there, the proof from tiles, the file. `proof`: the inclusion proof alone, from tiles;
`leaves`: the same proof from every leaf hash, what tiles spare. `extends`: a consistency proof
for a holder of an older checkpoint. Milliseconds: medians over entries drawn at random, and the
slowest of all receipts; `x` is the median of the ratios of `leaves` to `proof`, entry by entry.

    python -m benchmarks.receipt --sizes 10000 1000000 --receipts 200
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import ParamSpec, TypeVar

from benchmarks import machine, ruled_ledger
from ledger.custodian import Custodian
from ledger.home import Home
from ledger.proof import merkle, tiles
from ledger.proof.receipt import verify_receipt
from ledger.service import Ledger

TARGET_MS = 50.0
ORIGIN = "benchmark.example/ledger/2026"
_LEAVES_TIMED = 3

P = ParamSpec("P")
T = TypeVar("T")


def timed(act: Callable[P, T], *given: P.args, **named: P.kwargs) -> tuple[float, T]:
    """Milliseconds, and what came of it."""
    start = perf_counter()
    made = act(*given, **named)
    return (perf_counter() - start) * 1e3, made


def begin(folder: Path, size: int) -> Custodian:
    """A ledger of this size with keys and a signer that has signed its head."""
    path = folder / "ledger.db"
    path.touch(mode=0o600)
    ruled_ledger.build(path, size)
    vault, signer = Home(folder / "home", ORIGIN, {}).make()
    custodian = Custodian(
        Ledger.open(path, vault=vault), Home(folder / "home", ORIGIN, {}), vault, signer
    )
    custodian.checkpoint()
    return custodian


def measure(custodian: Custodian, size: int, count: int) -> dict[str, list[float]]:
    """Milliseconds of each arm. Every receipt is verified; every proof is the same both ways."""
    chance = random.Random(size)
    tree = custodian.ledger.tree()
    taken: dict[str, list[float]] = {"receipt": [], "proof": [], "leaves": [], "extends": []}
    for position in [1, size, *chance.choices(range(1, size + 1), k=count)]:
        spent, data = timed(custodian.receipt, position)
        proved = verify_receipt(data, ORIGIN, [custodian.vkey])
        assert (proved.position, proved.size) == (position, size)
        taken["receipt"].append(spent)
    for index in chance.choices(range(size), k=_LEAVES_TIMED):
        spent, proof = timed(tiles.inclusion_proof, tree, index, size)
        taken["proof"].append(spent)
        spent, whole = timed(_from_leaves, tree, index)
        taken["leaves"].append(spent)
        assert proof == whole
    for older in chance.choices(range(1, size), k=count):
        taken["extends"].append(timed(custodian.consistency, older, size)[0])
    return taken


def _from_leaves(tree: tiles.Tree, index: int) -> list[bytes]:
    return merkle.inclusion_proof(tree.leaves(0, tree.size), index, tree.size)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    options.add_argument("--receipts", type=int, default=200)
    options.add_argument("--folder", type=Path, default=None, help="where to write")
    given = options.parse_args()
    print(machine.line(given.folder))
    print(f"{given.receipts} receipts; milliseconds are medians, x the median of ratios")
    heads = ("receipt", "slowest", "proof", "leaves", "extends")
    print(f"{'entries':>9} " + " ".join(f"{head:>9}" for head in heads), end="")
    print(f" {'x leaves':>9} {'target':>8}")
    for size in given.sizes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            custodian = begin(Path(folder), size)
            with custodian.ledger:
                taken = measure(custodian, custodian.ledger.size(), given.receipts)
        medians = {arm: statistics.median(spent) for arm, spent in taken.items()}
        row = {**medians, "slowest": max(taken["receipt"])}
        spared = zip(taken["leaves"], taken["proof"], strict=True)
        print(f"{size:>9,} " + " ".join(f"{row[head]:>9.2f}" for head in heads), end="")
        print(f" {statistics.median(a / b for a, b in spared):>9.0f}", end="")
        reached = medians["receipt"] <= TARGET_MS
        print(f" {f'<= {TARGET_MS:.0f}':>8}{'' if reached else ' MISSED'}")


if __name__ == "__main__":
    main()
