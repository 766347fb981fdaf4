"""What follows from the evidence, in sentences that every door speaks alike.

Three things are kept apart: what agrees outside the database, what the ledger says of itself, and
whether anything here speaks for it at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.errors import PUT_BACK
from ledger.home import RECORDINGS_FILE
from ledger.integrity.evidence import Claim, Evidence, Source
from ledger.integrity.memory import ASK
from ledger.keys.signer import MEMORY_FILE

_OWN_WORD = "the ledger's own word, which is no evidence: ask them to compare"
NOTHING_SPEAKS = "Nothing on this computer speaks for this ledger"
COMPARE_BY_TELEPHONE = (
    "Telephone somebody who holds a checkpoint or a receipt, by a number that you know already, and"
    " compare the eight words for as many entries as it covers (`assure ledger verify --against"
    " FILE` with their file does it for you)."
)


def faults(evidence: Evidence) -> tuple[str, ...]:
    """A sentence for each thing that contradicts the ledger; of a rewritten history only one."""
    return tuple(
        sentence
        for sentence in (
            _changed(evidence),
            _contradicts_itself(evidence),
            _shorter(evidence),
            _spoilt(evidence),
        )
        if sentence is not None
    )


def _changed(evidence: Evidence) -> str | None:
    """Between the largest root that agrees and the smallest that does not."""
    changed = changed_range(evidence)
    if changed is None:
        return None
    against = [claim for claim in evidence.contradicted if claim.is_outside]
    first = min(against, key=lambda claim: claim.size)
    known = len(against) + len(evidence.outside())
    what = f"{_among(*changed)} was changed, removed or put in, though every seal fits: "
    later = [claim for claim in evidence.outside() if claim.size > first.size]
    if later:
        return (
            f"{what}{first.where} has another root, and that of {later[0].size} entries agrees"
            f" ({later[0].where}): two histories were kept"
        )
    if known == 1:
        return f"{what}{first.where} has another root over the first {first.size} entries"
    return (
        f"{what}{len(against)} of the {known} roots kept outside the database contradict it, the"
        f" smallest in {first.where}"
    )


def changed_range(evidence: Evidence) -> tuple[int, int] | None:
    """The entries among which something was changed, by what is known outside; None: nothing."""
    against = [claim.size for claim in evidence.contradicted if claim.is_outside]
    if not against:
        return None
    last = min(against)
    return max((c.size for c in evidence.outside() if c.size < last), default=0) + 1, last


def _among(first: int, last: int) -> str:
    return f"entry {first}" if first == last else f"something among entries {first} to {last}"


def _contradicts_itself(evidence: Evidence) -> str | None:
    """By entries alone: said where nothing outside says more."""
    own = [c for c in (*evidence.contradicted, *evidence.beyond) if not c.is_outside]
    if not own or any(claim.is_outside for claim in evidence.contradicted):
        return None
    first = min(own, key=lambda claim: claim.size)
    others = f"; {len(own) - 1} more entries do so too" if len(own) > 1 else ""
    said = (
        f"the ledger contradicts itself: {first.where}, records another root of its first"
        f" {first.size} entries than they have"
    )
    if first.size <= evidence.covered:
        return f"{said}; what is kept outside agrees with those, so that entry is wrong{others}"
    return f"{said}: that entry is wrong, or something among them was changed{others}"


def _shorter(evidence: Evidence) -> str | None:
    outside = [claim for claim in evidence.beyond if claim.is_outside]
    if not outside:
        return None
    most = max(claim.size for claim in outside)
    signed = any(c.size == most and c.source is not Source.RECORDINGS for c in outside)
    return (
        f"it is an older copy: it holds {evidence.size} entries, and {most} were"
        f" {'signed for' if signed else 'recorded'}"
    )


def _spoilt(evidence: Evidence) -> str | None:
    if not evidence.spoilt:
        return None
    first, *more = evidence.spoilt
    also = f"; nor are {len(more)} more" if more else ""
    if _is_memory(first.path):
        return f"this computer's memory in {first.path} is damaged: {first.fault}{also}"
    return f"the checkpoint in {first.path} is not as it was signed: {first.fault}{also}"


def _is_memory(path: Path) -> bool:
    return path.name in (RECORDINGS_FILE, MEMORY_FILE)


def remedy(evidence: Evidence) -> str:
    """What to do about the faults, the same in every command."""
    if evidence.contradicted or evidence.beyond or not evidence.spoilt:
        return PUT_BACK
    paths = [note.path for note in evidence.spoilt]
    if any(map(_is_memory, paths)):
        return (
            f"The ledger itself agrees with everything else that is known here. {ASK}; then a"
            " keeper puts the memory back: `assure ledger remember`."
        )
    return (
        "The ledger itself agrees with everything else that is known here. Put the file back from"
        " a copy of the home, or move it out of the folder."
    )


def agreeing(evidence: Evidence) -> str:
    """What agrees outside the database, and how far."""
    found = evidence.outside()
    if not found:
        return f"{NOTHING_SPEAKS}."
    parts = "; ".join(_parts(evidence))
    rest = evidence.size - evidence.covered
    all_of_it = "all" if len(found) > 1 else "what"
    said = f"Outside the database, {all_of_it} that is known here agrees: {parts}."
    if rest:
        first = evidence.covered + 1
        entries = f"entry {first}" if rest == 1 else f"entries {first} to {evidence.size}"
        said += f" {NOTHING_SPEAKS.removesuffix(' this ledger')} {entries}."
    return said


def _parts(evidence: Evidence) -> Iterator[str]:
    for source, (one, many) in _NAMED.items():
        found = evidence.outside(source)
        if found:
            newest = max(found, key=lambda claim: claim.size)
            what = one if len(found) == 1 else f"{len(found)} {many}, the newest"
            yield f"{what} of {newest.size} entries{_witnesses(found)}"


_NAMED = {
    Source.GIVEN: ("the given file,", "given files"),
    Source.NOTE: ("the checkpoint kept here,", "checkpoints kept here"),
    Source.SIGNER: ("the signer's memory,", "memories of the signer"),
    Source.RECORDINGS: ("this computer's memory of recordings,", "memories of recordings"),
}


def _witnesses(claims: Sequence[Claim]) -> str:
    cosigned = [claim for claim in claims if claim.witnesses]
    who = sorted({name for claim in cosigned for name in claim.witnesses})
    return f" ({len(cosigned)} cosigned by {', '.join(who)})" if who else ""


def missing(evidence: Evidence) -> str | None:
    """Which memories this ledger's home should have and has not, or has not from the beginning."""
    if evidence.missing:
        return _missing(evidence.missing)
    if not evidence.begun_at:
        return None
    return (
        "This computer's memory of recordings was missing once, and began anew with entry"
        f" {evidence.begun_at}: entries that were removed before that it cannot know of. {ASK};"
        " then a keeper says so: `assure ledger remember`."
    )


def _missing(memories: Sequence[Path]) -> str:
    folder = memories[0].parent
    if len(memories) > 1 and not folder.exists():
        return (
            f"The home of this ledger, {folder}, is not on this computer. If it is elsewhere, set"
            " ASSURE_HOME."
        )
    return (
        f"Missing: {' and '.join(map(str, memories))}. A home made by an earlier version has no"
        f" memory of recordings: the next recording begins one. If somebody removed it: {ASK};"
        " then a keeper puts it back: `assure ledger remember`."
    )


def by_record(evidence: Evidence) -> str:
    """Who holds what, by the ledger's own word, and what nobody else holds even so."""
    size, holders = evidence.held_by_record
    if not holders:
        return (
            f"By the record, nobody else holds a checkpoint: none of the {evidence.size} entries is"
            " covered. Give one out: `assure ledger publish`."
        )
    return (
        f"By the record, held by {', '.join(holders)}: the first {size} entries ({_OWN_WORD})."
        f" Not yet covered by a checkpoint that somebody else holds: {evidence.size - size}."
    )


def each(evidence: Evidence) -> Iterator[tuple[Claim, str]]:
    """Every claim known here, the smallest first, and what became of it."""
    words = {
        "agrees": evidence.agreed,
        "CONTRADICTS": evidence.contradicted,
        "covers more entries than there are": evidence.beyond,
    }
    found = [(claim, word) for word, claims in words.items() for claim in claims]
    yield from sorted(found, key=lambda one: (one[0].size, one[0].source, one[0].where))
