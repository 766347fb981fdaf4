"""Writes the golden files that are missing: `python -m tests.golden.make`. Never rewrites one."""

from __future__ import annotations

import sys
from pathlib import Path

from ledger.store.entry import state_bytes
from tests.golden.instances import INSTANCES, STAMP

EVENTS = Path(__file__).parent / "events"


def golden(name: str, schema: int) -> Path:
    """Where the stored state of one version of an event is kept."""
    return EVENTS / f"{name}.v{schema}.json"


def main() -> None:
    for name, event in INSTANCES.items():
        path = golden(name, event.schema_version)
        if not path.exists():
            path.write_bytes(state_bytes(event, STAMP))
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
