"""An entry that nobody can read: what the checker says and what every other command says agree."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from typer.testing import Result

from ledger.integrity.scan import audit
from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, return_police, with_keeper
from tests.cli.test_reading_writes_nothing import readings
from tests.ledger.attack import toolkit
from tests.ledger.attack.odd import DAMAGES, UNKNOWN, plant

INSTALL = "Install the version of assure that recorded it"
EVERY = DAMAGES | UNKNOWN
SHARE = 6


@pytest.fixture
def kept(prepared: Assure) -> Assure:
    with_keeper(prepared)
    return_police(prepared)
    return prepared


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
