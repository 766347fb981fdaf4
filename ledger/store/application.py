"""eventsourcing's application, configured by its own extension points and by nothing else."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.utils import Environment, EnvType

from domain.kernel.vocabulary import StreamId
from ledger.proof.tiles import Sealed
from ledger.store.entry import Entry, EntryMapper, Row
from ledger.store.protocol import Appended, Engine, Portion

NOTHING_READ: Mapping[str, int] = MappingProxyType({})
_POSITION_MAX = (1 << 63) - 1


class SealedRecorder(ApplicationRecorder):
    """The library's recorder, and what ours does beyond it: it seals as it writes."""

    @abstractmethod
    def append(
        self,
        stored: Sequence[StoredEvent],
        command_id: str,
        read_versions: Mapping[str, int] | Mapping[StreamId, int],
    ) -> Appended: ...

    @abstractmethod
    def replicate(self, portion: Portion) -> None: ...

    @abstractmethod
    def command_positions(self, command_id: str) -> tuple[int, int] | None: ...

    @abstractmethod
    def leaf_hashes(self, first: int, last: int) -> list[bytes]: ...

    @abstractmethod
    def tiles(self, first: int, last: int) -> list[bytes]: ...

    @abstractmethod
    def sealed(self) -> Sealed: ...

    @abstractmethod
    def size(self) -> int: ...

    @abstractmethod
    def streams(self, kind: str) -> list[str]: ...


class EntryStore(Application[str]):
    """The store of any engine: entries by stream and by position, over that engine's recorder."""

    recorder: SealedRecorder
    mapper: EntryMapper

    def __init__(self, engine: Engine, settings: Mapping[str, str]) -> None:
        self.engine = engine
        super().__init__(settings)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The given settings only: the process's environment cannot change how we store."""
        return Environment(name, dict(env or {}))

    def construct_mapper(self) -> EntryMapper:
        return EntryMapper(transcoder=self.construct_transcoder())

    def append(
        self,
        *entries: Entry,
        command_id: str,
        read_versions: Mapping[str, int] | Mapping[StreamId, int] = NOTHING_READ,
    ) -> Appended:
        stored = [self.mapper.to_stored_event(entry) for entry in entries]
        return self.recorder.append(stored, command_id, read_versions)

    def replicate(self, portion: Portion) -> None:
        self.recorder.replicate(portion)

    def command_positions(self, command_id: str) -> tuple[int, int] | None:
        return self.recorder.command_positions(command_id)

    def size(self) -> int:
        return self.recorder.size()

    def sealed(self) -> Sealed:
        return self.recorder.sealed()

    def leaves(self, first: int, last: int) -> list[bytes]:
        return self.recorder.leaf_hashes(first, last)

    def tiles(self, first: int, last: int) -> list[bytes]:
        return self.recorder.tiles(first, last)

    def stream(self, stream: StreamId, after: int = 0) -> Iterable[Entry]:
        return self.events.get(stream, gt=after)  # type: ignore[return-value]

    def stream_rows(self, stream: StreamId) -> Sequence[Row]:
        return cast("Sequence[Row]", self.recorder.select_events(stream))

    def streams(self, kind: str) -> tuple[StreamId, ...]:
        return tuple(map(StreamId, self.recorder.streams(kind)))

    def between(self, first: int, last: int) -> Iterable[Entry]:
        return map(self.mapper.to_domain_event, self.rows(first, last))

    def rows(self, first: int, last: int, topics: Sequence[str] = ()) -> Sequence[Row]:
        if not 1 <= first <= last <= _POSITION_MAX:
            return ()
        return self.recorder.select_notifications(
            start=first, stop=last, limit=last - first + 1, topics=topics
        )
