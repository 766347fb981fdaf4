"""How a ledger is named: a file, or a ledger in a server, and never with a password in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import UnusableError
from ledger.location import has_password, is_in_a_server, located, place_of
from ledger.store.postgres.address import Address

SERVERS = {
    "postgresql://host/base": "postgresql://host/base",
    "postgres://sam@host:5433/base?schema=west": "postgresql://sam@host:5433/base?schema=west",
    "postgresql:///base?host=/run/postgresql": "postgresql:///base?host=/run/postgresql",
    "postgresql://sam:secret@host/base": "postgresql://sam@host/base",
    "postgresql://host/base?password=secret&schema=a": "postgresql://host/base?schema=a",
    "service=north": "service=north",
    "service=north schema=west": "service=north schema=west",
    "host=h dbname=b password=secret schema=west": "dbname=b host=h schema=west",
    "host=h dbname=b password='a secret'": "dbname=b host=h",
}
FILES = ("ledger.db", "/records/north.db", "./postgresql", "services/north.db", "a=b.db")


@pytest.mark.parametrize("name", SERVERS)
def test_an_address_is_shown_without_its_password(name: str) -> None:
    assert is_in_a_server(name)
    address = Address.of(name)
    assert address.text == SERVERS[name]
    assert "secret" not in place_of(located(name))
    assert ("secret" in name) == has_password(name)
    assert Address.of(address.text).text == address.text


@pytest.mark.parametrize("name", FILES)
def test_any_other_name_is_a_files(name: str) -> None:
    assert located(name) == Path(name)
    assert not has_password(name)


@pytest.mark.parametrize("name", ["postgresql://ho st/base", "host=h nonsense=1", "host=h dbname"])
def test_an_address_that_libpq_cannot_read_is_refused_with_the_remedy(name: str) -> None:
    with pytest.raises(UnusableError, match="postgresql://HOST/DATABASE"):
        Address.of(name)


@pytest.mark.parametrize("schema", ["West", "a-b", "1a", "a" * 47, "a;b", "pg toast"])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(UnusableError, match="schema=west_county"):
        Address.of(f"postgresql://h/b?schema={schema}")


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("postgresql://h/b", "require"),
        ("postgresql://h/b?sslmode=verify-full", "verify-full"),
        ("host=203.0.113.7 dbname=b", "require"),
        ("postgresql://localhost/b", None),
        ("postgresql://127.0.0.1:5433/b", None),
        ("postgresql:///b?host=/run/postgresql", None),
        ("postgresql://localhost,h/b", "require"),
    ],
)
def test_a_server_on_another_computer_is_reached_with_tls(name: str, mode: str | None) -> None:
    words = Address(Address.of(name).conninfo).words
    assert words.get("sslmode") == mode


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_an_address_that_would_do_without_tls_is_refused(mode: str) -> None:
    with pytest.raises(UnusableError, match="cross the network in clear"):
        Address.of(f"postgresql://h/b?sslmode={mode}")
    assert Address.of(f"postgresql://localhost/b?sslmode={mode}").words["sslmode"] == mode
