"""What the commands count and judge, beside the same worked out from the raw entries alone."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import Assure, Clock
from tests.recomputed import counts
from tests.recomputed.grades import Grades
from tests.recomputed.impact import Impact
from tests.recomputed.planned import needed, regraded
from tests.recomputed.record import Record

DAYS = ("2025-01-31", "2025-06-30", "2025-12-31", "2026-06-30", "2026-11-20")
CHAIR, LEAD = "m-adeyinka", "e-thirlwell"
ALLOWED = {
    "__future__",
    "ast",
    "collections",
    "contextlib",
    "dataclasses",
    "fractions",
    "functools",
}
ALLOWED |= {"datetime", "itertools", "json", "math", "pathlib", "re", "sqlite3", "typing"}


@pytest.fixture
def demo(demonstration: Path, clock: Clock) -> Assure:
    clock.put("2026-11-23")
    return Assure(demonstration.parent, clock)


def test_the_recomputation_knows_nothing_of_the_product() -> None:
    folder = files("tests.recomputed")
    for module in folder.iterdir():
        if module.name.endswith(".py"):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                for name in names:
                    assert name.startswith("tests.recomputed") or name.split(".")[0] in ALLOWED, (
                        module.name
                    )


@pytest.mark.parametrize("day", DAYS)
def test_impact(demo: Assure, demonstration: Path, day: str) -> None:
    """Waves, what was compared, the exact mid-p, the verdict, and each agency's own grades."""
    again = Impact(Record(demonstration, day))
    shown = demo.read("impact", "show", "--as-at", day, actor=LEAD)
    rows = [(row, (ref, row["area"])) for row in shown for ref in row["recommendations"]]
    assert {key for _, key in rows} == again.measures.keys()
    assert rows
    for row, key in rows:
        measure = again.measures[key]
        for name in ("closed", "verdict", "baseline", "re_audits", "comparison"):
            assert _near(row[name], measure[name]), (key, name)
        assert [wave["audit"] for wave in row["waves"]] == measure["audits"]
        _waves(again, row)


def _near(shown: Any, again: Any) -> bool:
    """Equal, and floats to nine digits."""
    if isinstance(again, dict):
        return shown.keys() == again.keys() and all(_near(shown[k], again[k]) for k in again)
    return bool(shown == (pytest.approx(again, abs=1e-9) if isinstance(again, float) else again))


def _waves(again: Impact, row: dict[str, Any]) -> None:
    grades, area, basis = again.grades, row["area"], row["comparison"]
    for wave in row["waves"]:
        stands = grades.wave(wave["audit"], area)
        assert {name: wave[name] for name in stands} == stands
        compared = stands
        if basis is not None:
            compared = grades.wave(
                wave["audit"], area, basis["agencies"], before=basis["before_moderation"]
            )
        assert wave["as_compared"] == compared, (wave["audit"], area)
    for move in row["by_agency"]:
        before = grades.own(row["baseline"], area, move["agency"])
        after = grades.own(row["re_audits"][-1], area, move["agency"])
        assert (move["good_before"], move["of_before"], move["worst_before"]) == before
        assert (move["good_after"], move["of_after"], move["worst_after"]) == after


@pytest.mark.parametrize("day", DAYS)
def test_audits_and_what_they_led_to(demo: Assure, demonstration: Path, day: str) -> None:
    record = Record(demonstration, day)
    told: tuple[tuple[str, dict[Any, dict[str, Any]], tuple[str, ...]], ...] = (
        ("audit", counts.audits(record), ("audit",)),
        ("recommend", counts.recommendations(record), ("recommendation",)),
        ("action", counts.actions(record), ("recommendation", "action")),
    )
    for noun, again, keys in told:
        shown = demo.read(noun, "list", "--as-at", day, actor=LEAD)
        assert len(shown) == len(again)
        for row in shown:
            key = tuple(row[name] for name in keys)
            counted = again[key if len(keys) > 1 else key[0]]
            open_ = {name: row[name] for name in counted if row[name] is not None}
            assert open_ == {name: counted[name] for name in open_}, (noun, key)
            assert len(open_) > len(counted) / 2, (noun, key, "hidden")


def test_the_ruler(demo: Assure, demonstration: Path) -> None:
    again = regraded(Grades(Record(demonstration, DAYS[-1])))
    shown = demo.read("impact", "ruler", "--as-at", DAYS[-1], actor=LEAD)
    told = {
        (row["audit"], row["agency"]): (row["old_better"], row["old_worse"], row["old_graded"])
        for row in shown
        if row["old_graded"]
    }
    assert again
    assert told == {
        key: (sum(step > 0 for step in steps), sum(step < 0 for step in steps), len(steps))
        for key, steps in again.items()
    }


@pytest.mark.parametrize("good", range(11))
@pytest.mark.parametrize("size", [10, 30])
def test_the_planner(demo: Assure, good: int, size: int) -> None:
    row = demo.read("impact", "planner", "--before", "10", "--after", str(size))[good]
    least = needed(good, 10, size)
    assert row["good_before"] == f"{good} of 10"
    assert row["needed_after"] == ("none can" if least is None else f"{least} of {size}")


@pytest.mark.parametrize("day", DAYS)
def test_the_programmes_demand(demo: Assure, demonstration: Path, day: str) -> None:
    again = counts.demand(Record(demonstration, day))
    shown = demo.read("programme", "demand", "--as-at", day, actor=CHAIR)
    asked = {
        (row["agency"], row["quarter"]): (row["demand_days"], row["capacity_days"])
        for row in shown
        if row["demand_days"]
    }
    assert asked == again
    assert all(row["over"] == (row["demand_days"] > (row["capacity_days"] or 999)) for row in shown)
