"""An open ledger and the person who works on it: what every act is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from application.identity import Identity
from domain.kernel.command import Command
from ledger.decision import Receipt
from ledger.service import Ledger


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open ledger, and who works on it. Whoever opened the ledger closes it."""

    ledger: Ledger
    identity: Identity

    @property
    def person(self) -> str:
        return self.identity.person

    @property
    def today(self) -> date:
        return self.ledger.today().date()

    def record(
        self, *commands: Command, command_id: str | None = None, dry_run: bool = False
    ) -> Receipt:
        return self.ledger.record(
            *commands, actor=self.person, command_id=command_id, dry_run=dry_run
        )
