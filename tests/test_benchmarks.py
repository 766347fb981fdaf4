"""The benchmarks still run, and measure ledgers that the rules of today would have made."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import ruled_ledger, thirty_years
from ledger.integrity.scan import audit
from ledger.service import Ledger

SMALL: dict[str, tuple[str, ...]] = {
    "append": ("--rounds", "1", "--single", "5", "--batched", "1"),
    "append_engines": (
        *("--rounds", "1", "--single", "8", "--batched", "2", "--processes", "1", "2"),
    ),
    "sealing": ("--rounds", "1", "--calls", "5"),
    "verify": ("--rounds", "1", "--sizes", "600"),
    "rules": ("--sizes", "600"),
    "receipt": ("--sizes", "600", "--receipts", "2"),
    "rebuild": ("--rounds", "1", "--sizes", "600"),
    "visible": ("--sizes", "600", "--times", "2"),
    "questions": ("--rounds", "1", "--sizes", "600"),
    "cold_start": ("--rounds", "1", "--sizes", "8000"),
    "page_rerun": ("--rounds", "1"),
    "office": ("--people", "4", "--writers", "2", "--minutes", "0.1", "--pause", "1"),
    "far": ("--rounds", "1"),
    "rebuild_postgres": ("--rounds", "1", "--sizes", "600"),
    "visible_engines": ("--times", "2"),
}
MAKEFILE = Path(__file__).parents[1] / "Makefile"


def test_a_ledger_by_the_rules_is_made_by_the_rules_of_today(tmp_path: Path) -> None:
    size = ruled_ledger.build(tmp_path / "ledger.db", 800)
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        assert ledger.size() == size >= 800
    assert audit(tmp_path / "ledger.db").ok


def test_the_demonstration_many_times_over_is_whole(
    early_demonstration: Path, tmp_path: Path
) -> None:
    size = thirty_years.build(early_demonstration, tmp_path / "ledger.db")
    with Ledger.open(early_demonstration) as once, Ledger.open(tmp_path / "ledger.db") as many:
        assert many.size() == size > 3 * once.size()
    assert audit(tmp_path / "ledger.db").ok


def test_each_benchmark_has_a_small_run() -> None:
    scripts = re.search(r"for script in ([a-z_ ]+);", MAKEFILE.read_text(encoding="utf-8"))
    assert scripts is not None
    assert set(scripts[1].split()) == SMALL.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(name: str) -> None:
    subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *SMALL[name]],
        check=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
