"""The access table for people to read: who may record and who may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.kernel.access import ACCESS, Right, Scope
from domain.kernel.vocabulary import Role


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who has each right over the entries of one kind. `words_*`: over their confidential text."""

    event: str
    recorded_by: str
    read_by: str
    read_once_open: str
    words_read_by: str
    words_once_open: str
    counted_by: str


def access_table() -> Iterator[AccessRow]:
    """A row for each kind of entry."""
    for event, row in ACCESS.items():
        yield AccessRow(
            event=event,
            recorded_by=_roles(row.record),
            read_by=_roles(row.read),
            read_once_open=_roles(row.read_once_open),
            words_read_by=_roles(row.text),
            words_once_open=_roles(row.text_once_open),
            counted_by=_roles(row.count),
        )


def _roles(rights: Iterable[Right]) -> str:
    """The roles that have a right, each with how far it reaches."""
    anywhere = {right.role for right in rights if right.scope is Scope.ANYWHERE}
    if anywhere == set(Role):
        return "everybody enrolled with a role"
    if len(anywhere) > len(Role) / 2:
        return f"everybody but {', '.join(sorted(set(Role) - anywhere))}"
    return ", ".join(
        right.role.value
        if right.scope is Scope.ANYWHERE
        else f"{right.role.value} ({right.scope.value})"
        for right in sorted(rights, key=lambda right: (right.role, right.scope))
    )
