"""Under a service account, who acts comes from the operating system: sudo's own variables."""

from __future__ import annotations

import json
import os

import pytest

from tests.cli.harness import CHAIR, COORDINATOR, Assure
from tests.ledger.attack import toolkit

OTHER = str(os.geteuid() + 4_711)
"""The number of an account that this process does not run as."""
INIT = ("ledger", "init", "--name", "North", "--full-name", "Sam Lee", "--invented")


def _as_account(patch: pytest.MonkeyPatch, name: str, number: str = OTHER) -> None:
    patch.setenv("SUDO_USER", name)
    patch.setenv("SUDO_UID", number)


@pytest.fixture
def served(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    """A ledger whose coordinator's and chair's accounts are known; somebody asks with sudo."""
    prepared("person", "account", COORDINATOR, "slee")
    prepared("person", "account", CHAIR, "c.hart")
    _as_account(monkeypatch, "slee")
    return prepared


def _last(assure: Assure) -> dict[str, object]:
    state: dict[str, object] = json.loads(toolkit.read(assure.ledger)[-1].state)
    return state


def test_the_actor_is_whose_account_asked(served: Assure, monkeypatch: pytest.MonkeyPatch) -> None:
    served("agency", "join", "housing", "--title", "H", "--sector", "housing", actor="")
    kept = _last(served)
    assert (kept["actor"], kept["known_by"], kept["envelope"]) == (COORDINATOR, "account", 3)
    _as_account(monkeypatch, "c.hart")
    join = ("agency", "join", "schools", "--title", "S", "--sector", "education")
    served(*join, actor="", code=4)
    served("status", actor="")


@pytest.mark.parametrize(
    ("says", "who"), [("DOAS_USER", "slee"), ("PKEXEC_UID", OTHER), ("SUDO_USER", "slee")]
)
def test_whichever_program_lets_somebody_act_says_for_whom(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch, says: str, who: str
) -> None:
    """sudo, doas or polkit: a name that is claimed is refused under each of them."""
    monkeypatch.setenv(says, who)
    said = prepared("agency", "list", actor=CHAIR, code=3).stderr
    assert f"The operating system says who acts: the account '{who}'." in said
    prepared("agency", "list", actor="", code=4)
    monkeypatch.delenv(says)
    prepared("person", "account", COORDINATOR, "slee")
    monkeypatch.setenv(says, who)
    prepared("agency", "list", actor="", code=0 if who == "slee" else 4)


def test_a_number_is_the_account_that_has_it(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd

    other = next(one for one in pwd.getpwall() if one.pw_uid != os.geteuid())
    prepared("person", "account", COORDINATOR, other.pw_name)
    monkeypatch.setenv("PKEXEC_UID", str(other.pw_uid))
    prepared("agency", "list", actor="")


def test_a_name_that_is_claimed_is_refused(served: Assure) -> None:
    for words, actor in (
        (("--actor", CHAIR, "agency", "list"), ""),
        (("agency", "list", "--actor", COORDINATOR), ""),
        (("agency", "list"), CHAIR),
    ):
        said = served(*words, actor=actor, code=3).stderr
        assert "The operating system says who acts: the account 'slee'." in said
        assert said.endswith("[actor-known]\n")


@pytest.mark.parametrize("name", ["stranger", ""])
def test_an_account_that_is_nobodys_does_nothing(
    served: Assure, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _as_account(monkeypatch, name)
    said = served("agency", "list", actor="", code=4).stderr
    assert f"The account {name or OTHER!r} is nobody's" in said
    assert "`assure person account PERSON" in said


def test_an_account_that_was_withdrawn_does_nothing(
    served: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    served("person", "no-account", CHAIR, "c.hart", "--reason", "Left", actor="")
    _as_account(monkeypatch, "c.hart")
    served("agency", "list", actor="", code=4)


def test_the_account_that_it_runs_as_is_no_other(
    served: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_account(monkeypatch, "slee", str(os.geteuid()))
    served("agency", "list", actor=CHAIR)


def test_whoever_starts_a_ledger_is_assigned_the_account(
    assure: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_account(monkeypatch, "slee")
    assure(*INIT, actor=COORDINATOR)
    topics = [item.topic for item in toolkit.read(assure.ledger)]
    assert topics[:4] == ["PartnershipFormed", "PersonEnrolled", "RoleGranted", "AccountAssigned"]
    assert _last(assure)["known_by"] == "account"
    assure("agency", "join", "police", "--title", "P", "--sector", "police", actor="")
    assert _last(assure)["actor"] == COORDINATOR
    assert assure("ledger", "verify", "--rules", actor="").exit_code == 0


def test_an_account_that_is_taken_is_not_assigned_again(served: Assure) -> None:
    said = served("person", "account", CHAIR, "slee", actor="", code=3).stderr
    assert said.endswith("[account-assigned]\n")
    served("person", "account", CHAIR, "no such", actor="", code=3)
