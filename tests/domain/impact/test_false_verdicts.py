"""How often a change is called that is not there: the product's own path, from grades to verdict.

The scenarios, their model and the first method stand in `benchmarks/false_verdicts.py`; the figures
before and after, with the power beside them, in docs/decisions/0032-what-is-compared.md.
"""

from __future__ import annotations

import pytest

from benchmarks.false_verdicts import (
    IMPROVED_MAX,
    SCENARIOS,
    WORSENED_MAX,
    Scenario,
    first_method,
    now,
    rates,
)

RUNS, RUNS_CHANGED, RUNS_SHORT = 600, 60, 120
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_false_verdicts_are_rare_and_true_changes_are_seen(scenario: Scenario) -> None:
    found = rates(scenario, now, RUNS, RUNS_CHANGED)
    assert found.improved <= IMPROVED_MAX
    assert found.worsened <= WORSENED_MAX
    seen = [i + m for i, m in zip(found.power, found.mixed, strict=True)]
    assert seen == sorted(seen), "the larger a change, the likelier it is seen"
    assert seen[-1] > 0.5


@pytest.mark.parametrize("name", ["one leaves, 3 to 2", "one joins, 2 to 3"])
def test_the_number_of_agencies_decides_no_longer(name: str) -> None:
    before, after = (rates(BY_NAME[name], method, RUNS_SHORT) for method in (first_method, now))
    assert max(before.improved, before.worsened) > 0.15
    assert max(after.improved, after.worsened) < 0.1


def test_every_scenario_of_the_issue_is_among_them() -> None:
    names = " ".join(BY_NAME)
    for asked in (
        "same",
        "leaves",
        "joins",
        "absent",
        "agreed",
        "worst of 8",
        "3 waves",
        "4 waves",
    ):
        assert asked in names
