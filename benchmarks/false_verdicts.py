"""How often the product calls a change that is not there, and sees one that is.

`python -m benchmarks.false_verdicts [--runs N]`. Grades are drawn from a stated model and go the
product's own way: cases, waves, `assess`. Beside it the first method, by lower medians.

The model: a case's quality is normal, and so is each agency's view of it; ICC is the share of the
variance that the case carries. Grades are cut at 15, 60 and 95 %. A true change by an odds ratio
moves every view by its logarithm over 1.6, in standard deviations.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from random import Random

from domain.agreement import middle_grades
from domain.impact.assess import Chosen, Done, assess
from domain.impact.verdicts import Verdict, judge
from domain.impact.waves import CaseGrades, Wave

CUTS = (-1.0364, 0.2533, 1.6449)
"""Normal quantiles of 15, 60 and 95 %."""
GRADES, GOOD = 4, 3
ODDS = (1, 2, 3, 5)
DONE = Done(date(2025, 2, 1), (date(2025, 6, 1),))
ICC = 0.3
IMPROVED_MAX, WORSENED_MAX = 0.05, 0.07


@dataclass(frozen=True, slots=True)
class Scenario:
    """`waves`: agencies that grade in each, the first before the action. `areas`: the worst of so
    many is the one recommended. `absent`: share of grades missing. `agreed`: waves in which
    moderation agrees every case's grade, at the lower of the two middle ones.
    """

    name: str
    waves: tuple[int, ...]
    cases: int = 10
    areas: int = 1
    absent: float = 0.0
    agreed: tuple[int, ...] = ()


SCENARIOS = (
    Scenario("same 6 agencies, 10 v 10", (6, 6)),
    Scenario("same 6 agencies, 30 v 30", (6, 6), cases=30),
    Scenario("one leaves, 7 to 6", (7, 6)),
    Scenario("one leaves, 5 to 4", (5, 4)),
    Scenario("one leaves, 3 to 2", (3, 2)),
    Scenario("one leaves, 3 to 2, 30 v 30", (3, 2), cases=30),
    Scenario("one joins, 2 to 3", (2, 3)),
    Scenario("one joins, 2 to 3, 30 v 30", (2, 3), cases=30),
    Scenario("30 % of grades absent", (6, 6), absent=0.3),
    Scenario("agreed in the later wave only", (6, 6), agreed=(1,)),
    Scenario("agreed in the earlier wave only", (6, 6), agreed=(0,)),
    Scenario("worst of 8 areas", (6, 6), areas=8),
    Scenario("3 waves", (6, 6, 6)),
    Scenario("4 waves", (6, 6, 6, 6)),
)


def grade(view: float) -> int:
    return 1 + sum(view > cut for cut in CUTS)


def cases_of(random: Random, scenario: Scenario, number: int, odds: int) -> list[CaseGrades]:
    """One wave of one area. The change is there from the second wave on."""
    shift = log(odds) / 1.6 if number else 0.0
    found = []
    for case in range(scenario.cases):
        quality = random.gauss(0, ICC**0.5)
        given = {
            f"a{agency}": grade(quality + random.gauss(0, (1 - ICC) ** 0.5) + shift)
            for agency in range(scenario.waves[number])
            if random.random() >= scenario.absent
        }
        agreed = middle_grades(given)[0] if number in scenario.agreed else None
        found.append(CaseGrades(f"C{case:02}", agreed, given, given, agreed is not None))
    return found


def wave(number: int, cases: Sequence[CaseGrades]) -> Wave:
    year = 2024 + number if number == 0 else 2025 + number
    return Wave(
        audit=f"w{number}",
        casework_start=date(year, 1, 1),
        casework_end=date(year, 3, 31),
        cases=tuple(cases),
        grades=GRADES,
        good_from=GOOD,
        wording="w",
        frame="f",
    )


def draw(random: Random, scenario: Scenario, odds: int) -> list[Wave]:
    """The waves of the area that is recommended: the one with the fewest cases good."""
    first = [wave(0, cases_of(random, scenario, 0, odds)) for _ in range(scenario.areas)]
    chosen = min(first, key=lambda one: (one.counts.good, sum_of(one)))
    later = range(1, len(scenario.waves))
    return [chosen, *(wave(n, cases_of(random, scenario, n, odds)) for n in later)]


def sum_of(one: Wave) -> int:
    return sum(level * count for level, count in enumerate(one.counts.levels))


def now(scenario: Scenario, waves: Sequence[Wave]) -> Verdict:
    chosen = Chosen("w0", 1, scenario.areas) if scenario.areas > 1 else None
    return assess(waves, DONE, chosen=chosen).verdict


def first_method(_: Scenario, waves: Sequence[Wave]) -> Verdict:
    """Lower medians, the first wave against the last, as the product compared until 2026."""
    before, after = (_by_lower_median(one) for one in (waves[0], waves[-1]))
    verdict = judge(before, after)
    if verdict is Verdict.MIXED or (verdict is Verdict.IMPROVED and after[0] > before[0]):
        return Verdict.NO_CHANGE
    return verdict


def _by_lower_median(one: Wave) -> tuple[int, ...]:
    counts = [0] * GRADES
    for case in one.cases:
        rank = case.agreed or middle_grades(case.grades)[0]
        if rank:
            counts[rank - 1] += 1
    return tuple(counts)


Method = Callable[[Scenario, Sequence[Wave]], Verdict]


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of runs: without a change improved, worsened; with one, improved and mixed."""

    improved: float
    worsened: float
    power: tuple[float, ...]
    mixed: tuple[float, ...]


def rates(scenario: Scenario, method: Method, runs: int, changed: int | None = None) -> Rates:
    """`changed`: runs with a change, for each of its sizes; a quarter of `runs` unless told."""
    changed = max(runs // 4, 1) if changed is None else changed
    found = {odds: _tally(scenario, method, runs if odds == 1 else changed, odds) for odds in ODDS}
    true = ODDS[1:]
    return Rates(
        found[1][Verdict.IMPROVED],
        found[1][Verdict.WORSENED],
        tuple(found[odds][Verdict.IMPROVED] for odds in true),
        tuple(found[odds][Verdict.MIXED] for odds in true),
    )


def _tally(scenario: Scenario, method: Method, runs: int, odds: int) -> dict[Verdict, float]:
    counted = dict.fromkeys(Verdict, 0)
    random = Random(f"{scenario.name} {odds}")
    for _ in range(runs):
        counted[method(scenario, draw(random, scenario, odds))] += 1
    return {verdict: count / runs for verdict, count in counted.items()}


def table(runs: int) -> Iterator[str]:
    yield "| scenario | method | improved, no change | worsened, no change | OR 2 / 3 / 5 | mixed |"
    yield "|---|---|---|---|---|---|"
    for scenario in SCENARIOS:
        for name, method in (("first", first_method), ("now", now)):
            found = rates(scenario, method, runs)
            power = " / ".join(f"{100 * share:.0f}" for share in found.power)
            mixed = " / ".join(f"{100 * share:.0f}" for share in found.mixed)
            yield (
                f"| {scenario.name} | {name} | {100 * found.improved:.1f} %"
                f" | {100 * found.worsened:.1f} % | {power} % | {mixed} % |"
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="runs for each cell of the table")
    given = parser.parse_args()
    for line in table(given.runs):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
