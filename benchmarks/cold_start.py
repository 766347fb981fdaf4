"""Cold start: the processor time of short commands, as multiples of importing typer.

Each figure is the median processor time (user and system) of fresh processes, in interleaved
rounds, so that a busy machine changes all of them alike. A floor imports only the libraries that
such a command cannot do without; for one that reads facts a second floor gives DuckDB its very
statements too, with nothing of ours around them (`duckdb_alone`). The ledger is the demonstration,
and the same one grown by returns of invented audits. The last column must stay empty for what needs
no read models.

    python -m benchmarks.cold_start --rounds 7 --sizes 100000 1000000
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

from benchmarks import big_ledger, duckdb_alone, machine

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
COORDINATOR = "r-haldane"
AUDIT, CASE = "2026-neglect", "C01"

_MODEL = "from pydantic import BaseModel\nclass Model(BaseModel):\n    field: int\n"
_STORE = "import sqlite3, eventsourcing.application, eventsourcing.sqlite\n"
_KEYS = (
    "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\n"
    "from cryptography.hazmat.primitives.asymmetric import ed25519\n"
)
LIBRARIES = {
    "import typer": "import typer",
    "a pydantic model": _MODEL,
    "eventsourcing with SQLite": _STORE,
    "cryptography": _KEYS,
    "duckdb": "import duckdb; duckdb.connect()",
    "floor: all but duckdb": f"import typer\n{_MODEL}{_STORE}{_KEYS}",
    "floor: all": f"import typer\n{_MODEL}{_STORE}{_KEYS}import duckdb; duckdb.connect()",
}
ALONE = "its DuckDB alone"
_numbers = count()


def commands() -> dict[str, tuple[str, list[str]]]:
    """What is started, by its name in the table, with the floor that it is beside."""
    number = str(next(_numbers))
    joining = ["agency", "join", f"new-{number}", "--title", f"New {number}"]
    joining += ["--sector", "health"]
    recording, reading = "floor: all but duckdb", "floor: all"
    return {
        "assure --help": (recording, ["--help"]),
        "assure grade history": (recording, ["grade", "history", AUDIT, CASE]),
        "assure agency join (records)": (recording, joining),
        "assure audit list": (reading, ["audit", "list"]),
        "assure status": (reading, ["status"]),
        "assure impact show": (reading, ["impact", "show"]),
    }


def alone(folder: Path, arguments: list[str], env: dict[str, str]) -> str:
    """The program of a reading command's second floor: its statements, recorded now."""
    statements = folder / f"{'-'.join(arguments)}.pickle"
    recording = ["-m", duckdb_alone.__name__, str(statements), *arguments]
    cpu_seconds([sys.executable, *recording], env)
    libraries = f"import typer\n{_MODEL}{_STORE}{_KEYS}"
    return libraries + duckdb_alone.AGAIN.format(statements=str(statements))


def environment(ledger: Path, home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "ASSURE_LEDGER": str(ledger),
        "ASSURE_ACTOR": COORDINATOR,
        "ASSURE_HOME": str(home),
        "NO_COLOR": "1",
    }


def grow(ledger: Path, size: int, home: Path) -> None:
    """Grows the ledger as if all of it had been recorded here.

    Otherwise a recording would first make sure that every invented word can be opened.
    """
    from ledger import settings
    from ledger.opening import open_ledger

    big_ledger.grow(ledger, size)
    with open_ledger(settings.load(str(ledger), COORDINATOR, str(home))) as opened:
        if opened.custodian is not None:
            opened.custodian.home.memory.advance(opened.sealed())


def cpu_seconds(command: list[str], env: dict[str, str]) -> float:
    """The processor time of one process and of those that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace")[-500:]
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {told}")
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def imported(arguments: list[str], env: dict[str, str]) -> str:
    """The heavy libraries that a command had imported when it ended."""
    program = _IMPORTED.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("heavy")]
    return line.removeprefix("heavy").strip()


def measured(rounds: int, env: dict[str, str], floors: dict[str, str]) -> dict[str, float]:
    """Everything that is started with its median, in seconds; the first round warms the caches."""
    taken: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        programs = LIBRARIES | floors
        started = {name: [sys.executable, "-c", code] for name, code in programs.items()}
        started |= {name: [str(ASSURE), *given] for name, (_, given) in commands().items()}
        for name in random.Random(number).sample(list(started), len(started)):
            seconds = cpu_seconds(started[name], env)
            if number > 0:
                taken.setdefault(name, []).append(seconds)
    return {name: statistics.median(taken[name]) for name in (*LIBRARIES, *floors, *commands())}


def show(size: int, rounds: int, env: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        floors = {
            f"{ALONE}: {' '.join(given)}": alone(Path(folder), given, env)
            for floor, given in commands().values()
            if floor == "floor: all"
        }
        medians = measured(rounds, env, floors)
    typer = medians["import typer"]
    print(f"\n{size} entries; {rounds} rounds; medians of processor time")
    print(f"{'':>30} {'ms':>6} {'x typer':>8} {'x floor':>8} {'x alone':>8}  heavy imports")
    for name, seconds in medians.items():
        line = f"{name:>30} {seconds * 1e3:>6.0f} {seconds / typer:>8.2f}"
        if name in commands():
            floor, given = commands()[name]
            least = medians.get(f"{ALONE}: {' '.join(given)}")
            line += f" {seconds / medians[floor]:>8.2f}"
            line += " " * 9 if least is None else f" {seconds / least:>8.2f}"
            line += f"  {imported(given, env) or 'none'}"
        print(line, flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    options.add_argument("--demo", type=Path, help="a folder that `assure demo` made, with --home")
    options.add_argument("--home", type=Path)
    given = options.parse_args()
    if not ASSURE.exists():
        sys.exit(f"{ASSURE} is not installed: run `uv sync` first")
    print(machine.line())
    with tempfile.TemporaryDirectory() as folder:
        ledger, home = Path(folder) / "demo" / "ledger.db", Path(folder) / "home"
        if given.demo is None:
            making = [str(ASSURE), "demo", "--fresh", str(ledger.parent), "--no-open"]
            cpu_seconds([*making, "--home", str(home)], dict(os.environ))
        else:
            shutil.copytree(given.demo, ledger.parent)
            shutil.copytree(given.home, home)
        env = environment(ledger, home)
        show(6_725, given.rounds, env)
        for size in given.sizes:
            grow(ledger, size, home)
            show(size, given.rounds, env)


if __name__ == "__main__":
    main()
