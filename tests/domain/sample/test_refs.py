"""References of a case list: those that are made, and those that seem to name a child."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sample import refs


@given(st.integers(1, 300), st.uuids())
def test_refs_that_are_made_are_pseudonyms_each_once(count: int, salt: object) -> None:
    made = refs.made(count, str(salt))
    assert len(set(made)) == count
    assert made == refs.made(count, str(salt))
    assert all(refs.seems(one) is None for one in made)


def test_the_order_of_a_list_is_not_that_of_its_refs() -> None:
    made = refs.made(100, "00112233445566778899aabbccddeeff")
    assert made != sorted(made)
    assert refs.seems("K100000") is not None
    assert refs.made(99_999, "0")[0][:1] == "K"


@pytest.mark.parametrize(
    ("ref", "kind"),
    [
        *((name, refs.NAME) for name in ("Jane Smith", "smith-jane", "SMITH", "Maya", "Łukasz")),
        *((name, refs.NAME) for name in ("Smith01", "O'Neill 2", "Ada_L")),
        *((number, refs.CASE_NUMBER) for number in ("123456", "NN/2024/0018", "LCS 1234567")),
        *((number, refs.CASE_NUMBER) for number in ("2024-00187", "E1234567", "NN/9-17")),
        ("943 476 5919", "an NHS number"),
        ("NG1 1AA", "a postcode"),
    ],
)
def test_what_seems_to_name_a_child_is_said_by_its_kind(ref: str, kind: str) -> None:
    assert refs.seems(ref) == kind


@pytest.mark.parametrize(
    "ref", ["K10", "C07", "100", "R-0042", "case 12", "North-07", "child 3", "ref-1", "AB12"]
)
def test_a_pseudonym_is_taken_as_it_is(ref: str) -> None:
    assert refs.seems(ref) is None
