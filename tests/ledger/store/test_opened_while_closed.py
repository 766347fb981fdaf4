"""Opening a ledger's file while others close it, and take its log away, again and again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ledger.integrity.scan import audit
from ledger.store.sqlite.connection import connect_to_read
from tests.ledger.partnership import begin, enter, prepare
from tests.ledger.processes import FORK

OPENINGS = 400


def _open_and_close(path: Path) -> None:
    """Whoever writes and closes last takes the log away."""
    while True:
        with enter(path) as ledger:
            ledger.size()


def test_a_file_is_opened_while_others_take_its_log_away(path: Path) -> None:
    with begin(path) as ledger:
        prepare(ledger)
    logs = set[int]()
    other = FORK.Process(target=_open_and_close, args=(path,))
    other.start()
    log = path.with_name(f"{path.name}-wal")
    try:
        for _ in range(OPENINGS):
            with closing(connect_to_read(path)) as db:
                assert db.execute("SELECT count(*) FROM stored_events").fetchone()[0] > 0
                logs.add(log.stat().st_ino)
    finally:
        other.kill()
        other.join()
    assert len(logs) > 5, "the log was hardly ever taken away"
    assert audit(path).ok
