"""What is looked at before the signer signs for entries that it has not signed for yet."""

from __future__ import annotations

from contextlib import closing

from ledger.errors import FIND_OUT, SEE_RULES, IntegrityFailureError
from ledger.integrity.readable import unreadable_from
from ledger.integrity.rules import unlawful_from
from ledger.keys.vault import Vault
from ledger.store.protocol import Engine


def require_approved(engine: Engine, first: int, last: int, vault: Vault | None) -> None:
    """Refuses entries that cannot be read, or that their actors could not have recorded.

    Those before `first` are not looked at again: they were when they were signed for. Raises
    IntegrityFailureError for the first entry that is refused.
    """
    with closing(engine.open_to_read()) as store:
        unreadable = unreadable_from(store, first, last, vault)
        if unreadable is not None:
            raise IntegrityFailureError(_said(unreadable.what), unreadable.remedy or FIND_OUT)
        unlawful = unlawful_from(store, first, last)
        if unlawful is not None:
            raise IntegrityFailureError(_said(unlawful.what), SEE_RULES)


def _said(what: str) -> str:
    return f"The signer refuses this ledger: {what}."
