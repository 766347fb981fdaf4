"""Which streams of a kind a ledger holds: whose words were recorded, which audits there are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import cast

from domain.kernel import streams
from domain.kernel.vocabulary import StreamId
from domain.vault.state import Words
from ledger.keys.keystore import Keystore
from ledger.service import Ledger
from ledger.store.sqlite.connection import connect_to_read
from ledger.store.sqlite.faults import unusable

_NAMES = (
    "SELECT DISTINCT originator_id FROM stored_events"
    " WHERE originator_id >= ? AND originator_id < ? ORDER BY originator_id"
)


def streams_of(ledger: Ledger, kind: str) -> tuple[StreamId, ...]:
    """The streams whose names begin with a kind and a slash, in order: `audit/...`."""
    try:
        with closing(connect_to_read(ledger.path)) as db:
            found = db.execute(_NAMES, (f"{kind}/", f"{kind}0")).fetchall()  # 0 follows the slash
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise unusable(ledger.path, error) from error
    return tuple(StreamId(name) for (name,) in found)


def subjects(ledger: Ledger) -> dict[str, Words]:
    """Every subject about whom words were recorded, as `2026-neglect/C07`, and how they stand."""
    return {
        stream.partition("/")[2]: cast(Words, ledger.state(stream))
        for stream in streams_of(ledger, streams.kind(streams.vault("")))
    }


def keyless(ledger: Ledger, keystore: Keystore) -> tuple[str, ...]:
    """The subjects whose words the ledger holds to be readable, and whose key is not here."""
    return tuple(
        subject
        for subject, words in subjects(ledger).items()
        if words.key is not None and not words.closed and keystore.find(subject) is None
    )
