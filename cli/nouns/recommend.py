"""`assure recommend`: recommendations, and what SAIG decides about them (section 11)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, Reading, Recording
from cli.nouns import noun

app = noun("recommend")


@records(app)
def make(
    door: Recording,
    recommendation: options.RecommendationArg,
    text: options.Text,
    agency: options.Agencies,
    audit: Annotated[
        str | None, typer.Option("--audit", metavar="AUDIT", help="The audit it comes from.")
    ] = None,
    review: Annotated[
        str | None,
        typer.Option("--review", metavar="TEXT", help="Or the case review it comes from."),
    ] = None,
    area: options.Areas = None,
    on: options.On = None,
) -> None:
    """Make a recommendation, from an audit or from a case review.

    Example: `assure recommend make 2026-neglect-R1 --audit 2026-neglect --area planning
    --agency police --text "Bring reports to conferences in time"`
    """
    from domain.recommendation.decisions import MakeRecommendation

    door.ask(
        MakeRecommendation,
        recommendation=recommendation,
        audit=audit,
        review=review,
        made_on=on or door.today(),
        text=text,
        areas=area or [],
        agencies=agency,
    )


@prints(app)
def template(door: Door) -> None:
    """Print the desired impact to fill in: `assure recommend template > impact.yaml`."""
    from documents.templates import text

    output.write(text("impact"))


@records(app)
def accept(
    door: Recording,
    recommendation: options.RecommendationArg,
    file: options.FileArg,
    on: options.On = None,
) -> None:
    """Accept a recommendation, writing down now what it is to change. SAIG does this.

    Example: `assure recommend accept 2026-neglect-R1 impact.yaml`
    """
    from cli.files import name_of, read_sheet
    from documents.files.values import sheet
    from domain.recommendation.decisions import AcceptRecommendation
    from domain.recommendation.events import DesiredImpact

    door.ask(
        AcceptRecommendation,
        recommendation=recommendation,
        considered_on=on or door.today(),
        desired_impact=sheet(DesiredImpact, read_sheet(file), name_of(file)),
    )


@records(app)
def reject(
    door: Recording,
    recommendation: options.RecommendationArg,
    reason: options.Reason,
    on: options.On = None,
) -> None:
    """Reject a recommendation, with the reason."""
    from domain.recommendation.decisions import RejectRecommendation

    door.ask(
        RejectRecommendation,
        recommendation=recommendation,
        considered_on=on or door.today(),
        reason=reason,
    )


@records(app)
def place(
    door: Recording, recommendation: options.RecommendationArg, theme: options.ThemeArg
) -> None:
    """Place an accepted recommendation in a themed work stream."""
    from domain.recommendation.decisions import PlaceInWorkStream

    door.ask(PlaceInWorkStream, recommendation=recommendation, theme=theme)


@records(app)
def merge(
    door: Recording,
    recommendation: options.RecommendationArg,
    into: Annotated[
        str,
        typer.Option("--into", metavar="RECOMMENDATION", help="The one its work goes on under."),
    ],
    reason: options.Reason,
) -> None:
    """Merge a recommendation into another, so that work is not done twice."""
    from domain.recommendation.decisions import MergeInto

    door.ask(MergeInto, recommendation=recommendation, into=into, reason=reason)


@records(app)
def close(
    door: Recording,
    recommendation: options.RecommendationArg,
    reason: options.Reason,
    on: options.On = None,
) -> None:
    """Close a recommendation whose actions are closed. This says nothing about its impact."""
    from domain.recommendation.decisions import CloseRecommendation

    door.ask(
        CloseRecommendation,
        recommendation=recommendation,
        closed_on=on or door.today(),
        reason=reason,
    )


@reads(app, "list")
def list_(door: Reading) -> None:
    """List the recommendations and how far their delivery has come."""
    with door.session() as session:
        from projections.queries import recommendations

        found = recommendations(session)
    columns = ("recommendation", "audit", "delivery", "theme", "actions_agreed", "actions_closed")
    door.rows(found, (*columns, "reaudit_by", "judgement"))


@reads(app)
def show(door: Reading, recommendation: options.RecommendationArg) -> None:
    """Show one recommendation with its desired impact and its actions."""
    from domain.kernel.command import Refusal

    with door.session() as session:
        from projections.queries import actions, recommendations

        known = {found.recommendation: found for found in recommendations(session)}
        done = [a for a in actions(session, door.today()) if a.recommendation == recommendation]
    if recommendation not in known:
        raise Refusal(
            "unknown-recommendation",
            f"No recommendation {recommendation!r} is made.",
            "See `assure recommend list`.",
        )
    found = output.as_row(known[recommendation])
    door.document({**found, "actions": [output.as_row(action) for action in done]}, [found])
