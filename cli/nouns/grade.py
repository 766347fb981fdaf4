"""`assure grade`: correcting a grade before moderation; the life of a case's grades."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun
from cli.output import say

app = noun("grade")


@records(app)
def revise(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    area: options.Area,
    grade: options.Grade,
    reason: options.Reason,
) -> None:
    """Correct your own agency's grade, before moderation opens. The first one stays on record.

    Example: `assure grade revise 2026-neglect C07 --agency police --area planning --grade good
    --reason "The review minutes were filed elsewhere"`
    """
    from domain.returns.decisions import ReviseGrade

    door.ask(
        ReviseGrade, audit=audit, case=case, agency=agency, area=area, grade=grade, reason=reason
    )


@reads(app)
def history(
    door: Reading,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.MaybeAgency = None,
    area: options.MaybeArea = None,
    break_glass: Annotated[
        str | None,
        typer.Option(
            "--break-glass",
            metavar="REASON",
            parser=options.words,
            help="For an inspector: open the words this once; that and why are recorded first.",
        ),
    ] = None,
) -> None:
    """Show every step in the life of a case's grades: who gave, revised or moderated, and why.

    Example: `assure grade history 2026-neglect C07 --area planning`
    """
    from ledger import history as life

    viewer = door.viewer.person
    asked = (door.ledger, viewer, audit, case, agency, area, door.position)
    lines = life.grade_history(*asked)
    if break_glass is not None:
        broken = life.break_glass(door.ledger, door.work.identity, audit, case, break_glass)
        say(
            f"That {viewer} opened these words is entry {broken.lines[0].position}, for all to see."
        )
        lines = life.grade_history(*asked, broken)
    columns = ("position", "recorded_at", "actor", "event", "agency", "area")
    door.rows(lines, (*columns, "from_grade", "to_grade"), under="words")
