"""`assure impact`: whether a recommendation changed anything (framework section 11)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from domain.kernel.vocabulary import Judgement

app = noun("impact")


@reads(app)
def show(
    door: ReadingDoor,
    recommendation: Annotated[
        str | None,
        typer.Option("--recommendation", metavar="RECOMMENDATION", help="Only its measures."),
    ] = None,
) -> None:
    """Show, for each measure, what the grades before and after can say, in a sentence.

    "No change detectable" is not "nothing changed", and closing an action never moves a verdict.
    """
    from application.reading import require_every_grade
    from projections.queries.impact import VIEWS, impact_measures

    with door.reader.facts(*VIEWS) as facts:
        require_every_grade(facts)
        measures = [
            measure
            for measure in impact_measures(facts.session, door.today())
            if recommendation in (None, *(sharer.recommendation for sharer in measure.shared_by))
        ]
    rows = [
        {
            "recommendations": [sharer.recommendation for sharer in measure.shared_by],
            "tool": measure.tool,
            "area": measure.area,
            "agency": measure.agency,
            "verdict": measure.assessment.verdict,
            "reason": measure.assessment.reason,
            "baseline": [wave.audit for wave in measure.assessment.before],
            "latest": measure.assessment.after.audit if measure.assessment.after else None,
            "sentence": measure.sentence,
        }
        for measure in measures
    ]
    door.rows(rows, ("recommendations", "area", "verdict", "sentence"))


@records(app)
def assess(
    door: RecordingDoor,
    recommendation: options.RecommendationArg,
    judgement: Annotated[Judgement, typer.Option("--judgement", help="SAIG's own judgement.")],
    reason: options.Reason,
    on: options.On = None,
) -> None:
    """Record SAIG's judgement of a recommendation's impact, beside what the grades say today.

    What they say is worked out now and recorded with it.

    Example: `assure impact assess 2026-neglect-R1 --judgement partly-achieved --reason "Two
    agencies have changed their recording"`
    """
    from application.impact import assess_impact

    act = partial(assess_impact, door.work, recommendation, judgement, reason, on)
    door.show_outcome(door.perform(act))
