"""How people write a grade: its label, its code, its letter or the label's initials.

One function for every door and every file, so that each takes what the others take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from domain.kernel.loosely import loosely
from domain.tool.events import ScaleGrade


def spellings(scale: Iterable[ScaleGrade]) -> Mapping[str, str]:
    """Each way of writing a grade, as `as_compared` has it, to its code.

    What could be two grades is none: `I` where both Inadequate and Improving begin with it.
    """
    known: dict[str, set[str]] = {}
    codes = {as_compared(grade.code): grade.code for grade in scale}
    for grade in scale:
        words = as_compared(grade.label).split()
        initials = "".join(word[0] for word in words) if len(words) > 1 else ""
        for text in (grade.label, grade.letter, initials):
            if text:
                known.setdefault(as_compared(text), set()).add(grade.code)
    plain = {text: next(iter(found)) for text, found in known.items() if len(found) == 1}
    return {**plain, **codes}


def as_compared(text: str) -> str:
    """As `loosely`; nor do hyphens tell a code from the label that it was made from."""
    return " ".join(re.split(r"[\W_]+", loosely(text))).strip()


def grade_of(scale: Iterable[ScaleGrade], written: str) -> str | None:
    """The code of the grade that somebody wrote, or None where it is none of the scale."""
    plain = written.replace(".", "") if _DOTTED.fullmatch(written.strip()) else written
    return spellings(scale).get(as_compared(plain))


_DOTTED = re.compile(r"(\w\.)+\w?")
"""Initials with full stops: `R.I.`."""
