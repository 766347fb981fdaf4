"""Compares today's ledger with a receipt or a checkpoint that somebody kept.

The file proves what the ledger held when it was signed. The comparison recomputes every hash, and
then the root over as many entries as the checkpoint covers. For a receipt it looks for the entry's
own bytes at the entry's own number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from domain.kernel.vocabulary import StreamId
from ledger.errors import LedgerError
from ledger.home import Home
from ledger.integrity.checkpoints import kept, roots
from ledger.integrity.public_names import Era, eras
from ledger.integrity.scan import Fault, audit
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.keys import VerifierKey
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import ProofError, leaf_hash
from ledger.proof.receipt import HEADER, Proved, verify_receipt
from ledger.service import Ledger

_LEAVES_AT_ONCE = 65_536
_KEEP = "Keep the file: it proves that."

V = TypeVar("V")


class Kind(StrEnum):
    """What happened to the entries that the file covers."""

    WELL = "all well"
    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    ROLLED_BACK = "rolled back"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class KeptFileResult:
    """`sentence` says what is proved or wrong. `covered`: entries that the file covers."""

    kind: Kind
    sentence: str
    covered: int

    @property
    def holds(self) -> bool:
        return self.kind is Kind.WELL


def against(
    ledger: Ledger,
    data: bytes,
    home: Home | None = None,
    vkeys: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> KeptFileResult:
    """Compares today's ledger with a kept receipt or checkpoint, and recomputes every hash.

    `home`: where checkpoints signed here are kept; they distinguish a fork from an alteration.
    `vkeys`: keys of the ledger that the holder knows, beside the keys that the ledger names.
    Raises ProofError for a file that proves nothing about this ledger.
    """
    names = _names(eras(ledger), vkeys)
    proved = None
    if data.startswith(HEADER.encode()):
        proved = _opened(verify_receipt, data, names)
        claimed = Checkpoint(proved.origin, proved.size, proved.root)
    else:
        claimed = _opened(open_checkpoint, data, names).checkpoint
    era = next(era for era in names if era.origin == claimed.origin)
    size = ledger.size()
    if era.last is not None and claimed.size > era.last:
        return _lost(era, claimed)
    if size < claimed.size:
        return _cut_off(claimed, size)
    fault = audit(ledger.engine, progress).fault
    if fault is not None:
        return _broken(claimed, fault)
    if roots(ledger.tree(), [claimed.size])[claimed.size] != claimed.root:
        return _rewritten(ledger, claimed, proved, home, era)
    return _well(claimed, size, proved)


def _names(names: Sequence[Era], vkeys: Sequence[str]) -> list[Era]:
    """The ledger's names, newest first, each with its own keys and the holder's."""
    holder_keys = [(VerifierKey.parse(key).name, key) for key in vkeys]
    known = [
        Era(
            era.origin,
            (*era.keys, *(key for name, key in holder_keys if name == era.origin)),
            era.last,
            era.declared,
        )
        for era in reversed(names)
    ]
    if not known:
        raise ProofError("this ledger has no public name and no key, so nothing was signed")
    return known


def _opened(verify: Callable[[bytes, str, Sequence[str]], V], data: bytes, names: list[Era]) -> V:
    """Verifies under each of the ledger's names. Raises the newest name's refusal if all refuse."""
    refusals: list[ProofError] = []
    for era in names:
        try:
            return verify(data, era.origin, era.keys)
        except ProofError as error:
            refusals.append(error)
    raise refusals[0]


def _lost(era: Era, claimed: Checkpoint) -> KeptFileResult:
    return KeptFileResult(
        Kind.ROLLED_BACK,
        f"The file covers {claimed.size} entries under the name {era.origin}. A restored copy was"
        f" carried on from {era.last} of them under another name, as entry {era.declared} says;"
        f" those after it are lost. {_KEEP}",
        claimed.size,
    )


def _cut_off(claimed: Checkpoint, size: int) -> KeptFileResult:
    return KeptFileResult(
        Kind.ROLLED_BACK,
        f"The file covers {claimed.size} entries and the ledger holds {size}: it was cut off, or"
        f" an older copy was put back. {_KEEP}",
        claimed.size,
    )


def _broken(claimed: Checkpoint, fault: Fault) -> KeptFileResult:
    """The ledger does not pass its scan, whatever the file says."""
    where = ""
    if fault.position is not None and fault.position > claimed.size:
        where = f" The {claimed.size} entries that the file covers come before it."
    return KeptFileResult(
        Kind.REMOVED if fault.is_missing else Kind.ALTERED,
        f"The ledger is not as it was sealed: {fault.what}.{where} {_KEEP}",
        claimed.size,
    )


def _rewritten(
    ledger: Ledger, claimed: Checkpoint, proved: Proved | None, home: Home | None, era: Era
) -> KeptFileResult:
    """The ledger has another history with recomputed seals. If both were signed, it is a fork."""
    said = (
        f"The first {claimed.size} entries are not those that the file covers, though every seal"
        " fits them."
    )
    signed = _signed(ledger, claimed, home, era)
    if signed is not None:
        return KeptFileResult(
            Kind.FORKED,
            f"{said} Both histories were signed: the other one in {signed}. Keep both files:"
            " together they prove it.",
            claimed.size,
        )
    if proved is None:
        kind, what = Kind.ALTERED, "Something among them was altered, removed or reordered."
    else:
        kind, what = _fate(ledger, proved)
    return KeptFileResult(kind, f"{said} {what} {_KEEP}", claimed.size)


def _signed(ledger: Ledger, claimed: Checkpoint, home: Home | None, era: Era) -> str | None:
    """The file of a checkpoint that covers the claimed entries as they are today, if any."""
    if home is None:
        return None
    candidates = [
        (file.path, file.checkpoint)
        for file in kept(home.under(era.origin), era.keys)
        if file.checkpoint is not None and claimed.size <= file.checkpoint.size <= ledger.size()
    ]
    known = roots(ledger.tree(), (checkpoint.size for _, checkpoint in candidates))
    agreeing = (
        str(path) for path, checkpoint in candidates if known[checkpoint.size] == checkpoint.root
    )
    return next(agreeing, None)


def _fate(ledger: Ledger, proved: Proved) -> tuple[Kind, str]:
    """What happened to a receipt's entry in a ledger that was rewritten."""
    name = f"{proved.event}, version {proved.version} of {proved.stream}"
    wanted = leaf_hash(leaf_data(proved.stream, proved.version, proved.event, proved.state))
    position = _position(ledger, wanted)
    if position == proved.position:
        return Kind.ALTERED, f"{name}, stands as it was at number {position}; others do not."
    if position is not None:
        return (
            Kind.REORDERED,
            f"{name}, was entry {proved.position} and is entry {position} now: something before"
            " it was put in, removed or moved.",
        )
    if _stands(ledger, proved):
        return Kind.ALTERED, f"{name}, was entry {proved.position} and reads otherwise now."
    return Kind.REMOVED, f"{name}, was entry {proved.position} and is nowhere now."


def _position(ledger: Ledger, leaf: bytes) -> int | None:
    for first in range(1, ledger.size() + 1, _LEAVES_AT_ONCE):
        hashes = ledger.leaves(first, first + _LEAVES_AT_ONCE - 1)
        if leaf in hashes:
            return first + hashes.index(leaf)
    return None


def _stands(ledger: Ledger, proved: Proved) -> bool:
    """Whether the stream has an entry of this version. True for a stream that cannot be read."""
    try:
        return len(ledger.entries(StreamId(proved.stream))) >= proved.version
    except LedgerError:
        return True


def _well(claimed: Checkpoint, size: int, proved: Proved | None) -> KeptFileResult:
    entry = ""
    if proved is not None:
        entry = f"{proved.event} is entry {proved.position}, as it was. "
    later = size - claimed.size
    return KeptFileResult(
        Kind.WELL,
        f"{entry}The ledger begins with the very {claimed.size} entries that the file covers; none"
        f" was altered, removed or reordered. {later} more have been recorded since.",
        claimed.size,
    )
