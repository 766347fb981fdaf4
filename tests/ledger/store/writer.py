"""A process that appends to a ledger while others do: `python -m tests.ledger.store.writer`.

    ADDRESS NAME COMMANDS [SECONDS]

Each command has one to three entries, in a stream of this writer's own and in a shared one. With
SECONDS it goes on for so long, in streams of its own only, and says how long each append took.
"""

from __future__ import annotations

import sys
from time import monotonic

from domain.kernel.vocabulary import StreamId
from ledger.store.engines import engine_of
from ledger.store.protocol import StreamMovedError
from tests.ledger.store.making import entry

SHARED = StreamId("shared/all")


def for_a_while(address: str, name: str, seconds: float) -> None:
    """Prints the seconds of each append that was acknowledged, one on each line."""
    store = engine_of(address).open()
    end, number = monotonic() + seconds, 0
    while (begun := monotonic()) < end:
        number += 1
        command_id = f"{name}-{number}"
        made = [
            entry(f"writer/{name}/{number}", 1 + at, command_id) for at in range(number % 3 + 1)
        ]
        store.append(*made, command_id=command_id, read_versions={made[0].stream: 0})
        sys.stdout.write(f"{monotonic() - begun:.6f}\n")
    store.close()


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
    if len(sys.argv) > 4:
        for_a_while(sys.argv[1], sys.argv[2], float(sys.argv[4]))
    else:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
