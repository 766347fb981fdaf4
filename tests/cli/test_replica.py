"""A replica that lost the last entries and was promoted: what verify and receipt holders see."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from ledger.integrity.scan import audit
from ledger.store.engines import engine_of
from tests.cli.harness import Assure, form_partnership
from tests.postgres import own_server


def test_a_promoted_replica_that_lost_entries_is_a_rollback_that_the_proof_shows(
    assure: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It follows, is read, is cut off; what is recorded then is lost with the first server."""
    monkeypatch.chdir(assure.folder)
    with own_server() as server:
        place = server.place()
        place.create()
        monkeypatch.setattr(Assure, "named", place.address)
        form_partnership(assure)
        assure("ledger", "receipt", "4", "--out", "old.receipt")
        with server.replica() as following:
            there = replace(place, server=following).address
            size = assure.read("ledger", "status", "--ledger", there)["entries"]
            assert audit(engine_of(there)).size == size
            assert assure.read("ledger", "status", "--ledger", there)["behind_seconds"] >= 0
            assert assure.read("ledger", "status")["behind_seconds"] is None
            with closing(engine_of(there).watch()) as watch:
                assert watch.size() == size
            join = ("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
            refused = assure(*join, "--ledger", there, code=1).stderr
            assert "it is a replica" in refused
            assert "Nothing was recorded" in refused
            read = ("agency", "list", "--read-from", there)
            assert f"{size} entries: nothing is missing" in assure(*read).stderr
            following.control("stop")
            assert "cannot be reached" in assure(*read, code=1).stderr
            assure(*join)
            assure("ledger", "receipt", str(size + 1), "--out", "new.receipt")
            server.control("stop", "-m", "immediate")
            following.control("start")
            # Who recorded here was shown more than it holds, and the ledger itself is gone.
            assert f"{size} entries, and you were shown {size + 1}" in assure(*read, code=1).stderr
            following.control("promote")
            monkeypatch.setattr(Assure, "named", there)
            # Whole in itself: nothing in the database tells that anything is missing.
            assert audit(engine_of(there)).size == size
            # To this computer, which remembers, and to whoever holds the newer receipt, it is not.
            assert f"holds {size} entries" in assure("ledger", "verify", code=6).stdout
            against = ("ledger", "verify", "--against")
            assert "ROLLED BACK" in assure(*against, "new.receipt", code=6).stdout.upper()
            assert "THE FILE AGREES" in assure(*against, "old.receipt", code=6).stdout
            lost = ("agency", "join", "health-2", "--title", "Two", "--sector", "health")
            assert "older copy" in assure(*lost, code=6).stderr
            assert audit(engine_of(there)).size == size
