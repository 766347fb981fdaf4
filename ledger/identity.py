"""Who acts on a ledger, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.vocabulary import KnownBy


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's short name, and how the service knew that it was this person."""

    person: str
    known_by: KnownBy
