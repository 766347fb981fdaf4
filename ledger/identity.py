"""Who acts on a ledger, and how that is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.kernel.command import Context, Measure
from domain.kernel.event import SignIn
from domain.kernel.vocabulary import KnownBy, StreamId

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.signed_acts import Signer
    from ledger.store.entry import Entry


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's short name, and how the service knew that it was this person.

    `key`: the fingerprint of the key with which OpenSSH let them in. `sign_in`: what the identity
    provider said. `signer`: the key at hand, with which they sign what they record.
    """

    person: str
    known_by: KnownBy
    key: str | None = None
    sign_in: SignIn | None = None
    signer: Signer | None = None

    def sign(self, decision: Decision, as_stored: Callable[[Entry], bytes]) -> None:
        """Signs what a decision leads to, where a key is at hand."""
        if self.signer is not None:
            from ledger.signed_acts import sign

            sign(decision, self.signer, as_stored)

    def context(self, today: date, look: Callable[[StreamId], object], measure: Measure) -> Context:
        """The context of a decision that this person asks for."""
        return Context(
            self.person,
            today,
            look,
            measure,
            known_by=self.known_by,
            is_signed=self.signer is not None,
        )
