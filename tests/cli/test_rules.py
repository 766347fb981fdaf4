"""`assure ledger verify --rules`: the bytes are whole, and somebody gave themselves a role."""

from __future__ import annotations

import json

import pytest

from domain.kernel.vocabulary import Role
from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, POLICE, entries, with_keeper
from tests.ledger.attack import toolkit
from tests.ledger.attack.test_rules import changed


@pytest.fixture
def kept(prepared: Assure) -> Assure:
    return with_keeper(prepared)


def self_granted(assure: Assure, role: Role) -> int:
    """A role that the police's auditor added with another program; the entry's number."""
    items = toolkit.read(assure.ledger)
    granted = next(item for item in reversed(items) if item.topic == "RoleGranted")
    event = {"person": POLICE, "role": role.value, "agency": None}
    own = changed(granted, actor=POLICE, command_id="own-1", event=event)
    toolkit.write(assure.ledger, [*items, own])
    return len(items) + 1


def test_a_ledger_that_keeps_the_rules_is_said_to(kept: Assure) -> None:
    size = entries(kept)
    said = kept("ledger", "verify", "--rules")
    assert f"Rules: each command of the {size} entries was decided again" in said.stdout
    found = kept.read("ledger", "verify", "--rules")
    assert (found["rules_kept"], found["against_the_rules"]) == (True, None)
    assert "rules_kept" not in kept.read("ledger", "verify")


def test_the_first_entry_that_its_actor_could_not_record_is_named(kept: Assure) -> None:
    at = self_granted(kept, Role.KEEPER)
    assert kept("ledger", "verify", code=7).stdout.startswith("Every seal fits, and that proves")
    said = kept("ledger", "verify", "--rules", code=6)
    assert f"AGAINST THE RULES: entry {at} (RoleGranted in directory, by {POLICE})" in said.stdout
    assert f"{POLICE} may not grant role: they hold auditor of police." in said.stdout
    assert "It needs coordinator." in said.stdout
    assert "tell the people who hold a checkpoint" in said.stderr
    document = kept("ledger", "verify", "--rules", "--output", "json", code=6).stdout
    found = json.loads(document)
    assert (found["whole"], found["rules_kept"]) == (None, False)
    assert (found["against_the_rules"]["entry"], found["against_the_rules"]["actor"]) == (
        at,
        POLICE,
    )


def test_nothing_is_signed_for_it(kept: Assure) -> None:
    at = self_granted(kept, Role.KEEPER)
    out = ("--out", kept.path("o.note"))
    for words in (("checkpoint",), ("publish", "--to", "Ofsted", *out), ("receipt", "3", *out)):
        said = kept("ledger", *words, actor=KEEPER, code=6).stderr
        assert f"ntry {at} (RoleGranted" in said
        assert "`assure ledger verify --rules`" in said
    assert not (kept.folder / "o.note").exists()


def test_the_rules_are_asked_for_without_a_kept_file(kept: Assure) -> None:
    kept("ledger", "verify", "--rules", "--against", "x.note", code=2)
