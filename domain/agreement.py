"""Where agencies' returns differ, and so what the moderation day should ask.

Each agency grades its own involvement, so a spread on one case may be true: the flags are
questions, not errors. Grades are 1 for the worst upwards, None for a return that is missing or
lacks the area, "n/a" for an agency not involved. Each kind of question has a letter, F1 to F11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from typing import Literal

from domain.impact.waves import middle
from domain.kernel.numbered import numbered

Grade = int | None | Literal["n/a"]
"""An agency's grade for one case and area."""
Grades = Mapping[str, Grade]
"""Grades by agency for one case and area."""

GOOD_FROM = 3
"""Good on the framework's four grades."""
TOP = 4
CASES_STRAIGHT_MIN, RANGE_WIDE, RANGE_WIDEST = 3, 2, 3
ONE_SCALE: Mapping[str, str | None] = {}


@dataclass(frozen=True, slots=True)
class Flag:
    """One question: its letter, the agencies to ask, its text, and where it arose.

    `case` and `area` are empty when the flag is about more than one. `high`: ask this first.
    """

    letter: str
    agencies: tuple[str, ...]
    words: str
    case: str = ""
    area: str = ""
    high: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One area of one case: each expected agency's grade, and its evidence where it gave any."""

    case: str
    area: str
    grades: Grades
    evidence: Mapping[str, str]


def middle_grades(grades: Grades) -> tuple[int, int]:
    """Between which grades the case and area counts: `middle` of what is graded.

    Raises ValueError for a grade that is neither 1, 2, 3, ..., None nor "n/a".
    """
    return middle(sorted(_graded(grades).values()))


def lower_median(grades: Grades) -> int | None:
    """The lower of the middle grades, or None. No figure rests on it; others' checks call it."""
    return middle_grades(grades)[0] or None


def flags(grades: Grades, good_from: int = GOOD_FROM) -> frozenset[str]:
    """Return the letters of `questions`."""
    return frozenset(question.letter for question in questions(grades, good_from))


def questions(grades: Grades, good_from: int = GOOD_FROM) -> tuple[Flag, ...]:
    """Return the flags that grades alone decide, for one case and area: F1, F1a, F2, F3, F4.

    F1: two grades or more between agencies; F1a: three or more. F2, with three returns or more:
    an agency two grades or more from the median of the others, a half when their number is even.
    F3: the worst grade beside one of `good_from` or better. F4: a missing return. Errors as in
    `middle_grades`.
    """
    graded = _graded(grades)
    flagged: list[Flag] = []
    if graded:
        low, high = min(graded.values()), max(graded.values())
        ends = tuple(sorted(agency for agency, grade in graded.items() if grade in (low, high)))
        if high - low >= RANGE_WIDE:
            flagged.append(Flag("F1", ends, f"the agencies are {high - low} grades apart"))
        if high - low >= RANGE_WIDEST:
            flagged.append(Flag("F1a", ends, "the agencies are at opposite ends of the scale"))
        flagged += _far_from_others(graded)
        if low == 1 and high >= good_from:
            asked = sorted(a for a, grade in graded.items() if grade == 1 or grade >= good_from)
            flagged.append(Flag("F3", tuple(asked), "the worst grade beside good or better"))
    if missing := tuple(sorted(agency for agency, grade in grades.items() if grade is None)):
        flagged.append(Flag("F4", missing, f"no grade from {', '.join(missing)}"))
    return tuple(flagged)


def graded_without_evidence(cell: Cell, top: int = TOP) -> tuple[Flag, ...]:
    """F5: each agency that graded with blank evidence; high for the worst and the top grade."""
    return tuple(
        Flag(
            "F5",
            (agency,),
            f"{agency} graded without evidence",
            cell.case,
            cell.area,
            high=grade in (1, top),
        )
        for agency, grade in sorted(_graded(cell.grades).items())
        if not cell.evidence.get(agency, "").strip()
    )


def outside_own_areas(case: str, overall: int, areas: Iterable[tuple[int, int]]) -> Flag | None:
    """F6: a case's overall grade lies outside the range of its own grades, by area.

    `areas`: the two middle grades of each, the same twice where they agree. An area between two
    grades speaks for either.
    """
    middles = list(areas)
    if not middles:
        return None
    worst, best = min(low for low, _ in middles), max(high for _, high in middles)
    if worst <= overall <= best:
        return None
    side = "worse" if overall < worst else "better"
    return Flag("F6", (), f"the overall grade is {side} than that of every area", case)


def straight_lining(
    cells: Iterable[Cell], scales: Mapping[str, str | None] = ONE_SCALE
) -> tuple[Flag, ...]:
    """F7: an agency gave one grade in every area of every case, over three cases or more.

    With a single area there is no line, so two areas are needed, both on one of the `scales`.
    """
    by_agency: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for cell in cells:
        scale = scales.get(cell.area) or ""
        for agency, grade in _graded(cell.grades).items():
            by_agency.setdefault((agency, scale), []).append((cell.case, cell.area, grade))
    flagged: list[Flag] = []
    for (agency, _), rows in sorted(by_agency.items()):
        cases, areas, grades = (len(set(column)) for column in zip(*rows, strict=True))
        if grades == 1 and cases >= CASES_STRAIGHT_MIN and areas > 1:
            words = f"{agency} gave one grade in all {areas} areas of {cases} cases"
            flagged.append(Flag("F7", (agency,), words))
    return tuple(flagged)


def same_evidence(cell: Cell) -> tuple[Flag, ...]:
    """F8: agencies with the same evidence text, apart from case and spacing; blank is no text."""
    authors: dict[str, list[str]] = {}
    for agency, text in sorted(cell.evidence.items()):
        if plain := " ".join(text.split()).casefold():
            authors.setdefault(plain, []).append(agency)
    return tuple(
        Flag("F8", tuple(same), "the same evidence from several agencies", cell.case, cell.area)
        for same in authors.values()
        if len(same) > 1
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A grade changed at moderation."""

    case: str
    area: str
    agency: str
    before: int
    after: int
    reason: str


def moved(moves: Iterable[Move]) -> tuple[Flag, ...]:
    """F9: moderation moved a grade by two or more, or at all without a reason."""
    flagged: list[Flag] = []
    for move in moves:
        by = abs(move.after - move.before)
        blank = not move.reason.strip()
        if by >= RANGE_WIDE or (by and blank):
            words = f"moderation moved {move.agency} by {by}" + (" without a reason" * blank)
            flagged.append(Flag("F9", (move.agency,), words, move.case, move.area, high=blank))
    return tuple(flagged)


@dataclass(frozen=True, slots=True)
class Severity:
    """F10, for the Lead Auditor only: cells an agency shares with others, by where it stands.

    `difference` is the sum over those cells of its grade less the median of the others.
    """

    agency: str
    below: int
    level: int
    above: int
    difference: Fraction

    @property
    def words(self) -> str:
        cells = self.below + self.level + self.above
        side, count = ("below", self.below) if self.difference <= 0 else ("above", self.above)
        return f"{side} the others in {count} of {cells} cells"


def severity(cells: Iterable[Cell]) -> tuple[Severity, ...]:
    """Compare each agency with the median of the others, over the cells it shares with any."""
    gaps: dict[str, list[Fraction]] = {}
    for cell in cells:
        graded = _graded(cell.grades)
        for agency in graded if len(graded) > 1 else ():
            gap = graded[agency] - _median_of_others(graded, agency)
            gaps.setdefault(agency, []).append(gap)
    return tuple(
        Severity(
            agency,
            below=sum(gap < 0 for gap in own),
            level=sum(gap == 0 for gap in own),
            above=sum(gap > 0 for gap in own),
            difference=sum(own, Fraction(0)),
        )
        for agency, own in sorted(gaps.items())
    )


class Rank(StrEnum):
    """Why a cell is on the agenda, in the order in which ranks are taken."""

    CONCERN = "F11"
    OPPOSITE_ENDS = "F1a"
    ALONE_AND_WORST = "F2+F3"
    ALONE = "F2"
    WORST_BESIDE_GOOD = "F3"
    APART = "F1"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda; `area` is empty for a concern, which is about the whole case."""

    rank: Rank
    case: str
    area: str
    questions: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """`items` to take on the day in order.

    `before_the_day`: what to get (F4, F5) and to ask single agencies (F7, F8) before it.
    """

    items: tuple[Item, ...]
    before_the_day: tuple[Flag, ...]


def agenda(
    cells: Sequence[Cell],
    concerns: Collection[str] = (),
    good_from: int | Mapping[str, int] = GOOD_FROM,
    top: int | Mapping[str, int] = TOP,
    seed: str = "",
    scales: Mapping[str, str | None] = ONE_SCALE,
) -> Agenda:
    """Rank what the moderation day should discuss.

    `good_from`, `top`, `scales`: by area, where areas are graded on more than one scale.
    `concerns`: cases with a safeguarding concern. They head the agenda, but a concern goes to the
    manager at once and never waits for the day. Within a rank those come first where one agency's
    single step decides what the cell counts as. Equals are spread over the cases, in an order that
    `seed` gives and that no case's number has a part in.
    """
    items = [
        Item(Rank.CONCERN, case, "", (Flag("F11", (), "safeguarding concern raised", case),))
        for case in set(concerns)
    ]
    before: list[Flag] = []
    for cell in cells:
        asked = [
            replace(flag, case=cell.case, area=cell.area)
            for flag in questions(cell.grades, _of(good_from, cell.area))
        ]
        before += [flag for flag in asked if flag.letter == "F4"]
        before += graded_without_evidence(cell, _of(top, cell.area))
        before += same_evidence(cell)
        day = tuple(flag for flag in asked if flag.letter != "F4")
        if day:
            items.append(Item(_rank({flag.letter for flag in day}), cell.case, cell.area, day))
    before += straight_lining(cells, scales)
    by_place = {
        (cell.case, cell.area): hinge(cell.grades, _of(good_from, cell.area)) for cell in cells
    }
    items = _in_order(items, by_place, seed)
    before.sort(key=lambda f: (f.letter, not f.high, numbered(f.case), f.area, f.agencies))
    return Agenda(tuple(items), tuple(before))


def _of(known: int | Mapping[str, int], area: str) -> int:
    return known if isinstance(known, int) else known[area]


class Hinge(IntEnum):
    """What a single step of a single agency would change of a cell, the most first."""

    GOOD = 0
    """Whether it counts as good or better."""
    COUNTED = 1
    """The grade that it counts as."""
    NOTHING = 2


def hinge(grades: Grades, good_from: int = GOOD_FROM) -> Hinge:
    """What changes when some one agency grades one step up or down. Errors as `middle_grades`.

    A cell counts as the mid-point of its two middle grades, and as good if both are.
    """
    graded = _graded(grades)
    if not graded:
        return Hinge.NOTHING
    ranks = list(graded.values())
    stepped = [
        sorted([*ranks[:at], ranks[at] + step, *ranks[at + 1 :]])
        for at in range(len(ranks))
        for step in (-1, 1)
        if ranks[at] + step >= 1
    ]
    low, high = middle(sorted(ranks))
    if any((middle(other)[0] >= good_from) != (low >= good_from) for other in stepped):
        return Hinge.GOOD
    moves = any(sum(middle(other)) != low + high for other in stepped)
    return Hinge.COUNTED if moves else Hinge.NOTHING


def _in_order(
    items: Iterable[Item], hinges: Mapping[tuple[str, str], Hinge], seed: str
) -> list[Item]:
    """By rank, then by hinge; among equals the case that has had the fewest places so far."""
    ranks, ordered = list(Rank), list[Item]()
    had: Counter[str] = Counter()

    def precedence(item: Item) -> tuple[int, int]:
        return ranks.index(item.rank), hinges.get((item.case, item.area), Hinge.NOTHING)

    def lot(item: Item) -> str:
        return sha256(f"{seed}|{item.case}|{item.area}".encode()).hexdigest()

    for _, equals in groupby(sorted(items, key=precedence), precedence):
        waiting = sorted(equals, key=lot)
        while waiting:
            first = min(waiting, key=lambda item: had[item.case])
            waiting.remove(first)
            had[first.case] += 1
            ordered.append(first)
    return ordered


def _rank(letters: set[str]) -> Rank:
    if "F1a" in letters:
        return Rank.OPPOSITE_ENDS
    if "F2" in letters:
        return Rank.ALONE_AND_WORST if "F3" in letters else Rank.ALONE
    return Rank.WORST_BESIDE_GOOD if "F3" in letters else Rank.APART


def _graded(grades: Grades) -> dict[str, int]:
    graded: dict[str, int] = {}
    for agency, grade in grades.items():
        if grade is None or grade == "n/a":
            continue
        if type(grade) is not int or grade < 1:
            raise ValueError(f'{agency}: {grade!r} is no grade; use 1, 2, 3, ..., None or "n/a"')
        graded[agency] = grade
    return graded


def _far_from_others(graded: Mapping[str, int]) -> list[Flag]:
    if len(graded) < 3:
        return []
    flagged: list[Flag] = []
    for agency, grade in sorted(graded.items()):
        gap = grade - _median_of_others(graded, agency)
        if abs(gap) >= RANGE_WIDE:
            side = "above" if gap > 0 else "below"
            flagged.append(Flag("F2", (agency,), f"ask {agency}: well {side} the other agencies"))
    return flagged


def _median_of_others(graded: Mapping[str, int], agency: str) -> Fraction:
    others = sorted(grade for other, grade in graded.items() if other != agency)
    middle = len(others) // 2
    return Fraction(others[middle] + others[-1 - middle], 2)
