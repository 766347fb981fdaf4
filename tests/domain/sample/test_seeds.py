"""Seeds: dice and public values, and no digits that somebody could have known before."""

from __future__ import annotations

from random import Random

import pytest

from domain.sample.seeds import check_seed, public_day

DICE = "58316907245103388642"


@pytest.mark.parametrize("seed", [DICE, "public:nist-beacon@2026-03-02T12:00Z=8D3F0A"])
def test_dice_and_public_values_are_seeds(seed: str) -> None:
    check_seed(seed)


@pytest.mark.parametrize(
    "seed",
    [
        "",
        "1" * 19,
        "1" * 21,
        "1" * 20 + "\n",
        "\u0661" * 20,
        "2718 281828459045235",
        "public:nist-beacon=8D3F0A",
        "public:nist|beacon@2026-03-02T12:00Z=8D",
        "public:nist-beacon@2026-03-02T12:00Z=",
    ],
)
def test_anything_else_is_none(seed: str) -> None:
    with pytest.raises(ValueError, match="is no seed"):
        check_seed(seed)


@pytest.mark.parametrize(
    ("seed", "why"),
    [
        ("0" * 20, "is 0 throughout"),
        ("7" * 20, "is 7 throughout"),
        ("00000000000000000001", "holds only 2 different digits"),
        ("12345678901234567890", "counts in equal steps"),
        ("01234567890123456789", "counts in equal steps"),
        ("98765432109876543210", "counts in equal steps"),
        ("34567890123456789012", "counts in equal steps"),
        ("13579135791357913579", "counts in equal steps"),
        ("10111213141516171819", "counts in equal steps"),
        ("01234567891011121314", "counts in equal steps"),
        ("20191817161514131211", "counts in equal steps"),
        ("99989796959493929190", "counts in equal steps"),
        ("48159481594815948159", "repeats its first 5 digits"),
        ("83054176298305417629", "repeats its first 10 digits"),
        ("44119922773300558866", "gives each digit several times in a row"),
        ("83054176299267145038", "reads the same backwards"),
        ("31415926535897932384", "is among the digits of pi"),
        ("84626433832795028841", "is among the digits of pi"),
        ("48323979853562951413", "is among the digits of pi"),
        ("27182818284590452353", "is among the digits of e"),
        ("14142135623730950488", "is among the digits of the square root of 2"),
        ("16180339887498948482", "is among the digits of the golden ratio"),
        ("57721566490153286060", "is among the digits of Euler's constant"),
        ("23571113171923293137", "is among the digits of the prime numbers"),
        ("11235813213455891442", "is among the digits of the Fibonacci numbers"),
        ("public:lottery@2026-03-02T12:00Z=000000", "is 0 throughout"),
        ("public:lottery@2026-03-02T12:00Z=01-02-03-04", "counts in equal steps"),
    ],
)
def test_digits_that_could_have_been_known_are_refused_with_the_reason(seed: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"{why}: it could have been known before the draw"):
        check_seed(seed)


def test_dice_are_not_refused_by_chance() -> None:
    dice = Random(20261130)
    for _ in range(3_000):
        check_seed("".join(str(dice.randrange(10)) for _ in range(20)))


def test_a_public_value_has_a_day_of_the_calendar() -> None:
    assert str(public_day("public:nist-beacon@2026-06-30T23:30Z=8D3F0A")) == "2026-07-01"
    assert public_day(DICE) is None
    with pytest.raises(ValueError, match="no day and time of the calendar"):
        check_seed("public:nist-beacon@2026-02-30T12:00Z=8D3F0A")
