"""Compares sealed leaf hashes in long runs, read by another thread while the entries are hashed.

A run is one text, so no row and no lock of Python's is spent on each hash. This comparison only
ever confirms. Where something differs or cannot be read, the scan compares row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future

from ledger.proof.merkle import HASH_BYTES
from ledger.proof.tiles import TILE
from ledger.store.protocol import Scan

RUN = 128 * TILE
"""Leaf hashes in a run. No batch of the scan crosses the end of a run."""
_EACH = 2 * HASH_BYTES + 1


class Seals:
    """The sealed leaf hashes of a ledger, asked for in order."""

    def __init__(self, scan: Scan, beside: Executor) -> None:
        self._scan, self._beside = scan, beside
        self._first, self._text = 1, ""
        self._ahead = self._submit(1)

    def are(self, first: int, hashes: Sequence[bytes]) -> bool:
        """Whether exactly these hashes are sealed from position `first` on."""
        if not hashes:
            return True
        if (first - 1) % RUN == 0:
            self._first, self._text = first, self._ahead.result()
            self._ahead = self._submit(first + RUN)
        begin = (first - self._first) * _EACH
        expected = b"".join(hashes).hex(",", HASH_BYTES).upper()
        return self._text[begin : begin + len(expected)] == expected

    def _submit(self, first: int) -> Future[str]:
        return self._beside.submit(self._scan.leaf_text, first, first + RUN - 1)
