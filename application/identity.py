"""Who acts: each door makes the identity in its own way, and hands it to the acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from application.reading import directory_of
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import KnownBy
from ledger.errors import NotPermittedError
from ledger.identity import Identity

if TYPE_CHECKING:
    from domain.directory.state import Directory
    from domain.kernel.event import SignIn
    from ledger.service import Ledger
    from ledger.settings import Settings
    from ledger.signed_acts import Signer

__all__ = ["Identity", "acting", "demonstration", "founder", "local", "signed_in"]


def local(person: str) -> Identity:
    """Somebody at the ledger's own computer, who said who they are."""
    return Identity(person, KnownBy.LOCAL)


def demonstration(person: str) -> Identity:
    """A person of the invented story: nobody acted."""
    return Identity(person, KnownBy.DEMONSTRATION)


def signed_in(ledger: Ledger, said: SignIn) -> Identity | None:
    """Whom an identity provider means, as the directory stands now; None for nobody."""
    person = directory_of(ledger).signed_in(said.issuer, said.subject)
    return None if person is None else Identity(person, KnownBy.OIDC, sign_in=said)


def acting(settings: Settings, ledger: Callable[[], Ledger]) -> Identity:
    """Whoever the settings say; under a service account, whose the account is that asked.

    They sign with the key that the settings name, if one is named. Refuses a name that is claimed
    where the operating system says who asks, and an account that is nobody's.
    """
    return replace(_known(settings, ledger), signer=_signer(settings))


def _signer(settings: Settings) -> Signer | None:
    if settings.signing_key is None:
        return settings.signer
    from ledger.keys.ssh_keygen import KeyAtHand

    return KeyAtHand(settings.signing_key)


def _by_key(fingerprint: str, ledger: Ledger) -> Identity:
    """Whose key OpenSSH let in. Refuses a key that is nobody's now."""
    person = directory_of(ledger).key_owner(fingerprint)
    if person is None:
        raise NotPermittedError(
            f"The key {fingerprint} is nobody's in this ledger's directory.",
            "Have it put on record: `assure person key`, or your agency's list.",
        )
    return Identity(person, KnownBy.SSH, key=fingerprint)


def _known(settings: Settings, ledger: Callable[[], Ledger]) -> Identity:
    if settings.key is not None:
        return _by_key(settings.key, ledger())
    account = settings.account
    if account is None:
        return local(settings.require_actor())
    if settings.actor is not None:
        raise Refusal(
            "actor-known",
            f"The operating system says who acts: the account {account!r}.",
            "Leave --actor and ASSURE_ACTOR out.",
        )
    person = cast("Directory", ledger().state(streams.DIRECTORY)).owner(account)
    if person is None:
        raise NotPermittedError(
            f"The account {account!r} is nobody's in this ledger's directory.",
            f"The coordinator says whose it is: `assure person account PERSON {account}`.",
        )
    return Identity(person, KnownBy.ACCOUNT)


def founder(settings: Settings) -> Identity:
    """Whoever starts a ledger: its first entries say whose the account is, and under which name."""
    person = settings.require_actor()
    return local(person) if settings.account is None else Identity(person, KnownBy.ACCOUNT)
