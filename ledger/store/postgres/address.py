"""The address of a ledger in a server: libpq's own, and the schema that the ledger has there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.errors import UnusableError

SCHEMA = "ledger"
"""The schema of a ledger whose address names none."""
CONNECT_SECONDS = 10

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,45}")
_WORD = re.compile(r"(?:\A|(?<=\s))schema\s*=\s*(\S+)\s*")
_SECRET = ("password", "sslpassword")
_WITHOUT_TLS = ("disable", "allow", "prefer")
_ALWAYS: dict[str, str | int] = {
    "application_name": "assure",
    "client_encoding": "UTF8",
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""What is asked of libpq where the address says nothing else."""


@dataclass(frozen=True)
class Address:
    """`given`: what libpq takes. `schema`: where in that database the ledger is."""

    given: str
    schema: str = SCHEMA

    @classmethod
    def of(cls, text: str) -> Address:
        """Raises UnusableError for what libpq cannot read. Nothing is connected to."""
        given, schema = _apart(text)
        if not _NAME.fullmatch(schema):
            raise UnusableError(
                f"{schema} is no name for a ledger's schema.",
                "Use small letters, digits and _ only, up to 46: schema=west_county.",
            )
        address = cls(given, schema)
        address.require_tls()
        return address

    @cached_property
    def words(self) -> dict[str, str]:
        """Each of libpq's words that is given, and its value."""
        try:
            return {k: str(v) for k, v in conninfo_to_dict(self.given).items() if v is not None}
        except ProgrammingError as error:
            raise UnusableError(
                f"The address of the ledger cannot be read: {error}.",
                "Write postgresql://HOST/DATABASE?schema=NAME, or service=NAME schema=NAME.",
            ) from error

    @property
    def conninfo(self) -> str:
        """For libpq: with TLS where the server is on another computer."""
        words: dict[str, str | int] = {**_ALWAYS, **self.words}
        if "sslmode" not in words and not is_local(self.words.get("host")):
            words["sslmode"] = "require"
        return make_conninfo("", **words)

    @property
    def text(self) -> str:
        """How a person names it, without any password."""
        if "://" in self.given:
            parts = urlsplit(self.given)
            user, at, host = parts.netloc.rpartition("@")
            query = [(k, v) for k, v in parse_qsl(parts.query) if k not in _SECRET]
            if self.schema != SCHEMA:
                query.append(("schema", self.schema))
            netloc = f"{user.partition(':')[0]}{at}{host}"
            asked = urlencode(query, quote_via=quote, safe="/")
            return f"postgresql://{netloc}{parts.path or '/'}{'?' if asked else ''}{asked}"
        words = make_conninfo("", **{k: v for k, v in self.words.items() if k not in _SECRET})
        return words if self.schema == SCHEMA else f"{words} schema={self.schema}"

    def require_tls(self) -> None:
        """Refuses an address that lets go without TLS to another computer."""
        mode = self.words.get("sslmode")
        if mode in _WITHOUT_TLS and not is_local(self.words.get("host")):
            raise UnusableError(
                f"sslmode={mode} would let the record cross the network in clear.",
                "A server on another computer is reached with TLS only: leave sslmode out, or use"
                " sslmode=verify-full with sslrootcert.",
            )


def _apart(text: str) -> tuple[str, str]:
    """An address without the schema, which is no word of libpq's, and the schema."""
    if "://" not in text:
        named = _WORD.search(text)
        return _WORD.sub("", text).strip(), named[1] if named else SCHEMA
    parts = urlsplit(text)
    query = parse_qsl(parts.query, keep_blank_values=True)
    schemas = [value for name, value in query if name == "schema"]
    rest = urlencode([pair for pair in query if pair[0] != "schema"], quote_via=quote, safe="/")
    given = f"{parts.scheme}://{parts.netloc}{parts.path}{'?' if rest else ''}{rest}"
    return given, schemas[-1] if schemas else SCHEMA


def is_local(host: str | None) -> bool:
    """Whether a host is this computer: a socket's folder, or an address that never leaves it."""
    hosts = (host or "").split(",")
    return all(
        one in ("", "localhost", "::1") or one.startswith(("/", "@", "127.")) for one in hosts
    )
