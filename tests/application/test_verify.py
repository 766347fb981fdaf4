"""Verifying a ledger in one opening: what the scan covered is compared, and its figures checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.identity import local
from application.verify import check_figures, verify
from ledger.integrity import scan
from ledger.integrity.scan import audit
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, enrol_one, stage

ENTRIES_AT_ONCE = 10


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def test_a_sound_ledger_is_whole_and_its_figures_add_up(scene: Scene) -> None:
    result = verify(scene.settings)
    assert (result.is_whole, result.faults, result.misdated) == (True, (), ())
    assert result.scanned == audit(scene.path)
    assert result.is_spoken_for
    assert result.evidence is not None
    assert result.evidence.newest == scene.covered
    assert result.evidence.covered == scene.size
    assert check_figures(scene.settings, scene.size).agree


def test_what_is_recorded_and_signed_while_the_scan_runs_is_left_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compared, it would be compared without having been scanned."""
    monkeypatch.setattr(scan, "PROGRESS_EVERY", ENTRIES_AT_ONCE)
    at_rest = verify(scene.settings)
    seen: list[int] = []

    def meanwhile(read: int) -> None:
        seen.append(read)
        if len(seen) > 1:
            return
        custodian = scene.custodian()
        with custodian.ledger as ledger:
            enrol_one(ledger, 77)
            _, command = custodian.publication("Health")
            ledger.record(command, actor=local("ruth-haldane"))
            custodian.checkpoint()

    result = verify(scene.settings, meanwhile)
    assert seen
    assert (result.is_whole, result.scanned) == (True, at_rest.scanned)
    assert result.evidence is not None
    assert at_rest.evidence is not None
    assert result.evidence.size == at_rest.evidence.size
    assert result.evidence.held_by_record == at_rest.evidence.held_by_record == (0, ())
    assert result.is_spoken_for, "what was remembered meanwhile covers what was scanned"
    later = verify(scene.settings)
    assert (later.is_whole, later.scanned.size) == (True, scene.size + 3)
    assert later.evidence is not None
    assert later.evidence.held_by_record[1] == ("Health",)


def test_an_older_copy_is_named_though_every_seal_fits(scene: Scene) -> None:
    custodian = scene.custodian()
    with custodian.ledger:
        custodian.checkpoint()
    toolkit.write(scene.path, toolkit.read(scene.path)[: scene.size - 2])
    result = verify(scene.settings)
    assert result.scanned.ok
    assert result.faults[-1] == (
        f"it is an older copy: it holds {scene.size - 2} entries, and {scene.size} were signed for"
    )


def test_figures_that_do_not_add_up_are_named_and_the_ledger_is_whole(scene: Scene) -> None:
    """A plan that names an agency which never joined: no decision would record it."""
    entries = [
        item.saying(b'"health"', b'"nobody"') if item.topic == "AgencyJoined" else item
        for item in toolkit.read(scene.path)
        if item.topic != "AgencyJoined" or b'"agency":"health"' in item.state
    ]
    toolkit.write(scene.path, entries)
    scanned = audit(scene.path)
    assert scanned.ok
    figures = check_figures(scene.settings, scanned.size)
    assert not figures.agree
    assert any("agency" in question and rows > 0 for question, rows in figures.failed)


def test_without_figures_a_whole_ledger_is_still_whole(scene: Scene) -> None:
    """An event that this version does not know: it is counted, and nothing is made of it."""
    strange = toolkit.Item("audit/strange", "GradeInvented", toolkit.read(scene.path)[-1].state)
    toolkit.write(scene.path, [*toolkit.read(scene.path), strange])
    scanned = audit(scene.path)
    assert scanned.ok
    figures = check_figures(scene.settings, scanned.size)
    assert not figures.agree
    assert "GradeInvented" in (figures.unmade or "")
