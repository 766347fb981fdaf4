"""`assure views`: hearing children and families (framework section 8)."""

from __future__ import annotations

from cli import options, output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("views")

asks(app, "decide", "DecideViews")
asks(app, "seek", "SeekViews")
asks(app, "record", "RecordViews")
asks(app, "not-sought", "ExplainNoViews")
asks(app, "withdraw", "WithdrawViews")
asks(app, "group", "RecordGroupViews")
asks(app, "withdraw-group", "WithdrawGroupViews")


@reads(app, "list")
def list_(door: ReadingDoor, audit: options.AuditArg) -> None:
    """List how each case's child and family were heard, with what they said.

    The words are for the lead auditor and the agency that heard them, and once returns are open
    for the agencies of the audit.
    """
    with door.session() as session:
        from projections.queries.case_views import audit_views, case_views

        decided = [decision for decision in audit_views(session) if decision.audit == audit]
        cases = case_views(session, audit)
    for decision in decided:
        output.say(_decision(decision.is_sought, decision.methods, decision.reason))
    rows = [{**output.as_row(case), "words": door.reader.text_at(case.position)} for case in cases]
    door.show(rows, ("case_ref", "number", "state", "method", "agency", "on"))


def _decision(sought: bool | None, methods: tuple[str, ...], reason: str | None) -> str:
    if sought is None:
        return "Nobody has decided yet whether to seek views: `assure views decide`."
    if sought:
        return f"Views are sought by {', '.join(methods)}."
    return f"Views are not sought: {reason}"
