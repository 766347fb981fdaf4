"""How far the record can be proved: its root in words, who holds what, what is not yet covered.

All of it as sealed; whether the entries still are what was sealed is for `assure ledger verify`,
and for whoever checks a file here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.kit.dates import counted, moment_words
from dashboard.reading import Reading
from domain.custody.events import CheckpointPublished
from domain.kernel import streams
from ledger.custodian import Custodian
from ledger.integrity.checkpoints import roots
from ledger.integrity.confirmations import confirmed
from ledger.integrity.kept_file import against
from ledger.integrity.names import Era, from_entries
from ledger.integrity.time_bounds import TOLERANCE, Confirmation, Confirmations
from ledger.proof.merkle import ProofError
from ledger.proof.root_words import to_words
from ledger.service import Ledger

HEX_SHOWN = 16
_NOTE = re.compile(r"([0-9]{12})-")


@dataclass(frozen=True, slots=True)
class Published:
    """A checkpoint that went to somebody. `agrees`: today's ledger has the same root there."""

    to_whom: str
    size: int
    root: bytes
    recorded_at: datetime
    position: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The ledger at one position. `published`: newest last; `name` and `key` None: unnamed.

    `own`: sizes of the checkpoints kept beside the keys, smallest first; None without keys here.
    `confirmations`: times from outside; `verified`: digests of those whose evidence is here.
    """

    size: int
    root: bytes
    name: str | None
    key: str | None
    published: tuple[Published, ...]
    own: tuple[int, ...] | None
    confirmations: Confirmations
    verified: frozenset[str]

    @property
    def held(self) -> Published | None:
        """The largest checkpoint that somebody else holds and the ledger agrees with."""
        return max((p for p in self.published if p.agrees), key=lambda p: p.size, default=None)

    @property
    def uncovered(self) -> int:
        """Entries that no checkpoint held by somebody else covers."""
        return self.size - (0 if self.held is None else self.held.size)

    @property
    def uncovered_here(self) -> int | None:
        """Entries after the newest checkpoint kept here; None without keys here."""
        return None if self.own is None else self.size - max(self.own, default=0)


def standing(given: Reading) -> Standing:
    """The ledger as it stood at the reading's position."""
    ledger, size = given.ledger, given.session.as_at
    custody = [e for e in ledger.entries(streams.CUSTODY) if (e.position or 0) <= size]
    named = from_entries(custody)
    events = [(e, e.event) for e in custody if isinstance(e.event, CheckpointPublished)]
    known = roots(ledger.tree(), {size, *(v.size for _, v in events if v.size <= size)})
    published = [
        Published(
            to_whom=event.to_whom,
            size=event.size,
            root=bytes.fromhex(event.root),
            recorded_at=entry.stamp.recorded_at,
            position=entry.position or 0,
            agrees=known.get(event.size, b"").hex() == event.root,
        )
        for entry, event in events
    ]
    return Standing(
        size=size,
        root=known[size],
        name=named[-1].origin if named else None,
        key=named[-1].keys[-1] if named else None,
        published=tuple(published),
        own=_own(ledger, named, size),
        confirmations=(times := Confirmations.of(ledger, size)),
        verified=_verified(ledger, named, times),
    )


def _verified(ledger: Ledger, named: Sequence[Era], times: Confirmations) -> frozenset[str]:
    """The digests of the confirmations that are kept here and hold, under whichever name."""
    custodian = ledger.custodian
    if not isinstance(custodian, Custodian) or not named:
        return frozenset()
    home, sizes = custodian.home, {one.size for one in times.found}
    return frozenset(
        one.sha256
        for era in named
        for size in sizes
        if era.last is None or size <= era.last
        for one in confirmed(home.under(era.origin), era.keys, size)
    )


def confirmation_rows(now: Standing) -> list[dict[str, object]]:
    """Each time that somebody outside gave, the newest first."""
    return [
        {
            "Confirmed by": one.by,
            "Entries": f"{one.size:,}",
            "At, by their own clock": moment_words(one.seen_at),
            "Recorded as entry": f"{one.position:,}",
            "Their signature": "✔ verified here"
            if one.sha256 in now.verified
            else "as recorded: it is not here to be verified",
        }
        for one in reversed(now.confirmations.found)
    ]


def _own(ledger: Ledger, named: Sequence[Era], size: int) -> tuple[int, ...] | None:
    """Sizes of the notes kept under the present name, by their files' names: none is opened."""
    custodian = ledger.custodian
    if not isinstance(custodian, Custodian) or not named:
        return None
    found = (_NOTE.match(path.name) for path in custodian.home.notes.glob("*.note"))
    sizes = {int(match[1]) for match in found if match}
    return tuple(sorted(one for one in sizes if one <= size))


def figures(now: Standing) -> tuple[tuple[str, str, str], ...]:
    """How many entries there are and how many lack proof: title, number, and of what."""
    here = now.uncovered_here
    return (
        ("Entries", f"{now.size:,}", "in the ledger"),
        ("Not yet covered", f"{now.uncovered:,}", "by a checkpoint that somebody else holds"),
        (
            "After the newest checkpoint kept here",
            "unknown" if here is None else f"{here:,}",
            "the keys are not on this machine" if here is None else "entries",
        ),
    )


def finding(now: Standing) -> str:
    """What is not covered, as a number, and who holds the newest checkpoint."""
    if now.held is None:
        return (
            f"No checkpoint is held by anybody else: all {now.size:,} entries are covered by the"
            " ledger's own checks only"
        )
    return (
        f"{now.uncovered:,} of {now.size:,} entries are not covered by a checkpoint that somebody"
        f" else holds; the newest, of {now.held.size:,} entries, went to {now.held.to_whom} on"
        f" {moment_words(now.held.recorded_at)}"
    )


def holders(now: Standing) -> list[dict[str, object]]:
    """The newest checkpoint of each holder, the newest first."""
    newest = {one.to_whom: one for one in sorted(now.published, key=lambda one: one.size)}
    ordered = sorted(newest.values(), key=lambda one: (-one.size, one.to_whom))
    return [
        {
            "Held by": one.to_whom,
            "Entries covered": f"{one.size:,}",
            "Given on": moment_words(one.recorded_at),
            "Root in words": to_words(one.root),
            "The ledger's own root there": "✔ the same" if one.agrees else "! ANOTHER",
        }
        for one in ordered
    ]


@dataclass(frozen=True, slots=True)
class Sandwich:
    """An entry between the checkpoints around it. `recorded_at` None: not open to this viewer.

    `later_than`, `earlier_than`: by clocks outside; `faults`: what about its time cannot be.
    """

    position: int
    recorded_at: datetime | None
    before: Published | None
    after: Published | None
    own_before: int | None
    own_after: int | None
    later_than: Confirmation | None
    earlier_than: Confirmation | None
    faults: tuple[str, ...]


def sandwich(given: Reading, now: Standing, position: int) -> Sandwich:
    """The narrowest pair of checkpoints of which the first is without the entry."""
    agreed = [one for one in now.published if one.agrees]
    without = [one for one in agreed if one.size < position]
    with_it = [one for one in agreed if one.size >= position]
    before = max(without, key=lambda one: (one.size, -one.position), default=None)
    after = min(with_it, key=lambda one: (one.size, one.position), default=None)
    own = now.own or ()
    entry = given.reader.entry(position)
    recorded_at = None if entry is None else entry.stamp.recorded_at
    return Sandwich(
        position=position,
        recorded_at=recorded_at,
        before=before,
        after=after,
        own_before=max((one for one in own if one < position), default=None),
        own_after=min((one for one in own if one >= position), default=None),
        later_than=now.confirmations.later_than(position),
        earlier_than=now.confirmations.earlier_than(position),
        faults=()
        if recorded_at is None
        else (
            *_faults(given.ledger, recorded_at, before, after),
            *_outside_fault(now, position, recorded_at),
        ),
    )


def _outside_fault(now: Standing, position: int, recorded_at: datetime) -> tuple[str, ...]:
    fault = now.confirmations.fault(position, recorded_at)
    return () if fault is None else (f"{fault[0].upper()}{fault[1:]}.",)


def _faults(
    ledger: Ledger, recorded_at: datetime, before: Published | None, after: Published | None
) -> tuple[str, ...]:
    found = []
    last = None if before is None else ledger.entry(before.size)
    if last is not None and recorded_at < last.stamp.recorded_at - TOLERANCE:
        found.append(
            f"It claims an earlier time than entry {last.position:,}, which the checkpoint without"
            " it covers: it was back-dated, or a clock was wrong."
        )
    if after is not None and recorded_at > after.recorded_at + TOLERANCE:
        found.append(
            "It claims a later time than the checkpoint that covers it: some clock was wrong."
        )
    return tuple(found)


def sandwich_rows(one: Sandwich) -> list[dict[str, object]]:
    """Before, the entry, after: what somebody else can confirm, and what is kept here."""
    recorded = "not open to you" if one.recorded_at is None else moment_words(one.recorded_at)
    return [
        *_bound("Is later than", one.later_than),
        _side("Is not in", one.before, one.own_before, "no checkpoint is smaller"),
        {
            "": f"Entry {one.position:,}",
            "Checkpoint somebody else holds": "",
            "Time": f"{recorded}, by the ledger's clock" if one.recorded_at else recorded,
            "Checkpoint kept here": "",
        },
        _side("Is in", one.after, one.own_after, "not covered yet"),
        *_bound("Is earlier than", one.earlier_than),
    ]


def _bound(word: str, one: Confirmation | None) -> list[dict[str, object]]:
    """What a clock outside says, where one says anything."""
    if one is None:
        return []
    said = f"{one.by} confirmed {one.size:,} entries; entry {one.position:,} records that"
    return [
        {
            "": word,
            "Checkpoint somebody else holds": said,
            "Time": f"{moment_words(one.seen_at)}, by their clock",
            "Checkpoint kept here": "",
        }
    ]


def _side(word: str, held: Published | None, own: int | None, otherwise: str) -> dict[str, object]:
    return {
        "": word,
        "Checkpoint somebody else holds": otherwise
        if held is None
        else f"of {held.size:,} entries, held by {held.to_whom}",
        "Time": "" if held is None else f"given on {moment_words(held.recorded_at)}",
        "Checkpoint kept here": "none" if own is None else f"of {own:,} entries",
    }


def own_sentence(now: Standing) -> str:
    if now.own is None:
        return (
            "The keys of this ledger are not on this machine: checkpoints kept beside them cannot"
            " be shown, and none can be made here. Everything else on this page works without."
        )
    if not now.own:
        return "No checkpoint is kept beside the keys yet: `assure ledger checkpoint` makes one."
    return (
        f"Kept beside the keys: {counted(len(now.own), 'checkpoint')}, the newest of"
        f" {now.own[-1]:,} entries; {counted(now.uncovered_here or 0, 'entry', 'entries')} after"
        " it. Who can change the ledger may be able to change these too: only a checkpoint that"
        " somebody else holds counts."
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """What a kept file says. `holds`: it and today's ledger agree."""

    holds: bool
    sentence: str


def judged(given: Reading, data: bytes) -> Judged:
    """A receipt or a checkpoint that somebody kept, against the ledger as it is now."""
    custodian = given.ledger.custodian
    home = custodian.home if isinstance(custodian, Custodian) else None
    try:
        found = against(given.ledger, data, home)
    except ProofError as error:
        return Judged(
            False,
            f"Nothing is proved: {error}. The file was changed, or it is not a receipt or a"
            " checkpoint of this ledger.",
        )
    said = "Proved" if found.holds else found.kind.capitalize()
    return Judged(found.holds, f"{said}: {found.sentence}")
