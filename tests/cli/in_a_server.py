"""The command line on a ledger in a PostgreSQL server, as the login of its writing role."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.store.engines import engine_of
from ledger.store.replica import replicate
from tests.cli.harness import Assure
from tests.postgres import Place


@dataclass
class ServerAssure(Assure):
    """What is prepared in a file moves into the server, and the file goes."""

    place: Place | None = None

    @property
    def in_server(self) -> Place:
        assert self.place is not None
        return self.place

    @property
    def named(self) -> str:
        return self.in_server.address

    def move(self) -> None:
        replicate(engine_of(self.ledger), self.in_server.engine)
        for file in self.folder.glob("ledger.db*"):
            file.unlink()
