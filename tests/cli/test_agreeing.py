"""An entry that nobody can read: what the checker says and what every other command says agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import Result

from ledger.integrity.scan import audit
from tests.cli.conftest import copied, going_on
from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, return_police
from tests.cli.test_reading_writes_nothing import readings
from tests.ledger.attack import toolkit
from tests.ledger.attack.odd import DAMAGES, UNKNOWN, plant

INSTALL = "Install the version of assure that recorded it"
EVERY = DAMAGES | UNKNOWN
SHARE = 6


@pytest.fixture(scope="module")
def kept_folder(keeper_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def go_on(assure: Assure) -> None:
        assure.clock.put("2026-01-20")
        return_police(assure)

    return going_on(keeper_folder, tmp_path_factory.mktemp("kept"), go_on)


@pytest.fixture
def kept(assure: Assure, kept_folder: Path) -> Assure:
    assure.clock.put("2026-01-21")
    return copied(kept_folder, assure)


@pytest.fixture
def spoiled(kept: Assure, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is done to the ledger without its seals is undone in the end."""
    before = tmp_path_factory.mktemp("before") / "ledger.db"
    toolkit.copy(kept.ledger, before)
    yield
    toolkit.put_back(before, kept.ledger)


@pytest.mark.parametrize("way", ["here"], indirect=True)
@pytest.mark.parametrize("name", EVERY)
def test_what_verify_says_of_an_unreadable_entry_is_what_all_say(kept: Assure, name: str) -> None:
    """One in so many of the reading commands, each entry with others; all with all is slow."""
    at, checked = _planted(kept, name)
    assert (INSTALL in checked.stderr) == (name in UNKNOWN)
    assert ("restore the newest backup" in checked.stderr) == (name not in UNKNOWN)
    document = kept("ledger", "verify", "--output", "json", code=6).stdout
    assert f'"bad_entry": {at}' in document
    _require_nothing_recorded(kept, at)
    first = list(EVERY).index(name) % SHARE
    _require_agreement(kept, readings(kept)[first::SHARE], checked)


@pytest.mark.parametrize("name", [next(iter(DAMAGES)), next(iter(UNKNOWN))])
def test_every_reading_command_says_it(kept: Assure, name: str) -> None:
    _, checked = _planted(kept, name)
    _require_agreement(kept, readings(kept), checked)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["here"], indirect=True)
@pytest.mark.parametrize("name", EVERY)
def test_every_reading_command_says_it_of_every_entry(kept: Assure, name: str) -> None:
    _, checked = _planted(kept, name)
    _require_agreement(kept, readings(kept), checked)


@pytest.mark.parametrize("way", ["here"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stored_events WHERE rowid > 8",
        "DELETE FROM stored_events WHERE rowid = (SELECT max(rowid) FROM stored_events)",
        "DELETE FROM stored_events",
    ],
)
def test_a_record_that_was_cut_short_reads_like_no_whole_one(
    kept: Assure, spoiled: None, statement: str
) -> None:
    """Its seals are all there: lists would be shorter, and nobody would notice."""
    with toolkit.tampering(kept.ledger) as db:
        db.execute(statement)
    assert "NOT WHOLE" in kept("ledger", "verify", code=6).stdout
    for words in (("agency", "list"), ("ledger", "status"), ("status",), ("audit", "list")):
        said = kept(*words, code=6)
        assert "was sealed and is missing" in said.stderr, words
        assert "assure ledger verify" in said.stderr
        assert said.stdout == ""


@pytest.mark.parametrize("way", ["here"], indirect=True)
def test_an_entry_that_was_renamed_is_no_reason_to_install_another_version(
    kept: Assure, spoiled: None
) -> None:
    with toolkit.tampering(kept.ledger) as db:
        db.execute("UPDATE stored_events SET topic = 'Nope' WHERE rowid = 5")
    checked = kept("ledger", "verify", code=6)
    assert "is not what was sealed" in checked.stdout
    said = kept("agency", "list", code=6).stderr
    assert said.index("assure ledger verify") < said.index("install the version")


def _planted(kept: Assure, name: str) -> tuple[int, Result]:
    """The number of the unreadable entry, and what the checker says of it."""
    at = plant(kept.ledger, EVERY[name])
    assert audit(kept.ledger).ok, "the bytes are as they were sealed"
    stream = toolkit.read(kept.ledger)[-1].stream
    checked = kept("ledger", "verify", code=6)
    assert checked.stdout.startswith(f"NOT WHOLE: entry {at} (")
    assert f" in {stream}) cannot be read: it " in checked.stdout
    return at, checked


def _require_agreement(kept: Assure, commands: Sequence[tuple[str, ...]], checked: Result) -> None:
    for words in commands:
        if words[:2] != ("ledger", "verify"):
            result = kept(*words, code=None)
            assert result.exit_code in (0, 3, 4, 6, 7), (words, result.stderr)
            _require_no_other_advice(result.stderr, checked.stderr)


def _require_nothing_recorded(kept: Assure, at: int) -> None:
    """Nothing is recorded after it, copied with it or signed for."""
    note = kept.folder / "out.note"
    copy = kept.folder / "copy.db"
    join = ("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
    for words in (
        join,
        (*join, "--dry-run"),
        ("ledger", "publish", "--to", "Ofsted", "--out", str(note)),
        ("ledger", "backup", str(copy)),
        ("ledger", "checkpoint"),
    ):
        said = kept(*words, actor=KEEPER if words[0] == "ledger" else "s-lee", code=6).stderr
        assert f"ntry {at} (" in said or "do not follow from each other" in said, words
        assert "[integrity]" in said
    assert not note.exists()
    assert not copy.exists()
    assert len(toolkit.read(kept.ledger)) == at


def _require_no_other_advice(said: str, checked: str) -> None:
    """A command that refuses sends its reader to the checker, or says what the checker says."""
    assert "[unexpected]" not in said
    if "[integrity]" in said:
        assert "ledger verify" in said or (INSTALL in said and INSTALL in checked), said
    if INSTALL in said or "Update assure" in said:
        assert INSTALL in checked, said
