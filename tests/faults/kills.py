"""Four writers on one ledger, killed at any moment: what was acknowledged stays."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from ledger.integrity.scan import audit
from tests.faults.tally import Tally
from tests.ledger.partnership import begin, form
from tests.ledger.processes import killed_together
from tests.ledger.test_kills import append_for_ever

WRITERS = 4


def run(folder: Path, tries: int, seed: int = 1) -> Tally:
    """A try is one killed writer. `found`: the ledger was whole, with all that was told."""
    path, tally, chance = folder / "ledger.db", Tally(), random.Random(seed)
    with begin(path) as ledger:
        form(ledger)
    acknowledged: dict[str, tuple[int, int]] = {}
    for number in range(-(-tries // WRITERS)):
        writers: list[Callable[[Callable[[str], None]], None]] = [
            partial(append_for_ever, path, f"{number}-{writer}") for writer in range(WRITERS)
        ]
        for told in killed_together(writers, [chance.uniform(0, 0.1) for _ in writers]):
            acknowledged |= {name: (int(first), int(last)) for name, first, last in told}
            tally.saw(found=True)
        verdict = audit(path)
        if not verdict.ok:
            tally.missed(f"round {number}: {verdict.fault}")
        with closing(sqlite3.connect(path)) as db:
            kept = {row[0]: row[1:] for row in db.execute("SELECT * FROM ledger_command")}
        gone = [name for name, entries in acknowledged.items() if kept.get(name) != entries]
        if gone:
            tally.missed(f"round {number}: {len(gone)} acknowledged commands are gone")
    if not acknowledged:
        tally.missed("nothing was ever acknowledged")
    return tally
