"""What DuckDB alone takes for a command's answer: its statements, recorded and given to it again.

The floor of a reading command: the libraries that it cannot do without, and the same facts put
into the same tables and asked the same questions, with nothing of ours around them.

    python -m benchmarks.duckdb_alone STATEMENTS audit list
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import _duckdb

AGAIN = """
import pickle, _duckdb
with open({statements!r}, "rb") as file:
    config, statements = pickle.load(file)
database = _duckdb.connect(":memory:", config=config)
connections = {{0: database}}
for number, text, parameters in statements:
    if number not in connections:
        connections[number] = database.cursor()
    connections[number].execute(text, parameters).fetchall()
"""
"""The program that gives DuckDB the recorded statements; what it imports is put before it."""


class _Recorded:
    """A connection that notes each statement, with its parameters, before it passes it on."""

    def __init__(self, connection: Any, statements: list[tuple[int, str, Any]]) -> None:
        self._connection, self._statements = connection, statements
        self._number, self._numbers = 0, count(1)

    def execute(self, query: Any, parameters: Sequence[Any] = ()) -> Any:
        text = query if isinstance(query, str) else query.query
        self._statements.append((self._number, text, list(parameters)))
        return self._connection.execute(query, parameters)

    def cursor(self) -> _Recorded:
        made = _Recorded(self._connection.cursor(), self._statements)
        made._number = next(self._numbers)
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def main(file: str, *arguments: str) -> None:
    """Runs a command of `assure`, and writes what it asked of DuckDB."""
    from projections.engine import projector

    statements: list[tuple[int, str, Any]] = []
    configs: list[dict[str, Any]] = []

    class Recording:
        """The module as the projection uses it."""

        @staticmethod
        def connect(name: str, config: dict[str, Any]) -> _Recorded:
            configs.append(config)
            return _Recorded(_duckdb.connect(name, config=config), statements)

        def __getattr__(self, name: str) -> Any:
            return getattr(_duckdb, name)

    vars(projector)["duckdb"] = Recording()
    sys.argv = ["assure", *arguments]
    from cli.start import main as assure

    with suppress(SystemExit):
        assure()
    Path(file).write_bytes(pickle.dumps((configs[0], statements)))


if __name__ == "__main__":
    main(*sys.argv[1:])
