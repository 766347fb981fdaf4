"""What holds of any sentence, whatever small partnership it is about.

Few cases, many agencies or one, absent ones, waves in any order and of any process, frames and
scales that differ, actions on one day or open, moderation in one audit only.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from domain.impact.assess import Assessment, Chosen, Done, Wanted, assess
from domain.impact.ruler import Drift
from domain.impact.sentence import Beside, sentence
from domain.impact.verdicts import CASES_MIN, JUDGED, Verdict
from domain.impact.waves import CaseGrades, Wave
from domain.impact.waves_in_words import MeasureNames

AGENCIES = ("care", "health", "housing", "justice", "police", "probation", "schools")
LABELS = {4: ("Inadequate", "Requires improvement", "Good", "Outstanding"), 2: ("Not met", "Met")}
NEVER = (
    *("zero ", " 1 cases", "one cases", "more cases graded", "  ", " ,", "()", "None", "nan"),
    *("cause", "average", "p-value", "settle", "-1 "),
)


def cases(random: Random, grades: int) -> tuple[CaseGrades, ...]:
    """Agencies of one audit on its cases: of one mind or not, absent or not, moderated or not."""
    agencies = random.sample(AGENCIES, random.choice((1, 2, 3, 5, 7)))
    present, moderated = random.choice((0.5, 0.9, 1)), random.random() < 0.4
    level = random.choice((1, 2, 3, 4))
    found = []
    for number in range(random.choice((0, 1, 4, 5, 10, 10, 12, 30))):
        middle = level + random.choice((-1, 0, 0, 1))
        given = {
            agency: min(grades, max(1, middle + random.choice((-1, 0, 0, 0, 1))))
            for agency in agencies
            if random.random() < present
        }
        agreed = (
            random.randint(1, grades) if given and moderated and random.random() < 0.5 else None
        )
        if given:
            found.append(CaseGrades(f"C{number:02}", agreed, given, given, agreed is not None))
    return tuple(found)


def wave(random: Random, audit: str) -> Wave:
    start = date(2024, 1, 1) + timedelta(days=random.randint(0, 900))
    grades = random.choices((4, 2), (9, 1))[0]
    return Wave(
        audit,
        start,
        start + timedelta(days=random.choice((0, 27, 89, 180))),
        cases(random, grades),
        grades,
        3 if grades == 4 else 2,
        wording=random.choices(("w", "x"), (9, 1))[0],
        frame=random.choices(("f", "g"), (9, 1))[0],
        process=random.choices(("themed", "dip-sample"), (6, 1))[0],
        frame_read=random.choice(("same", "same", "other")),
    )


def partnership(seed: int) -> tuple[Assessment, str]:
    """A measure in a partnership, and what is said of it."""
    random = Random(seed)
    waves = [wave(random, f"w{number}") for number in range(random.choice((1, 2, 2, 3, 4)))]
    days = sorted(
        date(2024, 6, 1) + timedelta(days=random.randint(0, 500))
        for _ in range(random.choice((0, 1, 1, 2, 3)))
    )
    done = Done(date(2024, 6, 1), tuple(days), all=not days or random.random() < 0.8)
    target = random.choice((None, Fraction(7, 10)))
    chosen = Chosen("w0", random.choice((1, 2, 5)), 7) if random.random() < 0.5 else None
    told = assess(waves, done, Wanted(target, hold=random.random() < 0.25), chosen)
    grades = told.waves[-1].wave.grades
    names = MeasureNames(
        "Planning",
        "all agencies",
        LABELS[grades],
        3 if grades == 4 else 2,
        {one.audit: f"{one.casework_start:%B %Y}, {one.audit}" for one in waves},
        {agency: agency.capitalize() for agency in AGENCIES},
    )
    drift = Drift(4, 2, 1, frozenset(("police",))) if random.random() < 0.2 else None
    beside = Beside(random.choice((1, 2)), (), None, chosen, random.choice((1, 13)), drift)
    return told, sentence(told, names, beside)


@pytest.mark.parametrize("first", range(0, 1000, 250))
def test_what_holds_of_any_sentence(first: int) -> None:
    seen = set()
    for seed in range(first, first + 250):
        told, said = partnership(seed)
        seen.add(told.verdict)
        assert not [word for word in NEVER if word in said], (seed, said)
        assert said.count(told.verdict.capitalize()) == 1, (seed, said)
        assert said.endswith("."), (seed, said)
        _each_wave_is_named(told, said)
        _nothing_is_said_of_too_few(told, said)
    assert {Verdict.NOT_YET, Verdict.CANNOT, Verdict.NO_CHANGE} < seen


def _each_wave_is_named(told: Assessment, said: str) -> None:
    """Every wave with the count that the comparison has of it, and no other."""
    counted = {one.wave.audit: told.counted(one.wave) for one in told.waves}
    labels = told.waves[-1].wave.grades
    for one in told.waves:
        audit, counts = one.wave.audit, counted[one.wave.audit]
        assert f", {audit})" in said, said
        if counts.cases and one.wave.grades == labels:
            assert re.search(rf"{counts.good} of {counts.cases} \(\w+ \d+, {audit}\)", said), said


def _nothing_is_said_of_too_few(told: Assessment, said: str) -> None:
    few = told.level is not None and told.level.of < CASES_MIN
    assert ("to hold against the standard" in said) is few, said
    assert not (few and "At standard" in said), said
    judged = told.verdict in JUDGED
    assert judged is (told.comparison is not None)
    for only_judged in ("effects cannot be separated", "Chance plays a part", "taken together"):
        assert judged or only_judged not in said, said
    if told.alike is not None and told.alike.left_out and told.alike.agencies:
        assert "the verdict is about" in said, said
