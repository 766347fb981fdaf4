"""Recording through a workspace: who acts, one decision for a dry run, screening by default."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from application.identity import Identity, demonstration, local
from application.screening import NAMES_NOBODY, Confirmation, Suspected, place
from application.workspace import Workspace
from domain.identifiers import Identifier
from domain.kernel.vocabulary import KnownBy
from domain.vault.events import KeyIssued
from ledger.decision import Outcome
from ledger.errors import NotPermittedError, UnusableError
from ledger.service import Ledger
from tests.ledger.partnership import DRAW, RETURN, a_return, a_revision, prepare

PAT = local("pat-police")
NAMING = a_return(evidence="NHS 943 476 5919")


@pytest.mark.parametrize("identity", [PAT, demonstration("pat-police")], ids=str)
def test_the_stamp_says_who_acted_and_how_that_was_known(
    prepared: Ledger, identity: Identity
) -> None:
    Workspace(prepared, identity).record(a_return())
    stamps = [entry.stamp for entry in prepared.entries(RETURN)]
    assert {(stamp.actor, stamp.known_by) for stamp in stamps} == {
        (identity.person, identity.known_by)
    }
    assert {stamp.envelope for stamp in stamps} == {2}


def test_identities_differ_by_how_they_are_known() -> None:
    assert local("pat-police").known_by is KnownBy.LOCAL
    assert demonstration("pat-police").known_by is KnownBy.DEMONSTRATION


def test_a_dry_run_has_the_events_that_recording_has(prepared: Ledger) -> None:
    work, size = Workspace(prepared, PAT), prepared.size()
    commands = (a_return(evidence="He was heard."), a_revision("inadequate"))
    rehearsed = work.record(*commands, dry_run=True)
    assert rehearsed.receipt.dry_run
    assert prepared.size() == size
    recorded = work.record(*commands, command_id="once")
    assert rehearsed.events == recorded.events
    assert len(recorded.events) == 3
    stored = [entry.event for entry in prepared.entries(RETURN)]
    assert [event for _, event in recorded.events] == stored
    assert {stream for stream, _ in recorded.events} == {RETURN}
    again = work.record(*commands, command_id="once")
    assert again.receipt.repeated
    assert again == recorded


def test_a_key_that_recording_issues_is_on_the_receipt_and_no_event_of_the_decision(
    ledger: Ledger,
) -> None:
    prepare(ledger, drawn=False)
    work = Workspace(ledger, local("lee-lead"))
    rehearsed, recorded = work.record(DRAW, dry_run=True), work.record(DRAW)
    assert KeyIssued.__name__ in {line.event for line in recorded.receipt.lines}
    assert KeyIssued not in {type(event) for _, event in recorded.events}
    assert rehearsed.events == recorded.events


def test_a_dry_run_by_somebody_who_may_not_is_refused(prepared: Ledger) -> None:
    for person in ("noor-health", "nobody"):
        with pytest.raises(NotPermittedError, match=f"{person} may not append return"):
            Workspace(prepared, local(person)).record(a_return(), dry_run=True)


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_seems_to_name_somebody_is_refused_by_every_way_of_recording(
    prepared: Ledger, dry_run: bool
) -> None:
    size = prepared.size()
    work = Workspace(prepared, PAT)
    ways: tuple[Callable[[], Outcome], ...] = (
        lambda: prepared.record(NAMING, actor=PAT, dry_run=dry_run),
        lambda: work.record(NAMING, dry_run=dry_run),
    )
    for record in ways:
        with pytest.raises(Suspected) as refused:
            record()
        (finding,) = refused.value.suspicions
        assert finding.kinds == (Identifier.NHS,)
        assert finding.is_sealed
        assert place(finding.command, finding.path) == "case C01, area voice, evidence"
        assert (refused.value.code, bool(refused.value.remedy)) == ("identifiers", True)
        assert "943" not in f"{refused.value} {refused.value.suspicions!r}"
    assert prepared.size() == size


def test_screening_is_on_unless_a_caller_says_otherwise() -> None:
    for record in (Ledger.record, Workspace.record):
        assert inspect.signature(record).parameters["confirmed"].default == Confirmation()


def test_a_confirmation_covers_the_texts_it_was_given_for_and_no_other(prepared: Ledger) -> None:
    work = Workspace(prepared, PAT)
    with pytest.raises(Suspected) as refused:
        work.record(NAMING)
    confirmed = Confirmation().with_suspicions(refused.value.suspicions)
    other = a_return(evidence="NHS 943 476 5919 and a.b@school.example")
    with pytest.raises(Suspected):
        work.record(other, confirmed=confirmed)
    assert work.record(NAMING, confirmed=confirmed).receipt.lines
    revised = a_revision("inadequate", "NHS 943 476 5919 again")
    assert work.record(revised, confirmed=NAMES_NOBODY).receipt.lines


def test_a_person_who_is_nothing_here_may_read_nothing(prepared: Ledger) -> None:
    with pytest.raises(NotPermittedError, match="nobody holds no role"):
        Workspace(prepared, local("nobody")).read()
    assert Workspace(prepared, PAT).viewer.grants


def test_where_the_keys_are_not_nothing_is_signed(prepared: Ledger) -> None:
    with pytest.raises(UnusableError, match="keys of this ledger are not on this machine"):
        _ = Workspace(prepared, PAT).custodian
