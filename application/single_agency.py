"""What an agency audits by itself, fed back to SAIG with its document (framework section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from application import kept_documents
from application.kept_documents import BYTES_MAX
from application.reading import Reader
from application.workspace import Workspace
from documents.file_models import SingleAgencySheet
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.kernel.command import Refusal, fields
from domain.single_agency.decisions import ReportSingleAgencyAudit
from ledger.decision import Outcome
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from projections.queries.single_agency import SingleAgencyAudit

__all__ = ["BYTES_MAX", "Reported", "report", "reported", "reported_audits"]


@dataclass(frozen=True, slots=True)
class Reported:
    """One of an agency's own audits. `document`: whether its document is there as reported."""

    audit: SingleAgencyAudit
    document: str | None


def report(
    work: Workspace,
    feedback: GivenFile,
    document: GivenFile | None = None,
    reported_on: date | None = None,
    *,
    command_id: str | None = None,
    dry_run: bool = False,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Feeds an agency's own audit back, and keeps its summary document beside the ledger.

    `feedback`: the template filled in. Raises InputError with every fault in it.
    """
    kept = None if document is None else kept_documents.described(document)
    command = ReportSingleAgencyAudit(
        **fields(sheet(SingleAgencySheet, read_sheet(feedback), feedback.name)),
        reported_on=reported_on or work.today,
        document=None if kept is None else kept.described,
    )
    if kept is not None and not dry_run:
        work.record(command, dry_run=True, confirmed=confirmed)
        # The file first: a digest without its document proves nothing.
        kept_documents.keep(kept_documents.folder_of(work.ledger), kept)
    return work.record(command, command_id=command_id, dry_run=dry_run, confirmed=confirmed)


def reported_audits(reader: Reader) -> tuple[SingleAgencyAudit, ...]:
    """What agencies declared, reported, and what SAIG has considered."""
    from projections.queries.single_agency import single_agency_audits

    with reader.facts() as facts:
        return tuple(single_agency_audits(facts.session, reader.today))


def reported(reader: Reader, agency: str, ref: str) -> Reported:
    """One of an agency's own audits, and whether its document is still the one reported."""
    for audit in reported_audits(reader):
        if (audit.agency, audit.ref) == (agency, ref):
            break
    else:
        raise Refusal(
            "not-reported", f"{agency} has no audit {ref!r}.", "See `assure single-agency list`."
        )
    digest = audit.document_digest
    folder = kept_documents.folder_of(reader.ledger)
    return Reported(audit, None if digest is None else kept_documents.standing(folder, digest))
