"""Writes `docs/impact-in-words.md`: each sentence the product can say of impact, and its reading.

The sentences are made by `domain.impact.sentence` from small invented audits. A reader reads each
once and says back what it means: that is the plain reading beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from domain.impact.assess import Assessment, Chosen, Done, Wanted, assess
from domain.impact.background import Background
from domain.impact.planner import plan_sentence
from domain.impact.ruler import Drift
from domain.impact.sentence import ALONE, Beside, detail, sentence
from domain.impact.waves import CaseGrades, Wave
from domain.impact.waves_in_words import MeasureNames

Counts = tuple[int, ...]
ACTED = Done(date(2025, 4, 1), (date(2025, 9, 1),))
OPEN = Done(date(2025, 4, 1))
NAMES = MeasureNames(
    area="Planning",
    scope="all agencies",
    labels=("Inadequate", "Requires improvement", "Good", "Outstanding"),
    good_from=3,
    when={
        "a": "June 2024",
        "b": "January 2025",
        "c": "August to October 2025",
        "d": "February 2026",
        "e": "September 2026",
    },
    agencies={"health": "Health", "housing": "Housing", "police": "Police"},
)
_STARTS = {
    "a": date(2024, 6, 1),
    "b": date(2025, 1, 1),
    "c": date(2025, 8, 1),
    "d": date(2026, 2, 1),
    "e": date(2026, 9, 1),
}
_DAYS = {"c": 92}


@dataclass(frozen=True, slots=True)
class Example:
    """A pattern, what the product says of an example of it, and what a reader takes from it."""

    pattern: str
    says: str
    reading: str


def wave(audit: str, counts: Counts, *, agreed: int = 0) -> Wave:
    """An audit in which health and police are of one mind; moderation agreed the first cases."""
    ranks = [rank for rank, count in enumerate(counts, 1) for _ in range(count)]
    cases = tuple(
        CaseGrades(f"C{n:02}", rank if n <= agreed else None, given, given, moderated=n <= agreed)
        for n, rank in enumerate(ranks, 1)
        for given in ({"health": rank, "police": rank},)
    )
    return of_cases(audit, cases)


def of_cases(audit: str, cases: tuple[CaseGrades, ...]) -> Wave:
    start = _STARTS[audit]
    end = start + timedelta(days=_DAYS.get(audit, 28) - 1)
    return Wave(audit, start, end, cases, 4, 3, "w", "f")


def with_housing(one: Wave, rank: int) -> Wave:
    """The wave as it was when Housing graded too."""
    cases = tuple(
        replace(
            case, grades={**case.grades, "housing": rank}, before={**case.before, "housing": rank}
        )
        for case in one.cases
    )
    return replace(one, cases=cases)


BOTH = frozenset(("health", "police"))
LOW, MIDDLING, HIGH = (3, 6, 1, 0), (1, 5, 4, 0), (0, 1, 9, 0)
BASELINE, REAUDIT = wave("b", LOW), wave("d", HIGH)
REAUDIT_AS_BASELINE = wave("b", HIGH)


def say(
    waves: Iterable[Wave],
    done: Done = ACTED,
    wanted: Wanted | None = None,
    beside: Beside = ALONE,
) -> str:
    return sentence(told(waves, done, wanted, beside.chosen), NAMES, beside)


def told(
    waves: Iterable[Wave],
    done: Done = ACTED,
    wanted: Wanted | None = None,
    chosen: Chosen | None = None,
) -> Assessment:
    return assess(waves, done, wanted, chosen)


def examples() -> tuple[Example, ...]:
    """Every pattern, in the order in which a reader meets them."""
    return (*_verdicts(), *_waves(), *_comparability(), *_chance(), *_beside())


def _verdicts() -> Iterator[Example]:
    yield Example(
        "Improved",
        say([BASELINE, REAUDIT]),
        "One of ten was good before the action and nine of ten after it: more than chance gives.",
    )
    yield Example(
        "Improved, but it hangs on few cases",
        say([wave("b", (3, 5, 2, 0)), wave("d", (0, 3, 6, 1))]),
        "Better, but the verdict would be lost if so few cases had been graded a step lower.",
    )
    yield Example(
        "Mixed",
        say([wave("b", (0, 9, 1, 0)), wave("d", (1, 0, 9, 0))]),
        "Most cases are better, but more children got the worst. Look at those cases.",
    )
    yield Example(
        "Worsened",
        say([REAUDIT_AS_BASELINE, wave("d", LOW)]),
        "It looks worse. First check that the grading has not changed, then escalate.",
    )
    yield Example(
        "No change detectable",
        say([BASELINE, wave("d", (3, 5, 2, 0))]),
        "We cannot tell. It may have changed; ten cases are too few to see anything but a leap.",
    )
    yield Example(
        "No meaningful change",
        say([wave("b", (0, 9, 91, 0)), wave("d", (0, 8, 92, 0))]),
        "We can tell: there was no change that matters.",
    )
    yield Example(
        "Held, as wanted",
        say([wave("b", (0, 1, 8, 1)), wave("d", (0, 2, 8, 0))], wanted=Wanted(8, hold=True)),
        "It was good, it was to stay good, and it did.",
    )
    yield Example(
        "At standard at both audits",
        say([wave("b", HIGH), wave("d", HIGH)], wanted=Wanted(Fraction(8, 10))),
        "There was nothing left to gain, and it is still at standard.",
    )
    yield Example(
        "Not yet re-audited",
        say([BASELINE], OPEN),
        "Nobody has looked since. We do not know.",
    )


def _waves() -> Iterator[Example]:
    yield Example(
        "A rise before the action",
        say([wave("a", LOW), wave("b", (0, 0, 10, 0)), wave("d", (0, 4, 6, 0))]),
        "It rose before anything was done and has fallen since. The action is not to thank.",
    )
    yield Example(
        "Casework that straddles the action",
        say([BASELINE, wave("c", (1, 4, 5, 0))]),
        "The second audit looked at cases from both sides of the action: too early to say.",
    )
    yield Example(
        "Sustained",
        say([BASELINE, wave("d", (0, 2, 8, 0)), wave("e", (0, 3, 7, 0))]),
        "It became better and stayed better: two audits after the action agree.",
    )
    yield Example(
        "Not sustained",
        say([BASELINE, REAUDIT, wave("e", (4, 5, 1, 0))]),
        "It had become better. The latest audit is worse than the one before.",
    )
    yield Example(
        "Better while actions are open",
        say([BASELINE, REAUDIT], OPEN),
        "Better, but not because of these actions: they were not all in place.",
    )


def _comparability() -> Iterator[Example]:
    yield Example(
        "An agency that graded in one audit only",
        say([with_housing(BASELINE, 1), REAUDIT]),
        "Housing's grades do not count in the comparison, so its leaving changed nothing. What it"
        " saw is told all the same.",
    )
    yield Example(
        "Agreed in moderation in one audit only",
        say([BASELINE, wave("d", HIGH, agreed=10)]),
        "Moderation works on grades too. Both audits are compared as the agencies had graded.",
    )
    yield Example(
        "Another frame",
        say([BASELINE, replace(REAUDIT, frame="g")]),
        "The two audits looked at different children, so the counts say nothing about change.",
    )
    yield Example(
        "A later audit that does not compare",
        say([BASELINE, REAUDIT, replace(wave("e", MIDDLING), process="dip-sample")]),
        "The latest one is a dip sample. It is named, and not compared.",
    )


def _chance() -> Iterator[Example]:
    yield Example(
        "Chosen because it was the lowest",
        say(
            [wave("b", (3, 5, 2, 0)), wave("d", (0, 4, 5, 1))],
            beside=Beside(chosen=Chosen("b", 1, 8)),
        ),
        "The lowest of eight is usually better next time, whatever is done. This is no more.",
    )
    yield Example(
        "One of many looks",
        say(
            [BASELINE, wave("d", (0, 2, 8, 0)), wave("e", (0, 3, 7, 0))],
            beside=Beside(chosen=Chosen("b", 2, 8), comparisons=14),
        ),
        "Better, but we looked often and in many places, so some of what we see is luck.",
    )
    yield Example(
        "The ruler",
        say([BASELINE, REAUDIT], beside=Beside(drift=Drift(4, 3, 0, BOTH))),
        "Auditors now give the same old cases better grades. The rise may be theirs.",
    )


def _beside() -> Iterator[Example]:
    background = Background(2, 9, 20, 10, 20, 10, 10)
    yield Example(
        "Areas that nobody recommended",
        say([BASELINE, REAUDIT], beside=Beside(recommendations=3, background=background)),
        "Two other areas, ten cases in each, hardly moved meanwhile. Three recommendations share"
        " this area, and nobody can say which of them it was.",
    )
    yield Example(
        "The size of a change (only on request)",
        detail(told([BASELINE, REAUDIT])),
        "It is about pairs of cases. It does not say that so many cases became better.",
    )
    yield Example(
        "Before anybody audits: the planner",
        plan_sentence(10, 10),
        "If four of ten are good today, nine of ten must be next time, or ten cases show nothing.",
    )


def document() -> str:
    lines = [
        "# Impact in words",
        "",
        "<!-- written by docs/impact_in_words.py; do not edit -->",
        "",
        "Every kind of sentence that `assure impact show` and the Impact page say, each with an",
        "invented example and its plain reading. Grades are counted, never averaged; nothing is",
        "said to be caused by anything.",
        "",
    ]
    for example in examples():
        lines += [f"## {example.pattern}", "", f"> {example.says}", "", example.reading, ""]
    return "\n".join(lines).rstrip() + "\n"
