"""`assure recommend`: recommendations, and what SAIG decides about them (section 11)."""

from __future__ import annotations

from functools import partial

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("recommend")

asks(app, "make", "MakeRecommendation")


@prints(app)
def template(door: Door) -> None:
    """Print the desired impact to fill in: `assure recommend template > impact.yaml`."""
    from documents.templates import text

    output.write(text("impact"))


@records(app)
def accept(
    door: RecordingDoor,
    recommendation: options.RecommendationArg,
    file: options.FileArg,
    on: options.On = None,
) -> None:
    """Accept a recommendation, writing down now what it is to change. SAIG does this.

    Example: `assure recommend accept 2026-neglect-R1 impact.yaml`
    """
    from application import recommendations
    from cli import files

    day = on or door.today()
    door.do(partial(recommendations.accept, door.work, recommendation, files.given(file), day))


asks(app, "reject", "RejectRecommendation")
asks(app, "place", "PlaceInWorkStream")
asks(app, "merge", "MergeInto")
asks(app, "pass-on", "PassOnRecommendation")
asks(app, "answered", "AnswerRecommendation")
asks(app, "close", "CloseRecommendation")
asks(app, "reopen", "ReopenRecommendation")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the recommendations and how far their delivery has come."""
    with door.session() as session:
        from projections.queries.recommendations import recommendations

        made = recommendations(session)
    columns = ("recommendation", "audit", "delivery", "theme", "actions_agreed", "actions_closed")
    outside = ("actions_dropped", "bodies", "answered_by")
    door.rows(made, (*columns, *outside, "reaudit_by", "judgement", "entered"))


@reads(app)
def show(door: ReadingDoor, recommendation: options.RecommendationArg) -> None:
    """Show one recommendation with its desired impact and its actions."""
    from domain.kernel.command import Refusal

    with door.session() as session:
        from projections.queries.recommendations import actions, recommendations

        known = {row.recommendation: row for row in recommendations(session)}
        done = [a for a in actions(session, door.today()) if a.recommendation == recommendation]
    if recommendation not in known:
        raise Refusal(
            "unknown-recommendation",
            f"No recommendation {recommendation!r} is made.",
            "See `assure recommend list`.",
        )
    row = output.as_row(known[recommendation])
    door.document({**row, "actions": [output.as_row(action) for action in done]}, [row])
