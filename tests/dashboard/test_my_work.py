"""My work: what waits for a person, and the door to each; what its forms record is a command's."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from application.identity import local
from cli.nouns import NOUNS
from cli.verbs import _Made
from dashboard import reading as door
from dashboard.kit.command_form import RECORD, SHOW
from dashboard.pages.my_work.doors import ALSO, FORMS, PAGES, known, parsed
from dashboard.reading import Door
from domain.directory.known_by import AddPersonKey
from domain.kernel.confidential import texts
from domain.kernel.field_help import describe
from domain.kernel.how_known import CLAIMED
from domain.kernel.registry import command_class
from domain.kernel.vocabulary import KnownBy
from domain.returns.events import QueryAnswered
from ledger.integrity.scan import audit
from ledger.keys.ssh_keygen import KeyAtHand
from ledger.store.entry import Entry
from tests.dashboard.pages import blocks, everything, opened, sentences, tables
from tests.demonstration import home_of

Serve = Callable[..., None]
IMRAN, CHAIR = "i-rashid", "m-adeyinka"
_NAMES_A_COMMAND = r'f?"([a-z]+(?:-[a-z]+)? [a-z]+(?:-[a-z]+)*)(?: [^" ]*[{A-Z-][^"]*)"'
ANSWER = "The chronology was on the paper file, and is attached now."


@pytest.fixture(scope="module")
def copy(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work") / "copy"
    shutil.copytree(demo.parent, folder)
    return folder / demo.name


def last(path: Path) -> Entry:
    with Door(path, CHAIR, home=home_of(path.parent)).open() as ledger:
        entry = ledger.entry(ledger.size())
        assert entry is not None
        return entry


def _press(page: AppTest, label: str, at: int = 0) -> AppTest:
    return [one for one in page.button if one.label == label][at].click().run()


def test_each_form_gives_the_command_that_its_words_give() -> None:
    made = {
        f"{noun} {verb.name}": verb._command
        for noun, about in NOUNS.items()
        for verb in import_module(f"cli.nouns.{about.module}").app.registered_commands
        if isinstance(verb, _Made)
    }
    # Its option is written by hand on a command line: --changed or --unchanged.
    made["report answer"] = "AnswerComment"
    assert {words: made.get(words) for words in FORMS} == dict(FORMS)
    for name in (*FORMS.values(), *ALSO.values()):
        assert describe(command_class(name))
    assert set(ALSO) <= set(FORMS)
    assert not set(PAGES) & set(FORMS)


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (
            "assure query answer 2026-x C07 1 --agency police",
            {"audit": "2026-x", "case": "C07", "number": 1, "agency": "police"},
        ),
        (
            "assure feedback deliver 2026-x CASE --agency police --to practitioner",
            {"audit": "2026-x", "agency": "police"},
        ),
        ("assure plan appoint 2026-x PERSON", {"audit": "2026-x"}),
        ("assure action progress 2026-x-R1 A1", {"recommendation": "2026-x-R1", "action": "A1"}),
    ],
)
def test_what_a_command_names_is_not_asked_for_again(
    command: str, fields: dict[str, object]
) -> None:
    verb, about, options = parsed(command)
    assert known(FORMS[verb], about, options) == fields


def test_whatever_can_wait_has_a_door_or_takes_a_file() -> None:
    """Each command that `assure status` can name: a form, a page, or what no page takes."""
    sources = [*Path("projections/queries").glob("duties*.py"),
               *Path("projections/queries").glob("waiting*.py"),
               *Path("projections/queries").glob("*duties.py")]  # fmt: skip
    told = {
        found
        for source in sources
        for found in re.findall(_NAMES_A_COMMAND, source.read_text(encoding="utf-8"))
    }
    assert len(told) > 30
    by_file = {"plan amend", "single-agency report", "recommend accept", "sample draw",
               "sample frame"}  # fmt: skip
    assert told - set(FORMS) - set(PAGES) == by_file


def test_the_same_form_sent_twice_is_one_record_in_any_tab(copy: Path, serve: Serve) -> None:
    """Two tabs that hold the same words, as after a restart, or a connection that was lost."""
    serve(copy, "d-kilbride")
    tabs = [opened("my_work"), opened("my_work")]
    for page in tabs:
        words = next(one for one in page.text_area if "ProgressAction" in str(one.key))
        words.set_value("Seven records were sampled this week.")
        _press(page, SHOW)
    before = last(copy).position or 0
    for page in tabs:
        _press(page, RECORD)
    assert last(copy).position == before + 1
    [said] = [one.value for one in tabs[1].success]
    assert said.startswith("Already recorded on ")


def test_what_was_recorded_and_not_receipted_is_no_second_record(copy: Path, serve: Serve) -> None:
    """A session ends between the record and its receipt, in any turn of its form."""
    serve(copy, "d-kilbride")
    page = _progressed("One record was sampled.")
    page = _press(page, RECORD)
    words = next(one for one in page.text_area if "ProgressAction" in str(one.key))
    assert not words.value
    words.set_value("Two records were sampled.")
    page = _press(_press(page, SHOW), RECORD)
    before = last(copy).position
    again = _press(_progressed("Two records were sampled."), RECORD)
    assert [one.value for one in again.success][0].startswith("Already recorded on ")
    assert last(copy).position == before
    # With that receipt on the screen, the same words are meant again.
    words = next(one for one in again.text_area if "ProgressAction" in str(one.key))
    words.set_value("Two records were sampled.")
    _press(_press(again, SHOW), RECORD)
    assert last(copy).position == (before or 0) + 1


def test_an_auditor_answers_a_query_where_it_waits(copy: Path, serve: Serve) -> None:
    """Shown as a dry run, recorded once, and gone from the list."""
    serve(copy, IMRAN)
    page = opened("my_work")
    assert "7 things wait for you, 1 of them overdue." in sentences(page)
    query = next(one for one in page.text_area if "_answer" in str(one.key))
    query.set_value(ANSWER)
    before = last(copy).position
    page = _press(page, SHOW)
    [shown] = [table for table in tables(page) if "Entry" in table.columns]
    assert "Query answered" in list(shown["Entry"])
    assert ANSWER in list(shown["What it says"])
    assert last(copy).position == before
    page = _press(page, RECORD)
    entry = last(copy)
    assert isinstance(entry.event, QueryAnswered)
    assert [str(text) for _, text in texts(entry.event)] == [ANSWER]
    assert (entry.stamp.actor, entry.stamp.known_by) == (IMRAN, KnownBy.LOCAL)
    assert entry.stamp.command_id.startswith("page-")
    again = opened("my_work")
    assert "6 things wait for you" in sentences(again)
    assert "Answer query" not in " ".join(blocks(again))
    assert audit(copy).ok


def test_the_receipt_says_who_recorded_it_and_how_they_were_known(copy: Path, serve: Serve) -> None:
    serve(copy, "d-kilbride")
    page = opened("my_work")
    progress = next(one for one in page.text_area if "ProgressAction" in str(one.key))
    progress.set_value("Five records are sampled each week since 1 November.")
    page = _press(_press(page, SHOW), RECORD)
    [said] = [one.value.replace("\\", "") for one in page.success]
    assert f"by Declan Kilbride, {CLAIMED}: 1 entry." in said


def test_no_form_is_offered_for_an_action_whose_progress_somebody_else_records(
    demo: Path, serve: Serve
) -> None:
    """The lead of an agency, who is not of SAIG, sees whose it is, and where it stands."""
    serve(demo, "t-garside")
    page = opened("my_work")
    assert "Action A2 of Zainab Hussain: " in " ".join(blocks(page))
    offered = {one.key for one in page.text_area if "ProgressAction" in str(one.key)}
    assert {str(key).partition(" ProgressAction")[0] for key in offered} == {
        "assure action progress 2026-neglect-R1 A2"
    }


def test_what_a_rule_refuses_is_said_as_a_command_says_it(copy: Path, serve: Serve) -> None:
    serve(copy, "e-thirlwell")
    page = opened("my_work")
    before = last(copy).position
    page = _press(page, SHOW, 1)
    assert page.error
    assert "Nothing was recorded." in sentences(page)
    assert last(copy).position == before


def test_what_looks_like_somebody_is_asked_about_before_it_can_be_recorded(
    copy: Path, serve: Serve
) -> None:
    serve(copy, "d-kilbride")
    page = opened("my_work")
    progress = next(one for one in page.text_area if "ProgressAction" in str(one.key))
    progress.set_value("Spoke with jane.smith@example.org on it.")
    page = _press(page, SHOW)
    assert "seems to hold an e-mail address" in sentences(page)
    assert RECORD not in [one.label for one in page.button]
    [box] = [one for one in page.checkbox if "names_nobody" in str(one.key)]
    page = box.check().run()
    assert RECORD in [one.label for one in page.button]


def test_on_another_day_nothing_can_be_recorded(demo: Path, serve: Serve) -> None:
    from datetime import date

    serve(demo, IMRAN)
    page = opened("my_work", date(2026, 11, 20))
    assert "Go back to today to record something" in sentences(page)
    assert SHOW not in [one.label for one in page.button]


@pytest.mark.parametrize("page", ["my_work", "returns"])
def test_a_stranger_and_an_empty_ledger_have_nothing(
    demo: Path, empty: Path, serve: Serve, page: str
) -> None:
    serve(demo, "n-obody")
    assert "Nothing here is open to you" in everything(opened(page))
    serve(empty)
    assert "This ledger is empty" in everything(opened(page))


def test_what_is_recorded_here_is_signed_as_on_a_command_line(copy: Path, tmp_path: Path) -> None:
    """With a key at hand; without one the page says how the entry will show, and why."""
    key = tmp_path / "own"
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(made, check=True)
    signer = KeyAtHand(key)
    served = Door(copy, "d-kilbride", home=home_of(copy.parent), signer=signer)
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    with served.open() as ledger:
        named = AddPersonKey(person="d-kilbride", key=public, agency="police")
        ledger.record(named, actor=local("d-kilbride"))
    door.serve(served)
    try:
        page = _progressed("Nine records were sampled.")
        assert f"You sign it with your key {signer.fingerprint}" in sentences(page)
        _press(page, RECORD)
        stamp = last(copy).stamp
        assert stamp.signed is not None
        assert stamp.signed.key == signer.fingerprint
        door.serve(replace(served, signer=None))
        page = _progressed("Ten records were sampled.")
        assert f"The entry will say: {CLAIMED}, and that it is not signed." in sentences(page)
    finally:
        door._doors.clear()


def _progressed(words: str) -> AppTest:
    page = opened("my_work")
    next(one for one in page.text_area if "ProgressAction" in str(one.key)).set_value(words)
    return _press(page, SHOW)
