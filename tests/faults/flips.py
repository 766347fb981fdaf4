"""Single flipped bits of all that a ledger keeps: its file, its keystore, its signer's memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.tally import Tally
from tests.ledger.attack import test_flips
from tests.ledger.attack.scene import Scene, stage

HARMLESS = {"harmless", "open", "closed"}
NEVER = {"MISSED", "SIGNED"}
PLACES: dict[str, Callable[[Scene, range], Counter[str]]] = {
    "file": test_flips.tally,
    "keystore": test_flips.keystore_tally,
    "memory": test_flips.memory_tally,
}


def run(folder: Path, tries: int, seed: int = 1) -> Tally:
    """Half of the flips in the ledger's file, a quarter each in what is beside it."""
    tally = Tally()
    shares = {"file": tries // 2, "keystore": tries // 4, "memory": tries // 4}
    for place, judged in PLACES.items():
        (folder / place).mkdir()
        first = seed * 1_000_000
        for end, count in judged(
            stage(folder / place), range(first, first + shares[place])
        ).items():
            for _ in range(count):
                if end in NEVER or end.startswith("MISNAMED"):
                    tally.missed(f"{place}: {end}")
                else:
                    tally.saw(found=end not in HARMLESS)
    return tally
