"""The days by which a partnership looks back: when SAIG last decided, and moderation days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projections.engine.projector import Session

_SQL = """
SELECT
    (
        SELECT max(decided.day)
        FROM (
            SELECT considered_on AS day
            FROM main.report_considered
            QUALIFY is_latest(position, audit)
            UNION ALL
            SELECT considered_on FROM main.recommendations_accepted
            UNION ALL
            SELECT considered_on FROM main.recommendation_rejected
            UNION ALL
            SELECT assessed_on FROM main.impact_assessed
        ) AS decided
        WHERE decided.day < ?
    ) AS saig_met_on,
    (
        SELECT max(held.held_on)
        FROM (
            SELECT held_on FROM main.moderation_held QUALIFY is_latest(position, audit)
        ) AS held
        WHERE held.held_on <= ?
    ) AS moderation_held_on
"""


@dataclass(frozen=True, slots=True)
class Milestones:
    """`saig_met_on`: the last day before on which SAIG decided about a report or recommendation."""

    saig_met_on: date | None
    moderation_held_on: date | None


def milestones(session: Session, before: date) -> Milestones:
    """The newest of each kind before a day; None where there was none."""
    [row] = session.rows(_SQL, [before, before])
    return Milestones(row["saig_met_on"], row["moderation_held_on"])
