"""Erasing a subject's confidential text: begun as was asked for, done, verified, certified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from application import kept_documents
from application.workspace import Workspace
from domain.concern.events import ConcernRaised
from domain.kernel import streams
from domain.kernel.confidential import REPORT, concern_named, subject_named
from domain.kernel.days import day_of, day_words
from domain.request.events import Act
from domain.request.state import Requests
from domain.single_agency.events import SingleAgencyAuditReported
from domain.vault.decisions import BeginErasure
from domain.vault.events import ErasureCompleted
from domain.vault.state import KeyState
from ledger.decision import Outcome
from ledger.errors import IntegrityFailureError, LedgerError
from ledger.integrity.after_erasure import handed_out, still_proved
from ledger.proof.merkle import ProofError
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from application.reading import Reader
    from ledger.custodian import Custodian
    from ledger.service import Ledger


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, and the certificate of it.

    `certificate`: its lines, for whoever asked for the erasure. `unsigned`: why no checkpoint
    covers it yet. `unproved`: what no longer verifies. The erasure is done whatever these say.
    """

    certificate: tuple[str, ...]
    unsigned: LedgerError | None
    unproved: LedgerError | ProofError | None


@dataclass(frozen=True, slots=True)
class SubjectStanding:
    """The state of the text about one subject. `standing`: in one to three words.

    `request`: the number of the request to erase it. `not_before`: the day from which it may be.
    """

    subject: str
    standing: str
    held_by: tuple[str, ...]
    request: int | None
    erasure_requested_on: date | None
    not_before: date | None
    by_authority_of: str | None
    reason: str | None


def begin_erasure(
    work: Workspace,
    subject: str,
    although_open: str | None = None,
    *,
    command_id: str | None = None,
    dry_run: bool = False,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Records that the erasure that another person asked for begins. From here a hold is too late.

    Refuses at once where the keys are not at hand. `although_open`: why it cannot wait until the
    audit is closed.
    """
    work.require_keys()
    command = BeginErasure(subject=subject, although_open=although_open)
    return work.record(command, command_id=command_id, dry_run=dry_run, confirmed=confirmed)


def erase(work: Workspace, subject: str, backups_kept_days: int) -> Erased:
    """Destroys a subject's key, once that has begun, and verifies the ledger afterwards.

    If it is interrupted, run it again. `backups_kept_days`: how long backups of
    the keys are kept, for the certificate.
    """
    custodian = work.custodian
    checks = custodian.erase(subject, work.identity)
    unsigned = _sign(custodian)
    unproved = None
    try:
        checks += still_proved(custodian, subject)
    except (LedgerError, ProofError) as error:
        unproved = error
    certificate = _certificate(work.ledger, subject, checks, backups_kept_days)
    return Erased(tuple(certificate), unsigned, unproved)


def standings(reader: Reader, subject: str | None = None) -> Iterator[SubjectStanding]:
    """The state of the text about each subject that has a key, or about one."""
    reader.require_known()
    wanted = reader.streams("vault") if subject is None else (streams.vault(subject),)
    requests = cast(Requests, reader.state(streams.REQUESTS))
    for stream in wanted:
        key_state = reader.state(stream)
        if isinstance(key_state, KeyState) and key_state.key is not None:
            yield _standing(stream.partition("/")[2], key_state, requests)


def _standing(subject: str, key_state: KeyState, requests: Requests) -> SubjectStanding:
    request = requests.newest(Act.ERASE, subject)
    if key_state.erased is not None:
        standing = "erased"
    elif key_state.begun is not None:
        standing = "being erased"
    elif key_state.holds or (request is not None and request.holds):
        standing = "held"
    else:
        standing = "kept" if request is None else "to be erased"
    asked, alone = request.asked if request else None, key_state.requested
    holders = [hold.authority for hold in key_state.holds]
    return SubjectStanding(
        subject=subject,
        standing=standing,
        held_by=(*holders, *(hold.held_by for hold in (request.holds if request else ()))),
        request=asked.number if asked else None,
        erasure_requested_on=asked.asked_on if asked else alone.requested_on if alone else None,
        not_before=asked.not_before if asked else None,
        by_authority_of=asked.authority if asked else key_state.authority,
        reason=asked.reason if asked else alone.reason if alone else None,
    )


def _sign(custodian: Custodian) -> LedgerError | None:
    """Makes a checkpoint that covers the erasure; why none was made."""
    try:
        custodian.checkpoint()
    except LedgerError as error:
        return error
    return None


def _certificate(
    ledger: Ledger, subject: str, checks: tuple[str, ...], backups_kept_days: int
) -> Iterator[str]:
    """The certificate for whoever asked: what was done and checked, and what is still to do."""
    position, completed, done = _completed(ledger, subject)
    gone = done + timedelta(days=backups_kept_days)
    yield "CERTIFICATE OF ERASURE"
    yield (
        f"The text recorded about {subject} was rendered unreadable on {day_words(done)}, by"
        f" authority of {completed.authority}. It is entry {position} of the ledger."
    )
    yield from checks
    yield (
        "Backups of the keys made before this still hold the key. The last of them must be gone"
        f" by {day_words(gone)} ({backups_kept_days} days); `assure vault rewrap` makes them"
        " worthless now."
    )
    yield from _still_readable(ledger, subject)
    yield from _exported(ledger, subject)
    yield from _documents(ledger)


def _completed(ledger: Ledger, subject: str) -> tuple[int, ErasureCompleted, date]:
    """The entry that completed the erasure: its position, its event and its day."""
    for entry in reversed(ledger.entries(streams.vault(subject))):
        if isinstance(entry.event, ErasureCompleted):
            return entry.position or 0, entry.event, day_of(entry.stamp.recorded_at)
    raise IntegrityFailureError(
        f"No entry says that the erasure of {subject} was completed.",
        "Run the erasure again, then `assure ledger verify`.",
    )


def _still_readable(ledger: Ledger, subject: str) -> Iterator[str]:
    """What else the record holds about a case under other keys, and why that stays."""
    audit, _, case = subject.partition("/")
    if case == REPORT or concern_named(subject) is not None:
        return
    concerns = [
        f"{subject_named(audit, None, raised.concern)} (seen on {day_words(raised.seen_on)})"
        for stream in ledger.streams("concern")
        for raised in (entry.event for entry in ledger.entries(stream))
        if isinstance(raised, ConcernRaised) and (raised.audit, raised.case) == (audit, case)
        if _is_readable(ledger, subject_named(audit, None, raised.concern))
    ]
    if concerns:
        yield (
            f"Concerns about {case} stay readable: {', '.join(concerns)}. What was done to protect"
            " a child is kept longer than what was said in an audit, so each has a key of its own."
            " If they are to go too, that is asked for by itself: `assure request erase`."
        )
    report = subject_named(audit, None, None)
    if _is_readable(ledger, report):
        yield (
            f"The findings and the report of the audit stay readable ({report}): they are about"
            " the audit as a whole. Have them read, by somebody who knows whom to look for."
        )


def _is_readable(ledger: Ledger, subject: str | None) -> bool:
    state = cast(KeyState, ledger.state(streams.vault(subject or "")))
    return state.key is not None and not state.closed


def _exported(ledger: Ledger, subject: str) -> Iterator[str]:
    """The copies that left the ledger before. An erasure does not reach them."""
    exports = handed_out(ledger, subject)
    if not exports:
        yield "The record names no export about this subject."
        return
    yield "The record names what was handed out before. The erasure does not reach it:"
    for export in exports:
        advice = (
            "It shows the text: ask for its return." if export.opened else "Its text is sealed."
        )
        yield f"  {export.to_whom}: {export.what} (entry {export.position}). {advice}"


def _documents(ledger: Ledger) -> Iterator[str]:
    """What agencies handed in, beside the ledger. No program can tell whom a document is about."""
    folder = kept_documents.folder_of(ledger)
    found = kept_documents.listed(folder)
    if not found:
        yield f"The folder {kept_documents.FOLDER} beside the ledger holds no document."
        return
    known = _reported(ledger)
    yield (
        f"The folder {kept_documents.FOLDER} beside the ledger holds documents, which the erasure"
        " does not reach. Have each of them read, by somebody who knows whom to look for:"
    )
    for path in found:
        what = known.get(path.name, "the record does not know it")
        yield f"  {path.relative_to(folder)}: {what}."


def _reported(ledger: Ledger) -> dict[str, str]:
    """By the digest of a document: its name, and the entry that reported it."""
    return {
        entry.event.document.digest: (
            f"{entry.event.document.name}, of {entry.event.agency} on {entry.event.ref}"
            f" (entry {entry.position})"
        )
        for stream in ledger.streams("single-agency")
        for entry in ledger.entries(stream)
        if isinstance(entry.event, SingleAgencyAuditReported) and entry.event.document is not None
    }
