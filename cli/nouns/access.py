"""`assure access`: the one table of who may record and who may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.commands import runs
from cli.door import Door
from cli.nouns import noun

if TYPE_CHECKING:
    from domain.kernel.access import Right

app = noun("access")


@runs(app)
def show(door: Door) -> None:
    """Show, for each thing that is recorded, who records it and who reads it.

    A role in brackets says how far it reaches: `own agency`, or `audits led`. What is read `once
    open` is closed until the audit's returns are opened; `words` are what is said about a case.
    """
    from domain.kernel.access import ACCESS

    door.rows(
        {
            "event": event,
            "recorded_by": _words(row.record),
            "read_by": _words(row.read),
            "read_once_open": _words(row.read_once_open),
            "words_read_by": _words(row.text),
            "words_once_open": _words(row.text_once_open),
        }
        for event, row in ACCESS.items()
    )


def _words(rights: Iterable[Right]) -> str:
    from domain.kernel.access import Scope
    from domain.kernel.vocabulary import Role

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
