"""A recommendation, its actions, and what became of it: delivery and impact (section 11)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    Direction,
    FewWords,
    Judgement,
    Line,
    PersonId,
    Ref,
    Source,
    Text,
    Theme,
    ToolCode,
)


class DesiredImpact(Value):
    """What the recommendation is to change, written down when it is accepted.

    `areas` of `tool` are the measures: both, or neither for an aim that no audit tool measures.
    `target_of_ten`: cases of ten graded Good or better, or None. `reaudit_by`: the day by which a
    repeat audit, or another look, shows it.
    """

    text: Text
    tool: ToolCode | None = None
    areas: tuple[AreaId, ...] = ()
    direction: Direction
    target_of_ten: Annotated[int, Field(ge=0, le=10)] | None = None
    reaudit_by: date

    @model_validator(mode="after")
    def _measured_whole(self) -> DesiredImpact:
        if (self.tool is None) is not (not self.areas):
            raise ValueError(
                "names a tool without areas, or areas without a tool; give both, or leave out both"
                " where no audit tool measures it"
            )
        if self.tool is None and self.target_of_ten is not None:
            raise ValueError("has a target_of_ten and no tool that grades cases; leave it out")
        return self


class MeasuredVerdict(Value):
    """What the comparison of waves said about one measure when SAIG judged."""

    area: AreaId
    verdict: Line
    baseline: AuditCode | None
    latest: AuditCode | None


class RecommendationMade(Event):
    """From an audit, or from a case review named in `review`.

    `bodies`: those outside the partnership that it is addressed to, such as a government
    department.
    """

    schema_version: ClassVar[int] = 2

    recommendation: Ref
    source: Source
    audit: AuditCode | None
    review: Line | None
    made_on: date
    text: Text
    areas: tuple[AreaId, ...]
    agencies: tuple[AgencyId, ...]
    bodies: tuple[AgencyId, ...] = ()


class EnteredAction(Value):
    """An action as a document tells of it. `implemented_on`, `evidence`: both, or it is open."""

    action: Ref
    text: Text
    agency: AgencyId
    owner: PersonId
    due: date
    implemented_on: date | None = None
    evidence: Text | None = None


class RecommendationEnteredFromDocument(Event):
    """From an audit that was entered from a document, as that document tells of it.

    `considered_on`, `desired_impact`: when SAIG accepted it, and what it was to change, both or
    neither. `actions`: of one that was accepted.
    """

    recommendation: Ref
    audit: AuditCode
    made_on: date
    text: Text
    areas: tuple[AreaId, ...]
    agencies: tuple[AgencyId, ...]
    considered_on: date | None
    desired_impact: DesiredImpact | None
    actions: tuple[EnteredAction, ...]
    reason: Text | None = None


class EnteredRecommendationWithdrawn(Event):
    """It was entered by mistake, and nothing was recorded on it since."""

    recommendation: Ref
    reason: Text


class RecommendationAccepted(Event):
    """In version 1 every desired impact was measured with a tool."""

    schema_version: ClassVar[int] = 2

    recommendation: Ref
    considered_on: date
    desired_impact: DesiredImpact


class RecommendationRejected(Event):
    recommendation: Ref
    considered_on: date
    reason: Text


class RecommendationPassedOn(Event):
    """It was sent to a body outside the partnership. `how`: by what letter, or at what meeting."""

    recommendation: Ref
    body: AgencyId
    passed_on: date
    how: Text


class RecommendationAnswered(Event):
    """What a body outside the partnership answered."""

    recommendation: Ref
    body: AgencyId
    answered_on: date
    answer: Text


class PlacedInWorkStream(Event):
    recommendation: Ref
    theme: Theme


class MergedInto(Event):
    """The work goes on under another recommendation; where this one came from stays recorded."""

    recommendation: Ref
    into: Ref
    reason: Text


class ActionAgreed(Event):
    """`called`: the action in about three words, for charts; None: nobody said."""

    schema_version: ClassVar[int] = 2

    recommendation: Ref
    action: Ref
    text: Text
    agency: AgencyId
    owner: PersonId
    due: date
    called: FewWords | None = None


class ActionProgressed(Event):
    recommendation: Ref
    action: Ref
    note: Text


class ActionRescheduled(Event):
    recommendation: Ref
    action: Ref
    from_due: date
    to_due: date
    reason: Text


class ActionClosed(Event):
    """`implemented_on` is when practice changed; a re-audit counts casework after it."""

    recommendation: Ref
    action: Ref
    implemented_on: date
    evidence: Text


class ActionReopened(Event):
    """A closed action, or one that was dropped, is to be done after all."""

    recommendation: Ref
    action: Ref
    reason: Text


class ActionDropped(Event):
    """The action is not done and will not be: nothing is credited to it."""

    recommendation: Ref
    action: Ref
    dropped_on: date
    reason: Text


class ActionHandedOver(Event):
    """From its owner to another, of `agency` from now on."""

    recommendation: Ref
    action: Ref
    from_owner: PersonId
    to_owner: PersonId
    agency: AgencyId
    reason: Text


class Measurement(Value):
    """What the comparison of waves says of every measure of a recommendation, at a position."""

    position: Annotated[int, Field(ge=1)] | None
    method: Annotated[int, Field(ge=1)]
    verdicts: tuple[MeasuredVerdict, ...]


class ImpactAssessed(Event):
    """SAIG's judgement, with its reason, beside what the comparison said at that time.

    `measured_at`: the position up to which the entries were compared. None: the judgement was
    recorded before that was kept. `method`: the version of the comparison that measured.
    """

    schema_version: ClassVar[int] = 3

    recommendation: Ref
    assessed_on: date
    judgement: Judgement
    reason: Text
    measured: tuple[MeasuredVerdict, ...]
    measured_at: Annotated[int, Field(ge=1)] | None
    method: Annotated[int, Field(ge=1)]


class RecommendationClosed(Event):
    recommendation: Ref
    closed_on: date
    reason: Text


class RecommendationReopened(Event):
    """It was closed, rejected or merged by mistake, and is again what it was before that."""

    recommendation: Ref
    reopened_on: date
    reason: Text
