"""Nothing new is recorded with a character that is not seen; old entries are read all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from application.identity import local
from application.reading import directory_of
from domain.directory.decisions import EnrolPerson
from domain.kernel import registry
from domain.kernel.command import Refusal
from domain.sample.frame import FrameRow
from ledger.integrity.scan import audit
from ledger.screening import NAMES_NOBODY, require_screened
from ledger.service import Ledger
from tests.ledger.attack import toolkit
from tests.ledger.partnership import begin, prepare

HIDDEN = "a\u202eb"


@pytest.mark.parametrize("name", registry.COMMANDS)
def test_every_field_of_every_command_is_looked_at(name: str) -> None:
    """Whatever is in it, and however deep: a list's entry, a value's field, a mapping's value."""
    command = registry.command_class(name)
    held = FrameRow.model_construct(ref=HIDDEN, stratum="", second="")
    for field in command.model_fields:
        for value in (HIDDEN, (HIDDEN,), ({"k": [HIDDEN]},), held):
            fields: dict[str, Any] = {**dict.fromkeys(command.model_fields), field: value}
            asked = command.model_construct(**fields)
            with pytest.raises(Refusal, match="not seen .*U[+]202E") as refused:
                require_screened([asked], NAMES_NOBODY, lambda: None)
            assert refused.value.code == "invisible-character"
            assert refused.value.message.partition(" ")[0].partition(".")[0] == field


def test_nothing_is_recorded(tmp_path: Path) -> None:
    with begin(tmp_path / "ledger.db") as ledger:
        prepare(ledger)
        before = ledger.size()
        person = EnrolPerson(person="new", full_name=f"Sam {HIDDEN}")
        for dry_run in (True, False):
            with pytest.raises(Refusal, match="full_name holds a character that is not seen"):
                ledger.record(person, actor=local("ruth-haldane"), dry_run=dry_run)
        assert ledger.size() == before


def test_an_old_entry_with_one_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with begin(path) as ledger:
        prepare(ledger)
    items = toolkit.read(path)
    at = next(n for n, item in enumerate(items) if b"Pat Police" in item.state)
    items[at] = items[at].saying(b"Pat Police", f"Pat {HIDDEN}".encode())
    toolkit.write(path, items)
    assert audit(path).ok
    with Ledger.open(path) as ledger:
        people = directory_of(ledger).people
        assert people["pat-police"].full_name == f"Pat {HIDDEN}"
