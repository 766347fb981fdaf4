"""Words about a child, from the moment they are recorded to the moment they are forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from application.identity import local
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Stamp
from domain.kernel.vocabulary import ReplacementReason, Role
from domain.returns.decisions import AppendReturn
from domain.returns.events import GradeGiven
from domain.sample.changes import ReplaceCase
from domain.sample.events import CaseSampled, SampleDrawn, Seats
from domain.vault.decisions import RequestErasure
from domain.vault.events import ErasureBegun, KeyIssued
from ledger.custodian import Custodian
from ledger.errors import ConflictError, UnusableError
from ledger.integrity.scan import audit
from ledger.opening import begin_ledger, open_ledger
from ledger.proof.receipt import verify_receipt
from ledger.reader import LedgerReader
from ledger.service import Ledger
from ledger.settings import Settings, load
from ledger.store.entry import Entry
from projections.checks import overseer
from projections.engine.projector import Projection
from tests.ledger.partnership import (
    AUDIT,
    DRAW,
    FORM,
    FRAME,
    OTHER_RETURN,
    RETURN,
    SteppingClock,
    a_return,
    a_revision,
    begin,
    enter,
    keys_of,
    prepare,
)
from tests.ledger.processes import together

PLANTED = "Zoë said she sleeps at her friend's."
SUBJECT = f"{AUDIT}/C01"
VAULT = streams.vault(SUBJECT)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEEPER = "kim-keeper"
ERASED_WORDS = "[erased on 24 November 2026, by authority of Dana Officer]"


def planted_return(**fields: Any) -> AppendReturn:
    return a_return(evidence=PLANTED, **fields)


def bytes_beside(path: Path) -> bytes:
    """Everything in the ledger's file and in those that SQLite keeps beside it."""
    return b"".join(f.read_bytes() for f in sorted(path.parent.glob(f"{path.name}*")))


def words_of(ledger: Ledger, viewer: str = "pat-police") -> dict[str, str] | None:
    """The words of the police's grade of C01, as somebody reads them."""
    grade = ledger.entries(RETURN)[1]
    assert isinstance(grade.event, GradeGiven)
    return LedgerReader(ledger, viewer).text(grade)


# Sealed on the way in, opened on the way out


def test_recorded_words_are_in_no_byte_of_the_store_and_open_with_the_key(
    prepared: Ledger, path: Path
) -> None:
    prepared.record(planted_return(), actor=local("pat-police"))
    assert words_of(prepared) == {"evidence": PLANTED}
    with enter(path) as again:
        assert words_of(again) == {"evidence": PLANTED}
    kept = bytes_beside(path)
    for part in (
        PLANTED.encode(),
        PLANTED.encode("utf-16-le"),
        b"sleeps",
        b"Zo\\u00eb",
        "Zoë".encode(),
    ):
        assert part not in kept


def test_without_the_keys_the_facts_are_read_and_the_words_are_closed(
    prepared: Ledger, path: Path
) -> None:
    prepared.record(planted_return(), actor=local("pat-police"))
    with Ledger.open(path) as bare:
        assert words_of(bare) == {"evidence": "[closed: the key is not on this machine]"}
        grade = bare.entries(RETURN)[1].event
        assert isinstance(grade, GradeGiven)
        assert (grade.grade, grade.evidence) == ("good", "")


def test_words_are_opened_for_nobody_who_may_not_read_them(prepared: Ledger) -> None:
    prepared.record(planted_return(), actor=local("pat-police"))
    for viewer in ("noor-health", "cas-chair", "ina-inspector", "ruth-haldane", "stranger"):
        assert words_of(prepared, viewer) is None


# The key of a case


def test_the_key_is_issued_once_with_the_first_words(ledger: Ledger) -> None:
    """The draw brings them: which case of the list each pseudonym is."""
    prepare(ledger, drawn=False)
    vault = keys_of(Path(ledger.engine.address))
    assert ledger.entries(VAULT) == ()
    receipt = ledger.record(DRAW, actor=local("lee-lead")).receipt
    assert [line.event for line in receipt.lines] == [
        "KeyIssued",
        "KeyIssued",
        "SampleDrawn",
        "CaseSampled",
        "CaseSampled",
    ]
    ledger.record(planted_return(), actor=local("pat-police"))
    (entry,) = ledger.entries(VAULT)
    key = vault.key(SUBJECT)
    assert entry.event == KeyIssued(subject=SUBJECT, kid=key.kid, commitment=key.commitment)
    assert entry.stamp.actor == "lee-lead"


def test_words_without_keys_are_refused_and_nothing_is_recorded(
    prepared: Ledger, path: Path
) -> None:
    size = prepared.size()
    with Ledger.open(path, SteppingClock(LATER)) as bare:
        for dry_run in (False, True):
            with pytest.raises(UnusableError, match="keys of this ledger are not on this machine"):
                bare.record(planted_return(), actor=local("pat-police"), dry_run=dry_run)
        assert bare.size() == size
        assert bare.record(a_return(), actor=local("pat-police")).receipt.lines, (
            "no words need no key"
        )


def test_a_dry_run_makes_no_key(ledger: Ledger) -> None:
    prepare(ledger, drawn=False)
    assert ledger.record(DRAW, actor=local("lee-lead"), dry_run=True).receipt.dry_run
    assert not keys_of(Path(ledger.engine.address)).keystore.knows(SUBJECT)


def test_words_said_twice_with_one_command_id_are_one_record(prepared: Ledger, path: Path) -> None:
    first = prepared.record(planted_return(), actor=local("pat-police"), command_id="mine").receipt
    again = prepared.record(planted_return(), actor=local("pat-police"), command_id="mine").receipt
    assert (again, again.repeated) == (first, True)
    with pytest.raises(ConflictError, match="already used for something else"):
        prepared.record(a_return(evidence="Other."), actor=local("pat-police"), command_id="mine")
    with Ledger.open(path, SteppingClock(LATER)) as bare:
        told = bare.record(planted_return(), actor=local("pat-police"), command_id="mine").receipt
        assert (told, told.repeated) == (first, True)
        with pytest.raises(ConflictError, match="already used for something else"):
            bare.record(
                planted_return(grade="inadequate"), actor=local("pat-police"), command_id="mine"
            )


# Several at once


def _sampled_without_words(ledger: Ledger) -> None:
    """Two cases whose first words are still to come, which no draw leaves."""
    prepare(ledger, drawn=False)
    stream, drawn = streams.sample(AUDIT), Seats(name="all", size=4, quota="2", seats=2)
    stamp = Stamp(
        recorded_at=LATER, actor="lee-lead", role=Role.LEAD_AUDITOR, command_id="without-words"
    )
    events = (
        SampleDrawn(
            audit=AUDIT, method="test", allocation=(drawn,), self_weighting=True, warnings=()
        ),
        *(
            CaseSampled(audit=AUDIT, case=case, place=place, frame_ref="", stratum="")
            for place, case in enumerate(("C01", "C02"), 1)
        ),
    )
    entries = [Entry(stream, version, event, stamp) for version, event in enumerate(events, 3)]
    ledger._store.save(*entries, command_id=stamp.command_id, read_versions={})


def test_the_first_words_about_one_case_in_several_processes_share_one_key(path: Path) -> None:
    """Two agencies' returns are different streams: neither has to wait for the other."""
    with begin(path) as ledger:
        _sampled_without_words(ledger)
        size = ledger.size()

    def append(agency: str, actor: str) -> Callable[[Path], str]:
        def act(path: Path) -> str:
            with enter(path) as ledger:
                receipt = ledger.record(planted_return(agency=agency), actor=local(actor)).receipt
            return ",".join(line.event for line in receipt.lines)

        return act

    answers = together(path, [append("police", "pat-police"), append("health", "noor-health")])
    usual = "ReturnAppended,GradeGiven"
    assert sorted(answers) == [f"KeyIssued,{usual}", usual]
    with enter(path) as ledger:
        assert len(ledger.entries(VAULT)) == 1
        assert ledger.size() == size + 5
        for stream in (RETURN, OTHER_RETURN):
            grade = ledger.entries(stream)[1].event
            assert isinstance(grade, GradeGiven)
            assert grade.evidence == PLANTED
    assert audit(path).ok


def test_two_processes_that_draw_at_once_draw_once(path: Path) -> None:
    with begin(path) as ledger:
        prepare(ledger, drawn=False)

    def draw(path: Path) -> str:
        with enter(path) as ledger:
            try:
                return str(len(ledger.record(DRAW, actor=local("lee-lead")).receipt.lines))
            except ConflictError as conflict:
                return conflict.message

    drawn, other = sorted(together(path, [draw, draw]), key=lambda answer: answer != "5")
    assert drawn == "5"
    assert other == "0" or "lee-lead was first: SampleDrawn" in other
    with enter(path) as ledger:
        for case in ("C01", "C02"):
            assert len(ledger.entries(streams.vault(f"{AUDIT}/{case}"))) == 1
    assert audit(path).ok


# Forgotten


@pytest.fixture
def settings(path: Path, tmp_path: Path) -> Settings:
    return load(ledger=str(path), home=str(tmp_path / "home"), environment={})


@pytest.fixture
def kept(path: Path, settings: Settings) -> Iterator[Ledger]:
    """A ledger with a name, a signer and a keeper, in which the police's return is recorded."""
    ledger, _ = begin_ledger(
        path, settings, "wrenshire.invalid/ledger", FORM, local("ruth-haldane"), SteppingClock()
    )
    with ledger:
        prepare(ledger)
        ledger.record(
            EnrolPerson(person=KEEPER, full_name="Kim Keeper"),
            GrantRole(person=KEEPER, role=Role.KEEPER),
            actor=local("ruth-haldane"),
        )
        ledger.record(planted_return(), actor=local("pat-police"), command_id="mine")
        yield ledger
    assert audit(path).ok


def custodian_of(ledger: Ledger) -> Custodian:
    assert isinstance(ledger.custodian, Custodian)
    return ledger.custodian


def request(ledger: Ledger) -> None:
    ledger.record(
        RequestErasure(
            subject=SUBJECT,
            requested_on=date(2026, 11, 23),
            authority="Dana Officer",
            reason="Article 17.",
        ),
        actor=local(KEEPER),
    )


def erase(ledger: Ledger) -> None:
    request(ledger)
    custodian_of(ledger).erase(SUBJECT, local(KEEPER))


def counted(path: Path) -> dict[str, int]:
    """How many rows each fact table of the case's noun holds."""
    projection = Projection.of(str(path))
    try:
        projection.catch_up()
        with projection.session(overseer(projection)) as session:
            return {
                table: len(session.rows(f"SELECT * FROM main.{table}"))
                for table in ("return_appended", "grade_given", "case_sampled")
            }
    finally:
        projection.close()


def test_after_an_erasure_the_words_are_gone_and_counts_and_receipts_are_not(
    kept: Ledger, path: Path, settings: Settings
) -> None:
    position = kept.entries(RETURN)[1].position
    assert position is not None
    row, keeper = kept.row(position), custodian_of(kept)
    receipt, before = keeper.receipt(position), counted(path)
    key = keeper.vault.key(SUBJECT)
    kept._clock = SteppingClock(LATER)
    erase(kept)

    assert words_of(kept) == {"evidence": ERASED_WORDS}
    with open_ledger(settings, SteppingClock(LATER)) as again:
        assert words_of(again) == {"evidence": ERASED_WORDS}
        assert custodian_of(again).vault.find(SUBJECT) is None
    assert not keeper.vault.keystore.holds(key.kid.encode())
    assert (kept.row(position), counted(path)) == (row, before)
    for shown in (receipt, keeper.receipt(position)):
        proved = verify_receipt(shown, "wrenshire.invalid/ledger", [keeper.vkey])
        assert proved.index == position - 1
    closed = {
        entry.event.case: entry.closed
        for entry in kept.entries(streams.sample(AUDIT))
        if isinstance(entry.event, CaseSampled)
    }
    assert closed == {"C01": {"frame_ref", "stratum"}, "C02": frozenset()}


def test_an_export_that_cannot_be_deleted_leaves_the_erasure_to_be_run_again(
    kept: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = custodian_of(kept)
    export = keeper.home.exports / "pack.zip"
    export.parent.mkdir(parents=True, exist_ok=True)
    export.write_bytes(b"words")

    def refused(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    request(kept)
    with monkeypatch.context() as refusing:
        refusing.setattr(Path, "unlink", refused)
        with pytest.raises(UnusableError, match="pack.zip cannot be deleted"):
            keeper.erase(SUBJECT, local(KEEPER))
    assert export.exists()
    assert "Exports kept beside the ledger: 1 deleted." in keeper.erase(SUBJECT, local(KEEPER))
    assert not export.exists()


def test_no_new_words_after_an_erasure_not_even_in_a_dry_run(kept: Ledger) -> None:
    erase(kept)
    for dry_run in (False, True):
        with pytest.raises(Refusal) as caught:
            kept.record(a_revision("inadequate"), actor=local("pat-police"), dry_run=dry_run)
        assert caught.value.code == "words-erased"
    assert kept.record(a_return("health"), actor=local("noor-health")).receipt.lines, (
        "grades without words"
    )


def test_an_erased_case_cannot_be_drawn_again_as_another(kept: Ledger) -> None:
    """Which case of the list it was is forgotten: the drawing order cannot go on from it."""
    erase(kept)
    replace = ReplaceCase(
        audit=AUDIT, case="C02", reason=ReplacementReason.TRANSFERRED, frame=FRAME
    )
    with pytest.raises(Refusal) as caught:
        kept.record(replace, actor=local("lee-lead"))
    assert caught.value.code == "references-closed"
    assert "C01" in caught.value.message


def test_the_receipt_of_forgotten_words_can_still_be_asked_for_again(kept: Ledger) -> None:
    """The reply was lost, and the words were erased since: it is still the same command."""
    erase(kept)
    again = kept.record(planted_return(), actor=local("pat-police"), command_id="mine").receipt
    assert again.repeated
    with pytest.raises(ConflictError):
        kept.record(
            planted_return(grade="inadequate"), actor=local("pat-police"), command_id="mine"
        )


def test_an_erasure_while_words_are_being_recorded_wins(
    kept: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is destroyed after it was found and before it was used."""
    request(kept)
    size, vault = kept.size(), custodian_of(kept).vault
    seal, seen = vault.sealed_json, list[int]()

    def sealing(*given: Any) -> bytes:
        seen.append(1)
        if len(seen) == 1:
            with open_ledger(settings, SteppingClock(LATER)) as other:
                custodian_of(other).erase(SUBJECT, local(KEEPER))
        return seal(*given)

    monkeypatch.setattr(vault, "sealed_json", sealing)
    with pytest.raises(Refusal) as caught:
        kept.record(a_revision("inadequate"), actor=local("pat-police"))
    assert caught.value.code == "words-erased"
    assert isinstance(kept.entries(VAULT)[2].event, ErasureBegun)
    assert kept.size() == size + 2, "the erasure and nothing else"
