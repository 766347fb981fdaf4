"""`assure grade`: correcting a grade before moderation; the life of a case's grades."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import Row, as_row, say
from cli.verbs import asks

if TYPE_CHECKING:
    from application.grade_history import Opening
    from application.screening import Confirmation
    from ledger.grade_lines import GradeLine

app = noun("grade")


asks(app, "revise", "ReviseGrade")


@records(app)
def again(
    door: RecordingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    in_audit: Annotated[
        str, typer.Option("--in", metavar="AUDIT", help="The audit at which it is graded again.")
    ],
    grade: Annotated[
        list[str],
        typer.Option("--grade", metavar="AREA=GRADE", help="An area's grade; repeatable."),
    ],
) -> None:
    """Grade a drawn case again, without sight of its first grades: it shows what the ruler did.

    The lead auditor draws the cases: `assure plan regrade`. Whoever graded a case first does not
    grade it again, and no grade is changed by it.

    Example: `assure grade again 2024-neglect C03 --in 2026-neglect --agency police --grade
    voice=good --grade planning=inadequate`
    """
    from application.grades import GradedAgainSheet, grade_again
    from cli.inputs import value

    key = {"audit": audit, "case": case, "agency": agency, "in_audit": in_audit}
    pairs = options.pairs("--grade", grade)
    sheet = value(GradedAgainSheet, **key, grades=dict(pairs))
    door.do(partial(grade_again, door.work, sheet))


asks(app, "withdraw-again", "WithdrawRegrade")


@reads(app)
def history(
    door: ReadingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.MaybeAgency = None,
    area: options.MaybeArea = None,
    break_glass: Annotated[
        str | None,
        typer.Option(
            "--break-glass",
            metavar="REASON",
            parser=options.prose,
            help="For an inspector: open the words this once; that and why are recorded first.",
        ),
    ] = None,
    confirm_identifiers: options.ConfirmIdentifiers = False,
) -> None:
    """Show every step in the life of a case's grades: who gave, revised or moderated, and why.

    Example: `assure grade history 2026-neglect C07 --area planning`
    """
    from application.grade_history import grade_history
    from cli.screening import Screening

    life = Screening(asks=not confirm_identifiers).during(
        lambda confirmed: grade_history(
            door.reader,
            audit,
            case,
            agency,
            area,
            opening=_opening(door, break_glass, confirmed),
        )
    )
    if life.broken is not None:
        say(
            f"That {door.actor} opened these words is entry {life.broken.lines[0].position}, for"
            " all to see."
        )
    elif any(line.text is None for line in life.lines):
        say(
            "Words that are not open to you are left out. An inspector opens them with"
            " --break-glass REASON, which is recorded first, for all to see."
        )
    rows = [_row(line) for line in life.lines]
    columns = ("position", "recorded_at", "actor", "event", "agency", "area")
    door.rows(rows, (*columns, "from_grade", "to_grade", "how_known"), under="words")


def _opening(door: ReadingDoor, reason: str | None, confirmed: Confirmation) -> Opening | None:
    from application.grade_history import Opening

    return None if reason is None else Opening(door.work, reason, confirmed)


def _row(line: GradeLine) -> Row:
    """A step as it is shown: its confidential text stands under `words`."""
    row = as_row(line)
    row["words"] = row.pop("text")
    return row
