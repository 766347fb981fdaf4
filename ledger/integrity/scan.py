"""Recomputes every hash of a ledger from its entries and compares it with what was sealed.

The scan reads each table in its own order, because a reading through an index misses much. It
checks the type of every column. It shares no code with the reading of events, so a hostile entry
is counted and never interpreted. The scan finds every change after which the seals were not
recomputed. A change with recomputed seals is found only by a root that somebody kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ledger.integrity.seals import Seals
from ledger.proof import merkle
from ledger.proof.leaf import leaf_hash_of
from ledger.proof.tiles import TILE, Growth
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine, Scan, StoredRow

PROGRESS_EVERY = 50_000
_PASSED_AT_ONCE = 10_000

_quoted = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was recorded. `position` None: not about a single entry.

    `is_missing`: the entry was sealed or covered by a command, and is not there. `remedy`: what
    to do, where that is not what is done about damage.
    """

    position: int | None
    what: str
    is_missing: bool = False
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class ScanResult:
    """`size`: entries read. `root`: recomputed from them, 32 bytes. `fault`: the first one."""

    size: int
    root: bytes
    fault: Fault | None

    @property
    def ok(self) -> bool:
        return self.fault is None


class _FaultError(Exception):
    """Ends the scan at the first fault."""

    def __init__(self, position: int | None, what: str, *, is_missing: bool = False) -> None:
        super().__init__(what)
        self.fault = Fault(position, what, is_missing)


class _EntryError(_FaultError):
    def __init__(self, position: int, what: str, *, is_missing: bool = False) -> None:
        super().__init__(position, what, is_missing=is_missing)
        self.position = position


def audit(ledger: str | Path | Engine, progress: Callable[[int], None] | None = None) -> ScanResult:
    """Scans a whole ledger and stops at the first fault. Damage is a result, not an error.

    `progress` is called with the number of entries read so far. Raises UnusableError for a ledger
    that is not there, or that another process has locked.
    """
    engine = engine_of(ledger)
    tree = Growth()
    fault: Fault | None = None
    try:
        with engine.scan() as scan, ThreadPoolExecutor(2) as beside:
            _require_unaltered(scan)
            store_check = beside.submit(scan.damage)
            _check_entries(engine, scan, tree, Seals(scan, beside), progress or (lambda _: None))
            _check_frontier(scan, tree)
            damage = store_check.result()
            if damage is not None:
                fault = Fault(None, damage)
    except _FaultError as error:
        fault = error.fault
    except engine.unreadable as error:
        fault = _unreadable(engine, tree.size + 1, error).fault
    return ScanResult(tree.size, merkle.frontier_root(tree.frontier), fault)


class _Reader:
    """A table's rows in batches. `error`: why a batch ended before the table did."""

    def __init__(self, engine: Engine, rows: Iterator[StoredRow]) -> None:
        self._unreadable, self._rows = engine.unreadable, rows
        self.taken = 0
        self.error: Exception | None = None

    def take(self, count: int) -> list[StoredRow]:
        rows: list[StoredRow] = []
        try:
            rows.extend(islice(self._rows, count))
        except self._unreadable as error:
            self.error = error
        self.taken += len(rows)
        return rows

    def skip_to(self, row: int) -> None:
        """Passes over the rows before this one, counted from 1, that were not taken."""
        while self.taken < row - 1 and self.take(min(row - 1 - self.taken, _PASSED_AT_ONCE)):
            pass

    def next_row(self) -> StoredRow | None:
        try:
            return next(self._rows, None)
        except self._unreadable as error:
            self.error = error
            return None

    def require_end(self, fault: _FaultError) -> None:
        """Raises the fault for another row, and the error where the next row is unreadable."""
        if self.next_row() is not None:
            raise fault
        if self.error is not None:
            raise self.error


class _Check:
    """Compares the entries with everything sealed about them, and recomputes the tree."""

    def __init__(self, engine: Engine, scan: Scan, tree: Growth, seals: Seals) -> None:
        self._engine, self._scan, self._tree, self._seals = engine, scan, tree, seals
        self._entries = scan.entries()
        self._leaves, self._tiles = _Reader(engine, scan.leaves()), _Reader(engine, scan.tiles())
        self._commands = _Reader(engine, scan.commands())
        self._latest: dict[str, int] = {}
        self._covered, self._named, self._named_at = 0, b"", 0
        self._topics = list[str]()

    def batch(self, count: int) -> bool:
        """Checks the next entries; False when there are none left. Raises the first fault."""
        first, hashes, self._topics = self._tree.size + 1, list[bytes](), []
        try:
            found = self._check_entries(islice(self._entries, count), hashes)
        except self._engine.unreadable as error:
            found = self._check_last(error, hashes)
        found = self._check_leaves(first, hashes) or found
        if found is not None:
            del hashes[found.position - first :]
        found = self._check_tiles(self._tree.extend(hashes)) or found
        if found is not None:
            raise found
        return len(hashes) == count

    def _check_entries(self, rows: Iterable[StoredRow], hashes: list[bytes]) -> _EntryError | None:
        """Checks place, types, version and command of each entry, up to the first fault.

        The loop runs a million times, so it makes no call that it could spare. It adds each leaf
        hash to `hashes`, also for an entry with the wrong command: the check of its seal follows
        and says more.
        """
        latest, topics = self._latest, self._topics
        position = self._tree.size + len(hashes)
        try:
            for place, stream, version, topic, state in rows:
                position += 1
                if place != position:
                    what = f"entry {position} is missing: the next one is {place}"
                    return _EntryError(position, what, is_missing=True)
                if (
                    type(stream) is not str
                    or type(version) is not int
                    or type(topic) is not str
                    or type(state) is not bytes
                ):
                    return _EntryError(position, f"entry {position} has columns of the wrong type")
                if version != latest.get(stream, 0) + 1:
                    what = f"entry {position}: version {version} of {stream} is not next"
                    return _EntryError(position, what)
                latest[stream] = version
                topics.append(topic)
                hashes.append(leaf_hash_of(stream, version, topic, state))
                if position > self._covered:
                    self._begin_command(position)
                # Nearly always where the entry before has it: looking there first is faster.
                if not state.startswith(self._named, self._named_at):
                    self._find_command(position, state)
        except _EntryError as found:
            return found
        return None

    def _check_last(self, error: Exception, hashes: list[bytes]) -> _EntryError:
        """Checks the last readable entry. Python's sqlite3 drops it with the unreadable one."""
        position = self._tree.size + len(hashes) + 1
        try:
            alone = self._scan.entry(position)
            found = self._check_entries(alone, hashes)
        except self._engine.unreadable:
            return _unreadable(self._engine, position, error)
        return found or _unreadable(self._engine, position + len(alone), error)

    def _begin_command(self, position: int) -> None:
        """The next command covers the entries from `position` on."""
        command_id, first, last = self._commands.next_row() or (None, None, None)
        if self._commands.error is not None:
            raise _unreadable(self._engine, position, self._commands.error)
        if not isinstance(command_id, str) or first != position or not _is_from(last, first):
            raise _EntryError(position, f"entry {position} is not covered by its command")
        self._covered = last
        self._named = b'"command_id":%b,' % _quoted(command_id).encode()

    def _find_command(self, position: int, state: bytes) -> None:
        self._named_at = state.find(self._named)
        if self._named_at < 0:
            what = f"entry {position} names another command than recorded with it"
            raise _EntryError(position, what)

    def _check_leaves(self, first: int, hashes: Sequence[bytes]) -> _EntryError | None:
        if self._seals.are(first, hashes):
            return None
        self._leaves.skip_to(first)
        sealed = self._leaves.take(len(hashes))
        expected = list(enumerate(hashes, start=first))
        if sealed == expected:
            return None
        good = _agreeing(sealed, expected)
        position = first + good
        if good == len(sealed) and self._leaves.error is not None:
            return _unreadable(self._engine, position, self._leaves.error)
        what = f"entry {position} ({self._topics[good]}) is not what was sealed"
        return _EntryError(position, what)

    def _check_tiles(self, made: Sequence[bytes]) -> _EntryError | None:
        first = self._tree.size // TILE - len(made)
        sealed = self._tiles.take(len(made))
        expected = list(enumerate(made, start=first))
        if sealed == expected:
            return None
        good = _agreeing(sealed, expected)
        position = (first + good + 1) * TILE
        if good == len(sealed) and self._tiles.error is not None:
            return _unreadable(self._engine, position, self._tiles.error)
        return _EntryError(position, f"the tile that ends with entry {position} is not as sealed")

    def end(self) -> None:
        """Nothing was sealed beyond the last entry."""
        after = self._tree.size + 1
        if self._scan.is_sealed_outside(self._tree.size):
            what = f"entry {after} was sealed and is missing"
            raise _FaultError(after, what, is_missing=True)
        self._tiles.require_end(_FaultError(None, "a tile was sealed beyond the last entry"))
        what = f"a command is recorded for entry {after}, which is missing"
        missing = _FaultError(after, what, is_missing=True)
        self._commands.require_end(missing)
        if self._covered >= after:
            raise missing


def _agreeing(sealed: Sequence[StoredRow], expected: Sequence[StoredRow]) -> int:
    """How many rows are as expected before the first that differs."""
    pairs = enumerate(zip(sealed, expected, strict=False))
    differing = (at for at, (row, wanted) in pairs if row != wanted)
    return next(differing, min(len(sealed), len(expected)))


def _unreadable(engine: Engine, position: int, error: Exception) -> _EntryError:
    """The fault for damage. Raises UnusableError for an error that is no damage."""
    refused = engine.refused(error)
    if refused is not None:
        raise refused from error
    return _EntryError(position, f"the file cannot be read beyond this point: {error}")


def _is_from(value: object, least: int) -> bool:
    return isinstance(value, int) and value >= least


def _require_unaltered(scan: Scan) -> None:
    altered = scan.altered()
    if altered is not None:
        raise _FaultError(None, altered)


def _check_entries(
    engine: Engine, scan: Scan, tree: Growth, seals: Seals, progress: Callable[[int], None]
) -> None:
    """Checks batches that end with each tile, and wherever progress is reported."""
    check = _Check(engine, scan, tree, seals)
    while check.batch(min(run - tree.size % run for run in (TILE, PROGRESS_EVERY))):
        if tree.size % PROGRESS_EVERY == 0:
            progress(tree.size)
    check.end()


def _check_frontier(scan: Scan, tree: Growth) -> None:
    sealed = scan.frontiers()
    sizes = [size for size, _ in sealed if isinstance(size, int)]
    if sizes and sizes != [tree.size]:
        first = min(*sizes, tree.size) + 1
        raise _FaultError(first, f"{sizes[0]} entries were sealed, {tree.size} are there")
    if sealed != [(tree.size, b"".join(tree.frontier))]:
        raise _FaultError(None, f"the sealed frontier is not that of the {tree.size} entries")
