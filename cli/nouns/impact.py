"""`assure impact`: whether a recommendation changed anything (framework section 11)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records, runs
from cli.door import Door, ReadingDoor, RecordingDoor
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

    "No change detectable" is not "nothing changed". Closing an action moves a verdict only by the
    day from which practice was different: casework before that day is the baseline, casework after
    it the re-audit.
    """
    from application.reading import require_every_grade
    from projections.queries.impact import VIEWS, impact_measures
    from projections.queries.impact_counts import comparison_counts, impact_counts

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
            "closed": measure.closed,
            "verdict": measure.assessment.verdict,
            "reason": measure.assessment.reason,
            "baseline": measure.assessment.before.audit if measure.assessment.before else None,
            "re_audits": [wave.audit for wave in measure.assessment.after],
            "waves": impact_counts(measure),
            "comparison": comparison_counts(measure),
            "by_agency": [output.as_row(move) for move in measure.by_agency],
            "sentence": measure.sentence,
            "detail": measure.detail,
        }
        for measure in measures
    ]
    door.rows(rows, ("recommendations", "area", "verdict", "sentence"))


@reads(app)
def write(
    door: ReadingDoor,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="The new PDF.")],
) -> None:
    """Write the one page for SAIG: what changed, its picture over time, what needs a decision.

    One sheet of A4 that can be read in black and white. It names the day and the entry that it
    stands at.

    Example: `assure impact write --out saig.pdf`
    """
    from application import impact_page
    from cli import files
    from cli.folders import write_one

    files.require_kind(out, ".pdf")
    write_one(door, out, impact_page.saig_page(door.reader))
    output.say(f"The page for SAIG is {out}.")


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


@runs(app)
def planner(
    door: Door,
    before: Annotated[int, typer.Option("--before", help="Cases at the baseline.")] = 10,
    after: Annotated[int, typer.Option("--after", help="Cases at the re-audit.")] = 10,
) -> None:
    """Show what so many cases against so many can show, before anybody audits them.

    A row for each number of cases good or better at the baseline: the fewest at the re-audit that
    would be called improved, and how often that many come out when 6, 7, 8 or 9 in 10 truly are.
    Exact.

    Example: `assure impact planner --before 10 --after 30`
    """
    from domain.impact.planner import CASES_PLANNED, SHARES, plan, plan_sentence

    for name, cases in (("--before", before), ("--after", after)):
        if cases not in CASES_PLANNED:
            raise typer.BadParameter(f"{cases}: give 5 to 100 cases", param_hint=name)
    output.say(plan_sentence(before, after))
    rows = [
        {
            "good_before": f"{row.good} of {before}",
            "needed_after": "none can" if row.needed is None else f"{row.needed} of {after}",
            **{
                f"chance_if_{round(10 * share)}_in_10": f"{round(100 * chance)} in 100"
                for share, chance in zip(SHARES, row.chances, strict=True)
            },
        }
        for row in plan(before, after)
    ]
    door.rows(rows)


@reads(app)
def ruler(
    door: ReadingDoor,
    tool: Annotated[
        str | None, typer.Option("--tool", metavar="TOOL", help="Only audits with this tool.")
    ] = None,
) -> None:
    """Show how each agency graded beside the others at each audit, for the lead auditor.

    And what old cases got that were graded again, and cases graded twice. It is for asking whether
    a verdict is the ruler's, and ranks nobody.
    """
    from application.reading import require_every_grade

    door.reader.require_right("ToolPublished")
    with door.reader.facts() as facts:
        from projections.queries.regraded import ruler as rows_of

        require_every_grade(facts)
        rows = [row for row in rows_of(facts.session) if tool in (None, row.tool)]
    door.rows(
        rows,
        (
            "audit",
            "agency",
            "below",
            "level",
            "above",
            "old_graded",
            "old_better",
            "old_worse",
            "twice_graded",
            "twice_within_one",
        ),
    )
