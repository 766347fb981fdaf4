"""`assure action`: what agencies do about an accepted recommendation (framework section 11)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

app = noun("action")


@records(app)
def agree(
    door: Recording,
    recommendation: options.RecommendationArg,
    action: options.ActionArg,
    text: options.Text,
    agency: options.Agency,
    owner: Annotated[
        str, typer.Option("--owner", metavar="PERSON", help="Who sees that it is done.")
    ],
    due: options.Due,
) -> None:
    """Agree an action, with its agency, its owner and the day it is due.

    Example: `assure action agree 2026-neglect-R1 A1 --text "Agree one page on the child's day"
    --agency police --owner p-kaur --due 2027-01-31`
    """
    from domain.recommendation.actions import AgreeAction

    door.ask(
        AgreeAction,
        recommendation=recommendation,
        action=action,
        text=text,
        agency=agency,
        owner=owner,
        due=due,
    )


@records(app)
def progress(
    door: Recording,
    recommendation: options.RecommendationArg,
    action: options.ActionArg,
    text: options.Text,
) -> None:
    """Record progress on an action. Its owner does this, or SAIG."""
    from domain.recommendation.actions import ProgressAction

    door.ask(ProgressAction, recommendation=recommendation, action=action, note=text)


@records(app)
def reschedule(
    door: Recording,
    recommendation: options.RecommendationArg,
    action: options.ActionArg,
    due: options.Due,
    reason: options.Reason,
) -> None:
    """Give an action another due day, with the reason. The first one stays on record."""
    from domain.recommendation.actions import RescheduleAction

    door.ask(RescheduleAction, recommendation=recommendation, action=action, due=due, reason=reason)


@records(app)
def close(
    door: Recording,
    recommendation: options.RecommendationArg,
    action: options.ActionArg,
    implemented_on: options.ImplementedOn,
    evidence: Annotated[
        str,
        typer.Option(
            "--evidence", metavar="TEXT", parser=options.words, help="What shows it; - for stdin."
        ),
    ],
) -> None:
    """Close an action, with the evidence and the day from which practice was different."""
    from domain.recommendation.actions import CloseAction

    door.ask(
        CloseAction,
        recommendation=recommendation,
        action=action,
        implemented_on=implemented_on,
        evidence=evidence,
    )


@records(app)
def reopen(
    door: Recording,
    recommendation: options.RecommendationArg,
    action: options.ActionArg,
    reason: options.Reason,
) -> None:
    """Open a closed action again, with the reason."""
    from domain.recommendation.actions import ReopenAction

    door.ask(ReopenAction, recommendation=recommendation, action=action, reason=reason)


@reads(app, "list")
def list_(
    door: Reading,
    recommendation: Annotated[
        str | None,
        typer.Option("--recommendation", metavar="RECOMMENDATION", help="Only those of this one."),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those that are overdue.")
    ] = False,
) -> None:
    """List the actions, the earliest due first."""
    with door.session() as session:
        from projections.queries import actions

        found = [
            action
            for action in actions(session, door.today())
            if recommendation in (None, action.recommendation) and (action.overdue or not overdue)
        ]
    columns = ("recommendation", "action", "agency", "owner", "due", "state", "overdue", "text")
    door.rows(found, columns)
