"""Connections to a server that keeps ledgers: each as safe and as patient as a ledger needs."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import pq
from psycopg.rows import TupleRow

from ledger.errors import UnusableError
from ledger.store.postgres.address import Address, is_local

PATIENCE_SECONDS = 30.0
"""How long another writer, a lost connection or a server that starts again is waited for."""
ANSWER_SECONDS = PATIENCE_SECONDS + 10
"""How long one answer may take: a wait for another writer is within it."""

_STARTING = ("is starting up", "is shutting down", "recovery mode", "not yet accepting connections")
"""How a server, which gives no code then, says that it will be there soon."""
_SETTINGS = (
    "SELECT set_config('search_path', %s, false), set_config('lock_timeout', %s, false),"
    " set_config('idle_in_transaction_session_timeout', %s, false),"
    " set_config('default_transaction_read_only', %s, false),"
    " set_config('TimeZone', 'UTC', false), current_setting('fsync'),"
    " current_setting('full_page_writes'), current_setting('synchronous_commit')"
)


class Impatient(psycopg.Connection[Any]):
    """A connection that gives up when an answer does not come: a cut network says nothing."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, ANSWER_SECONDS if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is None and self.pgconn.transaction_status == pq.TransactionStatus.ACTIVE:
                self.close()
                silence = f"no answer within {ANSWER_SECONDS:.0f} seconds"
                raise psycopg.OperationalError(silence) from error
            raise


def connect(address: Address, *, to_read: bool = False) -> psycopg.Connection[TupleRow]:
    """One connection, as `settle` leaves it. A server that starts is waited for.

    Raises psycopg.Error.
    """
    db = _begun(address)
    try:
        settle(db, address, to_read=to_read)
    except BaseException:
        db.close()
        raise
    return db


def _begun(address: Address) -> psycopg.Connection[TupleRow]:
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return psycopg.connect(address.conninfo, autocommit=True)
        except psycopg.OperationalError as error:
            is_starting = any(words in str(error) for words in _STARTING)
            if not is_starting or monotonic() > deadline:
                raise
        sleep(0.1)


def settle(db: psycopg.Connection[Any], address: Address, *, to_read: bool) -> None:
    """Makes a new connection one for this ledger. Refuses what is neither safe nor durable."""
    db.autocommit = True
    if not (db.pgconn.ssl_in_use or is_local(db.info.host)):
        raise UnusableError(
            f"The server {db.info.host} was reached without TLS.",
            "Nothing was sent. Add sslmode=require (better: verify-full) to the address.",
        )
    waits = f"{PATIENCE_SECONDS:.0f}s"
    values = (f'"{address.schema}"', waits, waits, "on" if to_read else "off")
    with db.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        row = cursor.execute(_SETTINGS, values).fetchone() or ()
        *_, fsync, full_pages, synchronous = row
        if to_read:
            return
        if (fsync, full_pages) != ("on", "on"):
            raise UnusableError(
                f"The server keeps fsync {fsync}, full_page_writes {full_pages}: what it"
                " acknowledges can be lost.",
                "Nothing was recorded. Have both set to on in postgresql.conf.",
            )
        if synchronous in ("off", "local"):
            cursor.execute("SET synchronous_commit = on")
