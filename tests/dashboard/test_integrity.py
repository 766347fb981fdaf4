"""The Integrity page, and words that were erased, on a small ledger with its keys."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from application import verify
from application.identity import local
from application.reading import Reader
from dashboard import reading as door
from dashboard.kit.recording import receipt_file
from dashboard.reading import Door
from documents.pack.promise import PROMISE
from domain.case.views import RecordViews
from domain.custody.decisions import ContinueLedger
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.command import Command
from domain.kernel.vocabulary import Role, ViewsMethod, Whose
from ledger.errors import NotPermittedError
from ledger.integrity.confirmations import find_line, keep_line
from ledger.integrity.continuation import carry_on
from ledger.integrity.scan import audit
from ledger.proof.cosignature import cosign
from ledger.proof.keys import COSIGNATURE_V1, SigningKey
from ledger.proof.root_words import to_words
from ledger.service import Ledger
from tests.dashboard.pages import blocks, everything, opened, sentences, tables, titles
from tests.documents.places import PLANTED, Place, go_on, make_early
from tests.ledger import two_people
from tests.ledger.partnership import AUDIT, HOUSING, SteppingClock

INSPECTOR, KEEPER = "ina-inspector", "kit-keeper"
WITNESS = SigningKey("police.example/w", COSIGNATURE_V1, bytes(range(32)))

VIEWS = "Nobody asked me until the summer holidays."


@pytest.fixture(scope="module")
def moderated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = make_early(tmp_path_factory.mktemp("small"))
    go_on(place)
    return place.folder


@pytest.fixture
def place(moderated: Path, tmp_path: Path) -> Iterator[Place]:
    copied = Place(tmp_path / "place")
    shutil.copytree(moderated, copied.folder)
    yield copied
    door._doors.clear()


def shown(place: Place, page: str, actor: str = INSPECTOR, home: Path | None = None) -> AppTest:
    """A page of this ledger; `home`: where its keys are looked for."""
    before = place.path.read_bytes()
    clock = SteppingClock()
    door.serve(Door(place.path, actor, clock, home or place.settings.home))
    page_shown = opened(page)
    for key, value in CHOSEN.get(page, {}).items():
        if value in [box.value for box in page_shown.selectbox] or not page_shown.selectbox:
            continue
        page_shown = page_shown.selectbox(key=key).select(value).run()
        assert not page_shown.exception
    assert place.path.read_bytes() == before, "reading recorded something"
    return page_shown


CHOSEN = {
    "audits": {"chosen_audit": AUDIT},
    "grade_history": {"chosen_audit": AUDIT, "chosen_case": "C01"},
}
"""What is looked at on a page."""


def publish(place: Place, to_whom: str) -> int:
    """Gives somebody a checkpoint; the number of entries that it covers."""
    with place.open() as ledger:
        _, command = place.custodian(ledger).publication(to_whom)
        ledger.record(command, actor=local(KEEPER))
    return command.size


def record(place: Place, *commands: Command, actor: str = "ruth-haldane") -> None:
    with place.open() as ledger:
        ledger.record(*commands, actor=local(actor))


def test_nobody_holds_anything_and_every_entry_is_counted_as_uncovered(place: Place) -> None:
    page = shown(place, "integrity")
    assert titles(page) == ["Integrity"]
    assert f"The promise: {PROMISE}" in sentences(page)
    with place.open() as ledger:
        size, root = ledger.head()
    assert f"{size} entries as sealed" in sentences(page)
    assert f"all {size} entries are covered by the ledger's own checks only" in sentences(page)
    assert "By the record, no checkpoint is held by anybody else" in sentences(page)
    assert to_words(root) in sentences(page)
    assert root.hex()[:16] in sentences(page)
    assert [button.label for button in page.button] == ["Verify the whole record now"]
    assert "Nobody yet" in sentences(page)


def test_the_page_says_first_that_the_record_is_whole_and_when_it_was_verified(
    place: Place,
) -> None:
    page = shown(place, "integrity")
    size = int(page.number_input[0].max or 0)
    assert "Not verified here yet" in blocks(page)[0]
    page = page.button(key="verify_now").click().run()
    assert not page.exception
    whole = rf"This record is whole: verified \d+ \w+ \d+, \d+:\d+, {size} entries[.]"
    assert re.match(whole, blocks(page)[0])


def test_an_entry_is_told_in_words_with_its_receipt_for_who_may_read_it(place: Place) -> None:
    page = shown(place, "integrity")
    page = page.number_input(key="chosen_entry").set_value(1).run()
    assert "Entry 1 Partnership formed" in sentences(page)
    assert page.query_params["entry"] == "1"
    served = door.served()
    assert served is not None
    with place.open() as ledger:
        kept = receipt_file(served, served.actor, 1)
        assert verify.judge_open(ledger, kept).holds
        hidden = next(
            position
            for position in range(1, ledger.size())
            if Reader(ledger, "hal-housing").entry(position) is None
        )
    with pytest.raises(NotPermittedError):
        receipt_file(Door(place.path, "", home=place.settings.home), "hal-housing", hidden)


def test_who_holds_the_newest_checkpoint_and_how_long_the_tail_is(place: Place) -> None:
    publish(place, "Police")
    covered = publish(place, "Ofsted <b>L. Marsh</b>")
    record(place, HOUSING)
    page = shown(place, "integrity")
    assert f"2 of {covered + 2} entries are not covered" in sentences(page)
    assert f"of {covered} entries, went to Ofsted <b>L. Marsh</b>" in sentences(page)
    held = tables(page)[0]
    assert len(held) == 2
    assert [int(cell) for cell in held.iloc[:, 1]] == [covered, covered - 1]
    assert "the same" in everything(page)
    assert not page.error


def test_a_ledger_that_contradicts_a_held_checkpoint_is_shown_in_red(place: Place) -> None:
    with place.open() as ledger:
        _, command = place.custodian(ledger).publication("Police")
        other = command.model_copy(update={"root": "ab" * 32})
        ledger.record(other, actor=local(KEEPER))
    page = shown(place, "integrity")
    assert "The ledger contradicts itself" in page.error[0].value
    assert "what is kept outside agrees with those" in page.error[0].value
    assert "ANOTHER" in everything(page)
    assert "By the record, no checkpoint is held by anybody else" in sentences(page), (
        "it covers nothing"
    )


def test_an_entry_stands_between_its_checkpoints(place: Place) -> None:
    first = publish(place, "Police")
    record(place, HOUSING)
    second = publish(place, "Ofsted")
    page = shown(place, "integrity")
    page.number_input[0].set_value(first + 2).run()
    rows = tables(page)[-1]
    said = rows.to_string().replace("\\", "")
    assert f"of {first} entries, held by Police" in said
    assert f"of {second} entries, held by Ofsted" in said
    assert "23 November 2026" in said
    assert not page.warning, "no time is impossible"
    page.number_input[0].set_value(1).run()
    said = tables(page)[-1].to_string().replace("\\", "")
    assert "no checkpoint is smaller" in said
    page.number_input[0].set_value(second + 1).run()
    assert "not covered yet" in tables(page)[-1].to_string()


def test_a_back_dated_entry_is_caught_between_its_checkpoints(place: Place) -> None:
    """The sandwich: somebody held a checkpoint without it, of entries later than it claims."""
    late = SteppingClock()
    late.now = late.now.replace(year=2027)
    with Ledger.open(place.path, late) as ledger:
        ledger.record(HOUSING, actor=local("ruth-haldane"))
    first = publish(place, "Police")
    record(place, EnrolPerson(person="new-person", full_name="New Person"))
    page = shown(place, "integrity")
    page.number_input[0].set_value(first + 2).run()
    assert "it was back-dated" in page.warning[0].value.replace("\\", "")


def witness(place: Place, days_later: int) -> int:
    """A witness signs today's head, and that is recorded: the number of entries signed."""
    with place.open() as ledger:
        custodian, size = place.custodian(ledger), ledger.size()
        seen_at = int(SteppingClock().now.timestamp()) + 86_400 * days_later
        line = cosign(custodian.checkpoint(), WITNESS, seen_at)
        keys = [WITNESS.verifier.format()]
        path, _ = find_line(custodian, line, keys)
        kept = keep_line(custodian, path, line, keys)
    clock = SteppingClock()
    clock.now = clock.now.replace(month=12)
    with Ledger.open(place.path, clock) as ledger:
        ledger.record(kept.command(), actor=local(KEEPER))
    return size


def test_who_confirmed_what_and_when_stands_around_an_entry(place: Place, tmp_path: Path) -> None:
    size = witness(place, days_later=3)
    page = shown(place, "integrity")
    said = everything(page).replace("\\", "")
    assert "police.example/w" in said
    assert "verified here" in said
    page.number_input[0].set_value(size).run()
    rows = tables(page)[-1].to_string().replace("\\", "")
    assert "Is earlier than" in rows
    assert "26 November 2026" in rows
    assert "Is later than" not in rows
    # The keys and the notes elsewhere: the record still says so, and no more than that.
    away = everything(shown(place, "integrity", home=tmp_path / "nowhere"))
    assert "as recorded: it is not here to be verified" in away.replace("\\", "")


def test_a_confirmation_under_a_former_name_is_still_verified(place: Place) -> None:
    witness(place, days_later=3)
    with place.open() as ledger:
        size, root = ledger.head()
        name = "invented.example/ledger/2026-2"
        two_people.ask_to_continue(ledger, name)
        command = ContinueLedger(
            new_origin=name,
            new_key="a new key",
            last_outside_size=size,
            last_outside_root=root.hex(),
            restored_size=size,
            reason="The disk failed.",
        )
        carry_on(ledger, place.custodian(ledger).home, command, actor=local(KEEPER))
    said = everything(shown(place, "integrity")).replace("\\", "")
    assert "verified here" in said
    assert "not here to be verified" not in said


def test_an_entry_that_claims_to_be_older_than_a_confirmation_before_it_is_named(
    place: Place,
) -> None:
    size = witness(place, days_later=3)
    record(place, HOUSING)  # by a clock that stands where the ledger began
    page = shown(place, "integrity")
    page.number_input[0].set_value(size + 2).run()
    rows = tables(page)[-1].to_string().replace("\\", "")
    assert "Is later than" in rows
    assert f"entry {size + 1} records that" in rows
    assert "it was back-dated" in " ".join(one.value for one in page.warning).replace("\\", "")


def test_an_entry_that_is_not_open_to_the_reader_shows_no_time(tmp_path: Path) -> None:
    early = make_early(tmp_path / "early")
    with early.open() as ledger:
        position = next(
            number
            for number in range(1, ledger.size() + 1)
            if (entry := ledger.entry(number)) is not None and entry.name == "GradeGiven"
        )
    page = shown(early, "integrity", "noor-health")
    page.number_input[0].set_value(position).run()
    said = everything(page)
    assert "not open to you" in said
    door._doors.clear()


def upload(page: AppTest, data: bytes) -> AppTest:
    page.file_uploader[0].upload("kept.tlog-proof", data, "text/plain")
    return page.run()


def test_an_uploaded_receipt_is_judged_in_a_sentence(place: Place) -> None:
    with place.open() as ledger:
        receipt = place.custodian(ledger).receipt(7)
        note = place.custodian(ledger).checkpoint()
    page = upload(shown(place, "integrity"), receipt)
    assert "Proved" in page.success[0].value
    assert "is entry 7, as it was" in page.success[0].value.replace("\\", "")
    assert "none was altered" in upload(page, note).success[0].value
    bad = receipt.replace(b"index 6", b"index 5")
    page = upload(page, bad)
    assert "Nothing is proved" in page.error[0].value
    assert not page.success


def test_an_altered_entry_is_told_from_its_receipt(place: Place) -> None:
    with place.open() as ledger:
        last = ledger.size()
        receipt = place.custodian(ledger).receipt(last)
    with closing(sqlite3.connect(place.path)) as db, db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(
            "UPDATE stored_events SET state ="
            " CAST(replace(CAST(state AS TEXT), 'Listen', 'Silent') AS BLOB) WHERE rowid = ?",
            (last,),
        )
        for _, statement in guards:
            db.execute(statement)
    page = upload(shown(place, "integrity"), receipt)
    assert page.error[0].value.startswith("Altered")
    assert f"entry {last}" in page.error[0].value


def test_it_works_without_keys_on_this_machine_and_says_so(place: Place, tmp_path: Path) -> None:
    publish(place, "Police")
    with place.open() as ledger:
        receipt = place.custodian(ledger).receipt(7)
    page = shown(place, "integrity", home=tmp_path / "nowhere")
    assert "The keys of this ledger are not on this machine" in sentences(page)
    assert "The keys of this ledger are not on this computer, and a receipt" in sentences(page)
    assert "Proved" in upload(page, receipt).success[0].value


def test_another_day_has_fewer_entries_and_their_own_root(place: Place) -> None:
    clock = SteppingClock()
    clock.now = clock.now.replace(month=12)
    with place.open() as ledger:
        size, root = ledger.head()
    with Ledger.open(place.path, clock) as ledger:
        ledger.record(HOUSING, actor=local("ruth-haldane"))
    door.serve(Door(place.path, INSPECTOR, clock, place.settings.home))
    page = opened("integrity")
    page.number_input[0].set_value(size + 1).run()
    page.sidebar.text_input[0].set_value("24 November 2026")
    page.run()
    assert not page.exception
    assert f"It stands for all {size} entries in their order" in sentences(page)
    assert to_words(root) in sentences(page)


def _history(place: Place, actor: str) -> AppTest:
    return shown(place, "grade_history", actor)


def test_after_moderation_an_auditor_of_an_involved_agency_reads_the_words(place: Place) -> None:
    outsider = (
        HOUSING,
        EnrolPerson(person="hal-housing", full_name="Hal Housing", agency="housing"),
        GrantRole(person="hal-housing", role=Role.AUDITOR, agency="housing"),
    )
    record(place, *outsider)
    involved = everything(_history(place, "noor-health"))
    assert PLANTED[0] in involved
    assert PLANTED[1] in involved
    other = _history(place, "hal-housing")
    assert "The words are for the agencies of this audit and the lead auditor. Ask " in (
        sentences(other)
    )
    assert PLANTED[0] not in everything(other)


def test_before_moderation_the_same_auditor_does_not(tmp_path: Path) -> None:
    early = make_early(tmp_path / "early")
    page = shown(early, "grade_history", "noor-health")
    assert PLANTED[2] not in everything(page), "police's revision"
    door._doors.clear()


def test_erased_words_say_so_and_counts_are_unchanged(place: Place) -> None:
    before = _history(place, "lee-lead")
    assert PLANTED[1] in everything(before)
    audits = everything(shown(place, "audits", "lee-lead"))
    _erase(place)
    after = _history(place, "lee-lead")
    said = sentences(after)
    assert "[erased on 30 November 2026, by authority of Dana Officer]" in said
    assert not [words for words in PLANTED if words in everything(after)]
    assert len(tables(after)[0]) == len(tables(before)[0])
    assert tables(after)[0].equals(tables(before)[0])
    assert _without_entries(everything(shown(place, "audits", "lee-lead"))) == _without_entries(
        audits
    )
    assert audit(place.path).ok


def test_erased_views_say_so_on_the_page_of_the_audit(place: Place) -> None:
    heard = RecordViews(
        audit=AUDIT,
        case="C01",
        method=ViewsMethod.CONVERSATION,
        heard_on=date(2026, 11, 23),
        whose=Whose.CHILD,
        views=VIEWS,
    )
    record(place, heard, actor="lee-lead")
    before = everything(shown(place, "audits", "lee-lead")).replace("\\", "")
    assert VIEWS in before
    _erase(place)
    after = everything(shown(place, "audits", "lee-lead")).replace("\\", "")
    assert VIEWS not in after
    assert "[erased on 30 November 2026, by authority of Dana Officer]" in after
    assert "✔ heard" in after
    assert audit(place.path).ok


def _erase(place: Place) -> None:
    """The words about C01, by authority."""
    subject = f"{AUDIT}/C01"
    with place.open() as ledger:
        place.custodian(ledger)
        two_people.erase(ledger, subject, KEEPER)


def _without_entries(text: str) -> str:
    """Without the header and the sheet's margin, which say how many there are, and the names of
    files made on click.
    """
    changing = ("whose", "file_id", "@bottom")
    return "\n".join(
        line for line in text.splitlines() if not any(word in line for word in changing)
    )
