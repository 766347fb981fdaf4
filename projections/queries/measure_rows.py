"""A recommendation and one area it is to change, assessed: what becomes the rows of Impact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.impact.assess import Assessment, Chosen
from domain.impact.verdicts import JUDGED
from projections.queries.waves import WaveRow


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A recommendation and an area it is to change; `carried_by` delivers it.

    `in_place`: the day of each action closed. `audit`: where it comes from, if from an audit.
    """

    recommendation: str
    carried_by: str
    tool: str
    area: str
    agency: str | None
    audit: str | None
    desired_impact: str
    direction: str
    target_of_ten: int | None
    reaudit_by: date
    made_on: date
    delivery: str
    closed_on: date | None
    in_place: tuple[date, ...]
    implemented_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A measure's recommendation with the waves it was assessed on, and its own assessment."""

    measure: MeasureRow
    rows: tuple[WaveRow, ...]
    assessment: Assessment
    chosen: Chosen | None

    @property
    def closed(self) -> bool:
        return self.measure.delivery == "closed"

    @property
    def compared(self) -> tuple[object, ...]:
        """What recommendations share when effects cannot be separated: measure, waves, verdict."""
        measure, told = self.measure, self.assessment
        before = told.before.audit if told.before else None
        after = tuple(wave.audit for wave in told.after)
        places = tuple(one.place for one in told.waves)
        verdict = (told.verdict, told.reason, before, after, places, told.straddles)
        return (measure.tool, measure.area, measure.agency, measure.direction, verdict)


def meanwhile(group: list[Found], sharing: list[Found], every: list[Found]) -> tuple[str, ...]:
    """Others whose actions on the area were put in place between the audits compared."""
    measure, assessment = group[0].measure, group[0].assessment
    before, latest = assessment.before, assessment.latest
    if assessment.verdict not in JUDGED or before is None or latest is None:
        return ()
    own = {found.measure.carried_by for found in sharing}
    others = {
        found.measure.carried_by
        for found in every
        if (found.measure.tool, found.measure.area) == (measure.tool, measure.area)
        and (measure.agency is None or found.measure.agency in (None, measure.agency))
        and any(before.casework_end <= day <= latest.casework_end for day in found.measure.in_place)
    }
    return tuple(sorted(others - own))
