"""Recommendations and their actions: the delivery track."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.rows import read, values

ENDED = ("closed", "dropped", "merged")
"""The states of an action that nobody has to do any more."""
_ACTION_COLUMNS = """
SELECT
    recommendation, action, text, called, agency, owner, first_due, due, state, closed_at,
    implemented_on, evidence, dropped_reason, times_reopened, times_rescheduled, agreed_at,
    position
FROM main.actions
ORDER BY due, numbered(recommendation), numbered(action)
"""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation.

    `delivery`: made, accepted, rejected, merged, actions agreed, in progress or closed.
    `implemented_on`: the latest of its actions', once all but those dropped are closed.
    `bodies`: outside the partnership; `passed_on_to`, `answered_by`: those of them it went to, and
    that answered. `judgement`: SAIG's latest. `entered`: that it was entered from a document.
    """

    recommendation: str
    source: str
    audit: str | None
    review: str | None
    made_on: date
    text: str
    areas: tuple[str, ...]
    agencies: tuple[str, ...]
    bodies: tuple[str, ...]
    passed_on_to: tuple[str, ...]
    answered_by: tuple[str, ...]
    delivery: str
    considered_on: date | None
    rejected_reason: str | None
    theme: str | None
    theme_title: str | None
    merged_into: str | None
    actions_agreed: int
    actions_closed: int
    actions_dropped: int
    implemented_on: date | None
    desired_impact: str | None
    tool: str | None
    desired_areas: tuple[str, ...] | None
    direction: str | None
    target_of_ten: int | None
    reaudit_by: date | None
    judgement: str | None
    judgement_reason: str | None
    assessed_on: date | None
    closed_on: date | None
    entered: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Action:
    """`state`: open, in progress, closed, dropped (never done) or merged (its work goes on under
    another).

    `called`: in about three words, None where nobody said. `closed_at`: when closing was recorded;
    `implemented_on`: when practice changed. `overdue`: still to be done, and due before today.
    """

    recommendation: str
    action: str
    text: str
    called: str | None
    agency: str
    owner: str
    first_due: date
    due: date
    state: str
    closed_at: datetime | None
    implemented_on: date | None
    evidence: str | None
    dropped_reason: str | None
    times_reopened: int
    times_rescheduled: int
    agreed_at: datetime
    position: int
    overdue: bool

    @property
    def is_live(self) -> bool:
        """Whether it is still to be done."""
        return self.state not in ENDED


@dataclass(frozen=True, slots=True)
class WorkStream:
    theme: str
    title: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An area that was recommended again after an earlier recommendation about it was closed.

    `closed_on` and `judgement` are the earlier one's.
    """

    recommendation: str
    earlier: str
    tool: str
    area: str
    made_on: date
    closed_on: date
    judgement: str | None


def recommendations(session: Session) -> tuple[Recommendation, ...]:
    """Every recommendation, in the order of making."""
    return read(session, Recommendation, "recommendations", order="position")


def actions(session: Session, today: date) -> tuple[Action, ...]:
    """Every action, the earliest due first."""
    return tuple(
        Action(
            **values(row),
            overdue=row["state"] not in ENDED and row["due"] < today,
        )
        for row in session.rows(_ACTION_COLUMNS)
    )


def work_streams(session: Session) -> tuple[WorkStream, ...]:
    return read(session, WorkStream, "work_streams", order="theme")


def recurrences(session: Session) -> tuple[Recurrence, ...]:
    """What came back after it was closed, by the recommendation that says it again."""
    return read(
        session,
        Recurrence,
        "recurrences",
        order="made_on, recommendation, closed_on, earlier, area",
    )
