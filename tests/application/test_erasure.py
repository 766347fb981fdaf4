"""Erasing by an act: requested, done, certified; and the numbers kept beside the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from application import concerns, erasure, single_agency
from application.case_numbers import find_case_number, keep_case_number
from application.erasure import begin_erasure, erase, standings
from application.identity import local
from application.kept_documents import folder_of
from application.workspace import Workspace
from documents.files.input_file import GivenFile
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Role
from domain.request.events import Act
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError, NotPermittedError, UnusableError
from ledger.integrity.scan import audit
from ledger.opening import begin_ledger
from ledger.service import Ledger
from ledger.settings import load
from tests.ledger import two_people
from tests.ledger.partnership import AUDIT, FORM, RETURN, SteppingClock, a_return, prepare

SUBJECT = f"{AUDIT}/C01"
WHY = "The family asked."


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


def asked(ledger: Ledger) -> None:
    """The coordinator asks for it, and the days pass."""
    two_people.ask_to_erase(ledger, SUBJECT)
    two_people.wait(ledger, Act.ERASE)


def standing(work: Workspace) -> str:
    (found,) = standings(work.read(), SUBJECT)
    return found.standing


def test_a_request_erases_nothing_and_an_erasure_is_certified(keeper: Workspace) -> None:
    size = keeper.ledger.size()
    assert (keeper.ledger.size(), standing(keeper)) == (size, "kept")
    asked(keeper.ledger)
    assert (keeper.ledger.size(), standing(keeper)) == (size + 1, "to be erased")
    rehearsed = begin_erasure(keeper, SUBJECT, WHY, dry_run=True)
    assert standing(keeper) == "to be erased"
    begun = begin_erasure(keeper, SUBJECT, WHY)
    assert rehearsed.events == begun.events
    assert standing(keeper) == "being erased"
    erased = erase(keeper, SUBJECT, backups_kept_days=30)
    assert standing(keeper) == "erased"
    certificate = "\n".join(erased.certificate)
    assert certificate.startswith("CERTIFICATE OF ERASURE\n")
    assert f"It is entry {keeper.ledger.size()} of the ledger." in certificate
    assert "must be gone by 30 December 2026 (30 days)" in certificate
    assert "it is whole." in certificate
    assert (erased.unsigned, erased.unproved) == (None, None)
    assert [entry.closed for entry in keeper.ledger.entries(RETURN)][1] == {
        "evidence",
        "strengths",
        "developments",
    }


def test_what_no_longer_verifies_is_told_beside_the_certificate(
    keeper: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure is done: whoever asked gets the certificate whatever else is found."""

    def broken(custodian: Custodian, subject: str) -> tuple[str, ...]:
        raise IntegrityFailureError(f"The receipts of {subject} do not hold.", "Find out why.")

    monkeypatch.setattr(erasure, "still_proved", broken)
    asked(keeper.ledger)
    begin_erasure(keeper, SUBJECT, WHY)
    erased = erase(keeper, SUBJECT, backups_kept_days=30)
    assert isinstance(erased.unproved, IntegrityFailureError)
    assert erased.certificate[0] == "CERTIFICATE OF ERASURE"


def test_nobody_erases_what_nobody_asked_for_and_only_a_keeper_erases(kept: Ledger) -> None:
    keeper, police = (Workspace(kept, local(who)) for who in ("kim-keeper", "pat-police"))
    with pytest.raises(Refusal, match="nobody has asked for it"):
        begin_erasure(keeper, SUBJECT, WHY)
    with pytest.raises(Refusal, match="nobody has asked for it"):
        erase(keeper, SUBJECT, backups_kept_days=30)
    asked(kept)
    with pytest.raises(NotPermittedError):
        begin_erasure(police, SUBJECT, WHY)
    with pytest.raises(Refusal, match="not closed"):
        erase(keeper, SUBJECT, backups_kept_days=30)


def test_without_the_keys_nothing_is_begun(prepared: Ledger) -> None:
    size = prepared.size()
    with pytest.raises(UnusableError, match="keys of this ledger are not on this machine"):
        begin_erasure(Workspace(prepared, local("lee-lead")), SUBJECT, WHY)
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
    asked(kept)
    begin_erasure(keeper, SUBJECT, WHY)
    erase(keeper, SUBJECT, backups_kept_days=30)
    with pytest.raises(Refusal, match="No number of police is kept"):
        find_case_number(police, *where)
    with pytest.raises(Refusal):
        keep_case_number(police, *where, "PX/7")


def test_the_certificate_says_what_stays_readable_and_why(kept: Ledger, keeper: Workspace) -> None:
    police = Workspace(kept, local("pat-police"))
    for case, words in (("C01", "A bruise."), ("C01", "Another one."), ("C02", "A bruise.")):
        concerns.raise_concern(police, AUDIT, words, case)
    asked(kept)
    begin_erasure(keeper, SUBJECT, WHY)
    certificate = "\n".join(erase(keeper, SUBJECT, backups_kept_days=30).certificate)
    assert (
        f"Concerns about C01 stay readable: {AUDIT}/concern-1 (seen on 23 November 2026),"
        f" {AUDIT}/concern-2 (seen on 23 November 2026)."
    ) in certificate
    assert "kept longer than what was said in an audit" in certificate


def test_the_certificate_names_what_agencies_handed_in(
    kept: Ledger, keeper: Workspace, tmp_path: Path
) -> None:
    """No program can tell whom a document is about: somebody has to read it."""
    template = tmp_path / "summary.yaml"
    template.write_text(
        "agency: police\nref: 2026-custody\ntitle: Custody\nstrengths: [Seen early]\n"
        "improvements: [Written late]\nfor_the_programme: The first hours.\n"
    )
    leads = Workspace(kept, local("ida-police"))
    document = GivenFile("custody.txt", b"C01 stands here in full")
    single_agency.report(
        leads, GivenFile(template.name, template.read_bytes()), document, keeper.today
    )
    folder = folder_of(kept) / "documents"
    (folder / "notes.txt").write_text("put here by hand")
    asked(kept)
    begin_erasure(keeper, SUBJECT, WHY)
    certificate = "\n".join(erase(keeper, SUBJECT, backups_kept_days=30).certificate)
    digest = sha256(document.data).hexdigest()
    assert f"documents/{digest}: custody.txt, of police on 2026-custody (entry " in certificate
    assert "documents/notes.txt: the record does not know it." in certificate
    for path in folder.iterdir():
        path.unlink()
    again = "\n".join(erase(keeper, SUBJECT, backups_kept_days=30).certificate)
    assert "The folder documents beside the ledger holds no document." in again
