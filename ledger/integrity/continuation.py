"""Carries a restored copy on under a new name, after newer entries were lost for good.

Other people hold checkpoints beyond the copy's end. Under the old name the copy would contradict
them. Under a new name its first entry declares the loss, and both histories stay provable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.custody.decisions import ContinueLedger
from ledger.custodian import Custodian
from ledger.decision import Outcome
from ledger.errors import IntegrityFailureError, LedgerError, UnusableError
from ledger.home import Home
from ledger.identity import Identity
from ledger.integrity.checkpoints import roots
from ledger.integrity.conclusion import faults
from ledger.integrity.evidence import compare
from ledger.integrity.public_names import Era, eras
from ledger.integrity.readable import read_through
from ledger.integrity.rules import first_unlawful
from ledger.integrity.scan import audit
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.service import Ledger
from ledger.subjects import keyless

_NEXT_KEY = "a new key"
"""Stands for the key in a rehearsal, before any is made."""


@dataclass(frozen=True, slots=True)
class Continued:
    """`note`: the first checkpoint under the new name, None in a dry run or when it failed.

    `keyless`: subjects whose key is gone, and whose erasure this copy does not record.
    """

    command: ContinueLedger
    outcome: Outcome
    note: bytes | None = None
    keyless: tuple[str, ...] = ()


def outside(note: bytes, era: Era) -> Checkpoint:
    """The checkpoint in a note that somebody kept, under the present name. Raises ProofError."""
    return open_checkpoint(note, era.origin, era.keys).checkpoint


def carry_on(
    ledger: Ledger,
    home: Home,
    command: ContinueLedger,
    *,
    actor: Identity,
    command_id: str | None = None,
    dry_run: bool = False,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Continued:
    """Declares the continuation, with a new key, and signs for it.

    `ledger`: opened as it is; `home`: of its present name; `command`: with any key. Killed
    anywhere, it may be run again. Raises IntegrityFailureError for a copy that is not whole or
    contradicts a checkpoint, and Refusal or NotPermittedError before anything is made.
    """
    if not home.exists():
        raise UnusableError(
            "The keys of this ledger are not on this machine.",
            "Nothing was recorded. Set ASSURE_HOME to where its keys are.",
        )
    _require_whole(ledger, home, command)
    rehearsed = ledger.record(
        _signed_by(command, _NEXT_KEY), actor=actor, dry_run=True, confirmed=confirmed
    )
    if dry_run:
        return Continued(command, rehearsed)
    vault = home.open_vault()
    signer = home.carry_on(command.new_origin)
    command = _signed_by(command, signer.vkey)
    ledger.use(vault, None)
    outcome = ledger.record(command, actor=actor, command_id=command_id, confirmed=confirmed)
    # The lost history had its own count of entries: erasures are followed from here on again.
    followed = min(vault.keystore.replayed_to(), command.restored_size)
    vault.keystore.set_replayed_to(followed)
    custodian = Custodian(ledger, home.under(command.new_origin), vault, signer)
    ledger.use(vault, custodian)
    try:
        note = custodian.checkpoint()
    except LedgerError:
        note = None
    return Continued(command, outcome, note, keyless(ledger, vault.keystore))


def _signed_by(command: ContinueLedger, key: str) -> ContinueLedger:
    return ContinueLedger.model_validate({**command.model_dump(), "new_key": key})


def _require_whole(ledger: Ledger, home: Home, command: ContinueLedger) -> None:
    """Refuses a copy that was changed, or that is not the beginning of the signed history."""
    verdict = read_through(ledger.engine, audit(ledger.engine))
    fault = None if verdict.fault is None else verdict.fault.what
    size, tree = command.last_outside_size, ledger.tree()
    # What stands after the copy's end, such as the request to carry it on, nobody has signed for.
    known = roots(tree, [size] if size <= command.restored_size else [])
    if fault is None and known.get(size, b"").hex() not in ("", command.last_outside_root):
        fault = f"its first {size} entries are not those of the checkpoint given"
    fault = fault or _contradiction(ledger, home, command.restored_size)
    unlawful = None if fault else first_unlawful(ledger.engine, verdict.size)
    fault = fault if unlawful is None else unlawful.what
    if fault is not None:
        raise IntegrityFailureError(
            f"This copy is not what was recorded: {fault}.",
            "Nothing was recorded. Carry on from a copy that `assure ledger verify` finds whole.",
        )


def _contradiction(ledger: Ledger, home: Home, restored_size: int) -> str | None:
    """Why the copy is not the beginning of what is known here; that it is older is no reason."""
    found = compare(ledger, home)
    contradicted = tuple(claim for claim in found.contradicted if claim.size <= restored_size)
    return next(iter(faults(replace(found, contradicted=contradicted, beyond=()))), None)


def present(ledger: Ledger) -> Era:
    """The era of the ledger's present name. Raises UnusableError while it has none."""
    names = eras(ledger)
    if not names:
        raise UnusableError(
            "This ledger has no public name, so nothing was signed for it.",
            "Nothing was recorded. `assure ledger init` names a new one.",
        )
    return names[-1]
