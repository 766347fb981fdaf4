"""A process that appends to a ledger while others do: `python -m tests.ledger.store.writer`.

    ADDRESS NAME COMMANDS

Each command has one to three entries, in a stream of this writer's own and in a shared one.
"""

from __future__ import annotations

import sys

from domain.kernel.vocabulary import StreamId
from ledger.store.engines import engine_of
from ledger.store.protocol import StreamMovedError
from tests.ledger.store.making import entry

SHARED = StreamId("shared/all")


def main(address: str, name: str, commands: int) -> None:
    store = engine_of(address).open()
    written = 0
    for number in range(commands):
        own = [
            entry(f"writer/{name}", written + 1 + at, f"{name}-{number}")
            for at in range(number % 3)
        ]
        while True:
            seen = len(list(store.stream(SHARED)))
            shared = entry(SHARED, seen + 1, f"{name}-{number}")
            try:
                store.append(
                    *own, shared, command_id=f"{name}-{number}", read_versions={SHARED: seen}
                )
            except StreamMovedError:
                continue
            break
        written += len(own)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
