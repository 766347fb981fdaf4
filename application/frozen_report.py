"""The agreed report as a PDF that nobody changes: made, recorded, and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from application.exports import Given, Outgoing
from application.reading import Reader, directory_of
from application.report import agreed_by
from application.workspace import Workspace
from documents.files.input_file import GivenFile
from domain.audit.events import ReportFrozen
from domain.audit.report import FreezeReport
from domain.audit.state import Audit
from domain.kernel import streams
from domain.kernel.command import Refusal
from ledger.proof.checkpoint import open_checkpoint
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from documents.report.frozen import Seal
    from projections.queries.report import FrozenReport

_NOT_MADE_YET = "0" * 64
"""Stands for a digest in a rehearsal."""


def freeze(
    work: Workspace,
    audit: str,
    report: GivenFile,
    out: Outgoing,
    frozen_on: date | None = None,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Given:
    """Sets the agreed report as a PDF, writes it, and records the digests of both files.

    The same Word file again is the same PDF, under the checkpoint of the first time, and is not
    recorded again. Raises InputError for a file that cannot be carried over whole.
    """
    from documents.report.frozen import frozen_report

    document = sha256(report.data).hexdigest()
    day = frozen_on or work.today
    rehearsed = FreezeReport(
        audit=audit,
        frozen_on=day,
        document=document,
        digest=_NOT_MADE_YET,
        size=max(work.ledger.size(), 1),
        root=_NOT_MADE_YET,
    )
    outcome = work.record(rehearsed, dry_run=True, confirmed=confirmed)
    out.require_new()
    seal = _seal(work, audit, document, day, is_rehearsal=dry_run)
    made = frozen_report(report, seal)
    if dry_run:
        return Given(outcome, kept=False)
    command = FreezeReport(
        audit=audit,
        frozen_on=seal.frozen_on,
        document=document,
        digest=sha256(made).hexdigest(),
        size=seal.size,
        root=seal.root,
    )
    return _give(
        out,
        made,
        lambda: Given(work.record(command, command_id=command_id, confirmed=confirmed), kept=True),
    )


def _give(out: Outgoing, made: bytes, record: Callable[[], Given]) -> Given:
    """Writes the file first; it goes again where its recording is refused."""
    out.write(made)
    try:
        return record()
    except BaseException:
        out.remove()
        raise


def _seal(work: Workspace, audit: str, document: str, day: date, *, is_rehearsal: bool) -> Seal:
    """What the PDF says of itself: as the newest frozen of this very document, or as of now."""
    from documents.report.frozen import Seal

    reader = work.read()
    known = reader.state(streams.audit(audit))
    newest = known.last(ReportFrozen) if isinstance(known, Audit) else None
    custodian = work.custodian
    origin = custodian.signer.origin
    if newest is not None and newest.document == document:
        day, size, root = newest.frozen_on, newest.size, newest.root
    elif is_rehearsal:
        size, root = work.ledger.size(), _NOT_MADE_YET
    else:
        head = open_checkpoint(custodian.checkpoint(), origin, [custodian.vkey]).checkpoint
        size, root = head.size, head.root.hex()
    # Names are those under the checkpoint, so that a later one makes no other file.
    name = directory_of(work.ledger, size).name or ""
    whose = agreed_by(reader, audit, size)
    return Seal(audit, name, day, document, origin, size, root, whose)


@dataclass(frozen=True, slots=True)
class Checked:
    """`is_agreed`: the file is the newest PDF of an agreed report. `says`: what it is, in words."""

    frozen: FrozenReport
    is_agreed: bool
    says: str


def check(reader: Reader, report: GivenFile) -> Checked:
    """What a file is among the agreed reports. Refuses one that is none."""
    from projections.queries.report import frozen_reports

    reader.require_known()
    digest = sha256(report.data).hexdigest()
    with reader.facts("reports_frozen") as facts:
        found = frozen_reports(facts.session, digest)
    if not found:
        raise Refusal(
            "not-the-report",
            f"{report.name} is no report that was agreed here, to the last byte.",
            f"Its SHA-256 is {digest}. Ask whoever gave it to you for the file as it was frozen.",
        )
    frozen = next((one for one in reversed(found) if one.digest == digest), found[-1])
    if frozen.digest != digest:
        return Checked(frozen, False, "the Word file that the agreed report was made of")
    if not frozen.is_newest:
        return Checked(frozen, False, "an earlier agreed report: a later one took its place")
    return Checked(frozen, True, "the agreed report")
