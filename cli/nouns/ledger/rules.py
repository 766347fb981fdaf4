"""What `assure ledger verify --rules` says of the commands that were decided again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from cli import output
from cli.errors import ExitCode
from cli.output import say
from ledger.errors import SEE_RULES

if TYPE_CHECKING:
    from application.rules import Unlawful
    from ledger.settings import Settings


@dataclass(frozen=True, slots=True)
class Ruled:
    """`size`: entries whose commands were decided again, up to the first that breaks a rule."""

    size: int
    unlawful: Unlawful | None

    def write(self) -> None:
        if self.unlawful is None:
            output.write(
                f"Rules: each command of the {self.size} entries was decided again, as its actor"
                " and on its day. Each leads to what is recorded."
            )
        else:
            output.write(f"AGAINST THE RULES: {self.unlawful.what}.")

    def document(self) -> dict[str, Any]:
        found = self.unlawful
        return {
            "rules_kept": found is None,
            "against_the_rules": None
            if found is None
            else {
                "entry": found.position,
                "stream": found.stream,
                "event": found.event,
                "actor": found.actor,
                "why": found.why,
            },
        }

    def require(self) -> None:
        if self.unlawful is not None:
            say(f"{SEE_RULES} [integrity]")
            raise typer.Exit(ExitCode.INTEGRITY)


def check(settings: Settings, size: int) -> Ruled:
    from application.rules import check_rules

    return Ruled(size, check_rules(settings, size, _progress))


def _progress(decided: int) -> None:
    say(f"{decided} entries decided again")
