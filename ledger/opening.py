"""Opening a ledger with what belongs to it: its keys, its signer, its folder."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

from domain import streams
from domain.deciders.custody import NameLedger
from domain.deciders.directory import FormPartnership
from domain.states.custody import Custody
from ledger.custodian import Custodian
from ledger.decision import Receipt
from ledger.home import Entropy, Home
from ledger.service import Ledger, utc_now
from ledger.settings import Settings
from ledger.vault.erasure import replay


def open_ledger(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Ledger:
    """The ledger that the settings name, with its keys if they are on this machine.

    Erasures that a restored keystore has not followed are followed before anything is opened.
    Raises UnusableError with the remedy.
    """
    ledger = Ledger.open(settings.require_ledger(), clock)
    origin = cast(Custody, ledger.state(streams.CUSTODY)).origin
    home = None if origin is None else Home(settings.home, origin, settings.credentials)
    if home is not None and home.exists():
        vault, signer = home.open()
        behind = vault.keystore.replayed_to()
        size = ledger.size()
        if behind < size:
            replay(ledger.erased_since(behind), vault.keystore)
            vault.keystore.set_replayed_to(size)
        ledger.use(vault, Custodian(ledger, home, vault, signer))
    return ledger


def begin_ledger(
    path: Path,
    settings: Settings,
    origin: str,
    formed: FormPartnership,
    actor: str,
    clock: Callable[[], datetime] = utc_now,
    entropy: Entropy = secrets.token_bytes,
    command_id: str | None = None,
) -> tuple[Ledger, Receipt]:
    """A new ledger with new keys: the partnership's first entries, and its public name."""
    home = Home(settings.home, origin, settings.credentials)
    ledger = Ledger.create(path, clock)
    vault, signer = home.make(entropy)
    ledger.use(vault, Custodian(ledger, home, vault, signer))
    named = NameLedger(origin=origin, key=signer.vkey)
    return ledger, ledger.record(formed, named, actor=actor, command_id=command_id)
