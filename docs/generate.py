"""Writes the documents that are read from the code: `python -m docs.generate [--check] [name ...]`.

The columns of the fact tables are one of them, which the product reads.
With `--check` nothing is written: the stale files are named, and the exit code is 1 if any is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from docs import cli_reference, events, impact_in_words
from projections.engine.columns_of_events import described
from projections.engine.facts import TABLES_FILE

HERE = Path(__file__).parent

GENERATED: dict[Path, Callable[[], str]] = {
    HERE / "cli.md": cli_reference.reference,
    HERE / "events.md": events.catalogue,
    HERE / "impact-in-words.md": impact_in_words.document,
    HERE.parent / "projections" / "engine" / TABLES_FILE: described,
}
"""Each generated file and what writes its text."""


def stale(paths: Sequence[Path]) -> list[Path]:
    """The files that are missing or differ from what the code says."""
    return [
        path
        for path in paths
        if not path.exists() or path.read_text(encoding="utf-8") != GENERATED[path]()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="docs.generate", description=__doc__)
    names = {path.stem: path for path in GENERATED}
    parser.add_argument("name", nargs="*", help=f"which: {', '.join(names)}; all if none is given")
    parser.add_argument("--check", action="store_true", help="name the stale files, write none")
    given = parser.parse_args(arguments)
    if unknown := sorted(set(given.name) - names.keys()):
        parser.error(f"no document {', '.join(unknown)}; there are: {', '.join(names)}")
    changed = stale([names[name] for name in given.name or names])
    for path in changed:
        if not given.check:
            path.write_text(GENERATED[path](), encoding="utf-8")
        sys.stdout.write(f"{'stale' if given.check else 'written'}: {path}\n")
    return 1 if given.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
