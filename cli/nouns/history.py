"""`assure history`: audits from before this record, entered from a document.

They are entered by `assure sheet record`, with the document beside the sheet.
"""

from __future__ import annotations

from cli import options
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("history")

asks(app, "withdraw", "WithdrawEnteredAudit")
asks(app, "withdraw-case", "WithdrawEnteredCase")
asks(app, "withdraw-recommendation", "WithdrawEnteredRecommendation")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the audits that were entered from a document: which, by whom, from which document."""
    from application.history import entered_audits

    columns = ("audit", "title", "tool", "tool_version", "process", "casework", "cases")
    source = ("source", "document_title", "document_dated_on", "entered_by", "entered_at")
    door.rows(entered_audits(door.reader), (*columns, *source))


@reads(app)
def show(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Show what a document tells of an earlier audit, case by case, and which document it is.

    Example: `assure history show 2024-neglect`
    """
    from application.history import entered_audit

    door.document(entered_audit(door.reader, audit))
