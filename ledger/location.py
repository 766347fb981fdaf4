"""How a ledger is named: by its file's path, or by its address in a PostgreSQL server."""

from __future__ import annotations

import re
from pathlib import Path

Location = str | Path
"""A file's path, or a server's address as text."""

_SERVER = re.compile(r"(postgres|postgresql)://|service=|(host|hostaddr|dbname)=")
_PASSWORD_IN_URL = re.compile(r"\A\w+://[^/?#@]*:[^/?#@]+@|[?&](ssl)?password=[^&]")
_TYPED = re.compile(r"(\A\w+://[^/?#@:]*):[^/?#@]*@")
_QUERIED = re.compile(r"(?<=[?&])(ssl)?password=[^&]*&?|(\A|\s)(ssl)?password\s*=\s*('[^']*'|\S+)")
_PASSWORD_IN_WORDS = re.compile(r"(\A|\s)(ssl)?password\s*=\s*[^\s]")


def is_in_a_server(name: str) -> bool:
    """Whether a name is the address of a server, as libpq takes it, and not a file's."""
    return _SERVER.match(name) is not None


def located(name: str) -> Location:
    return name if is_in_a_server(name) else Path(name)


def place_of(location: Location) -> str:
    """How a place is shown, and found again: a file's whole path, an address without a password."""
    if not isinstance(location, str):
        return str(location.resolve())
    return _QUERIED.sub("", _TYPED.sub(r"\1@", location))


def with_schema(address: str, schema: str) -> str:
    """The address of a ledger in a schema of its own."""
    if "://" not in address:
        return f"{address} schema={schema}"
    return f"{address}{'&' if '?' in address else '?'}schema={schema}"


def has_password(name: str) -> bool:
    """Whether an address holds a password in clear."""
    in_words = _PASSWORD_IN_URL if "://" in name else _PASSWORD_IN_WORDS
    return is_in_a_server(name) and in_words.search(name) is not None


LEAVE_IT_OUT = (
    "A password stands in the address, and everybody on this computer can read a command line."
    " Leave it out. Put it into the file that PGPASSFILE names (~/.pgpass), or name a service of"
    " ~/.pg_service.conf: service=NAME."
)
