"""What a question costs a process that begins with nothing: processor time of its parts.

A part is a multiple of `import typer`, measured in the same rounds. `known`: that no entry is
missing or unknown. `session`: which audits are open. Then the first answer, with the facts that it
needs read, and the same answer in a new session of the same process, as the dashboard asks it.

    python -m benchmarks.questions --demo DIR/ledger.db --rounds 3

`--demo` is a ledger that `assure demo` made; the sizes are those of ledgers made for the occasion,
whose entries are grades, a tenth of them moderated, cases, recommendations and actions.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks import machine, workload

TODAY = date(2026, 11, 30)
PARTS = ("known", "session", "first", "again")
_TYPER = """
import time
begun = time.process_time()
import typer
print(time.process_time() - begun)
"""


def questions() -> dict[str, Callable[[Any, Any], object]]:
    """By name: what is asked of a session, for a viewer."""
    from projections.queries.audits import audits_overview
    from projections.queries.directory import agencies
    from projections.queries.grades import grade_history
    from projections.queries.impact import impact_measures
    from projections.queries.leads import audits_led
    from projections.queries.waiting import waiting

    return {
        "who leads what": lambda session, viewer: audits_led(session, viewer.person),
        "agencies": lambda session, viewer: agencies(session),
        "audits": lambda session, viewer: audits_overview(session),
        "impact": lambda session, viewer: impact_measures(session, TODAY),
        "waiting": lambda session, viewer: waiting(session, viewer, TODAY),
        "one case's grades": lambda session, viewer: grade_history(session, "audit-0", "C01"),
    }


def ask(ledger: str, question: str) -> list[float]:
    """Processor seconds of each part, in this process."""
    from domain.kernel.access import Grant, Standing
    from domain.kernel.vocabulary import Role
    from projections.engine.projector import Projection

    viewer = Standing("reader", frozenset({Grant(Role.SAIG_CHAIR), Grant(Role.INSPECTOR)}))
    answer = questions()[question]
    moments = [process_time()]
    projection = Projection.of(ledger)
    moments.append(process_time())
    with projection.session(viewer) as session:
        moments.append(process_time())
        answer(session, viewer)
        moments.append(process_time())
    with projection.session(viewer) as session:
        answer(session, viewer)
        moments.append(process_time())
    projection.close()
    return [after - before for before, after in zip(moments, moments[1:], strict=False)]


def measure(name: str, ledger: Path, rounds: int) -> None:
    """One row for each question: the median of each part, as a multiple of `import typer`."""
    taken: dict[str, list[list[float]]] = {question: [] for question in questions()}
    for _ in range(rounds):
        typer = float(_output([sys.executable, "-c", _TYPER]))
        for question, of_question in taken.items():
            asked = [sys.executable, "-m", "benchmarks.questions", "--ask", question]
            parts = json.loads(_output([*asked, "--demo", str(ledger)]))
            of_question.append([part / typer for part in parts])
    for question, of_question in taken.items():
        medians = [statistics.median(part) for part in zip(*of_question, strict=True)]
        print(f"{name:>10}  {question:<18}", "  ".join(f"{part:7.2f}" for part in medians))


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, help="a ledger that `assure demo` made")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.ask:
        print(json.dumps(ask(str(chosen.demo), chosen.ask)))
        return
    print(machine.line())
    print(f"{'':>10}  {'':<18}", "  ".join(f"{part:>7}" for part in PARTS))
    if chosen.demo:
        measure("demo", chosen.demo, chosen.rounds)
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            ledger = Path(folder) / "ledger.db"
            workload.build(ledger, size)
            measure(f"{size:,}", ledger, chosen.rounds)


if __name__ == "__main__":
    main()
