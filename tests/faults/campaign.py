"""All that is done to a ledger to break it, counted: `make faults`.

    python -m tests.faults.campaign [--scale N] [--seed N] [--only NAME ...] [--write]

`--scale 1` takes some minutes, and the tries grow with it. `--write` puts the table into
docs/reliability.md. The exit code is 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine
from tests.faults import dashboards, disk, flips, forged, hostile, kills, parsers, tables
from tests.faults.tally import Tally

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- written by `make faults` -->", "<!-- end -->"


@dataclass(frozen=True)
class Attack:
    """`tries` at scale 1. `words`: what is done in one."""

    run: Callable[[Path, int, int], Tally]
    tries: int
    words: str


ATTACKS = {
    "kills": Attack(
        kills.run, 80, "one of four writers on one ledger killed; every acknowledged entry is there"
    ),
    "flips": Attack(
        flips.run, 1_600, "a bit flipped in the ledger's file, the keystore or the signer's memory"
    ),
    "parsers": Attack(
        parsers.run,
        4_000,
        "a receipt, note, key, policy, entry, YAML, JSON, CSV or workbook changed",
    ),
    "tables": Attack(
        tables.run,
        200,
        "a row of any table changed; or the history rewritten, every seal recomputed, and compared"
        " with a checkpoint outside",
    ),
    "forged": Attack(
        forged.run,
        200,
        "a command recorded by somebody who could not have, or not then, with every seal right;"
        " the rules decided again",
    ),
    "hostile": Attack(
        hostile.run, 600, "a vast, deep or misleading workbook, YAML, JSON, CSV, note or id given"
    ),
    "disk": Attack(
        disk.run, 194, "a command of the walk-through run with no room on the disk, then with room"
    ),
    "dashboards": Attack(
        dashboards.run,
        100,
        "a page read in one of 20 sessions of two dashboards, while four writers record",
    ),
}


def main() -> None:
    options = argparse.ArgumentParser(prog="campaign", description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", nargs="*", choices=ATTACKS, default=list(ATTACKS))
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    done = {name: _run(name, given.scale, given.seed) for name in given.only}
    text = table(done, given.scale, given.seed)
    sys.stdout.write(text)
    if given.write:
        write(text)
    sys.exit(any(tally.lost for tally, _ in done.values()))


def _run(name: str, scale: float, seed: int) -> tuple[Tally, float]:
    attack, begun = ATTACKS[name], time.monotonic()
    with TemporaryDirectory() as folder:
        tally = attack.run(Path(folder), max(4, round(attack.tries * scale)), seed)
    seconds = time.monotonic() - begun
    sys.stderr.write(f"{name}: {tally.tries} tries, {len(tally.lost)} lost, {seconds:.0f} s\n")
    for words in tally.lost[:20]:
        sys.stderr.write(f"  {words}\n")
    return tally, seconds


def table(done: dict[str, tuple[Tally, float]], scale: float, seed: int) -> str:
    lines = [
        f"{datetime.now(UTC):%-d %B %Y}, scale {scale:g}, seed {seed}. {machine.line()}",
        "",
        "| | what was done | tries | found | without effect | lost | seconds |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {ATTACKS[name].words} | {tally.tries:,} | {tally.found:,}"
            f" | {tally.harmless:,} | {len(tally.lost)} | {seconds:.0f} |"
            for name, (tally, seconds) in done.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Puts the table into its place in the page."""
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(f"{BEGIN}\n")
    PAGE.write_text(f"{head}{BEGIN}\n{text}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
