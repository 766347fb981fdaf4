"""Which differences between agencies become questions for the moderation day."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agreement import (
    Cell,
    Flag,
    Grade,
    Hinge,
    Move,
    Rank,
    agenda,
    flags,
    graded_without_evidence,
    hinge,
    middle_grades,
    moved,
    outside_own_areas,
    questions,
    same_evidence,
    severity,
    straight_lining,
)

NAMES = ("education", "health", "housing", "police", "probation", "social-care")
returns = st.lists(st.one_of(st.integers(1, 4), st.none(), st.just("n/a")), min_size=6, max_size=6)


def by_agency(*given: Grade) -> dict[str, Grade]:
    return dict(zip(NAMES, given, strict=False))


def cell(
    *given: Grade, case: str = "C01", area: str = "planning", evidence: str | None = None
) -> Cell:
    grades = by_agency(*given)
    texts = {name: evidence or f"seen in the {name} file" for name in grades}
    return Cell(case, area, grades, texts)


class TestMiddleGrades:
    @pytest.mark.parametrize(
        ("given_grades", "expected"),
        [
            ((1, 2, 3), (2, 2)),
            ((1, 2, 3, 4), (2, 3)),
            ((2, 4), (2, 4)),
            ((4,), (4, 4)),
            ((3, None, "n/a", 4), (3, 4)),
            ((None, "n/a"), (0, 0)),
            ((), (0, 0)),
        ],
    )
    def test_known(self, given_grades: tuple[Grade, ...], expected: tuple[int, int]) -> None:
        assert middle_grades(by_agency(*given_grades)) == expected

    @given(returns)
    def test_no_agency_counts_more(self, given_grades: list[Grade]) -> None:
        backwards = by_agency(*reversed(given_grades))
        assert middle_grades(by_agency(*given_grades)) == middle_grades(backwards)

    @pytest.mark.parametrize("wrong", [0, -1, True, 2.0, "Good", "N/A"])
    def test_refuses_what_is_no_grade(self, wrong: Grade) -> None:
        with pytest.raises(ValueError, match="health: .* is no grade"):
            middle_grades(by_agency(3, wrong))


class TestFlags:
    @pytest.mark.parametrize(
        ("given_grades", "letters"),
        [
            ((3, 3, 3), set()),
            ((2, 3, 3), set()),
            ((2, 4), {"F1"}),
            ((1, 3), {"F1", "F3"}),
            ((1, 4), {"F1", "F1a", "F3"}),
            ((1, 2, 2), set()),
            ((1, 3, 3), {"F1", "F2", "F3"}),
            ((2, 4, 4), {"F1", "F2"}),
            ((1, 4, 4), {"F1", "F1a", "F2", "F3"}),
            # The median of 1 and 2 is a half: 3 is 1.5 away and 4 is 2.5 away.
            ((1, 2, 3), {"F1", "F3"}),
            ((1, 2, 4), {"F1", "F1a", "F2", "F3"}),
            ((1, 1, 3, 3), {"F1", "F2", "F3"}),
            ((2, 2, 3, 4), {"F1", "F2"}),
            ((2, 3, 3, 4), {"F1"}),
            ((3, None), {"F4"}),
            ((1, None, 3), {"F1", "F3", "F4"}),
            ((3, "n/a", 3), set()),
            ((1, "n/a", 3), {"F1", "F3"}),
            ((None, None), {"F4"}),
            ((), set()),
        ],
    )
    def test_known(self, given_grades: tuple[Grade, ...], letters: set[str]) -> None:
        assert flags(by_agency(*given_grades)) == letters

    def test_good_can_start_elsewhere_on_the_scale(self) -> None:
        assert "F3" not in flags(by_agency(1, 3), good_from=4)
        assert "F3" in flags(by_agency(1, 3))

    @given(returns, st.permutations(NAMES))
    def test_names_do_not_matter(self, given_grades: list[Grade], names: list[str]) -> None:
        renamed = dict(zip(names, given_grades, strict=True))
        assert flags(renamed) == flags(by_agency(*given_grades))

    @given(returns)
    def test_not_involved_is_as_absent(self, given_grades: list[Grade]) -> None:
        without = {a: g for a, g in by_agency(*given_grades).items() if g != "n/a"}
        assert flags(without) == flags(by_agency(*given_grades))

    @given(returns)
    def test_every_difference_worth_asking_is_a_range(self, given_grades: list[Grade]) -> None:
        letters = flags(by_agency(*given_grades))
        assert not letters & {"F1a", "F2", "F3"} or "F1" in letters
        assert ("F4" in letters) == (None in given_grades)
        graded = [g for g in given_grades if isinstance(g, int)]
        assert ("F1" in letters) == (len(graded) > 1 and max(graded) - min(graded) >= 2)

    @given(returns)
    def test_alone_is_the_same_from_either_end(self, given_grades: list[Grade]) -> None:
        upside_down: list[Grade] = [5 - g if isinstance(g, int) else g for g in given_grades]
        kept = {"F1", "F1a", "F2", "F4"}
        assert flags(by_agency(*given_grades)) & kept == flags(by_agency(*upside_down)) & kept

    def test_questions_name_whom_to_ask(self) -> None:
        found = {flag.letter: flag for flag in questions(by_agency(1, 3, 3, None, 3))}
        assert found["F2"].agencies == ("education",)
        assert found["F2"].words == "ask education: well below the other agencies"
        assert found["F4"].agencies == ("police",)
        assert found["F4"].words == "no grade from police"
        assert found["F3"].agencies == ("education", "health", "housing", "probation")
        assert found["F1"].words == "the agencies are 2 grades apart"

    def test_two_agencies_can_be_alone(self) -> None:
        found = questions(by_agency(4, 1, 1, 4, 1))
        assert [flag.agencies for flag in found if flag.letter == "F2"] == [
            ("education",),
            ("police",),
        ]


class TestEvidence:
    def test_blank_evidence(self) -> None:
        blank = cell(1, 3, 4, "n/a", None, evidence=" \t ")
        assert [(f.letter, f.agencies, f.high) for f in graded_without_evidence(blank)] == [
            ("F5", ("education",), True),
            ("F5", ("health",), False),
            ("F5", ("housing",), True),
        ]
        assert graded_without_evidence(cell(1, 3, 4)) == ()
        absent = Cell("C01", "planning", {"police": 2}, {})
        assert [f.agencies for f in graded_without_evidence(absent)] == [("police",)]

    def test_the_top_grade_is_of_the_scale(self) -> None:
        blank = cell(3, evidence=" ")
        assert [f.high for f in graded_without_evidence(blank, top=3)] == [True]

    def test_same_text_apart_from_spacing_and_capitals(self) -> None:
        texts = {"police": "Seen  weekly.\n", "health": "seen weekly.", "housing": "", "z": " "}
        found = same_evidence(Cell("C01", "planning", {}, texts))
        assert [(f.letter, f.agencies, f.case, f.area) for f in found] == [
            ("F8", ("health", "police"), "C01", "planning")
        ]
        assert same_evidence(cell(3, 3)) == ()


class TestOverall:
    @pytest.mark.parametrize(("overall", "side"), [(1, "worse"), (4, "better")])
    def test_outside(self, overall: int, side: str) -> None:
        flag = outside_own_areas("C01", overall, [(2, 2), (2, 3)])
        assert flag == Flag("F6", (), f"the overall grade is {side} than that of every area", "C01")

    @pytest.mark.parametrize("overall", [2, 3])
    def test_inside(self, overall: int) -> None:
        assert outside_own_areas("C01", overall, [(2, 3)]) is None

    def test_without_areas_there_is_nothing_to_be_outside_of(self) -> None:
        assert outside_own_areas("C01", 1, []) is None


class TestStraightLining:
    def cells(self, *grades: Grade, cases: int = 3, areas: int = 2) -> list[Cell]:
        return [
            cell(*grades, case=f"C{c:02}", area=f"area-{a}")
            for c in range(cases)
            for a in range(areas)
        ]

    def test_one_grade_everywhere(self) -> None:
        cells = self.cells(3, 2)
        cells[0] = cell(3, 1, case="C00", area="area-0")
        (flag,) = straight_lining(cells)
        assert flag == Flag(
            "F7", ("education",), "education gave one grade in all 2 areas of 3 cases"
        )

    def test_too_little_to_tell(self) -> None:
        assert straight_lining(self.cells(3, cases=2)) == ()
        assert straight_lining(self.cells(3, areas=1)) == ()
        assert straight_lining(self.cells(None, "n/a")) == ()
        assert len(straight_lining(self.cells(3))) == 1


class TestMoved:
    @pytest.mark.parametrize(
        ("before", "after", "reason", "flagged", "high"),
        [
            (2, 3, "the plan was found", False, False),
            (2, 4, "the plan was found", True, False),
            (4, 2, "no plan", True, False),
            (2, 3, "  ", True, True),
            (1, 4, "", True, True),
            (2, 2, "", False, False),
        ],
    )
    def test_rule(self, before: int, after: int, reason: str, flagged: bool, high: bool) -> None:
        found = moved([Move("C01", "planning", "police", before, after, reason)])
        assert [(f.letter, f.high) for f in found] == ([("F9", high)] if flagged else [])

    def test_words(self) -> None:
        (flag,) = moved([Move("C01", "planning", "police", 1, 2, "")])
        assert flag.words == "moderation moved police by 1 without a reason"


class TestSeverity:
    def test_against_the_median_of_the_others(self) -> None:
        cells = [cell(1, 2, 3), cell(2, 2, 2), cell(3, 2, None), cell(1, "n/a"), cell(1, 2, 4)]
        first = severity(cells)[0]
        assert (first.agency, first.below, first.level, first.above) == ("education", 2, 1, 1)
        # 1 - 5/2, 2 - 2, 3 - 2, 1 - 3; the cell it holds alone is not shared.
        assert first.difference == Fraction(-5, 2)
        assert first.words == "below the others in 2 of 4 cells"

    def test_above(self) -> None:
        assert severity([cell(4, 3)])[0].words == "above the others in 1 of 1 cells"
        assert severity([cell(4)]) == ()


class TestAgenda:
    def test_order(self) -> None:
        cells = [
            cell(2, 4, area="apart"),
            cell(1, 3, area="worst-beside-good"),
            cell(2, 4, 4, area="alone"),
            cell(3, 3, area="nothing"),
            cell(1, 3, 3, area="alone-and-worst"),
            cell(1, 4, area="opposite"),
            cell(1, 3, case="C00", area="worst-beside-good"),
        ]
        items = agenda(cells, concerns=["C09"]).items
        assert [(item.rank, item.case, item.area) for item in items] == [
            (Rank.CONCERN, "C09", ""),
            (Rank.OPPOSITE_ENDS, "C01", "opposite"),
            (Rank.ALONE_AND_WORST, "C01", "alone-and-worst"),
            (Rank.ALONE, "C01", "alone"),
            (Rank.WORST_BESIDE_GOOD, "C00", "worst-beside-good"),
            (Rank.WORST_BESIDE_GOOD, "C01", "worst-beside-good"),
            (Rank.APART, "C01", "apart"),
        ]
        assert list(Rank) == ["F11", "F1a", "F2+F3", "F2", "F3", "F1"]
        assert {flag.area for flag in items[1].questions} == {"opposite"}

    def test_what_to_get_first_is_a_separate_list(self) -> None:
        cells = [
            cell(2, None, area="b", evidence=" "),
            cell(1, "n/a", area="a", evidence=" "),
            cell(2, None, area="a"),
        ]
        result = agenda(cells)
        assert result.items == ()
        assert [(f.letter, f.high, f.area, f.agencies) for f in result.before_the_day] == [
            ("F4", False, "a", ("health",)),
            ("F4", False, "b", ("health",)),
            ("F5", True, "a", ("education",)),
            ("F5", False, "b", ("education",)),
        ]

    @given(st.lists(returns, max_size=6))
    def test_input_order_does_not_matter(self, rows: list[list[Grade]]) -> None:
        cells = [cell(*row, case=f"C{i:02}") for i, row in enumerate(rows)]
        assert agenda(cells) == agenda(cells[::-1])
        assert len(agenda(cells).items) == sum(bool(flags(c.grades) - {"F4"}) for c in cells)


class TestOrderAmongEquals:
    """Within a rank: where one step decides, then spread over the cases, in the seed's order."""

    APART = {"a": 1, "b": 3, "c": 3, "d": 3, "e": 3}
    """F3 and F2; no single step changes that it counts as good."""
    DECIDED = {"a": 1, "b": 3, "c": 3}
    """As far apart; b or c one step lower, and it is no longer good."""

    def test_what_one_step_would_change(self) -> None:
        assert hinge({"a": 3, "b": 3, "c": 3, "d": 3, "e": 3}) is Hinge.NOTHING
        assert hinge({"a": 1, "b": 3, "c": 3}) is Hinge.GOOD
        assert hinge({"a": 2, "b": 3}) is Hinge.GOOD
        assert hinge({"a": 3, "b": 3}) is Hinge.GOOD
        assert hinge({"a": 1, "b": 1, "c": 4}) is Hinge.COUNTED
        assert hinge({"a": 1, "b": 1, "c": 1, "d": 1}) is Hinge.NOTHING
        assert hinge({"a": 1, "b": None, "c": "n/a"}) is Hinge.COUNTED
        assert hinge({"a": None, "b": "n/a"}) is Hinge.NOTHING

    @given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4)))
    def test_a_hinge_is_what_some_single_step_changes(self, grades: dict[str, int]) -> None:
        def counts_as(ranks: list[int]) -> tuple[int, bool]:
            ordered = sorted(ranks)
            low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
            return low + high, low >= 3

        stepped = [
            counts_as([*(rank for other, rank in grades.items() if other != agency), rank + step])
            for agency, rank in grades.items()
            for step in (-1, 1)
            if rank + step >= 1
        ]
        if not grades:
            expected = Hinge.NOTHING
        elif any(good != counts_as([*grades.values()])[1] for _, good in stepped):
            expected = Hinge.GOOD
        elif any(level != counts_as([*grades.values()])[0] for level, _ in stepped):
            expected = Hinge.COUNTED
        else:
            expected = Hinge.NOTHING
        assert hinge(grades) is expected

    def test_where_one_step_decides_comes_first_whatever_the_case_is_called(self) -> None:
        cells = [Cell("C01", "x", self.APART, {}), Cell("C09", "x", self.DECIDED, {})]
        for seed in ("1", "2", "3"):
            assert [item.case for item in agenda(cells, seed=seed).items] == ["C09", "C01"]

    def test_equals_are_spread_over_the_cases(self) -> None:
        cases, areas = ("C01", "C02", "C03"), ("v", "w", "x", "y")
        cells = [Cell(case, area, self.DECIDED, {}) for case in cases for area in areas]
        order = [item.case for item in agenda(cells, seed="58316907245103388642").items]
        for at in range(0, len(order), len(cases)):
            assert set(order[at : at + len(cases)]) == set(cases)

    def test_the_order_of_equals_is_the_seeds_and_never_that_of_the_numbers(self) -> None:
        cells = [Cell(f"C{n:02d}", "x", self.DECIDED, {}) for n in range(1, 10)]
        orders = [[i.case for i in agenda(cells, seed=str(seed)).items] for seed in range(20)]
        assert len({tuple(order) for order in orders}) > 15
        assert len({order[0] for order in orders}) > 4
        again = [i.case for i in agenda(list(reversed(cells)), seed="7").items]
        assert again == orders[7]
