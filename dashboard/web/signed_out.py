"""Who signed out, and when: kept in a file, so that a restart brings no ended session back."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock

from ledger.errors import UnusableError
from ledger.keys import files

FILE = "signed-out.json"
Who = tuple[str, str]
"""What a provider said who somebody is: its issuer, and the subject."""


class SignedOut:
    """When each person last signed out. `path`: a file for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path, self._lock = path, Lock()
        self._ended = self._kept()

    def ended_at(self, who: Who) -> float:
        """When they signed out last; in the far past for somebody who never did."""
        return self._ended.get(who, float("-inf"))

    def end(self, who: Who, at: float, since: float) -> None:
        """They signed out. `since`: whoever signed in before is out anyway, and is forgotten.

        It holds in this process even where the disk does not take it; that raises OSError.
        """
        with self._lock:
            self._ended[who] = at
            kept = {**self._kept(), **self._ended}
            self._ended = {one: when for one, when in kept.items() if when >= since}
            lines = [[*one, when] for one, when in sorted(self._ended.items())]
            files.replace(self.path, json.dumps(lines).encode())

    def _kept(self) -> dict[Who, float]:
        """What the file holds. A damaged one is refused: it may hide that somebody signed out."""
        try:
            files.require_private(self.path, "list of who signed out")
            lines = json.loads(self.path.read_bytes())
            return {(str(issuer), str(subject)): float(at) for issuer, subject, at in lines}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError) as error:
            raise UnusableError(
                f"{self.path} cannot be read: it holds who signed out.",
                "Remove it, and change the cookie secret: then everybody signs in again.",
            ) from error
