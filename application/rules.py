"""Whether each entry is one that its actor could have recorded: every command, decided again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ledger.integrity.rules import Unlawful, first_unlawful
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from ledger.settings import Settings

__all__ = ["Unlawful", "check_rules"]


def check_rules(
    settings: Settings, size: int, progress: Callable[[int], None] | None = None
) -> Unlawful | None:
    """Decides each command of the first `size` entries again, of a ledger that is whole.

    Returns the first entry that no command of its actor leads to; None: there is none.
    """
    with engine_of(settings.require_ledger()).untouched() as engine:
        return first_unlawful(engine, size, progress)
