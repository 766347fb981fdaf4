"""Receipts for an agency's returns: files that it can keep, one for each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli import files
from cli.errors import InputError
from cli.nouns.ledger.exports import RECEIPT_SUFFIX, say_receipt
from cli.output import say

if TYPE_CHECKING:
    from cli.door import RecordingDoor
    from ledger.custodian import Custodian
    from ledger.decision import Receipt


@dataclass(frozen=True, slots=True)
class ReceiptFiles:
    """The files that are to take the receipts, by case, and who makes the receipts."""

    door: RecordingDoor
    custodian: Custodian
    paths: dict[str, str]

    @classmethod
    def of(cls, door: RecordingDoor, path: str, cases: Sequence[str]) -> ReceiptFiles:
        """Refuses, before anything is recorded, receipts that could not be written afterwards."""
        paths = _paths(path, cases)
        for receipt in paths.values():
            files.require_new(receipt)
        return cls(door, door.custodian, paths)

    def write(self, recorded: Receipt) -> None:
        """Writes receipts for the new entries. The entries stand even if a receipt fails."""
        from application.returns import receipts

        if recorded.dry_run:
            return
        for receipt in receipts(self.custodian, recorded):
            path = self.paths.get(receipt.case)
            if path is None:
                continue
            if receipt.data is None:
                _say_missing(receipt.position, receipt.problem)
                continue
            try:
                files.write_new(path, receipt.data)
            except InputError as error:
                _say_missing(receipt.position, " ".join(error.lines))
            else:
                say_receipt(self.door, path, receipt.position)


def _paths(path: str, cases: Sequence[str]) -> dict[str, str]:
    """The receipt's file for each case: the one named, or beside it with the case in its name."""
    if len(cases) == 1:
        return {cases[0]: path}
    named = Path(path)
    suffix = named.suffix or RECEIPT_SUFFIX
    stem = named.name.removesuffix(suffix)
    return {case: str(named.with_name(f"{stem}-{case}{suffix}")) for case in cases}


def _say_missing(entry: int, why: str) -> None:
    say(
        f"It is recorded, but its receipt was not written. {why}",
        f"Get it later: assure ledger receipt {entry}",
    )
