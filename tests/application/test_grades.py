"""The life of a grade: what is not there is said, and is no empty answer."""

from __future__ import annotations

import pytest

from application.grade_history import grade_history
from application.reading import Reader
from domain.kernel.command import Refusal
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("2099-x", "C01"), "no-plan"),
        ((AUDIT, "C99"), "case-not-sampled"),
        ((AUDIT, "C01", None, "nonsense"), "unknown-area"),
    ],
)
def test_what_is_not_there_is_refused(
    prepared: Ledger, asked: tuple[str, str, str | None, str | None], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        grade_history(Reader(prepared, "lee-lead"), *asked)
    assert refused.value.code == code


def test_a_case_without_a_grade_yet_has_an_empty_history(prepared: Ledger) -> None:
    assert grade_history(Reader(prepared, "lee-lead"), AUDIT, "C01").lines == ()
