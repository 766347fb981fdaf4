"""A recommendation, its actions, and what became of it: delivery and impact (section 11)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    Direction,
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

    `areas` of `tool` are the measures. `target`: cases of ten graded Good or better, or None.
    """

    text: Text
    tool: ToolCode
    areas: Annotated[tuple[AreaId, ...], Field(min_length=1)]
    direction: Direction
    target_of_ten: Annotated[int, Field(ge=0, le=10)] | None = None
    reaudit_by: date


class MeasuredVerdict(Value):
    """What the comparison of waves said about one measure when SAIG judged."""

    area: AreaId
    verdict: Line
    baseline: AuditCode | None
    latest: AuditCode | None


class RecommendationMade(Event):
    """From an audit, or from a case review named in `review`."""

    recommendation: Ref
    source: Source
    audit: AuditCode | None
    review: Line | None
    made_on: date
    text: Text
    areas: tuple[AreaId, ...]
    agencies: tuple[AgencyId, ...]


class RecommendationAccepted(Event):
    recommendation: Ref
    considered_on: date
    desired_impact: DesiredImpact


class RecommendationRejected(Event):
    recommendation: Ref
    considered_on: date
    reason: Text


class PlacedInWorkStream(Event):
    recommendation: Ref
    theme: Theme


class MergedInto(Event):
    """The work goes on under another recommendation; where this one came from stays recorded."""

    recommendation: Ref
    into: Ref
    reason: Text


class ActionAgreed(Event):
    recommendation: Ref
    action: Ref
    text: Text
    agency: AgencyId
    owner: PersonId
    due: date


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
    recommendation: Ref
    action: Ref
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
