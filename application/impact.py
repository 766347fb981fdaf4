"""SAIG's judgement of impact, recorded beside the verdict that is measured here.

The verdict is computed from the whole record at a stated position. Neither the person who judges
nor the door supplies it.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from application.workspace import Workspace
from domain.impact.verdicts import METHOD
from domain.kernel.vocabulary import Judgement
from domain.recommendation.decisions import AssessImpact
from domain.recommendation.events import MeasuredVerdict, Measurement
from ledger.decision import Outcome
from ledger.screening import NOTHING_CONFIRMED, Confirmation

if TYPE_CHECKING:
    from ledger.service import Ledger
    from projections.engine.projector import Projection


class Measuring:
    """Measures impact over every grade of a ledger, whoever asks. Close it after use."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @cached_property
    def _projection(self) -> Projection:
        from projections.engine.projector import Projection

        return Projection.of(self._ledger.engine)

    def __call__(self, recommendation: str) -> Measurement:
        """What the comparison of waves says of each measure, up to the last entry."""
        position = self._projection.catch_up()
        return Measurement(
            position=position, method=METHOD, verdicts=self.at(recommendation, position)
        )

    def at(self, recommendation: str, position: int) -> tuple[MeasuredVerdict, ...]:
        """What the comparison said at a position."""
        from projections.checks import overseer
        from projections.queries.measured import measured_verdicts

        viewer = overseer(self._projection)
        with self._projection.session(viewer, position) as session:
            return measured_verdicts(session, recommendation, self._ledger.today())

    def close(self) -> None:
        if "_projection" in self.__dict__:
            self._projection.close()


def assess_impact(
    work: Workspace,
    recommendation: str,
    judgement: Judgement,
    reason: str,
    assessed_on: date | None = None,
    *,
    command_id: str | None = None,
    dry_run: bool = False,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Records SAIG's judgement of a recommendation, beside what is measured now.

    `assessed_on`: today if left out. Raises what `Workspace.record` raises.
    """
    command = AssessImpact(
        recommendation=recommendation,
        assessed_on=assessed_on or work.today,
        judgement=judgement,
        reason=reason,
    )
    with closing(Measuring(work.ledger)) as measure:
        return work.record(
            command, command_id=command_id, dry_run=dry_run, confirmed=confirmed, measure=measure
        )
