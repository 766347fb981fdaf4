"""What `assure ledger verify --people` says of who recorded the entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from cli import output
from cli.errors import ExitCode
from cli.output import say

if TYPE_CHECKING:
    from application.people import People
    from ledger.settings import Settings

_KEEP = (
    "Keep this file as it is, tell the person whose name it bears, and tell the people who hold a"
    " checkpoint. [integrity]"
)
_WAYS = {
    "signed": "signed by their actor",
    "ssh": "by a key that OpenSSH let in",
    "oidc": "by somebody whom an identity provider named",
    "account": "by an account of the ledger's own computer",
    "local": "as claimed on the ledger's own computer",
    "demonstration": "of an invented story",
    "not recorded": "from before it was recorded how their actor was known",
}
"""How an entry's actor is known, from strongest to weakest."""


@dataclass(frozen=True, slots=True)
class WhoRecorded:
    """`size`: entries looked at, up to the first that is not its actor's."""

    size: int
    found: People

    def write(self) -> None:
        forged = self.found.forged
        if forged is not None:
            output.write(f"NOT ITS ACTOR'S: {forged.what}.")
            return
        counts = self.found.entries
        ways = [f"{counts[way]} {words}" for way, words in _WAYS.items() if counts[way]]
        output.write(f"People: of {self.size} entries {', '.join(ways)}.")
        for person, count in sorted(self.found.signers.items()):
            output.write(f"  {person} signed {count}.")

    def document(self) -> dict[str, Any]:
        forged = self.found.forged
        return {
            "people_known_by": dict(self.found.entries),
            "signed_by": dict(sorted(self.found.signers.items())),
            "not_its_actors": None
            if forged is None
            else {
                "entry": forged.position,
                "stream": forged.stream,
                "event": forged.event,
                "actor": forged.actor,
                "why": forged.why,
            },
        }

    def require(self) -> None:
        if self.found.forged is not None:
            say(_KEEP)
            raise typer.Exit(ExitCode.INTEGRITY)


def check(settings: Settings, size: int) -> WhoRecorded:
    from application.people import check_people

    return WhoRecorded(size, check_people(settings, size, _progress))


def _progress(looked_at: int) -> None:
    say(f"who recorded {looked_at} entries looked at")
