"""Events in, rows out: a store written with literal stamps, and a projection opened on it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from domain.kernel.access import Grant, Standing
from domain.kernel.event import Event, Stamp
from domain.kernel.vocabulary import AGENCY_ROLES, KnownBy, Role
from ledger.store.engines import engine_of
from projections import queries
from projections.engine.facts import FACTS
from projections.engine.log import BACKLOG_ENTRIES, BATCH_ENTRIES, Sizes
from projections.engine.projector import Projection

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Happened = Sequence[tuple[str, Event]]
"""Stream and event, in the order of recording."""
EVERY_POSITION = " UNION ALL ".join(
    f"SELECT position FROM main.{table.name}" for table in FACTS.values()
)


def project(
    events: Happened, *, start: datetime = START, batch_entries: int = BATCH_ENTRIES
) -> Projection:
    """A projection of a ledger that holds these events, one recorded each minute from `start`."""
    path = new_store()
    record(path, events, start=start)
    return opened(path, batch_entries=batch_entries)


def opened(
    path: Path, *, batch_entries: int = BATCH_ENTRIES, backlog_entries: int = BACKLOG_ENTRIES
) -> Projection:
    """A caught-up projection of the store at `path`; closed when nothing refers to it."""
    source = engine_of(path).source()
    projection = Projection(source, sizes=Sizes(batch_entries, backlog_entries))
    weakref.finalize(projection, source.close)
    projection.catch_up()
    return projection


def new_store() -> Path:
    """An empty `stored_events`, in a directory that is removed at exit."""
    directory = tempfile.mkdtemp(prefix="assure-test-")
    path = Path(directory) / "ledger.db"
    weakref.finalize(_AT_EXIT, shutil.rmtree, directory, ignore_errors=True)
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute(
        "CREATE TABLE stored_events(rowid INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT,"
        " originator_version INTEGER, topic TEXT, state BLOB) STRICT"
    )
    store.commit()
    store.close()
    return path


def tables(projection: Projection) -> dict[str, Any]:
    """Every fact up to the projection's position, by table."""
    projection.hold()
    return {
        name: projection._database.execute(
            f"SELECT t::VARCHAR FROM log.{table.name} AS t ORDER BY position"
        ).fetchall()
        for name, table in FACTS.items()
    } | {"position": projection.position}


def query_modules() -> list[ModuleType]:
    """Every module of queries."""
    names = [module.name for module in iter_modules(queries.__path__)]
    return [import_module(f"{queries.__name__}.{name}") for name in sorted(names)]


class _Process:
    pass


_AT_EXIT = _Process()


def record(path: Path, events: Happened, *, start: datetime = START) -> None:
    """Append events; versions count up from 1 in each stream."""
    store = sqlite3.connect(path)
    (last,) = store.execute("SELECT coalesce(max(rowid), 0) FROM stored_events").fetchone()
    for number, (stream, event) in enumerate(events, last + 1):
        insert(store, stream, type(event).__name__, state(event, number, start=start))
    store.commit()
    store.close()


def insert(store: sqlite3.Connection, stream: str, topic: str, state: bytes) -> None:
    """One row, with the next version of its stream."""
    store.execute(
        "INSERT INTO stored_events(originator_id, originator_version, topic, state)"
        " SELECT ?1, coalesce(max(originator_version), 0) + 1, ?2, ?3"
        " FROM stored_events WHERE originator_id = ?1",
        (stream, topic, state),
    )


def state(event: Event, number: int, *, start: datetime = START) -> bytes:
    """An entry as the store's mapper writes it."""
    recorded_at = start + timedelta(minutes=number - 1)
    stamp = {
        "schema": event.schema_version,
        "envelope": Stamp.envelope_newest,
        "recorded_at": recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": "a-okafor",
        "role": Role.AUDITOR.value,
        "agency": getattr(event, "agency", None),
        "command_id": f"command-{number}",
        "known_by": KnownBy.LOCAL.value,
        "event": event.model_dump(mode="json"),
    }
    return json.dumps(stamp, ensure_ascii=False, separators=(",", ":")).encode()


def reader_of_all(events: Iterable[tuple[str, Event]]) -> Standing:
    """Somebody with every role, for every agency, who leads every audit in `events`."""
    happened = [event for _, event in events]
    agencies = {getattr(event, "agency", None) for event in happened} - {None}
    audits = {getattr(event, "audit", None) for event in happened} - {None}
    grants = {Grant(role) for role in Role if role not in AGENCY_ROLES}
    grants |= {Grant(role, agency) for role in AGENCY_ROLES for agency in agencies}
    return Standing("all", frozenset(grants), frozenset(str(audit) for audit in audits))
