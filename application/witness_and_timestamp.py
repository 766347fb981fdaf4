"""Confirms a checkpoint's time: by a witness's signature or an authority's time-stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.integrity.confirmations import Confirmed, find_line, find_stamp, keep_line, keep_stamp
from ledger.integrity.timestamp import request
from ledger.proof.checkpoint import Checkpoint, as_signed
from ledger.proof.note import parse_note
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from application.workspace import Workspace
    from ledger.decision import Outcome

__all__ = ["Confirmed", "Timed", "TimeRequest", "add_stamp", "add_witness", "time_request"]


@dataclass(frozen=True, slots=True)
class Timed:
    """`confirmed`: what was verified, and recorded unless this was a dry run."""

    outcome: Outcome
    confirmed: Confirmed


@dataclass(frozen=True, slots=True)
class TimeRequest:
    """`data`: the request for an authority. `size`: entries under the checkpoint."""

    data: bytes
    size: int


def add_witness(
    work: Workspace,
    line: bytes,
    keys: Sequence[str],
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Timed:
    """Verifies a witness's line, adds it to its checkpoint, and records its time.

    `keys`: of witnesses not known yet. Raises ProofError for a line that proves nothing here.
    """
    path, confirmed_time = find_line(work.custodian, line, keys)
    rehearsed = work.record(confirmed_time.command(), dry_run=True, confirmed=confirmed)
    if dry_run:
        return Timed(rehearsed, confirmed_time)
    kept = keep_line(work.custodian, path, line, keys)
    return Timed(work.record(kept.command(), command_id=command_id, confirmed=confirmed), kept)


def time_request(work: Workspace, of: int | None = None) -> TimeRequest:
    """The request to a time-stamping authority for a checkpoint (RFC 3161).

    `of`: the size of a checkpoint that was signed; a new one if None. Raises ProofError when none
    was signed.
    """
    work.require_viewer()
    custodian = work.custodian
    note = custodian.signed(of)
    size = Checkpoint.parse(parse_note(note).text).size
    return TimeRequest(request(as_signed(note, custodian.signer.origin)), size)


def add_stamp(
    work: Workspace,
    token: bytes,
    certificates: bytes,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Timed:
    """Verifies a time-stamp, keeps it beside its checkpoint, and records its time.

    `certificates`: the authority's root, in PEM. Raises ProofError for an answer that does not
    hold.
    """
    path, confirmed_time = find_stamp(work.custodian, token, certificates)
    rehearsed = work.record(confirmed_time.command(), dry_run=True, confirmed=confirmed)
    if dry_run:
        return Timed(rehearsed, confirmed_time)
    keep_stamp(path, token, certificates)
    return Timed(
        work.record(confirmed_time.command(), command_id=command_id, confirmed=confirmed),
        confirmed_time,
    )
