"""Choosing cases so that anybody can check the choice: frame, allocation, order, replacement.

Seats go to strata by largest remainder in exact fractions. Within a stratum cases are taken in
the order of SHA-256 over seed and reference, which `sha256sum` reproduces. The frame's digest is
recorded before the seed is drawn, so nobody can choose a seed to suit the frame, or the reverse.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

REPLACEMENT_RATE_MAX = Fraction(1, 5)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SALT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Allocation:
    """Seats for each stratum, with what people need to know before they agree to them.

    `quotas`: exact proportional share of the seats. `left_out`: strata with cases but no seat,
    whose children can never be audited. `self_weighting`: the seats are the proportional ones.
    """

    seats: Mapping[str, int]
    quotas: Mapping[str, Fraction]
    left_out: tuple[str, ...]
    self_weighting: bool

    @property
    def warnings(self) -> tuple[str, ...]:
        left_out = tuple(
            f"{stratum}: no seat; under this allocation its cases can never be audited"
            for stratum in self.left_out
        )
        if self.self_weighting:
            return left_out
        return (*left_out, "not self-weighting: the sample is not in proportion to the frame")


def allocate(strata: Mapping[str, int], n: int, minimum_one: bool = False) -> dict[str, int]:
    """Give n seats to strata of the given sizes; seats only, see `allocation`."""
    return dict(allocation(strata, n, minimum_one).seats)


def allocation(strata: Mapping[str, int], n: int, minimum_one: bool = False) -> Allocation:
    """Give n seats to strata (name to number of cases) by largest remainder.

    Equal remainders: the larger stratum first, then alphabetically. A larger n can cost a stratum
    a seat (the known paradox of the method).

    `minimum_one`: each stratum with cases gets one seat or its whole quota, whichever is more;
    seats left go to the largest remainders among quotas of 1 or more; if too many were given, one
    at a time comes back from the stratum with more than one that is furthest above its quota.
    Raises ValueError for n below 1 or above the frame, for sizes that are not counts, and for
    fewer seats than strata with `minimum_one`.
    """
    quotas = _quotas(strata, n)
    filled = {stratum for stratum, size in strata.items() if size}
    seats = {stratum: int(quota) for stratum, quota in quotas.items()}
    proportional = _top_up(seats, quotas, strata, n, filled)
    chosen = proportional
    if minimum_one:
        if len(filled) > n:
            raise ValueError(f"{n} seats cannot give one to each of {len(filled)} strata")
        seats = {s: max(1, int(quotas[s])) if s in filled else 0 for s in strata}
        whole = {stratum for stratum, quota in quotas.items() if quota >= 1}
        if sum(seats.values()) <= n:
            chosen = _top_up(seats, quotas, strata, n, whole)
        else:
            chosen = _take_back(seats, quotas, strata, n)
    return Allocation(
        seats=chosen,
        quotas=quotas,
        left_out=tuple(sorted(stratum for stratum in filled if not chosen[stratum])),
        self_weighting=chosen == proportional,
    )


def selection_order(seed: str, refs: Iterable[str]) -> list[str]:
    """Put refs in drawing order: ascending hexadecimal SHA-256 of `<seed>|<ref>`.

    UTF-8, no newline. Raises ValueError for an empty seed, and for a ref that is empty, occurs
    twice or, like a seed, has control characters.
    """
    _plain("seed", seed)
    keyed: dict[str, str] = {}
    for ref in refs:
        _plain("ref", ref)
        if ref in keyed:
            raise ValueError(f"ref {ref!r} occurs twice; a case can be drawn once")
        keyed[ref] = sha256(f"{seed}|{ref}".encode()).hexdigest()
    return sorted(keyed, key=lambda ref: (keyed[ref], ref))


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One case of the frame: pseudonym, stratum, and the value of the second margin if any.

    `family`: what the cases of one family have in common; empty for a case without siblings.
    """

    ref: str
    stratum: str
    second: str = ""
    family: str = ""


def frame_file(rows: Iterable[FrameRow], salt: str) -> str:
    """Return the canonical frame: two header lines and a line per case, sorted by ref.

    Where any case names its family each line has it too, and the frame is of the second kind.

    Tab-separated, UTF-8, LF, a last LF. `salt`, 32 lower-case hexadecimal digits (128 random
    bits), keeps the digest from being guessed out of known refs. Raises ValueError for an empty
    frame, a ref twice, an empty ref or stratum, control characters, white space around a value,
    or a backslash in a ref, which a shell's `read` would change.
    """
    if not _SALT.fullmatch(salt):
        raise ValueError("the salt must be 32 lower-case hexadecimal digits")
    lines: dict[str, str] = {}
    rows = list(rows)
    has_families = any(row.family for row in rows)
    for row in rows:
        _plain("ref", row.ref)
        _plain("stratum", row.stratum)
        if row.second:
            _plain("second margin", row.second)
        if row.family:
            _plain("family", row.family)
        values = (row.ref, row.stratum, row.second, *([row.family] if has_families else []))
        if any(value != value.strip() for value in values):
            raise ValueError(f"{row.ref!r}: remove white space around the values")
        if "\\" in row.ref:
            raise ValueError(f"{row.ref!r}: a ref has no backslash")
        if row.ref in lines:
            raise ValueError(f"ref {row.ref!r} occurs twice; a case is in the frame once")
        lines[row.ref] = "\t".join(values) + "\n"
    if not lines:
        raise ValueError("the frame has no case")
    body = "".join(lines[ref] for ref in sorted(lines))
    kind, columns = (2, "\tfamily") if has_families else (1, "")
    return f"assure frame {kind}\tsalt\t{salt}\nref\tstratum\tsecond{columns}\n{body}"


def frame_digest(frame: str) -> str:
    """Return the SHA-256 of a frame file, in lower-case hexadecimal."""
    return sha256(frame.encode()).hexdigest()


NO_FAMILIES: Mapping[str, str] = {}


def draw(
    frame: Mapping[str, str],
    seats: Mapping[str, int],
    seed: str,
    families: Mapping[str, str] = NO_FAMILIES,
) -> dict[str, tuple[str, ...]]:
    """Take each stratum's first cases in drawing order. `frame` is ref to stratum.

    `families`: ref to family, for one case of each family only. The cases are gone through in one
    drawing order, whatever their stratum, and a family's second case is passed over. A seat that
    no other family is left for goes to the next case of its stratum all the same.

    Raises ValueError for seats in a stratum that has not so many cases, for a stratum of the
    frame without a number of seats, and as `selection_order`.
    """
    for stratum, count in Counter(frame.values()).items():
        if stratum not in seats:
            raise ValueError(f"{stratum}: no number of seats for its {count} cases; give 0 if none")
    ordered: dict[str, list[str]] = {stratum: [] for stratum in sorted(seats)}
    order = selection_order(seed, frame)
    for ref in order:
        ordered[frame[ref]].append(ref)
    for stratum, refs in ordered.items():
        if not 0 <= seats[stratum] <= len(refs):
            raise ValueError(f"{stratum}: {seats[stratum]} seats for {len(refs)} cases")
    free, taken, drawn = dict(seats), set[str](), set[str]()
    for ref in order:
        family = families.get(ref, "")
        if free[frame[ref]] and family not in taken:
            drawn.add(ref)
            free[frame[ref]] -= 1
            taken |= {family} - {""}
    for stratum, refs in ordered.items():
        drawn |= set([ref for ref in refs if ref not in drawn][: free[stratum]])
    return {
        stratum: tuple(ref for ref in refs if ref in drawn) for stratum, refs in ordered.items()
    }


def replacement(
    order: Sequence[str], used: Collection[str], siblings: Collection[str] = ()
) -> str | None:
    """Return the next case in a stratum's order that was not used, or None when exhausted.

    `used`: every case taken so far, withdrawn ones among them. `siblings`: cases whose family has
    one in the sample; one of them comes only when no other is left.
    """
    left = [ref for ref in order if ref not in used]
    return next((ref for ref in left if ref not in siblings), left[0] if left else None)


def replacement_warning(cases: int, replaced: int) -> str | None:
    """Return the warning that is due when more than 20 % of the sampled cases were replaced."""
    if cases < 1 or replaced < 0:
        raise ValueError(f"{replaced} replaced of {cases} cases is not a rate")
    if Fraction(replaced, cases) <= REPLACEMENT_RATE_MAX:
        return None
    return f"{replaced} of {cases} replaced: cases that could not be audited may differ"


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A value of a margin: its cases in the frame, expected and drawn in the sample."""

    value: str
    frame: int
    expected: Fraction
    drawn: int


def compare_margin(values: Mapping[str, str], taken: Collection[str]) -> tuple[MarginRow, ...]:
    """Compare a drawn sample with the frame on one margin. `values` is ref to its value.

    Raises ValueError when a taken ref is not in the frame or occurs twice.
    """
    if strange := sorted(set(taken) - set(values)):
        raise ValueError(f"not in the frame: {', '.join(strange)}")
    if len(set(taken)) != len(taken):
        raise ValueError("a case was taken twice")
    drawn = Counter(values[ref] for ref in taken)
    return tuple(
        MarginRow(value, cases, Fraction(len(taken) * cases, len(values)), drawn[value])
        for value, cases in sorted(Counter(values.values()).items())
    )


def _quotas(strata: Mapping[str, int], n: int) -> dict[str, Fraction]:
    for stratum, size in strata.items():
        if type(size) is not int or size < 0:
            raise ValueError(f"{stratum}: size {size!r}; sizes are 0, 1, 2, ...")
    total = sum(strata.values())
    if type(n) is not int or n < 1:
        raise ValueError(f"{n!r} seats; a sample has 1 or more")
    if n > total:
        raise ValueError(f"{n} seats for a frame of {total} cases")
    return {stratum: Fraction(n * size, total) for stratum, size in strata.items()}


def _top_up(
    seats: Mapping[str, int],
    quotas: Mapping[str, Fraction],
    strata: Mapping[str, int],
    n: int,
    eligible: Collection[str],
) -> dict[str, int]:
    """Give the seats that are left to the largest remainders, at most one to a stratum."""
    claims = {s: quotas[s] - int(quotas[s]) for s in eligible}
    chosen = _first(claims, strata, n - sum(seats.values()))
    return {s: held + (s in chosen) for s, held in seats.items()}


def _take_back(
    seats: Mapping[str, int], quotas: Mapping[str, Fraction], strata: Mapping[str, int], n: int
) -> dict[str, int]:
    left = dict(seats)
    while sum(left.values()) > n:
        claims = {s: held - quotas[s] for s, held in left.items() if held > 1}
        (loser,) = _first(claims, strata, 1)
        left[loser] -= 1
    return left


def _first(
    claims: Mapping[str, Fraction], strata: Mapping[str, int], count: int
) -> tuple[str, ...]:
    """Return the strata with the largest claims."""
    return tuple(sorted(claims, key=lambda s: (-claims[s], -strata[s], s))[:count])


def _plain(what: str, text: str) -> None:
    if not text:
        raise ValueError(f"empty {what}")
    if _CONTROL.search(text):
        raise ValueError(f"{what} {text!r} has control characters")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{what} {text!r} cannot be written as UTF-8") from error
