"""A partnership moves from a file into a server and back, and goes on without a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.integrity.scan import audit
from ledger.store.engines import engine_of
from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, with_keeper
from tests.postgres import Place, Server


@pytest.fixture
def place(postgres: Server) -> Place:
    return postgres.place()


def test_what_was_given_out_before_holds_after(
    prepared: Assure, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts and checkpoints of the file, in the server, and of the server, in a file again."""
    monkeypatch.chdir(prepared.folder)
    kept = with_keeper(prepared)
    kept("ledger", "receipt", "5", "--out", "five.receipt")
    kept("ledger", "publish", "--to", "Police", "--out", "police.note", actor=KEEPER)
    before = kept.read("ledger", "status")
    administrator = place.administrator.address
    kept("ledger", "init", "--postgres", administrator)
    place.server.execute(f"GRANT {place.schema}_writer TO {place.login}")
    move = ("ledger", "copy", "--from", "ledger.db", "--to", place.address)
    assert kept.read(*move)["root"] == before["root"]
    there = ("--ledger", place.address)
    assert kept.read("ledger", "status", *there)["root"] == before["root"]
    for file in ("five.receipt", "police.note"):
        assert "All well" in kept("ledger", "verify", "--against", file, *there).stdout
    kept("agency", "join", "housing", "--title", "Housing", "--sector", "housing", *there)
    kept("ledger", "publish", "--to", "Health", "--out", "h.note", *there, actor=KEEPER)
    assert "No entry says which logins may write" in kept("ledger", "verify", *there).stdout
    (login,) = kept.read("ledger", "verify", *there)["logins"]
    assert (login["name"], login["first"], login["is_writer"]) == (place.login, 1, True)
    place.server.execute(f"REVOKE {place.schema}_writer FROM {place.login}")
    place.server.execute(f"GRANT {place.schema}_reader TO {place.login}")
    looked = kept("ledger", "verify", *there).stdout
    assert f"the login {place.login} wrote them, which has not" in looked
    place.server.execute(f"GRANT {place.schema}_writer TO {place.login}")
    assert f"Written by the login {place.login}" in kept("ledger", "verify", *there).stdout
    kept("ledger", "backup", "backup.db", *there, actor=KEEPER)
    kept("ledger", "copy", "--from", "backup.db", "--to", place.address, code=5)
    for file in ("ledger.db", "backup.db"):
        kept("ledger", "copy", "--from", place.address, "--to", file)
        assert audit(Path(file)).root == audit(engine_of(place.address)).root
    assert "All well" in kept("ledger", "verify", "--against", "h.note").stdout


@pytest.mark.parametrize("flag", ["--ledger", "--from", "--to", "--postgres"])
@pytest.mark.parametrize(
    "address", ["postgresql://sam:secret@host/base", "host=h dbname=b password=secret"]
)
def test_a_password_on_the_command_line_is_refused_and_not_repeated(
    assure: Assure, flag: str, address: str
) -> None:
    verbs = {
        "--ledger": ("ledger", "status"),
        "--from": ("ledger", "copy", "--to", "b.db"),
        "--to": ("ledger", "copy", "--from", "b.db"),
        "--postgres": ("ledger", "init"),
    }
    said = assure(*verbs[flag], flag, address, code=2).stderr
    assert "PGPASSFILE" in said
    assert "secret" not in said


def test_a_password_in_the_environment_is_used_and_not_shown(
    assure: Assure, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.create()
    secret = place.address.replace(f"{place.login}@", f"{place.login}:secret@")
    monkeypatch.setattr(Assure, "named", secret)
    assure("ledger", "init", "--name", "Northshire", "--full-name", "Sam Lee")
    shown = assure("ledger", "status", code=None)
    assert place.schema in shown.stdout
    assert "secret" not in shown.output


def test_a_service_of_libpq_names_a_ledger(
    assure: Assure, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.create()
    services = assure.file(
        "services", f"[north]\nhost={place.server.folder}\nuser={place.login}\ndbname=postgres\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", services)
    monkeypatch.setattr(Assure, "named", f"service=north schema={place.schema}")
    assure("ledger", "init", "--name", "Northshire", "--full-name", "Sam Lee")
    assert assure.read("agency", "list") == []
    assert audit(engine_of(assure.named)).ok
    monkeypatch.setattr(Assure, "named", "service=nowhere")
    assert "is not known here" in assure("ledger", "verify", code=1).stderr


def test_nothing_is_begun_where_something_is(assure: Assure, place: Place) -> None:
    place.create()
    again = assure("ledger", "init", "--postgres", place.administrator.address, code=1)
    assert "Name another place" in again.stderr
    assert (
        "would be made"
        in assure("ledger", "init", "--postgres", place.administrator.address, "--dry-run").stderr
    )
