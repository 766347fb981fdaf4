"""How far the record can be proved, as sentences and tables for a page.

Everything is as sealed. `assure ledger verify` recomputes it, and so does a check of a file here.
"""

from __future__ import annotations

from dataclasses import dataclass

from application import verify
from dashboard.kit.dates import counted, moment_words
from dashboard.reading import Reading
from dashboard.verified import Verified
from ledger.errors import IntegrityFailureError
from ledger.integrity import conclusion
from ledger.integrity.coverage import Coverage, EntryBounds, PublishedCheckpoint
from ledger.integrity.kept_file import key_exchanged
from ledger.integrity.time_bounds import ConfirmedTime
from ledger.proof.keys import OtherKeyError
from ledger.proof.merkle import ProofError
from ledger.proof.root_words import to_words

HEX_SHOWN = 16


def coverage(given: Reading) -> Coverage:
    """The ledger's coverage at the reading's position."""
    return verify.coverage(given.ledger, given.session.as_at)


def confirmation_rows(now: Coverage) -> list[dict[str, object]]:
    """Each time that somebody outside gave, the newest first."""
    return [
        {
            "Confirmed by": time.by,
            "Entries": f"{time.size:,}",
            "At, by their own clock": moment_words(time.seen_at),
            "Recorded as entry": f"{time.position:,}",
            "Their signature": "✔ verified here"
            if time.sha256 in now.verified
            else "as recorded: it is not here to be verified",
        }
        for time in reversed(now.confirmations.found)
    ]


def whole_sentence(last: Verified | None, faults: tuple[str, ...], now: Coverage) -> str:
    """`This record is whole: verified at ..., 6,725 entries`, or that something is wrong."""
    if faults:
        number = "Something is" if len(faults) == 1 else f"{len(faults)} things are"
        return f"! {number} wrong with this record: {faults[0]}"
    if last is None:
        return f"Not verified here yet: {counted(now.size, 'entry', 'entries')} as sealed."
    newer = "" if last.size >= now.size else ", up to there"
    return f"This record is whole: verified {moment_words(last.at)}, {last.size:,} entries{newer}."


def as_sentences(faults: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{fault[0].upper()}{fault[1:].removesuffix('.')}." for fault in faults)


def finding(now: Coverage) -> str:
    """What is not covered, as a number, and who holds the newest checkpoint."""
    if now.held is None:
        return (
            f"By the record, no checkpoint is held by anybody else: all {now.size:,} entries are"
            " covered by the ledger's own checks only"
        )
    return (
        f"By the record, {now.uncovered:,} of {now.size:,} entries are not covered by a checkpoint"
        f" that somebody else holds; the newest, of {now.held.size:,} entries, went to"
        f" {now.held.to_whom} on {moment_words(now.held.recorded_at)}"
    )


def contradictions(now: Coverage) -> tuple[str, ...]:
    """What contradicts the ledger as it is now, a sentence each."""
    return as_sentences(conclusion.faults(now.evidence))


def outside(now: Coverage) -> str:
    """What speaks for the whole ledger outside its database."""
    return conclusion.agreeing(now.evidence)


def unspoken_for(now: Coverage) -> str | None:
    """What to do where nothing here speaks for all of it; None: something does."""
    if now.evidence.speaks_for_all:
        return None
    missing = conclusion.missing(now.evidence)
    return conclusion.COMPARE_BY_TELEPHONE if missing is None else missing


def holders(now: Coverage) -> list[dict[str, object]]:
    """The newest checkpoint of each holder, the newest first."""
    newest = {given.to_whom: given for given in sorted(now.published, key=lambda given: given.size)}
    ordered = sorted(newest.values(), key=lambda given: (-given.size, given.to_whom))
    return [
        {
            "Held by, as recorded": given.to_whom,
            "Entries covered": f"{given.size:,}",
            "Given on": moment_words(given.recorded_at),
            "Root in words": to_words(given.root),
            "The ledger's own root there": "✔ the same" if given.agrees else "! ANOTHER",
        }
        for given in ordered
    ]


def bounds(given: Reading, now: Coverage, position: int) -> EntryBounds:
    """An entry between its checkpoints, with its own time where this viewer may read it."""
    entry = given.reader.entry(position)
    recorded_at = None if entry is None else entry.stamp.recorded_at
    return verify.bounds(given.ledger, now, position, recorded_at)


def bounds_rows(entry: EntryBounds) -> list[dict[str, object]]:
    """Before, the entry, after: what somebody else can confirm, and what is kept here."""
    recorded = "not open to you" if entry.recorded_at is None else moment_words(entry.recorded_at)
    return [
        *_bound("Is later than", entry.later_than),
        _side("Is not in", entry.before, entry.own_before, "no checkpoint is smaller"),
        {
            "": f"Entry {entry.position:,}",
            "Checkpoint somebody else holds": "",
            "Time": f"{recorded}, by the ledger's clock" if entry.recorded_at else recorded,
            "Checkpoint kept here": "",
        },
        _side("Is in", entry.after, entry.own_after, "not covered yet"),
        *_bound("Is earlier than", entry.earlier_than),
    ]


def _bound(word: str, time: ConfirmedTime | None) -> list[dict[str, object]]:
    """What a clock outside says, where one says anything."""
    if time is None:
        return []
    said = f"{time.by} confirmed {time.size:,} entries; entry {time.position:,} records that"
    return [
        {
            "": word,
            "Checkpoint somebody else holds": said,
            "Time": f"{moment_words(time.seen_at)}, by their clock",
            "Checkpoint kept here": "",
        }
    ]


def _side(
    word: str, held: PublishedCheckpoint | None, own: int | None, otherwise: str
) -> dict[str, object]:
    return {
        "": word,
        "Checkpoint somebody else holds": otherwise
        if held is None
        else f"of {held.size:,} entries, held by {held.to_whom}",
        "Time": "" if held is None else f"given on {moment_words(held.recorded_at)}",
        "Checkpoint kept here": "none" if own is None else f"of {own:,} entries",
    }


def own_sentence(now: Coverage) -> str:
    if now.own is None:
        return (
            "The keys of this ledger are not on this machine: checkpoints kept beside them cannot"
            " be shown, and none can be made here. Everything else on this page works without."
        )
    if not now.own:
        return "No checkpoint is kept beside the keys yet: assure ledger checkpoint makes one."
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
    try:
        found = verify.judge_open(given.ledger, data)
    except OtherKeyError:
        return Judged(False, key_exchanged("The file").message)
    except IntegrityFailureError as error:
        return Judged(False, error.message)
    except ProofError as error:
        return Judged(
            False,
            f"Nothing is proved: {error}. The file was changed, or it is not a receipt or a"
            " checkpoint of this ledger.",
        )
    said = found.kind.capitalize() if found.elsewhere is None else "The file agrees"
    said = "Proved" if found.holds else said
    return Judged(found.holds, f"{said}: {found.sentence}")
