"""Who acts: each door makes the identity in its own way, and hands it to the acts."""

from __future__ import annotations

from domain.kernel.vocabulary import KnownBy
from ledger.identity import Identity

__all__ = ["Identity", "demonstration", "local"]


def local(person: str) -> Identity:
    """Somebody at the ledger's own computer, who said who they are."""
    return Identity(person, KnownBy.LOCAL)


def demonstration(person: str) -> Identity:
    """A person of the invented story: nobody acted."""
    return Identity(person, KnownBy.DEMONSTRATION)
