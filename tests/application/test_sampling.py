"""A sample by acts: a table in, a list to keep out, a draw, replacements, and drawing again."""

from __future__ import annotations

import pytest

from application import sampling
from application.identity import local
from application.reading import Reader
from application.sample_as_recorded import shown
from application.sampling import PreparedList
from application.workspace import Workspace
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import ReplacementReason
from domain.sample.changes import CallNotGradable, FindGradable, RedrawSample
from domain.sample.decisions import DrawSeed
from domain.sample.events import SeedDrawn
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, FRAME, prepare

KEPT = GivenFile("frame.tsv", FRAME.text().encode())
CHANGED = GivenFile("frame.tsv", FRAME.text().replace("r1\tall", "r1\tnone").encode())
REASON = ReplacementReason.TRANSFERRED


@pytest.fixture
def lead(prepared: Ledger) -> Workspace:
    return Workspace(prepared, local("lee-lead"))


def _reader(ledger: Ledger, person: str = "lee-lead") -> Reader:
    return Reader(ledger, person)


def test_a_list_is_committed_by_its_digest_and_drawn_from(ledger: Ledger) -> None:
    prepare(ledger, drawn=False)
    lead = Workspace(ledger, local("lee-lead"))
    table = GivenFile("cases.csv", b"ref,age\nk1,0-4\nk2,5-9\nk3,0-4\n")
    first, second = (sampling.prepare_list(lead, AUDIT, table) for _ in range(2))
    assert first.frame.salt != second.frame.salt
    assert [(row.ref, row.stratum) for row in first.frame.rows] == [
        ("k1", "0-4"),
        ("k2", "5-9"),
        ("k3", "0-4"),
    ]
    with pytest.raises(Refusal) as refusal:
        sampling.fix_list(lead, AUDIT, first, None)
    assert refusal.value.code == "frame-committed"
    same = PreparedList(FRAME, (), (), (), ())
    assert sampling.fix_list(lead, AUDIT, same, None).receipt.lines == ()
    with pytest.raises(InputError, match="cases.csv"):
        sampling.prepare_list(lead, AUDIT, GivenFile("cases.csv", b"ref,town\nk1,A\n"))
    with pytest.raises(Refusal, match="No plan is agreed"):
        sampling.prepare_list(lead, "2027-none", table)


def test_what_a_list_would_be_drawn_from_is_seen_before_it_is_fixed(ledger: Ledger) -> None:
    prepare(ledger, drawn=False)
    lead = Workspace(ledger, local("lee-lead"))
    table = GivenFile("cases.csv", b"Ref , AGE\nk1,0-4\nk2,5-9\nk3,0-4\nk4, 0-4.\nKl,5-9\n")
    prepared = sampling.prepare_list(lead, AUDIT, table)
    assert [(one.value, one.in_the_list, one.seats) for one in prepared.layers] == [
        ("0-4", 2, 1),
        ("0-4.", 1, 0),
        ("5-9", 2, 1),
    ]
    assert prepared.warnings[0].startswith("0-4.: no seat")
    stratum, ref = prepared.faults
    assert stratum.startswith("row 5, age: '0-4' in 2 rows, first row 2; '0-4.' in 1 row, first")
    assert ref.startswith("row 6, ref: 'k1' in 1 row, first row 2; 'Kl' in 1 row, first row 6")
    told = ("0-4 | 0-4.", "k1 | Kl")
    assert sampling.prepare_list(lead, AUDIT, table, told).faults == ()
    with pytest.raises(Refusal, match="look alike"):
        sampling.fix_list(lead, AUDIT, prepared, "The first list had gaps.")


def test_another_list_is_fixed_with_a_reason_and_the_old_one_stays_to_be_seen(
    lead: Workspace,
) -> None:
    table = GivenFile("cases.csv", b"ref,age\nk1,0-4\nk2,5-9\nk3,0-4\n")
    prepared = sampling.prepare_list(lead, AUDIT, table)
    outcome = sampling.fix_list(lead, AUDIT, prepared, "Two villages were missing.")
    assert [line.event for line in outcome.receipt.lines] == ["FrameReplaced"]
    found = shown(_reader(lead.ledger), AUDIT)
    assert found.document["digest"] == prepared.frame.digest()
    assert "seed" not in found.document
    [old] = found.document["superseded"]
    assert (old["what"], old["digest"], old["size"]) == ("case list", FRAME.digest(), 4)
    assert (old["cases_drawn"], old["reason"]) == (2, "Two villages were missing.")
    assert len(old["seed"]) == 20
    assert {case["standing"] for case in found.cases} == {"set aside"}
    with pytest.raises(Refusal) as refusal:
        sampling.draw_again(_reader(lead.ledger), AUDIT, KEPT)
    assert refusal.value.code == "superseded-frame"
    kept = GivenFile("new.tsv", prepared.frame.text().encode())
    checked = sampling.draw_again(_reader(lead.ledger), AUDIT, kept)
    assert (checked.is_drawn, checked.margins) == (False, ())
    assert [(one.value, one.in_the_list) for one in checked.layers] == [("0-4", 2), ("5-9", 1)]


def test_a_case_that_nobody_can_grade_is_shown_as_such(lead: Workspace) -> None:
    lead.record(CallNotGradable(audit=AUDIT, case="C02", reason="No record anywhere."))
    found = shown(_reader(lead.ledger), AUDIT)
    assert [(case["case"], case["standing"], case["reason"]) for case in found.cases] == [
        ("C01", "to be audited", None),
        ("C02", "not gradable", "No record anywhere."),
    ]
    counts = ("cases_drawn", "cases_replaced", "cases_not_gradable")
    assert [found.document[name] for name in counts] == [2, 0, 1]
    other = shown(_reader(lead.ledger, "pat-police"), AUDIT)
    assert {case["reason"] for case in other.cases} == {None}
    lead.record(FindGradable(audit=AUDIT, case="C02", reason="It was found."))
    again = shown(_reader(lead.ledger), AUDIT)
    assert {case["standing"] for case in again.cases} == {"to be audited"}


def test_a_draw_says_what_was_expected_and_a_dry_run_or_a_repetition_nothing(
    ledger: Ledger,
) -> None:
    prepare(ledger, drawn=False)
    lead = Workspace(ledger, local("lee-lead"))
    rehearsed = sampling.draw(lead, AUDIT, KEPT, dry_run=True)
    assert (rehearsed.warnings, rehearsed.margins) == ((), ())
    drawn = sampling.draw(lead, AUDIT, KEPT)
    assert drawn.outcome.events == rehearsed.outcome.events
    [margin] = drawn.margins
    assert (margin.margin, margin.value, margin.in_the_list) == ("age", "all", 4)
    assert margin.expected == margin.drawn == 2
    again = sampling.draw(lead, AUDIT, KEPT)
    assert (again.outcome.receipt.lines, again.margins) == ((), ())


def test_a_draw_that_stands_is_confirmed_to_those_who_may_know_its_refs(lead: Workspace) -> None:
    for person in ("lee-lead", "nell-neutral"):
        checked = sampling.draw_again(_reader(lead.ledger, person), AUDIT, KEPT)
        assert (checked.differences, checked.warnings) == ((), ())
    with pytest.raises(NotPermittedError):
        sampling.draw_again(_reader(lead.ledger, "pat-police"), AUDIT, KEPT)
    with pytest.raises(Refusal) as refusal:
        sampling.draw_again(_reader(lead.ledger), AUDIT, CHANGED)
    assert refusal.value.code == "other-frame"


def test_many_replacements_have_to_be_said_and_are_confirmed_too(lead: Workspace) -> None:
    replaced = sampling.replace(lead, AUDIT, "C01", REASON, KEPT)
    said = "1 of 2 replaced: cases that could not be audited may differ"
    assert replaced.warnings == (said,)
    assert sampling.replace(lead, AUDIT, "C01", REASON, KEPT).outcome.receipt.lines == ()
    checked = sampling.draw_again(_reader(lead.ledger), AUDIT, KEPT)
    assert (checked.differences, checked.warnings) == ((), (said,))


def test_a_draw_set_aside_is_not_checked_and_a_second_one_is(lead: Workspace) -> None:
    lead.record(RedrawSample(audit=AUDIT, reason="A list with gaps"))
    aside = sampling.draw_again(_reader(lead.ledger), AUDIT, KEPT)
    assert (aside.is_drawn, aside.margins) == (False, ())
    with pytest.raises(Refusal) as refusal:
        sampling.draw_again(_reader(lead.ledger), "2027-none", KEPT)
    assert refusal.value.code == "nothing-drawn"
    seed = {"seed": "58316907245103388642", "source": "Dice", "witness": "ina-inspector"}
    Workspace(lead.ledger, local("nell-neutral")).record(DrawSeed(audit=AUDIT, **seed))
    drawn = sampling.draw(lead, AUDIT, KEPT)
    assert len(drawn.outcome.receipt.lines) >= 3
    assert sampling.draw_again(_reader(lead.ledger), AUDIT, KEPT).differences == ()


def test_the_sample_is_shown_as_far_as_the_reader_may_read_it(lead: Workspace) -> None:
    sampling.replace(lead, AUDIT, "C01", REASON, KEPT)
    full = shown(_reader(lead.ledger), AUDIT)
    standing = [(case["case"], case["standing"], case["replaced_by"]) for case in full.cases]
    assert standing == [
        ("C01", "replaced", "C03"),
        ("C02", "to be audited", None),
        ("C03", "to be audited", None),
    ]
    assert {case["stratum"] for case in full.cases} == {"all"}
    other = shown(_reader(lead.ledger, "pat-police"), AUDIT)
    assert {(case["stratum"], case["frame_ref"]) for case in other.cases} == {(None, None)}
    [seed] = [
        entry.event
        for entry in lead.ledger.entries(streams.sample(AUDIT))
        if isinstance(entry.event, SeedDrawn)
    ]
    assert full.document["seed"] == other.document["seed"] == seed.seed
    lead.record(RedrawSample(audit=AUDIT, reason="A list with gaps"))
    aside = shown(_reader(lead.ledger), AUDIT)
    assert {case["standing"] for case in aside.cases} == {"set aside"}
