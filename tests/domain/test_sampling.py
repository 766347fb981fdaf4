"""Seats, order and replacement, as an inspector with a shell would check them."""

from __future__ import annotations

import subprocess
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sampling import (
    FrameRow,
    MarginRow,
    allocate,
    allocation,
    compare_margin,
    draw,
    frame_digest,
    frame_file,
    replacement,
    replacement_warning,
    selection_order,
)

SEED = "27182818284590452353"
SALT = "000102030405060708090a0b0c0d0e0f"
# Both made with printf, sha256sum and sort.
GOLDEN = ["C05", "C10", "C02", "C06", "C03", "C08", "C04", "C07", "C01", "C09"]
FRAME_DIGEST = "34122dc1c07d01fa079648c452989df823011280cd871f560c4fc86e9156253e"
sizes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=1)
refs = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1), unique=True
)


@st.composite
def frames(draw_from: st.DrawFn) -> tuple[dict[str, int], int]:
    strata = draw_from(sizes.filter(lambda s: any(s.values())))
    return strata, draw_from(st.integers(1, sum(strata.values())))


class TestAllocate:
    @pytest.mark.parametrize(
        ("strata", "n", "seats"),
        [
            ({"a": 60, "b": 40}, 10, {"a": 6, "b": 4}),
            # Quotas 4.7, 1.6, 1.55, 1.3, 0.85: the largest remainders get the three seats left.
            (
                {"a": 94, "b": 32, "c": 31, "d": 26, "e": 17},
                10,
                {"a": 5, "b": 2, "c": 1, "d": 1, "e": 1},
            ),
            ({"a": 96, "b": 4}, 10, {"a": 10, "b": 0}),
            ({"a": 3, "b": 0}, 3, {"a": 3, "b": 0}),
            # Alabama: one more seat in all, one fewer for c.
            ({"a": 6, "b": 6, "c": 2}, 10, {"a": 4, "b": 4, "c": 2}),
            ({"a": 6, "b": 6, "c": 2}, 11, {"a": 5, "b": 5, "c": 1}),
        ],
    )
    def test_largest_remainder(self, strata: dict[str, int], n: int, seats: dict[str, int]) -> None:
        assert allocate(strata, n) == seats

    @pytest.mark.parametrize(
        ("strata", "n", "seats"),
        [
            # Quotas 2.5, 1.5: the larger stratum first.
            ({"b": 5, "a": 3}, 4, {"b": 3, "a": 1}),
            # Quotas 1.5, 1.5: alphabetically.
            ({"b": 5, "a": 5}, 3, {"b": 1, "a": 2}),
            ({"c": 1, "b": 1, "a": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ],
    )
    def test_ties(self, strata: dict[str, int], n: int, seats: dict[str, int]) -> None:
        assert allocate(strata, n) == seats

    @pytest.mark.parametrize(
        ("strata", "n", "seats"),
        [
            ({"a": 96, "b": 4}, 10, {"a": 9, "b": 1}),
            # Floors 4, 4 and two forced ones make 10.
            ({"a": 45, "b": 45, "c": 5, "d": 5}, 10, {"a": 4, "b": 4, "c": 1, "d": 1}),
            # Quotas 5.5, 3.2, 1.3: a seat is left and the largest remainder takes it.
            ({"a": 55, "b": 32, "c": 13}, 10, {"a": 6, "b": 3, "c": 1}),
            # Quotas 5.5, 3.6, 0.9: the seat left may not go to c, which has one already.
            ({"a": 55, "b": 36, "c": 9}, 10, {"a": 5, "b": 4, "c": 1}),
            # Floors 4, 3, 2 and three ones make 12; back from a, b, then c: excess 0 each.
            (
                {"a": 40, "b": 30, "c": 20, "d": 4, "e": 3, "f": 3},
                10,
                {"a": 3, "b": 2, "c": 2, "d": 1, "e": 1, "f": 1},
            ),
            ({"a": 96, "b": 4, "c": 0}, 10, {"a": 9, "b": 1, "c": 0}),
            ({"a": 98, "b": 1, "c": 1}, 3, {"a": 1, "b": 1, "c": 1}),
        ],
    )
    def test_minimum_one(self, strata: dict[str, int], n: int, seats: dict[str, int]) -> None:
        assert allocate(strata, n, minimum_one=True) == seats

    def test_what_has_to_be_known_before_agreeing(self) -> None:
        plain = allocation({"a": 96, "b": 4}, 10)
        assert plain.left_out == ("b",)
        assert plain.warnings == (
            "b: no seat; under this allocation its cases can never be audited",
        )
        assert plain.self_weighting
        assert plain.quotas == {"a": Fraction(48, 5), "b": Fraction(2, 5)}
        forced = allocation({"a": 96, "b": 4}, 10, minimum_one=True)
        assert forced.left_out == ()
        assert not forced.self_weighting
        assert forced.warnings == (
            "not self-weighting: the sample is not in proportion to the frame",
        )
        needless = allocation({"a": 60, "b": 40}, 10, minimum_one=True)
        assert (needless.self_weighting, needless.warnings) == (True, ())

    @given(frames(), st.booleans())
    def test_laws(self, frame: tuple[dict[str, int], int], minimum_one: bool) -> None:
        strata, n = frame
        filled = [s for s, size in strata.items() if size]
        if minimum_one and len(filled) > n:
            with pytest.raises(ValueError, match="cannot give one to each"):
                allocate(strata, n, minimum_one)
            return
        seats = allocate(strata, n, minimum_one)
        assert sum(seats.values()) == n
        assert all(0 <= seats[s] <= strata[s] for s in strata)
        assert allocate(dict(reversed(strata.items())), n, minimum_one) == seats
        if minimum_one:
            assert all(seats[s] >= 1 for s in filled)
        else:
            total = sum(strata.values())
            assert all(abs(seats[s] - Fraction(n * strata[s], total)) < 1 for s in strata)

    @given(sizes.filter(lambda s: any(s.values())), st.booleans())
    def test_the_whole_frame_is_itself(self, strata: dict[str, int], minimum_one: bool) -> None:
        assert allocate(strata, sum(strata.values()), minimum_one) == strata

    @pytest.mark.parametrize(
        ("strata", "n", "message"),
        [
            ({"a": 5}, 6, "6 seats for a frame of 5 cases"),
            ({}, 1, "1 seats for a frame of 0 cases"),
            ({"a": 5}, 0, "0 seats; a sample has 1 or more"),
            ({"a": 5}, -1, "-1 seats"),
            ({"a": 5, "b": -1}, 2, "b: size -1"),
            ({"a": 5, "b": 1.5}, 2, "b: size 1.5"),
            ({"a": 5}, True, "True seats"),
        ],
    )
    def test_refuses(self, strata: dict[str, int], n: int, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            allocate(strata, n)


class TestOrder:
    def test_golden(self) -> None:
        assert selection_order(SEED, [f"C{i:02}" for i in range(1, 11)]) == GOLDEN

    def test_a_shell_agrees(self) -> None:
        """The inspector's own loop, with nothing of ours in it."""
        cases = [*(f"C{i:02}" for i in range(1, 13)), "Zoë-1", "a b"]
        script = (
            'while read ref; do printf "%s|%s" "$SEED" "$ref" | sha256sum | cut -d" " -f1 '
            '| tr "\\n" " "; echo "$ref"; done | LC_ALL=C sort | cut -d" " -f2-'
        )
        shell = subprocess.run(
            ["sh", "-c", script],
            input="\n".join(cases) + "\n",
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
            env={"SEED": SEED, "PATH": "/usr/bin:/bin"},
        )
        assert shell.stdout.splitlines() == selection_order(SEED, cases)

    @given(refs)
    def test_input_order_does_not_matter(self, cases: list[str]) -> None:
        assert selection_order(SEED, cases) == selection_order(SEED, reversed(cases))
        assert sorted(selection_order(SEED, cases)) == sorted(cases)

    @given(refs)
    def test_leaving_a_case_out_moves_no_other(self, cases: list[str]) -> None:
        order = selection_order(SEED, cases)
        assert selection_order(SEED, cases[1:]) == [ref for ref in order if ref not in cases[:1]]

    def test_another_seed_is_another_order(self) -> None:
        cases = [f"C{i:02}" for i in range(1, 21)]
        assert selection_order(SEED, cases) != selection_order("1" * 20, cases)

    @pytest.mark.parametrize(
        ("seed", "cases", "message"),
        [
            ("", ["C01"], "empty seed"),
            ("1\n", ["C01"], "seed '1.n' has control characters"),
            (SEED, ["C01", "C01"], "ref 'C01' occurs twice"),
            (SEED, ["C01", ""], "empty ref"),
            (SEED, ["C01\n"], "has control characters"),
            (SEED, ["C\t01"], "has control characters"),
            (SEED, ["C\x7f"], "has control characters"),
            (SEED, ["C\ud800"], "cannot be written as UTF-8"),
        ],
    )
    def test_refuses(self, seed: str, cases: list[str], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            selection_order(seed, cases)


ROWS = (FrameRow("C10", "north", "x"), FrameRow("C02", "south"), FrameRow("C01", "north", "y"))
FRAME = (
    "assure frame 1\tsalt\t000102030405060708090a0b0c0d0e0f\n"
    "ref\tstratum\tsecond\n"
    "C01\tnorth\ty\n"
    "C02\tsouth\t\n"
    "C10\tnorth\tx\n"
)


class TestFrame:
    def test_canonical_text(self) -> None:
        assert frame_file(ROWS, SALT) == FRAME
        assert frame_file(reversed(ROWS), SALT) == FRAME

    def test_digest_is_the_shells(self) -> None:
        shell = subprocess.run(["sha256sum"], input=FRAME.encode(), capture_output=True, check=True)
        assert shell.stdout.split()[0].decode() == frame_digest(FRAME) == FRAME_DIGEST

    def test_any_change_changes_the_digest(self) -> None:
        other = [frame_file(ROWS, "f" * 32), frame_file(ROWS[1:], SALT)]
        moved = frame_file((*ROWS[1:], FrameRow("C10", "south", "x")), SALT)
        assert len({frame_digest(text) for text in (FRAME, moved, *other)}) == 4

    @pytest.mark.parametrize(
        ("rows", "salt", "message"),
        [
            (ROWS, "f" * 31, "32 lower-case hexadecimal"),
            (ROWS, "F" * 32, "32 lower-case hexadecimal"),
            (ROWS, "f" * 32 + "\n", "32 lower-case hexadecimal"),
            ((), SALT, "the frame has no case"),
            ((*ROWS, ROWS[0]), SALT, "'C10' occurs twice"),
            ((FrameRow("", "north"),), SALT, "empty ref"),
            ((FrameRow("C01", ""),), SALT, "empty stratum"),
            ((FrameRow("C01", "no\trth"),), SALT, "stratum .* control characters"),
            ((FrameRow("C01", "north", "\n"),), SALT, "second margin .* control characters"),
            ((FrameRow(" C01", "north"),), SALT, "white space"),
            ((FrameRow("C\\01", "north"),), SALT, "no backslash"),
        ],
    )
    def test_refuses(self, rows: tuple[FrameRow, ...], salt: str, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            frame_file(rows, salt)


class TestDraw:
    FRAME = {**{f"C{i:02}": "north" for i in range(1, 8)}, "C08": "south", "C09": "south"}

    def test_takes_the_first_of_each_stratum(self) -> None:
        north, south = (
            [ref for ref in GOLDEN if self.FRAME.get(ref) == stratum]
            for stratum in ("north", "south")
        )
        assert draw(self.FRAME, {"north": 2, "south": 1}, SEED) == {
            "north": tuple(north[:2]),
            "south": (south[0],),
        }

    @given(st.dictionaries(st.sampled_from([f"C{i:02}" for i in range(30)]), st.sampled_from("ab")))
    def test_each_stratum_has_its_seats_and_nobody_is_drawn_twice(
        self, frame: dict[str, str]
    ) -> None:
        count = list(frame.values()).count("a")
        result = draw(frame, {"a": count // 2, "b": 0}, SEED)
        assert {frame[ref] for ref in result["a"]} <= {"a"}
        assert len(set(result["a"])) == len(result["a"]) == count // 2
        assert result["b"] == ()

    @pytest.mark.parametrize(
        ("seats", "message"),
        [
            ({"north": 2}, "south: no number of seats for its 2 cases"),
            ({"north": 2, "south": 3}, "south: 3 seats for 2 cases"),
            ({"north": -1, "south": 1}, "north: -1 seats"),
            ({"north": 1, "south": 1, "east": 1}, "east: 1 seats for 0 cases"),
        ],
    )
    def test_refuses(self, seats: dict[str, int], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            draw(self.FRAME, seats, SEED)


class TestReplacement:
    def test_next_in_the_same_order(self) -> None:
        assert replacement(["C03", "C01", "C02"], {"C03"}) == "C01"
        assert replacement(["C03", "C01", "C02"], {"C03", "C01"}) == "C02"
        assert replacement(["C03"], {"C03"}) is None
        assert replacement([], set()) is None

    @pytest.mark.parametrize(
        ("cases", "replaced", "warning"),
        [
            (10, 0, None),
            (10, 2, None),
            (10, 3, "3 of 10 replaced: cases that could not be audited may differ"),
            (14, 3, "3 of 14 replaced: cases that could not be audited may differ"),
            (15, 3, None),
        ],
    )
    def test_warning_over_a_fifth(self, cases: int, replaced: int, warning: str | None) -> None:
        assert replacement_warning(cases, replaced) == warning

    def test_a_rate_needs_cases(self) -> None:
        with pytest.raises(ValueError, match="not a rate"):
            replacement_warning(0, 0)


class TestMargin:
    VALUES = {f"C{i:02}": "east" if i < 7 else "west" for i in range(10)}

    def test_expected_and_drawn(self) -> None:
        assert compare_margin(self.VALUES, ["C00", "C07", "C08"]) == (
            MarginRow("east", 7, Fraction(21, 10), 1),
            MarginRow("west", 3, Fraction(9, 10), 2),
        )

    def test_refuses(self) -> None:
        with pytest.raises(ValueError, match="not in the frame: C99"):
            compare_margin(self.VALUES, ["C99"])
        with pytest.raises(ValueError, match="taken twice"):
            compare_margin(self.VALUES, ["C00", "C00"])
