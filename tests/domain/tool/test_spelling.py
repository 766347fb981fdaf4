"""Grades as people write them: one way for every door."""

from __future__ import annotations

import pytest

from domain.tool.events import ScaleGrade
from domain.tool.spelling import grade_of, spellings


def _grade(code: str, label: str, letter: str) -> ScaleGrade:
    return ScaleGrade(code=code, label=label, letter=letter, descriptor="Told apart.")


SCALE = (
    _grade("inadequate", "Inadequate", "I"),
    _grade("requires-improvement", "Requires improvement", "R"),
    _grade("good", "Good", "G"),
    _grade("outstanding", "Outstanding", "O"),
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("good", "good"),
        ("Good", "good"),
        (" GOOD. ", "good"),
        ("G", "good"),
        ("requires-improvement", "requires-improvement"),
        ("Requires improvement", "requires-improvement"),
        ("requires_improvement", "requires-improvement"),
        ("Requires\u00a0 improvement", "requires-improvement"),
        ("RI", "requires-improvement"),
        ("R.I.", "requires-improvement"),
        ("r.i", "requires-improvement"),
        ("r i", None),
        ("excellent", None),
        ("", None),
        ("goo", None),
    ],
)
def test_a_grade_is_found_by_label_code_letter_or_initials(written: str, code: str | None) -> None:
    assert grade_of(SCALE, written) == code


def test_what_could_be_two_grades_is_none() -> None:
    scale = (
        _grade("needs-some-work", "Needs some work", "N"),
        _grade("no-serious-worry", "No serious worry", "W"),
    )
    assert grade_of(scale, "NSW") is None
    assert grade_of(scale, "needs some work") == "needs-some-work"
    assert set(spellings(scale).values()) == {"needs-some-work", "no-serious-worry"}


def test_a_code_is_that_code_whatever_else_is_spelt_like_it() -> None:
    scale = (_grade("b", "A", "X"), _grade("a", "B", "Y"))
    assert (grade_of(scale, "a"), grade_of(scale, "b")) == ("a", "b")
