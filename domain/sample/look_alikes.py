"""Spellings of a case list that look alike: strata, second values and refs told apart by an eye.

North, north and "North " make three strata of one district; K10 and K1O may be one case twice.
Once the list is fixed nobody can mend that, so it is named before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.kernel.loosely import at_a_glance, loosely

BETWEEN = " | "
"""Stands between the spellings that look alike, where they are named or confirmed."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Spellings in one column that look alike, in the order in which they first come.

    `rows`: of each spelling the row where it first stands, from 0; `cases`: how often it stands.
    """

    column: str
    spellings: tuple[str, ...]
    rows: tuple[int, ...]
    cases: tuple[int, ...]

    @property
    def named(self) -> str:
        """How it is confirmed that they are different: `North | north`."""
        return BETWEEN.join(self.spellings)


def in_column(
    column: str, values: Sequence[str], *, is_reference: bool = False
) -> tuple[LookAlike, ...]:
    """The spellings of a column that look alike, by their first row."""
    shape: Callable[[str], str] = at_a_glance if is_reference else loosely
    groups: dict[str, dict[str, list[int]]] = {}
    for row, value in enumerate(values):
        groups.setdefault(shape(value), {}).setdefault(value, []).append(row)
    return tuple(
        LookAlike(
            column,
            tuple(group),
            tuple(rows[0] for rows in group.values()),
            tuple(map(len, group.values())),
        )
        for group in groups.values()
        if len(group) > 1
    )


def unconfirmed(found: Iterable[LookAlike], different: Iterable[str]) -> tuple[LookAlike, ...]:
    """Those of which nobody has said that their spellings are different."""
    said = [_spellings(one) for one in different]
    return tuple(alike for alike in found if set(alike.spellings) not in said)


def unknown(found: Iterable[LookAlike], different: Iterable[str]) -> tuple[str, ...]:
    """What is called different and does not look alike: a slip in the confirmation."""
    named = [set(alike.spellings) for alike in found]
    return tuple(one for one in different if _spellings(one) not in named)


def _spellings(named: str) -> set[str]:
    return {spelling.strip() for spelling in named.split(BETWEEN.strip())}
