"""Holding, forgetting and finding again what was said about children."""

from __future__ import annotations

import json
from typing import Any

import pytest

from application import erasure as acts
from ledger.home import Home
from ledger.integrity.scan import audit
from ledger.keys import erasure
from ledger.keys import signer as signers
from ledger.keys.key_encryption_key import CREDENTIAL
from ledger.keys.keystore import Keystore
from ledger.proof.merkle import ProofError
from tests.cli.harness import CHAIR, COORDINATOR, LEAD, LEADS, NEUTRAL, Assure
from tests.cli.keeping import (
    ASKED,
    CODE,
    HEALTH,
    INSPECTOR,
    KEEPER,
    POLICE,
    URGENT,
    ask_to_erase,
    entries,
    erase,
    name_and_keys,
    open_moderation,
    proved,
    return_police,
    with_keeper,
)
from tests.ledger.attack import toolkit

SUBJECT = f"{CODE}/C01"
OFFICER = "Data protection officer"
ERASE = ("vault", "erase", SUBJECT, *URGENT)
NUMBER = "PX/2026/000731"


class Killed(BaseException):
    """The process ends here: nothing may handle it."""


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    with_keeper(prepared)
    return_police(prepared)
    return prepared


def _home(assure: Assure) -> Home:
    return Home(assure.folder / "home", name_and_keys(assure.ledger)[0], {})


def _standing(assure: Assure, subject: str = SUBJECT) -> dict[str, Any]:
    (row,) = assure.read("vault", "status", subject, actor=KEEPER)
    assert isinstance(row, dict)
    return row


def _words(assure: Assure) -> Any:
    shown = assure.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    return shown[1]["words"]["evidence"]


def test_what_was_asked_for_is_forgotten_and_everything_still_proves(kept: Assure) -> None:
    given = str(entries(kept))
    kept("ledger", "receipt", given, "--out", "before", actor=POLICE)
    assert _words(kept) == "Seen on C01."
    kept.clock.put("2026-02-23")
    asked = ("request", "erase", SUBJECT, "--authority", OFFICER, *ASKED, "--on", "2026-02-22")
    assert "[no-request]" in kept(*ERASE, actor=KEEPER, code=3).stderr
    kept(*asked)
    assert "[too-early]" in kept(*ERASE, actor=KEEPER, code=3).stderr
    kept.clock.put("2026-03-02")
    assert "[audit-open]" in kept("vault", "erase", SUBJECT, actor=KEEPER, code=3).stderr
    said = kept(*ERASE, actor=KEEPER).stderr
    assert "CERTIFICATE OF ERASURE" in said
    assert f"The text recorded about {SUBJECT} was rendered unreadable on 2 March 2026" in said
    assert "by authority of Data protection officer" in said
    assert "not found." in said
    assert "must be gone by 31 May 2026 (90 days)" in said
    assert _words(kept) == "[erased on 2 March 2026, by authority of Data protection officer]"
    row = _standing(kept)
    assert (row["standing"], row["erasure_requested_on"]) == ("erased", "2026-02-22")
    assert _home(kept).open()[0].find(SUBJECT) is None
    told = kept("ledger", "verify", "--against", "before").stdout
    assert told.startswith("All well: ")
    assert proved(kept, "before").event == "GradeGiven"
    # The erasure is covered by a checkpoint of its own.
    assert kept.read("ledger", "status")["newest_checkpoint"] == entries(kept)
    assert kept(*asked, code=3).stderr.endswith("[already-erased]\n")
    assert "CERTIFICATE OF ERASURE" in kept(*ERASE, actor=KEEPER).stderr, "done again, not anew"


def test_the_erasure_itself_proves_again_what_was_proved_before(kept: Assure) -> None:
    given = entries(kept)
    kept("ledger", "receipt", str(given), "--to", "Police", "--out", "before", actor=POLICE)
    ask_to_erase(kept, SUBJECT)
    said = kept(*ERASE, actor=KEEPER).stderr
    assert f"All {entries(kept)} entries of the ledger were verified again" in said
    assert f"Receipts from before of its entries {given}, " in said, "the one given out comes first"
    assert "verified: they hold." in said
    assert "names no export about this subject" in said


def test_an_erasure_in_a_ledger_that_is_not_whole_is_done_and_says_so(
    kept: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.integrity import after_erasure as erased
    from ledger.integrity.scan import Fault, ScanResult

    ask_to_erase(kept, SUBJECT)
    with monkeypatch.context() as patch:
        bad = ScanResult(7, bytes(32), Fault(8, "entry 8 is not what was sealed"))
        patch.setattr(erased, "audit", lambda _: bad)
        said = kept(*ERASE, actor=KEEPER, code=6).stderr
    assert "CERTIFICATE OF ERASURE" in said
    assert "entry 8 is not what was sealed" in said
    assert _standing(kept)["standing"] == "erased"


def test_a_receipt_that_no_longer_holds_is_told(
    kept: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.integrity import after_erasure as erased

    ask_to_erase(kept, SUBJECT)

    def broken(*_: object) -> None:
        raise ProofError("the leaf is not in the tree")

    with monkeypatch.context() as patch:
        patch.setattr(erased, "verify_receipt", broken)
        said = kept(*ERASE, actor=KEEPER, code=6).stderr
    assert "no longer holds: the leaf is not in the tree" in said


def test_what_left_the_ledger_before_is_listed(kept: Assure) -> None:
    ask_to_erase(kept, SUBJECT)
    open_moderation(kept)
    pack = ("ledger", "pack", SUBJECT)
    kept(*pack, "--out", "one.zip", "--to", "Ofsted, L. Marsh", actor=LEAD)
    kept(*pack, "--out", "two.zip", "--break-glass", "Case tracking", actor=INSPECTOR)
    kept("ledger", "pack", f"{CODE}/C02", "--out", "other.zip", "--to", "Somebody", actor=LEAD)
    said = kept(*ERASE, actor=KEEPER).stderr
    assert f"Ofsted, L. Marsh: a pack of {SUBJECT} (entry" in said
    assert "Its text is sealed." in said
    assert f"{INSPECTOR}: a pack of {SUBJECT}" in said
    assert f"{INSPECTOR}: the confidential text, opened by break-glass" in said
    assert said.count("ask for its return") == 2
    assert "Somebody" not in said


def test_how_long_backups_are_kept_comes_from_the_settings(kept: Assure) -> None:
    kept.clock.put("2026-02-23")
    ask_to_erase(kept, SUBJECT, f"{CODE}/C02")
    kept.clock.put("2026-03-02")
    (kept.folder / "home" / "retention.yaml").write_text("key_backups_days: 10\n")
    assert "must be gone by 12 March 2026 (10 days)" in kept(*ERASE, actor=KEEPER).stderr
    (kept.folder / "home" / "retention.yaml").write_text("key_backups_days: -1\n")
    other = ("vault", "erase", f"{CODE}/C02", *URGENT)
    assert "key_backups_days" in kept(*other, actor=KEEPER, code=3).stderr
    (kept.folder / "home" / "retention.yaml").unlink()
    assert "(20 days)" in kept(*other, "--backups-kept", "20", actor=KEEPER).stderr


def test_only_a_keeper_forgets_and_only_what_is_there(kept: Assure) -> None:
    ask = ("request", "erase")
    why = ("--authority", OFFICER, *ASKED)
    for subject, code in (("2026-neglect/C99", "no-words"), ("2026-neglect", "invalid-input")):
        assert kept(*ask, subject, *why, code=3).stderr.endswith(f"[{code}]\n")
    kept(*ask, SUBJECT, *why, "--on", "2026-12-31", code=3)
    for actor in (LEAD, POLICE, INSPECTOR):
        kept(*ask, SUBJECT, *why, actor=actor, code=4)
    ask_to_erase(kept, SUBJECT)
    size = entries(kept)
    for actor in (LEAD, CHAIR, POLICE, INSPECTOR, COORDINATOR):
        kept(*ERASE, actor=actor, code=4)
    said = kept("vault", "erase", "2026-neglect/C99", *URGENT, actor=KEEPER, code=3).stderr
    assert said.endswith("[no-request]\n")
    kept(*ERASE, "--dry-run", actor=KEEPER)
    elsewhere = ("--home", str(kept.folder / "elsewhere"))
    kept(*ERASE, *elsewhere, actor=KEEPER, code=1)
    assert entries(kept) == size
    assert _words(kept) == "Seen on C01."


def test_a_legal_hold_forbids_it_until_its_own_authority_lets_go(kept: Assure) -> None:
    court = ("--authority", "Family Court", "--reason", "Proceedings")
    kept("vault", "hold", SUBJECT, *court, actor=LEAD, code=4)
    ask_to_erase(kept, SUBJECT)
    kept("vault", "hold", SUBJECT, *court, actor=KEEPER)
    said = kept(*ERASE, actor=KEEPER, code=3).stderr
    assert "placed by authority of Family Court" in said
    assert said.endswith("[legal-hold]\n")
    assert _standing(kept)["standing"] == "held"
    kept(
        "vault", "release", SUBJECT, "--authority", "Police", "--reason", "x", actor=KEEPER, code=3
    )
    kept("vault", "release", SUBJECT, *court, actor=KEEPER)
    kept("request", "hold", "1", "--reason", "An inquiry", actor=POLICE)
    assert "[request-held]" in kept(*ERASE, actor=KEEPER, code=3).stderr
    assert _standing(kept)["held_by"] == [POLICE]
    kept("request", "release", "1", "--reason", "Settled", actor=KEEPER, code=3)
    kept("request", "release", "1", "--reason", "Settled", actor=POLICE)
    kept(*ERASE, actor=KEEPER)
    kept("vault", "hold", SUBJECT, *court, actor=KEEPER, code=3)


@pytest.mark.parametrize("step", ["begin", "destroy", "look", "complete"])
def test_an_erasure_that_was_cut_off_goes_on(
    kept: Assure, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_to_erase(kept, SUBJECT)

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if step == "begin":
            patch.setattr(acts, "BeginErasure", killed)
        elif step == "destroy":
            patch.setattr(Keystore, "destroy", killed)
        elif step == "look":
            patch.setattr(Keystore, "holds", killed)
        else:
            patch.setattr(erasure, "CompleteErasure", killed)
        with pytest.raises(Killed):
            kept(*ERASE, actor=KEEPER)
    assert _standing(kept)["standing"] == ("to be erased" if step == "begin" else "being erased")
    said = kept(*ERASE, actor=KEEPER).stderr
    assert "CERTIFICATE OF ERASURE" in said
    topics = [item.topic for item in toolkit.read(kept.ledger)]
    for event in ("ActRequested", "ErasureBegun", "ErasureCompleted"):
        assert topics.count(event) == 1


def test_the_same_command_twice_is_one_erasure_and_the_same_certificate(kept: Assure) -> None:
    ask_to_erase(kept, SUBJECT)
    once = (*ERASE, "--command-id", "once")
    kept(*once, actor=KEEPER)
    size = entries(kept)
    assert "CERTIFICATE OF ERASURE" in kept(*once, actor=KEEPER).stderr
    assert entries(kept) == size


def test_the_status_of_every_subject_and_as_it_stood(kept: Assure) -> None:
    before = entries(kept)
    ask_to_erase(kept, SUBJECT)
    kept(*ERASE, actor=KEEPER)
    found = {row["subject"]: row["standing"] for row in kept.read("vault", "status", actor=KEEPER)}
    assert set(found) == {f"{CODE}/C0{number}" for number in range(1, 6)}
    assert found[SUBJECT] == "erased"
    assert set(found.values()) == {"erased", "kept"}
    (then,) = kept.read("vault", "status", SUBJECT, "--as-at", str(before), actor=KEEPER)
    assert then["standing"] == "kept"
    kept("vault", "status", actor="x-who", code=4)


RETENTION = """
case_key: {months_after_close: 1, basis: Our own rule}
returns: {months_after_close: permanent, basis: Our own rule}
"""


def test_what_is_due_is_listed_and_nothing_is_deleted(
    kept: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from application import retention
    from domain.audit.events import AuditClosed
    from domain.audit.state import Audit

    assert kept.read("vault", "due") == []
    end = AuditClosed.model_validate_json(f'{{"audit": "{CODE}", "closed_on": "2026-01-15"}}')
    monkeypatch.setattr(Audit, "closed", property(lambda _: end, lambda *_: None))
    kept("vault", "hold", SUBJECT, "--authority", "Court", "--reason", "x", actor=KEEPER)
    kept.clock.put("2026-03-01")
    assert kept.read("vault", "due") == []
    path = kept.file("periods.yaml", RETENTION)
    found = kept.read("vault", "due", "--settings", path)
    assert {(row["due_on"], row["kind"], row["basis"]) for row in found} == {
        ("2026-02-15", "case-key", "Our own rule")
    }
    assert [row["what"] for row in found if row["held"]] == [SUBJECT]
    assert len(found) == 5
    (kept.folder / "home" / retention.USUAL).write_text(RETENTION, encoding="utf-8")
    assert kept.read("vault", "due") == found
    assert _words(kept) == "Seen on C01."


def test_a_settings_file_with_a_fault_is_refused(kept: Assure) -> None:
    path = kept.file("periods.yaml", "case_key: 12")
    assert path in kept("vault", "due", "--settings", path, code=3).stderr


def test_an_agencys_own_number_is_for_its_own_people_and_the_lead(kept: Assure) -> None:
    ask_to_erase(kept, SUBJECT)
    where = (CODE, "C01", "--agency", "police")
    size = entries(kept)
    for actor in (HEALTH, LEADS["health"], CHAIR, NEUTRAL, INSPECTOR, KEEPER, "s-lee"):
        kept("vault", "map", *where, "--reference", "x", actor=actor, code=4)
    said = kept("vault", "find", *where, actor=POLICE, code=3).stderr
    assert said.endswith("[not-mapped]\n")
    kept("vault", "map", *where, "--reference", "-", actor=POLICE, stdin=NUMBER)
    for actor in (POLICE, LEADS["police"], LEAD):
        shown = kept("vault", "find", *where, "--output", "json", actor=actor).stdout
        assert json.loads(shown)["reference"] == NUMBER
    for actor in (HEALTH, LEADS["health"], CHAIR, NEUTRAL, INSPECTOR, KEEPER, "s-lee"):
        kept("vault", "find", *where, actor=actor, code=4)
    assert entries(kept) == size
    for path in kept.folder.rglob("*"):
        assert not path.is_file() or NUMBER.encode() not in path.read_bytes()
    kept(*ERASE, actor=KEEPER)
    kept("vault", "find", *where, actor=POLICE, code=3)
    kept("vault", "map", *where, "--reference", "x", actor=POLICE, code=3)


@pytest.mark.parametrize(
    "where",
    [
        (CODE, "C99", "--agency", "police"),
        (CODE, "c01", "--agency", "police"),
        ("2026-other", "C01", "--agency", "police"),
    ],
)
def test_a_number_is_kept_for_a_case_that_is_there_only(
    kept: Assure, where: tuple[str, ...]
) -> None:
    kept("vault", "map", *where, "--reference", "x", actor=POLICE, code=3)
    kept("vault", "map", CODE, "C01", "--agency", "police", "--reference", "a\nb", code=3)


def test_a_new_key_of_keys_makes_older_copies_worthless(kept: Assure) -> None:
    home = _home(kept)
    older = home.keystore.read_bytes()
    old_key = (home.keystore.parent / CREDENTIAL).read_bytes()
    kept("vault", "rewrap", actor=LEAD, code=4)
    assert (home.keystore.parent / CREDENTIAL).read_bytes() == old_key
    kept("vault", "rewrap", actor=KEEPER)
    assert (home.keystore.parent / CREDENTIAL).read_bytes() != old_key
    assert _words(kept) == "Seen on C01."
    kept("agency", "join", "housing", "--title", "H", "--sector", "housing")
    kept("ledger", "checkpoint")
    home.keystore.write_bytes(older)
    said = kept("agency", "list", code=1).stderr
    assert "does not open with this key" in said


@pytest.mark.parametrize("step", ["signer", "keystore", "credential"])
def test_a_renewal_that_was_cut_off_goes_on(
    kept: Assure, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    from ledger.keys import key_encryption_key

    with monkeypatch.context() as patch:
        if step == "signer":
            patch.setattr(signers, "_write_key", killed)
        elif step == "keystore":
            patch.setattr(Keystore, "rewrap", killed)
        else:
            patch.setattr(key_encryption_key, "_overwrite", killed)
        with pytest.raises(Killed):
            kept("vault", "rewrap", actor=KEEPER)
    if step == "signer":
        kept("agency", "list")
    else:
        said = kept("agency", "list", code=1).stderr
        assert said.startswith("A renewal of the key-encryption key was interrupted.")
    kept("vault", "rewrap", actor=KEEPER)
    assert _words(kept) == "Seen on C01."
    kept("agency", "join", "housing", "--title", "H", "--sector", "housing")
    kept("ledger", "checkpoint")
    folder = _home(kept).keystore.parent
    assert {path.name for path in folder.iterdir()} == {CREDENTIAL, "keystore.db"}


def test_everything_verifies_at_the_end(kept: Assure) -> None:
    for case in ("C01", "C02"):
        erase(kept, f"{CODE}/{case}")
    assert audit(kept.ledger).ok
    assert kept("ledger", "verify").stdout.startswith("Whole: ")
