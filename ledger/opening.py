"""Opening a ledger with what belongs to it: its keys, its signer, its folder."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ledger.custodian import Custodian
from ledger.decision import Outcome
from ledger.errors import FIND_OUT, PUT_BACK, IntegrityFailureError, LedgerError, UnusableError
from ledger.home import Entropy, Home
from ledger.identity import Identity
from ledger.integrity.memory import OtherHistoryError
from ledger.integrity.public_names import Era, eras
from ledger.interrupts import held
from ledger.location import Location
from ledger.service import Ledger, utc_now
from ledger.settings import WITHOUT_HOME, Settings
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from domain.custody.decisions import NameLedger
    from domain.directory.decisions import FormPartnership
    from ledger.keys.key_encryption_key import Kind
    from ledger.keys.vault import Vault
    from ledger.store.protocol import Engine


def open_ledger(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    *,
    accept_older: bool = False,
) -> Ledger:
    """The ledger that the settings name, with its keys if they are on this machine.

    Nothing is written. What others on this computer can read is refused.

    A keystore from a backup may have brought back the keys of subjects that
    the ledger says are erased: their text stays closed, and recording destroys the keys again.
    Raises UnusableError with the remedy, and IntegrityFailureError for an older copy of the
    ledger or another history than is remembered, unless `accept_older`. A ledger whose home is
    not here refuses what is to be recorded, unless the settings say that it may.
    """
    require_closed(settings)
    ledger = Ledger.open(settings.require_ledger(), clock)
    try:
        if not accept_older:
            require_end(ledger)
        attend(ledger, settings, accept_older=accept_older)
        if not accept_older:
            _note_shown(ledger, settings)
    except BaseException:
        ledger.close()
        raise
    return ledger


def attend(ledger: Ledger, settings: Settings, *, accept_older: bool) -> None:
    """Gives an open ledger its keys and who looks after it, where they are on this computer."""
    home = home_of(settings, eras(ledger))
    if home is None or not home.exists():
        if ledger.refused is None:
            _leave_unattended(ledger, home, settings)
        return
    home.require_closed()
    vault, signer = home.open()
    custodian = Custodian(ledger, home, vault, signer)
    if not accept_older:
        require_newest(custodian)
        ledger.end.looked_to = custodian.remembered() or 0
    ledger.use(vault, custodian)


def _note_shown(ledger: Ledger, settings: Settings) -> None:
    """Remembers what is shown of a ledger that replicas may follow.

    A computer that can write no memory reads from the ledger itself, and from no replica.
    """
    if settings.read_from is not None:
        remember_shown(ledger, settings)
    elif ledger.engine.may_be_followed:
        with suppress(UnusableError):
            remember_shown(ledger, settings)


def remember_shown(ledger: Ledger, settings: Settings) -> None:
    """Takes note of how much of a ledger is shown from now on: a replica must hold as much.

    Raises UnusableError where that cannot be written, and IntegrityFailureError for another
    history than was shown.
    """
    home = home_of(settings, eras(ledger))
    if home is None:
        return
    sealed = ledger.sealed()
    home.shown.begin()
    try:
        home.shown.advance(sealed)
    except OtherHistoryError:
        raise IntegrityFailureError(
            f"This is not the ledger that was shown here: its {sealed.size} entries have another"
            " root.",
            PUT_BACK,
        ) from None


def require_end(ledger: Ledger) -> None:
    """Refuses a ledger whose last sealed entry is gone: a shorter record reads like a whole one.

    Raises IntegrityFailureError. Whether anything else is missing, verifying says.
    """
    size = ledger.size()
    if size and ledger.row(size) is None:
        raise IntegrityFailureError(f"Entry {size} was sealed and is missing.", FIND_OUT)


def require_closed(settings: Settings) -> None:
    """Refuses a ledger that others can read. Before it is opened: what is made has its rights."""
    engine = engine_of(settings.require_ledger())
    if engine.exists():
        engine.require_closed()


def home_of(settings: Settings, names: tuple[Era, ...]) -> Home | None:
    """The folders of a ledger that has had these names; None while it has no name."""
    if not names:
        return None
    first, present = names[0].origin, names[-1].origin
    home = Home(settings.home, first, settings.credentials, ask=settings.ask)
    return home if present == first else home.under(present)


def keys_at_hand(settings: Settings, engine: Engine) -> Vault | None:
    """The keys of the words, where they open without asking anybody; None where they do not."""
    try:
        with Ledger.to_read(engine) as ledger:
            home = home_of(replace(settings, ask=None), eras(ledger))
        return home.open_vault() if home is not None and home.exists() else None
    except LedgerError:
        return None


def _leave_unattended(ledger: Ledger, home: Home | None, settings: Settings) -> None:
    """A ledger whose home is not here: nothing is recorded unless that is asked for."""
    if home is None:
        ledger.unremembered = (
            "this ledger has no public name, so nothing outside it remembers that. Name it:"
            " `assure ledger name`."
        )
        return
    missing = f"the home of this ledger, {home.folder}, is not on this computer"
    ledger.unremembered = f"{missing}: nothing here remembers it, and nothing can be signed."
    if not settings.without_home:
        ledger.refused = UnusableError(
            f"{missing[0].upper()}{missing[1:]}: nothing would remember what is recorded.",
            "Nothing was recorded. Set ASSURE_HOME to the folder that it is in; to record all the"
            f" same, say {WITHOUT_HOME}.",
        )


def require_newest(custodian: Custodian) -> None:
    """Refuses an older copy of the ledger, or another history than is remembered here.

    The recordings' memory is compared, or the signer's where that remembers more. Where neither
    is here the ledger opens; each recording then says so.
    """
    recorded, signed = custodian.home.memory.read(), custodian.signed_for()
    # Read after the memories: other processes only ever add.
    sealed = custodian.ledger.sealed()
    for newest, what in sorted(
        ((one, what) for one, what in ((recorded, "recorded"), (signed, "signed for")) if one),
        key=lambda remembered: remembered[0].size,
    )[-1:]:
        if sealed.size < newest.size:
            raise IntegrityFailureError(
                f"This is an older copy of the ledger: it holds {sealed.size} entries, and"
                f" {newest.size} were {what}.",
                PUT_BACK,
            )
        if not newest.leads_to(sealed.root, custodian.ledger.leaves(newest.size + 1, sealed.size)):
            raise IntegrityFailureError(
                f"This is not the ledger that was {what}: its first {newest.size} entries have"
                " another root.",
                f"{PUT_BACK} `assure ledger verify` says which entries were changed.",
            )


def begin_ledger(
    path: Location,
    settings: Settings,
    origin: str,
    formed: FormPartnership,
    actor: Identity,
    clock: Callable[[], datetime] = utc_now,
    entropy: Entropy = secrets.token_bytes,
    command_id: str | None = None,
    kind: Kind = "file",
) -> tuple[Ledger, Outcome]:
    """A new ledger with new keys: the partnership's first entries, and its public name."""
    from domain.custody.decisions import NameLedger

    home = Home(settings.home, origin, settings.credentials, ask=settings.ask)
    vault, signer = home.make(entropy, kind)  # first: without its keys no file is left behind
    with held():  # no ledger is left behind that has a file and no entry
        ledger = Ledger.create(path, clock)
        ledger.use(vault, Custodian(ledger, home, vault, signer))
        named = NameLedger(origin=origin, key=signer.vkey)
        return ledger, ledger.record(formed, named, actor=actor, command_id=command_id)


def name_ledger(
    ledger: Ledger,
    settings: Settings,
    origin: str,
    entropy: Entropy = secrets.token_bytes,
    kind: Kind = "file",
) -> NameLedger:
    """Makes a ledger's keys, or takes those of an earlier attempt. Returns the naming command.

    Ask first whether the command would be recorded: keys are never made twice.
    """
    from domain.custody.decisions import NameLedger

    home = Home(settings.home, origin, settings.credentials, ask=settings.ask)
    vault, signer = home.open() if home.exists() else home.make(entropy, kind)
    ledger.use(vault, Custodian(ledger, home, vault, signer))
    return NameLedger(origin=origin, key=signer.vkey)
