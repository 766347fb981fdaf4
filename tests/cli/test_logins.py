"""Which logins of a server may write, by the ledger's own word, and which wrote all the same."""

from __future__ import annotations

from typing import Any

from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, with_keeper
from tests.postgres import Server


def test_verify_names_the_first_entry_of_a_login_that_was_not_allowed_then(
    prepared: Assure, postgres: Server
) -> None:
    kept, place = with_keeper(prepared), postgres.place()
    place.create()
    desk = f"{place.schema}_desk"
    place.server.execute(f"CREATE ROLE {desk} LOGIN")
    place.server.execute(f"GRANT {place.schema}_writer TO {desk}")
    copied = kept.read("ledger", "copy", "--from", str(kept.ledger), "--to", place.address)
    size = copied["entries"]
    by_copier = ("--ledger", place.address)
    by_desk = ("--ledger", place.address.replace(place.login, desk))

    def verified() -> tuple[dict[str, Any], str]:
        document = kept.read("ledger", "verify", *by_copier)
        return document["login_policy"], kept("ledger", "verify", *by_copier).stdout

    policy, said = verified()
    assert policy == {"said": [], "logins": [], "others": []}
    assert "No entry says which logins may write" in said
    allow = ("ledger", "allow-logins", desk, "--reason", "Our desk", *by_copier)
    kept(*allow, actor=KEEPER)
    join = ("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
    kept(*join, *by_desk)
    policy, said = verified()
    assert (policy["said"], policy["logins"], policy["others"]) == ([size + 1], [desk], [])
    assert f"each entry after entry {size + 1} was written by one" in said
    for name in ("early-help", "probation"):
        kept("agency", "join", name, "--title", name, "--sector", "housing", *by_copier)
    policy, said = verified()
    other = {"login": place.login, "first": size + 3, "last": size + 4, "entries": 2}
    assert policy["others"] == [{**other, "by": size + 1}]
    assert f"entry {size + 3}: the login {place.login} wrote it, and entry {size + 1}" in said
    # Whoever is allowed later was not allowed before; a copier was, up to where the copy ends.
    both = ("ledger", "allow-logins", desk, place.login, "--reason", "And theirs", *by_desk)
    kept(*both, actor=KEEPER)
    assert verified()[0]["others"] == policy["others"]
    copy = ("--copied-by", place.login, "--copied-up-to", str(size + 3))
    kept(*both, *copy, actor=KEEPER)
    assert verified()[0]["others"] == [{**other, "first": size + 4, "entries": 1, "by": size + 1}]
