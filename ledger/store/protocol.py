"""What every engine that keeps ledgers must do. SQLite is one; a server may be another.

An `Engine` knows where one ledger is. It opens a `Store` to append and read, a `Scan` to verify
everything, and a `Source` to read in bulk. Nothing outside `ledger/store` knows which engine it is.
`tests/ledger/store/contract.py` states the rules as tests that each engine passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eventsourcing.persistence import IntegrityError, StoredEvent

from domain.kernel.vocabulary import StreamId
from ledger.errors import UnusableError
from ledger.proof.tiles import Sealed
from ledger.store.entry import Entry, EntryMapper, Row

StoredRow = tuple[Any, ...]
"""Columns as they stand in the store. In a damaged store a column may be of any type."""

SourceRow = tuple[int, bytes, bytes, int, bytes]
"""Position, topic, stream, version and state of an entry. The text is not decoded."""


Known = Sequence[tuple[Collection[str], Collection[bytes]]]
"""Topics, each time with how their states may begin: an entry is known when one of these pairs has
both its topic and its beginning. In ASCII."""


@dataclass(frozen=True, slots=True)
class Appended:
    """Entries as they stand in the store now. `sealed`: the whole ledger with them."""

    rows: Sequence[Row]
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Login:
    """Whoever the server let in to write entries, the first and the last of them, and how many.

    `is_writer`: the ledger's writing role was given to it, and it is no administrator.
    """

    name: str
    first: int
    last: int
    entries: int
    is_writer: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """Whole commands, one after the other: the id of each and how many entries it has, and those.

    `after`: the position before the first of them.
    """

    after: int
    commands: tuple[tuple[str, int], ...]
    stored: tuple[StoredEvent, ...]


def require_next(portion: Portion, size: int) -> None:
    """Refuses a portion for another place than the end."""
    if portion.after != size:
        raise IntegrityError(f"{size} entries are there, and {portion.after} were expected")


class StreamMovedError(IntegrityError):
    """Another writer added to a stream that the decision read or writes to."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"{stream} has moved on")
        self.stream = stream


class CommandSeenError(IntegrityError):
    """A command with this id is already recorded."""


class Engine(Protocol):
    """The place of one ledger, and the engine that keeps it. The ledger need not exist yet."""

    @property
    def address(self) -> str:
        """How a person names the ledger. It never holds a password."""

    @property
    def beside(self) -> Path | None:
        """The folder for documents that are kept with the ledger; None where it keeps none."""

    @property
    def may_be_followed(self) -> bool:
        """Whether replicas may follow it, so that what was shown of it is remembered."""

    def identity(self) -> str:
        """A text that changes when another ledger takes this one's place."""

    def exists(self) -> bool: ...

    def is_blank(self) -> bool:
        """Whether a ledger may be begun here."""

    def require_ledger(self) -> None:
        """Raises UnusableError, with the remedy, for a place without a usable ledger."""

    def files(self) -> tuple[Path, ...]:
        """The ledger's own files on this computer, whether they are there or not."""

    def behind_seconds(self) -> float | None:
        """Of a replica: how long ago it was surely up to date. None for what is written to."""

    def require_closed(self) -> None:
        """Raises UnusableError where others on this computer can read the ledger's files."""

    def create(self) -> str | None:
        """Makes an empty ledger in a blank place. Returns what whoever made it has yet to do."""

    def open(self) -> Store: ...

    def open_to_read(self) -> Store:
        """A store that appends nothing, and changes nothing of how the ledger is kept."""

    def untouched(self) -> AbstractContextManager[Engine]:
        """The ledger to read while this lasts; no byte of it, or beside it, is changed by that."""

    @property
    def unreadable(self) -> tuple[type[Exception], ...]:
        """What a scan raises for a ledger that is damaged or cannot be read."""

    def refused(self, error: Exception) -> UnusableError | None:
        """What to raise for an error that is no damage, such as a lock; None for damage."""

    def scan(self) -> AbstractContextManager[Scan]:
        """A snapshot for verifying. It raises what `unreadable` names, already when it opens."""

    def source(self) -> Source: ...

    def watch(self) -> Watch:
        """Looks how far the ledger has come, as often as one likes."""

    def copied(self, file: Path) -> AbstractContextManager[Engine]:
        """Copies the ledger into a new SQLite file. The caller checks the draft that it is given.

        The file takes its name afterwards. An error raised inside leaves no file.
        Raises FileExistsError rather than overwrite one.
        """

    def explained(self) -> AbstractContextManager[None]:
        """Turns what the database or its library raises inside into UnusableError.

        StreamMovedError and CommandSeenError pass.
        """


class Watch(Protocol):
    """Used by one thread at a time."""

    def size(self) -> int:
        """How many entries there are, of a moment ago at most. Raises UnusableError."""

    def close(self) -> None: ...


class Store(Protocol):
    """The entries of one ledger. Positions are dense from 1, versions dense in their stream."""

    mapper: EntryMapper

    @property
    def engine(self) -> Engine: ...

    def append(
        self,
        *entries: Entry,
        command_id: str,
        read_versions: Mapping[str, int] | Mapping[StreamId, int] = ...,
    ) -> Appended:
        """Appends and seals entries in one transaction, or leaves everything as it was.

        `read_versions`: each stream that the decision read, with its version then. Raises
        CommandSeenError for a known command id, and then StreamMovedError for a moved stream.
        """

    def replicate(self, portion: Portion) -> None:
        """Appends and seals what another place of the same ledger holds, as it stands there.

        In one transaction. Raises IntegrityError where this place is not as long as it says.
        """

    def command_positions(self, command_id: str) -> tuple[int, int] | None:
        """The first and last position that a command recorded; None for an unknown command."""

    def size(self) -> int:
        """How many entries the ledger holds."""

    def sealed(self) -> Sealed:
        """The ledger's size and frontier, as sealed."""

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The sealed leaf hashes of the positions from `first` to `last`."""

    def tiles(self, first: int, last: int) -> list[bytes]:
        """The sealed roots of full runs of leaves, from tile `first` up to `last`, from 0."""

    def stream(self, stream: StreamId, after: int = 0) -> Iterable[Entry]:
        """A stream's entries in order, those after version `after`."""

    def stream_rows(self, stream: StreamId) -> Sequence[Row]:
        """A stream's entries in order, as stored and still sealed."""

    def streams(self, kind: str) -> tuple[StreamId, ...]:
        """The streams whose names begin with `kind` and a slash, in order: `audit/...`."""

    def between(self, first: int, last: int) -> Iterable[Entry]:
        """The entries from position `first` to `last`."""

    def rows(self, first: int, last: int, topics: Sequence[str] = ()) -> Sequence[Row]:
        """The entries from `first` to `last` as stored, still sealed; of `topics` where given."""

    def close(self) -> None: ...


class Scan(Protocol):
    """A snapshot of everything stored, for a verifier that trusts nothing.

    Rows come in the order of the tables and never through an index. `close` ends every reading
    that is still open.
    """

    def altered(self) -> str | None:
        """What differs from the tables and triggers that this version makes; None: nothing."""

    def damage(self) -> str | None:
        """What the engine's own check finds; None: nothing. Safe to call from another thread."""

    def entries(self) -> Iterator[StoredRow]:
        """Position, stream, version, topic and state of every entry, by position."""

    def entry(self, position: int) -> list[StoredRow]:
        """As `entries`, of one position."""

    def leaves(self) -> Iterator[StoredRow]:
        """Position and sealed leaf hash, by position."""

    def leaf_text(self, first: int, last: int) -> str:
        """The leaf hashes from `first` to `last` in hexadecimal, with commas between them.

        Empty when they cannot be read. Safe to call from another thread.
        """

    def logins(self, after: int, last: int) -> list[Login]:
        """The logins that a server stamped on entries after a position; none in a file."""

    def is_sealed_outside(self, size: int) -> bool:
        """Whether a leaf is sealed before position 1 or after position `size`."""

    def tiles(self) -> Iterator[StoredRow]:
        """Number and hash of each tile, by number."""

    def commands(self) -> Iterator[StoredRow]:
        """Command id, first and last position of each command, by first position."""

    def frontiers(self) -> list[StoredRow]:
        """Size and hashes of the sealed frontier: one row in a sound ledger."""

    def state_parts(self, after: int, last: int, begin: int, length: int) -> tuple[int, bytes]:
        """How many entries follow `after` up to `last`, and `length` bytes of each state.

        The bytes begin at byte `begin`, counted from 0, and stand one after the other.
        """

    def state_beginnings(self, length: int) -> Iterator[StoredRow]:
        """Position and the first `length` bytes of each state, by position."""

    def state_beginning(self, position: int, length: int) -> list[StoredRow]:
        """As `state_beginnings`, of one position."""

    def close(self) -> None: ...


class Source(Protocol):
    """Entries in bulk, for a projection. No transaction is left open between calls.

    Raises IntegrityFailureError for a store that cannot be read.
    """

    def last(self) -> int:
        """The position of the last entry; 0 without one."""

    def count_known(self, after: int, last: int, known: Known) -> int:
        """How many entries after a position up to another are known, in one pass over the store."""

    def missing(self, after: int, last: int) -> int | None:
        """The first position after one, up to another, that has no entry; None where all have."""

    def unknown(self, after: int, last: int, known: Known, limit: int) -> list[SourceRow]:
        """Up to `limit` entries after a position up to another that are not known."""

    def count(self, after: int, last: int, topics: Collection[str], limit: int) -> int:
        """How many entries of some topics there are, counted no further than `limit`."""

    def entries(
        self, after: int, last: int, topics: Collection[str], limit: int
    ) -> list[SourceRow]:
        """Up to `limit` entries of some topics after a position up to another, in order."""

    def slices(
        self, after: int, last: int, topics: Collection[str]
    ) -> AbstractContextManager[Iterator[list[Any]]]:
        """The same entries, as lists of Arrow record batches.

        Columns: position, topic, stream, version, state. The lists, and the batches in a list,
        follow in the order of positions; a batch is ordered by topic. A list stays valid until
        the next but one is asked for. They may end early; `entries` reads the rest.
        """

    def close(self) -> None: ...
