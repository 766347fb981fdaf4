"""Compares the logins that a server stamped on entries with those that the ledger's own record says
may write.

What the server itself allows is another question, and its administrator may change it unseen. Each
entry is judged by the last entry before it that says which logins may write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.custody.events import LoginsAllowed
from domain.kernel import streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.service import Ledger
    from ledger.store.protocol import Login, Scan

_Said = tuple[int, LoginsAllowed]


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """`login` wrote `entries` of the entries `first` to `last`, where entry `by` allows others."""

    login: str
    first: int
    last: int
    entries: int
    by: int


@dataclass(frozen=True, slots=True)
class LoginPolicy:
    """`said`: the entries that say which logins may write; without one nothing is compared.

    `logins`: those of the newest. `others`: who wrote all the same, the first entry first.
    """

    said: tuple[int, ...] = ()
    logins: tuple[str, ...] = ()
    others: tuple[NotAllowed, ...] = ()


def compare_logins(scan: Scan, ledger: Ledger, size: int) -> LoginPolicy:
    """Judges every entry up to `size` that comes after the first of the ledger's own rules."""
    said = [
        (entry.position or 0, entry.event)
        for entry in ledger.entries(streams.CUSTODY)
        if isinstance(entry.event, LoginsAllowed) and (entry.position or 0) <= size
    ]
    if not said:
        return LoginPolicy()
    ends = {position for position, _ in said} | {size}
    ends |= {min(event.copied_up_to, size) for _, event in said if event.copied_up_to}
    bounds = sorted(end for end in ends if end >= said[0][0])
    others = [
        other
        for after, last in zip(bounds, bounds[1:], strict=False)
        for other in _others(scan.logins(after, last), said, after, last)
    ]
    return LoginPolicy(
        tuple(position for position, _ in said), said[-1][1].logins, tuple(_joined(others))
    )


def _others(
    found: Sequence[Login], said: Sequence[_Said], after: int, last: int
) -> list[NotAllowed]:
    by, allowing = next(one for one in reversed(said) if one[0] <= after)
    copiers = {event.copied_by for _, event in said if (event.copied_up_to or 0) >= last}
    allowed = {*allowing.logins, *copiers}
    return [
        NotAllowed(login.name, login.first, login.last, login.entries, by)
        for login in found
        if login.name not in allowed
    ]


def _joined(others: Sequence[NotAllowed]) -> list[NotAllowed]:
    """One line for a login under one rule, though the end of a copy stands between its entries."""
    joined = dict[tuple[str, int], NotAllowed]()
    for one in others:
        known = joined.get((one.login, one.by))
        first, entries = (known.first, known.entries) if known else (one.first, 0)
        joined[one.login, one.by] = NotAllowed(
            one.login, first, one.last, entries + one.entries, one.by
        )
    return sorted(joined.values(), key=lambda other: other.first)
