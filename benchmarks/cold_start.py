"""Cold start: what a person waits for before `assure` says anything, and what it imported.

Each figure is the median wall time of fresh processes, in interleaved rounds, beside a bare
interpreter and one that imports typer. `grade history` reads a small ledger made for the
occasion. The last column must stay empty: none of the heavy libraries is needed to answer.

    python -m benchmarks.cold_start --rounds 11
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from application.identity import local
from benchmarks import machine

HEAVY = ("duckdb", "pyarrow", "pandas", "numpy", "streamlit", "altair", "openpyxl")
_IMPORTED = (
    "import sys\n"
    "from cli.main import main\n"
    "sys.argv = ['assure', *{arguments!r}]\n"
    "try:\n"
    "    main()\n"
    "except SystemExit as left:\n"
    "    print('exit', left.code or 0, file=sys.stderr)\n"
    "finally:\n"
    "    print('heavy', *[n for n in {heavy!r} if n in sys.modules], file=sys.stderr)\n"
)
ASSURE = Path(sys.executable).with_name("assure")


def ledger(folder: Path) -> Path:
    """A small ledger in which `pat-police` has given a grade."""
    from tests.ledger.partnership import a_return, a_revision, begin, prepare

    path = folder / "ledger.db"
    with begin(path) as opened:
        prepare(opened)
        opened.record(a_return(evidence="Seen in the file."), actor=local("pat-police"))
        opened.record(a_revision("inadequate"), actor=local("pat-police"))
    return path


def commands() -> dict[str, list[str]]:
    """What is started, by the name it has in the table."""
    history = ["grade", "history", "2026-neglect", "C01"]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import typer'": [sys.executable, "-c", "import typer"],
        "assure --help": [str(ASSURE), "--help"],
        f"assure {' '.join(history)}": [str(ASSURE), *history],
    }


def environment(path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "ASSURE_LEDGER": str(path),
        "ASSURE_ACTOR": "pat-police",
        "ASSURE_HOME": str(path.parent),
        "NO_COLOR": "1",
    }


def seconds(command: list[str], env: dict[str, str]) -> float:
    start = perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    taken = perf_counter() - start
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace")[-500:]
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {told}")
    return taken


def imported(arguments: list[str], env: dict[str, str]) -> str:
    """The heavy libraries that a command had imported when it ended."""
    program = _IMPORTED.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("heavy")]
    return line.removeprefix("heavy").strip()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=11)
    rounds = options.parse_args().rounds
    if not ASSURE.exists():
        sys.exit(f"{ASSURE} is not installed: run `uv sync` first")
    print(machine.line())
    with tempfile.TemporaryDirectory() as folder:
        env, table = environment(ledger(Path(folder))), commands()
        taken: dict[str, list[float]] = {name: [] for name in table}
        for number in range(rounds + 1):
            for name in random.Random(number).sample(list(table), len(table)):
                measured = seconds(table[name], env)
                if number > 0:  # the first round warms the page cache
                    taken[name].append(measured)
        print(f"{rounds} rounds; medians of wall time, in milliseconds")
        print(f"{'':>40} {'ms':>6} {'over bare':>10} {'over typer':>11}  heavy imports")
        bare, typer = (statistics.median(taken[name]) for name in list(table)[:2])
        for name, command in table.items():
            median = statistics.median(taken[name])
            heavy = imported(command[1:], env) or "none" if command[0] == str(ASSURE) else ""
            print(f"{name:>40} {median * 1e3:>6.0f} {(median - bare) * 1e3:>10.0f}", end="")
            print(f" {(median - typer) * 1e3:>11.0f}  {heavy}")


if __name__ == "__main__":
    main()
