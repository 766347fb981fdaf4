"""What may be a seed: digits that nobody could have known before the case list was fixed.

Twenty digits from ten-sided dice, or a public value with the time it was due, such as
`public:nist-beacon@2026-03-02T12:00Z=8D3F0A`. Digits that a person makes up, or looks up, are
refused with the reason: chance gives any of these less than once in a hundred million draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import accumulate, count, islice, repeat
from math import isqrt

from domain.kernel.days import day_of

_DICE = re.compile(r"[0-9]{20}")
_PUBLIC = re.compile(
    r"public:[a-z0-9.-]+@([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})Z=([0-9A-Za-z.-]+)"
)
_DIGITS = 1_000
"""How many digits of each known number are looked through."""
_DIFFERENT_MIN = 4
_TERMS_MIN = 4
_GAMMA = "05772156649015328606065120900824024310421593359399235988057672348848677267776646709369"


def check_seed(seed: str) -> None:
    """Raise ValueError for what is no seed, and for digits that could have been known before."""
    if _DICE.fullmatch(seed):
        why = _why_known(seed)
    elif (public := _PUBLIC.fullmatch(seed)) is not None:
        public_day(seed)
        value = public[2].replace(".", "").replace("-", "")
        why = _why_made_up(value)
    else:
        raise ValueError(
            f"{seed!r} is no seed; give 20 digits from ten-sided dice, "
            "or public:<source>@<YYYY-MM-DDTHH:MMZ>=<value>"
        )
    if why:
        raise ValueError(f"{seed!r} {why}: it could have been known before the draw")


def public_day(seed: str) -> date | None:
    """The day in London on which a public value was due; None for dice.

    Raises ValueError for a time that there is not.
    """
    public = _PUBLIC.fullmatch(seed)
    if public is None:
        return None
    try:
        due = datetime.strptime(public[1], "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError(f"{public[1]}Z is no day and time of the calendar") from error
    return day_of(due)


def _why_known(digits: str) -> str:
    """Why twenty digits are not those of dice; nothing if they may be."""
    made_up = _why_made_up(digits)
    if made_up:
        return made_up
    if len(set(digits)) < _DIFFERENT_MIN:
        return f"holds only {len(set(digits))} different digits"
    for length in range(1, len(digits) // 2 + 1):
        if _is_repeated(digits, length):
            return f"repeats its first {length} digits"
    if any(_is_in_runs(digits, length) for length in (2, 4, 5)):
        return "gives each digit several times in a row"
    if digits == digits[::-1]:
        return "reads the same backwards"
    for name, known in _known_numbers().items():
        if digits in known or digits[::-1] in known:
            return f"is among the digits of {name}"
    return ""


def _why_made_up(value: str) -> str:
    if len(set(value)) == 1:
        return f"is {value[0]} throughout"
    if value.isdecimal() and any(_counts(value, width) for width in range(1, 6)):
        return "counts in equal steps"
    return ""


def _is_repeated(digits: str, length: int) -> bool:
    return all(digit == digits[at % length] for at, digit in enumerate(digits))


def _is_in_runs(digits: str, length: int) -> bool:
    return all(digit == digits[at - at % length] for at, digit in enumerate(digits))


def _counts(digits: str, width: int) -> bool:
    """Whether these are numbers in equal steps, up or down, the first of so many digits.

    They may grow a digit, as 9 and 10, or begin again, as 9 and 0.
    """
    if len(digits) < _TERMS_MIN * width:
        return False
    first, second = int(digits[:width]), int(digits[width : 2 * width])
    ends = 10**width
    if first == second:
        return False
    padded = (f"{(first + (second - first) * term) % ends:0{width}}" for term in count())
    longer = int(digits[width : 2 * width + 1])
    return any(
        "".join(islice(terms, len(digits))).startswith(digits)
        for terms in (padded, _numbers(first, second), _numbers(first, longer))
    )


def _numbers(first: int, second: int) -> Iterator[str]:
    return (str(abs(first + (second - first) * term)) for term in count())


@cache
def _known_numbers() -> dict[str, str]:
    """The digits of numbers that people know by heart or look up, by the number's name."""
    one = 10 ** (_DIGITS + 10)
    pi = 16 * _arctangent_of_one_by(5, one) - 4 * _arctangent_of_one_by(239, one)
    euler = sum(accumulate(range(1, 600), lambda term, n: term // n, initial=one))
    numbers = {
        "pi": pi,
        "two pi": 2 * pi,
        "e": euler,
        "the golden ratio": (one + isqrt(5 * one * one)) // 2,
        "the logarithm of 2": sum(one // (n << n) for n in range(1, 4 * _DIGITS)),
        **{f"the square root of {n}": isqrt(n * one * one) for n in (2, 3, 5, 7, 10)},
    }
    known = {name: str(number)[:_DIGITS] for name, number in numbers.items()}
    return {**known, "Euler's constant": _GAMMA, **_series()}


def _arctangent_of_one_by(number: int, one: int) -> int:
    total, term, divisor = 0, one // number, 1
    while term:
        total += term // divisor if divisor % 4 == 1 else -(term // divisor)
        term, divisor = term // (number * number), divisor + 2
    return total


def _series() -> dict[str, str]:
    primes = (n for n in count(2) if all(n % d for d in range(2, isqrt(n) + 1)))
    pairs = accumulate(repeat(0), lambda pair, _: (pair[1], sum(pair)), initial=(1, 1))
    series: dict[str, Iterator[int]] = {
        "the prime numbers": primes,
        "the Fibonacci numbers": (number for number, _ in pairs),
        "the powers of 2": (1 << n for n in count()),
        "the square numbers": (n * n for n in count(1)),
        "the cubes": (n**3 for n in count(1)),
    }
    return {
        name: "".join(map(str, islice(numbers, 200)))[:_DIGITS] for name, numbers in series.items()
    }
