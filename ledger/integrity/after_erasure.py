"""Checks after an erasure: every proof still holds, and who was given the erased text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.custody.events import PackExported, ReceiptIssued
from domain.kernel import streams
from domain.vault.events import GlassBroken
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError
from ledger.integrity.readable import read_through
from ledger.integrity.scan import audit
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import verify_receipt
from ledger.service import Ledger

RECEIPTS_CHECKED = 3


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Something about a subject that left the ledger. `opened`: its confidential text was open."""

    to_whom: str
    what: str
    position: int
    opened: bool


def still_proved(custodian: Custodian, subject: str) -> tuple[str, ...]:
    """Verifies the ledger, and up to three of the subject's receipts on older checkpoints.

    Returns a sentence for each. Raises IntegrityFailureError for anything that does not hold.
    """
    engine = custodian.ledger.engine
    verdict = read_through(engine, audit(engine))
    if verdict.fault is not None:
        raise IntegrityFailureError(
            f"The ledger is not whole: {verdict.fault.what}.",
            "The erasure is done and recorded. Find out why: `assure ledger verify`.",
        )
    held = [_proved_again(custodian, at, of) for at, of in _older_receipts(custodian, subject)]
    whole = f"All {verdict.size} entries of the ledger were verified again: it is whole."
    if not held:
        return (
            whole,
            "No checkpoint kept here from before covers an entry with its confidential text.",
        )
    numbers = ", ".join(map(str, held))
    return (whole, f"Receipts from before of its entries {numbers} were verified: they hold.")


def _older_receipts(custodian: Custodian, subject: str) -> list[tuple[int, int]]:
    """Entries with confidential text, each with a checkpoint from before the erasure began.

    Entries for which a receipt was given out come first.
    """
    ledger = custodian.ledger
    (asked, *_) = [
        entry.position or 0
        for entry in ledger.entries(streams.vault(subject))
        if entry.name in ("ErasureRequested", "ErasureBegun")
    ] or [0]
    sizes = sorted(note.size for note in custodian.notes() if note.size < asked)
    issued = {
        entry.event.entry: entry.event.size
        for entry in ledger.entries(streams.CUSTODY)
        if isinstance(entry.event, ReceiptIssued)
    }
    receipts = []
    for position in sorted(
        _with_words(ledger, subject), key=lambda position: (position not in issued, position)
    ):
        of = [issued[position]] if issued.get(position) in sizes else []
        of += [size for size in sizes if size >= position]
        if of:
            receipts.append((position, of[0]))
    return receipts[:RECEIPTS_CHECKED]


def _with_words(ledger: Ledger, subject: str) -> Iterable[int]:
    audit_code, _, case = subject.partition("/")
    own = [
        *ledger.streams(f"return/{audit_code}/{case}"),
        *(stream for stream in ledger.streams(f"case/{audit_code}") if stream.endswith(f"/{case}")),
    ]
    return [
        entry.position or 0 for stream in own for entry in ledger.entries(stream) if entry.closed
    ]


def _proved_again(custodian: Custodian, position: int, of: int) -> int:
    try:
        receipt = custodian.receipt(position, of)
        verify_receipt(receipt, custodian.signer.origin, custodian.vkeys)
    except ProofError as error:
        raise IntegrityFailureError(
            f"The receipt of entry {position} no longer holds: {error}.",
            "The erasure is done and recorded. Find out why: `assure ledger verify`.",
        ) from error
    return position


def handed_out(ledger: Ledger, subject: str) -> tuple[HandedOut, ...]:
    """The packs that show this subject, and who opened its text on the screen, oldest first."""
    scopes = {subject, subject.partition("/")[0]}
    packs = [
        HandedOut(
            entry.event.to_whom,
            f"a pack of {entry.event.scope}",
            entry.position or 0,
            entry.event.sealed_text_opened,
        )
        for entry in ledger.entries(streams.CUSTODY)
        if isinstance(entry.event, PackExported) and entry.event.scope in scopes
    ]
    looks = [
        HandedOut(entry.stamp.actor, "the confidential text, opened by break-glass", at, True)
        for entry in ledger.entries(streams.vault(subject))
        if isinstance(entry.event, GlassBroken) and (at := entry.position or 0)
    ]
    return tuple(sorted([*packs, *looks], key=lambda item: item.position))
