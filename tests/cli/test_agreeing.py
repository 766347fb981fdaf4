"""An entry that nobody can read: what the checker says and what every other command says agree."""

from __future__ import annotations

import pytest

from ledger.integrity.scan import audit
from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, return_police, with_keeper
from tests.cli.test_reading_writes_nothing import readings
from tests.ledger.attack import toolkit
from tests.ledger.attack.odd import DAMAGES, UNKNOWN, plant

INSTALL = "Install the version of assure that recorded it"
EVERY = DAMAGES | UNKNOWN


@pytest.fixture
def kept(prepared: Assure) -> Assure:
    with_keeper(prepared)
    return_police(prepared)
    return prepared


@pytest.mark.parametrize("name", EVERY)
def test_what_verify_says_of_an_unreadable_entry_is_what_all_say(kept: Assure, name: str) -> None:
    at = plant(kept.ledger, EVERY[name])
    assert audit(kept.ledger).ok, "the bytes are as they were sealed"
    stream = toolkit.read(kept.ledger)[-1].stream
    checked = kept("ledger", "verify", code=6)
    assert checked.stdout.startswith(f"NOT WHOLE: entry {at} (")
    assert f" in {stream}) cannot be read: it " in checked.stdout
    assert (INSTALL in checked.stderr) == (name in UNKNOWN)
    assert ("restore the newest backup" in checked.stderr) == (name not in UNKNOWN)
    document = kept("ledger", "verify", "--output", "json", code=6).stdout
    assert f'"bad_entry": {at}' in document
    _require_nothing_recorded(kept, at)
    for words in readings(kept):
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
