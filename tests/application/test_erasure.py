"""Erasing by an act: requested, done, certified; and the numbers kept beside the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from application import erasure
from application.case_numbers import find_case_number, keep_case_number
from application.erasure import erase, request_erasure, standings
from application.identity import local
from application.workspace import Workspace
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Role
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError, NotPermittedError, UnusableError
from ledger.integrity.scan import audit
from ledger.opening import begin_ledger
from ledger.service import Ledger
from ledger.settings import load
from tests.ledger.partnership import AUDIT, FORM, RETURN, SteppingClock, a_return, prepare

SUBJECT = f"{AUDIT}/C01"
WHY = ("Dana Officer", "Article 17.")


@pytest.fixture
def kept(path: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with its keys and a keeper, in which the police's return is recorded."""
    settings = load(ledger=str(path), home=str(tmp_path / "home"), environment={})
    ruth = local("ruth-haldane")
    ledger, _ = begin_ledger(path, settings, "north.invalid/ledger", FORM, ruth, SteppingClock())
    with ledger:
        prepare(ledger)
        ledger.record(
            EnrolPerson(person="kim-keeper", full_name="Kim Keeper"),
            GrantRole(person="kim-keeper", role=Role.KEEPER),
            actor=ruth,
        )
        ledger.record(a_return(evidence="He was heard."), actor=local("pat-police"))
        yield ledger
    assert audit(path).fault is None


@pytest.fixture
def keeper(kept: Ledger) -> Workspace:
    return Workspace(kept, local("kim-keeper"))


def standing(work: Workspace) -> str:
    (found,) = standings(work.read(), SUBJECT)
    return found.standing


def test_a_request_erases_nothing_and_an_erasure_is_certified(keeper: Workspace) -> None:
    size = keeper.ledger.size()
    rehearsed = request_erasure(keeper, SUBJECT, *WHY, dry_run=True)
    assert (keeper.ledger.size(), standing(keeper)) == (size, "kept")
    requested = request_erasure(keeper, SUBJECT, *WHY)
    assert rehearsed.events == requested.events
    assert standing(keeper) == "to be erased"
    erased = erase(keeper, SUBJECT, backups_kept_days=30)
    assert standing(keeper) == "erased"
    certificate = "\n".join(erased.certificate)
    assert certificate.startswith("CERTIFICATE OF ERASURE\n")
    assert f"It is entry {keeper.ledger.size()} of the ledger." in certificate
    assert "must be gone by 23 December 2026 (30 days)" in certificate
    assert "it is whole." in certificate
    assert (erased.unsigned, erased.unproved) == (None, None)
    assert [entry.closed for entry in keeper.ledger.entries(RETURN)][1] == {"evidence"}


def test_what_no_longer_verifies_is_told_beside_the_certificate(
    keeper: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure is done: whoever asked gets the certificate whatever else is found."""

    def broken(custodian: Custodian, subject: str) -> tuple[str, ...]:
        raise IntegrityFailureError(f"The receipts of {subject} do not hold.", "Find out why.")

    monkeypatch.setattr(erasure, "still_proved", broken)
    request_erasure(keeper, SUBJECT, *WHY, date(2026, 11, 22))
    erased = erase(keeper, SUBJECT, backups_kept_days=30)
    assert isinstance(erased.unproved, IntegrityFailureError)
    assert erased.certificate[0] == "CERTIFICATE OF ERASURE"


def test_nobody_erases_what_nobody_requested_and_only_a_keeper_requests(kept: Ledger) -> None:
    with pytest.raises(Refusal, match="Nobody has asked"):
        erase(Workspace(kept, local("kim-keeper")), SUBJECT, backups_kept_days=30)
    with pytest.raises(NotPermittedError):
        request_erasure(Workspace(kept, local("pat-police")), SUBJECT, *WHY)


def test_without_the_keys_nothing_is_requested(prepared: Ledger) -> None:
    size = prepared.size()
    with pytest.raises(UnusableError, match="keys of this ledger are not on this machine"):
        request_erasure(Workspace(prepared, local("lee-lead")), SUBJECT, *WHY)
    assert prepared.size() == size


def test_a_case_number_is_for_its_own_people_and_goes_with_the_text(
    kept: Ledger, keeper: Workspace
) -> None:
    police = Workspace(kept, local("pat-police"))
    where = (AUDIT, "C01", "police")
    with pytest.raises(Refusal, match="No number of police is kept"):
        find_case_number(police, *where)
    keep_case_number(police, *where, "PX/7")
    assert find_case_number(Workspace(kept, local("lee-lead")), *where) == "PX/7"
    for person in ("noor-health", "kim-keeper"):
        with pytest.raises(NotPermittedError):
            find_case_number(Workspace(kept, local(person)), *where)
    request_erasure(keeper, SUBJECT, *WHY)
    erase(keeper, SUBJECT, backups_kept_days=30)
    with pytest.raises(Refusal, match="No number of police is kept"):
        find_case_number(police, *where)
    with pytest.raises(Refusal):
        keep_case_number(police, *where, "PX/7")
