"""Receipts for an agency's returns: files that it can keep, one for each case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli import files
from cli.nouns.ledger.give import RECEIPT_SUFFIX, say_receipt
from cli.output import say

if TYPE_CHECKING:
    from cli.door import Recording
    from ledger.decision import Receipt

_RETURNED = frozenset({"ReturnAppended", "NoInvolvementDeclared"})


def files_for(path: str, cases: Sequence[str]) -> dict[str, str]:
    """The receipt's file for each case: the one named, or beside it with the case in its name."""
    if len(cases) == 1:
        return {cases[0]: path}
    named = Path(path)
    suffix = named.suffix or RECEIPT_SUFFIX
    stem = named.name.removesuffix(suffix)
    return {case: str(named.with_name(f"{stem}-{case}{suffix}")) for case in cases}


def require_possible(door: Recording, wanted: dict[str, str]) -> None:
    """Refuses, before anything is recorded, what could not be written after it."""
    for path in wanted.values():
        files.require_new(path)
    door.work.require_keys()


def write(door: Recording, recorded: Receipt, wanted: dict[str, str]) -> None:
    """Writes the receipts of what was recorded. The record stands whatever becomes of them."""
    from cli.errors import InputError
    from ledger.errors import LedgerError

    if recorded.dry_run:
        return
    for line in recorded.lines:
        path = wanted.get(line.stream.split("/")[2]) if line.event in _RETURNED else None
        if path is None:
            continue
        try:
            files.write_new(path, door.custodian.receipt(line.position))
        except LedgerError as error:
            _say_missing(line.position, f"{error.message} {error.remedy}")
        except InputError as error:
            _say_missing(line.position, " ".join(error.lines))
        else:
            say_receipt(door, path, line.position)


def _say_missing(entry: int, why: str) -> None:
    say(
        f"It is recorded, but its receipt was not written. {why}",
        f"Get it later: assure ledger receipt {entry}",
    )
