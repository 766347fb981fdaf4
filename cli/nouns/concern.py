"""`assure concern`: a safeguarding concern met during an audit (framework section 10)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("concern")


@records(app, "raise")
def raise_(
    door: RecordingDoor,
    audit: options.AuditArg,
    text: options.CaseText,
    case: Annotated[
        str | None,
        typer.Argument(metavar="CASE", help="The case, such as C07; left out if about none."),
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option("--agency", metavar="AGENCY", help="Your agency, if you act for several."),
    ] = None,
    seen_on: options.SeenOn = None,
) -> None:
    """Raise a safeguarding concern now. It does not wait for the moderation day.

    First do what your agency's procedures say: this tells the lead auditor, and keeps the record.

    Example: `assure concern raise 2026-neglect C03 --text -`
    """
    from application.concerns import raise_concern

    act = partial(raise_concern, door.work, audit, text, case, agency, seen_on)
    raised = door.perform(act)
    door.show_outcome(raised.outcome)
    if not door.dry_run:
        output.say(
            f"This is concern {raised.number} of {audit}. Tell the lead auditor by telephone too."
        )


asks(app, "take-up", "TakeUpConcern")
asks(app, "acknowledge", "AcknowledgeConcern")
asks(app, "resolve", "ResolveConcern")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List concerns with their clocks: those of the audits you lead, and your agency's.

    Of all others you are told how many there are.
    """
    with door.session() as session:
        from projections.queries.concerns import concern_counts, concerns

        found = concerns(session, door.today())
        counts = concern_counts(session)
    for count in (counted for counted in counts if counted.raised):
        output.say(f"{count.audit}: {count.raised} raised, {count.unresolved} unresolved.")
    rows = [
        {**output.as_row(count), "words": door.reader.text_at(count.position)} for count in found
    ]
    columns = ("audit", "concern", "case_ref", "agency", "seen_on", "taken_up_on")
    door.show(rows, (*columns, "acknowledged_on", "resolved_on", "days_open"))
