"""What speaks for a ledger, kept apart from what the ledger says of itself.

The scan finds every change after which the seals were not recomputed. A change with recomputed
seals contradicts each root that was noted down before it. Only files outside the database are
evidence: checkpoints kept beside the keys, the signer's memory, what this computer remembers of
recordings, and files that somebody brings. What the ledger records as given to somebody is its own
claim: whoever rewrites the ledger rewrites that too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from domain.custody.events import CheckpointPublished, CheckpointTimed
from domain.kernel import streams
from ledger.home import Home
from ledger.integrity.checkpoints import KeptNote, kept, roots
from ledger.integrity.public_names import Era, eras
from ledger.keys.signer import MEMORY_FILE
from ledger.proof.checkpoint import Checkpoint
from ledger.service import Ledger


class Source(StrEnum):
    """Where a claim stands. All but the last are outside the database."""

    NOTE = "a checkpoint kept here"
    SIGNER = "the signer's memory"
    RECORDINGS = "this computer's memory of recordings"
    GIVEN = "a file that was given"
    ENTRY = "an entry of the ledger"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that the first `size` entries have this root. `where`: the file or entry.

    `witnesses`: who cosigned it, by the keys known here. `holder`: whom the entry names.
    """

    source: Source
    size: int
    root: bytes
    where: str
    witnesses: tuple[str, ...] = ()
    holder: str | None = None

    @property
    def is_outside(self) -> bool:
        return self.source is not Source.ENTRY


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ledger of `size` entries compared with every claim known here.

    `agreed`, `contradicted`: by the root at the claim's size. `beyond`: claims of more entries
    than there are. `spoilt`: files that should hold a claim and do not. `missing`: memories that
    this ledger's home should have. `begun_at`: the entry with which the memory of recordings began
    anew after it was missing; 0 where it remembers from the first one on.
    """

    size: int
    agreed: tuple[Claim, ...] = ()
    contradicted: tuple[Claim, ...] = ()
    beyond: tuple[Claim, ...] = ()
    spoilt: tuple[KeptNote, ...] = ()
    missing: tuple[Path, ...] = ()
    begun_at: int = 0

    def outside(self, *sources: Source) -> tuple[Claim, ...]:
        """What agrees outside the database, of some sources if any are named; never of nothing."""
        return tuple(
            claim
            for claim in self.agreed
            if claim.is_outside and claim.size and (not sources or claim.source in sources)
        )

    @property
    def covered(self) -> int:
        """How many entries, from the first on, something outside the database speaks for."""
        return min(self.size, max((claim.size for claim in self.outside()), default=0))

    @property
    def speaks_for_all(self) -> bool:
        """Whether it is known for every entry; of a file that was given, as far as that goes.

        A memory that was missing and began anew speaks for what it saw, and what was removed
        before that it has not seen.
        """
        if self.outside(Source.GIVEN):
            return True
        return self.covered == self.size > 0 and not self.begun_at

    @property
    def newest(self) -> int:
        """The size of the largest signed checkpoint here that agrees."""
        notes = self.outside(Source.NOTE, Source.SIGNER, Source.GIVEN)
        return max((claim.size for claim in notes), default=0)

    @property
    def newest_signed(self) -> int | None:
        """The size of the largest checkpoint signed here, whether it agrees or not."""
        every = (*self.agreed, *self.contradicted, *self.beyond)
        signed = [claim.size for claim in every if claim.source in (Source.NOTE, Source.SIGNER)]
        return max(signed, default=None)

    @property
    def own(self) -> tuple[Claim, ...]:
        """The ledger's own claims that its entries agree with."""
        return tuple(claim for claim in self.agreed if not claim.is_outside)

    @property
    def held_by_record(self) -> tuple[int, tuple[str, ...]]:
        """The size of the newest checkpoint that the ledger records as given away, and to whom."""
        given = [claim for claim in self.own if claim.holder is not None]
        newest = max((claim.size for claim in given), default=0)
        return newest, tuple(
            dict.fromkeys(claim.holder for claim in given if claim.holder and claim.size == newest)
        )

    @property
    def is_sound(self) -> bool:
        """Nothing contradicts the ledger."""
        return not (self.contradicted or self.beyond or self.spoilt)


def compare(
    ledger: Ledger, home: Home | None, verified: int | None = None, given: Sequence[Claim] = ()
) -> Evidence:
    """Compares a ledger that has passed its scan with every claim known here.

    `home`: of any of its names; None for a ledger without one. `verified`: how many entries the
    scan covered, if fewer than there are by now. Raises LedgerError for entries that cannot be
    read.
    """
    names = eras(ledger)
    claims, spoilt = [*given], []
    for era, folder in () if home is None else ((era, home.under(era.origin)) for era in names):
        for found in _kept(folder, era):
            if isinstance(found, KeptNote):
                spoilt.append(found)
            elif era.last is None or found.size <= era.last:
                # One of entries that a restored copy has lost is left out: the entry that carried
                # the copy on declares that loss.
                claims.append(found)
    claims += _recorded(ledger, verified)
    tree = ledger.tree()  # read after the claims: the ledger only ever grows
    size = tree.size if verified is None else verified
    known = roots(tree, (claim.size for claim in claims if claim.size <= tree.size))
    return Evidence(
        size,
        tuple(claim for claim in claims if known.get(claim.size) == claim.root),
        tuple(claim for claim in claims if known.get(claim.size, claim.root) != claim.root),
        tuple(claim for claim in claims if claim.size > tree.size),
        tuple(spoilt),
        () if home is None else _missing(home.under(names[-1].origin)),
        0 if home is None else home.under(names[-1].origin).memory.look().since,
    )


def _kept(home: Home, era: Era) -> Iterator[Claim | KeptNote]:
    """What the home keeps of the ledger under one name: claims, and files that make none."""
    from ledger.integrity.confirmations import witness_keys

    keys = [*era.keys, *witness_keys(home)]
    for note in kept(home, keys):
        yield note if note.checkpoint is None else _claim(note, note.checkpoint)
    remembered = home.memory.look()
    if remembered.is_damaged:
        yield KeptNote(home.memory.path, None, "nothing in it can be read")
    elif remembered.sealed is not None:
        size, root = remembered.sealed.size, remembered.sealed.root
        yield Claim(Source.RECORDINGS, size, root, str(home.memory.path))


def _claim(note: KeptNote, head: Checkpoint) -> Claim:
    source = Source.SIGNER if note.path.name == MEMORY_FILE else Source.NOTE
    return Claim(source, head.size, head.root, str(note.path), note.witnesses)


def _recorded(ledger: Ledger, verified: int | None) -> Iterator[Claim]:
    """What the ledger itself says: who was given a checkpoint, and who confirmed one."""
    for entry in ledger.entries(streams.CUSTODY):
        position = cast(int, entry.position)
        if verified is not None and position > verified:
            return
        match entry.event:
            case CheckpointPublished(size=size, root=root, to_whom=whom):
                where = f"entry {position}, for {whom}"
                yield Claim(Source.ENTRY, size, bytes.fromhex(root), where, holder=whom)
            case CheckpointTimed(size=size, root=root, by=whom):
                where = f"entry {position}, confirmed by {whom}"
                yield Claim(Source.ENTRY, size, bytes.fromhex(root), where)
            case _:
                pass


def _missing(home: Home) -> tuple[Path, ...]:
    memory, signer = home.memory, home.signer_folder / MEMORY_FILE
    absent = () if memory.path.exists() else (memory.path,)
    return absent if signer.exists() else (*absent, signer)
