"""Compares today's ledger with a receipt or a checkpoint that somebody kept.

The file proves what the ledger held when it was signed. The comparison recomputes every hash, and
then the root over as many entries as the checkpoint covers. For a receipt it looks for the entry's
own bytes at the entry's own number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from domain.kernel.vocabulary import StreamId
from ledger.errors import IntegrityFailureError, LedgerError
from ledger.home import Home
from ledger.integrity.checkpoints import kept, roots
from ledger.integrity.conclusion import changed_range, faults
from ledger.integrity.evidence import Claim, Source, compare
from ledger.integrity.public_names import Era, eras
from ledger.integrity.scan import Fault, audit
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.keys import OtherKeyError, VerifierKey
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
    """`sentence` says what is proved or wrong. `covered`: entries that the file covers.

    `elsewhere`: what else contradicts the ledger, where the file does not.
    """

    kind: Kind
    sentence: str
    covered: int
    elsewhere: str | None = None

    @property
    def holds(self) -> bool:
        return self.kind is Kind.WELL and self.elsewhere is None


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
    Raises ProofError for a file that proves nothing about this ledger, OtherKeyError for one that
    another key signed in its name, and IntegrityFailureError for one of another name by a key that
    the holder knows.
    """
    names = _names(eras(ledger), vkeys)
    claimed, proved = _claimed(data, names, vkeys)
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
    given = Claim(Source.GIVEN, claimed.size, claimed.root, "the file")
    well = _well(claimed, size, proved)
    elsewhere = next(iter(faults(compare(ledger, home, given=[given]))), None)
    if elsewhere is None:
        return well
    said = f"{well.sentence} Yet the ledger is not whole: {elsewhere}."
    return replace(well, sentence=said, elsewhere=elsewhere)


def claim_of(ledger: Ledger, data: bytes, file: str, vkeys: Sequence[str] = ()) -> Claim:
    """What a kept receipt or checkpoint claims of this ledger. Raises what `against` raises."""
    names = _names(eras(ledger), vkeys)
    claimed, _ = _claimed(data, names, vkeys)
    era = next(era for era in names if era.origin == claimed.origin)
    if era.last is not None and claimed.size > era.last:
        raise IntegrityFailureError(f"{file}: {_lost(era, claimed).sentence}", "Keep the file.")
    return Claim(Source.GIVEN, claimed.size, claimed.root, file)


def _claimed(
    data: bytes, names: list[Era], vkeys: Sequence[str]
) -> tuple[Checkpoint, Proved | None]:
    """The checkpoint in a file, and the receipt where it is one; verified."""
    if not data.startswith(HEADER.encode()):
        return _opened(open_checkpoint, data, names, vkeys).checkpoint, None
    proved = _opened(verify_receipt, data, names, vkeys)
    return Checkpoint(proved.origin, proved.size, proved.root), proved


def _names(names: Sequence[Era], vkeys: Sequence[str]) -> list[Era]:
    """The ledger's names, newest first, each with its own keys and the holder's."""
    holder_keys = [(VerifierKey.parse(key).name, key) for key in vkeys]
    return [
        Era(
            era.origin,
            (*era.keys, *(key for name, key in holder_keys if name == era.origin)),
            era.last,
            era.declared,
        )
        for era in reversed(names)
    ]


def _opened(
    verify: Callable[[bytes, str, Sequence[str]], V],
    data: bytes,
    names: list[Era],
    vkeys: Sequence[str],
) -> V:
    """Verifies under each of the ledger's names. Raises the newest name's refusal if all refuse.

    That of a name whose key it was not signed with comes first. A file that a key signed which the
    holder gave, for a name that the ledger does not bear, is refused as a breach of integrity.
    """
    refusals: list[ProofError] = []
    for era in names:
        try:
            return verify(data, era.origin, era.keys)
        except ProofError as error:
            refusals.append(error)
    for key in vkeys:
        name = VerifierKey.parse(key).name
        with suppress(ProofError):
            verify(data, name, [key])
            called = f"calls itself {names[0].origin}" if names else "has no name"
            raise IntegrityFailureError(
                f"The file is of the ledger named {name}, by the key that you gave. This ledger"
                f" {called}.",
                "It is another ledger, or its name was changed. Keep the file, and do not rely on"
                " this ledger.",
            )
    if not refusals:
        raise ProofError("this ledger has no public name and no key, so nothing was signed")
    raise next((error for error in refusals if isinstance(error, OtherKeyError)), refusals[0])


def key_exchanged(file: str) -> IntegrityFailureError:
    """What to tell whoever brings a file that another key signed in the ledger's name."""
    return IntegrityFailureError(
        f"{file} is signed in this ledger's name, with a key that the ledger does not name: the key"
        " in the ledger was exchanged, or the file is forged.",
        "Give the key that you were told when you got the file: `assure ledger verify --against"
        " FILE --log-key KEY`. Keep the file and the ledger as they are.",
    )


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
        kind, what = Kind.ALTERED, _between(ledger, claimed, home)
    else:
        kind, what = _fate(ledger, proved)
    return KeptFileResult(kind, f"{said} {what} {_KEEP}", claimed.size)


def _between(ledger: Ledger, claimed: Checkpoint, home: Home | None) -> str:
    """Among which entries something was changed, by the file and all that is known here."""
    given = Claim(Source.GIVEN, claimed.size, claimed.root, "the file")
    first, last = changed_range(compare(ledger, home, given=[given])) or (1, claimed.size)
    among = f"Entry {first}" if first == last else f"Something among entries {first} to {last}"
    return f"{among} was altered, removed or reordered."


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
