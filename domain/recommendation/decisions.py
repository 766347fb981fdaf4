"""A recommendation's life (framework section 11): considered, delivered by actions, judged.

The desired impact is written down when SAIG accepts, before anything is done. Closing an action
or the recommendation says nothing about impact; SAIG's judgement stands beside the measured one.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never, cast

from domain.audit.events import ReportConsidered
from domain.audit.requirements import audit_state, audit_tool, planned, require_audit
from domain.directory.requirements import bodies_of, require_agency
from domain.history.requirements import entered, entered_tool
from domain.kernel import common_fields, streams
from domain.kernel.access import Resource
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day, require_once
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    Judgement,
    Line,
    Ref,
    Source,
    StreamId,
    Text,
)
from domain.recommendation.events import (
    DesiredImpact,
    ImpactAssessed,
    Measurement,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAccepted,
    RecommendationMade,
    RecommendationRejected,
)
from domain.recommendation.requirements import recommendation_state
from domain.recommendation.state import Accepted, Ended, Made, NotMade, State
from domain.tool.requirements import require_area, require_tool_version
from domain.tool.state import ToolVersion
from domain.work_stream.requirements import work_stream_state
from domain.work_stream.state import WorkStream


class RecommendationCommand(Command):
    recommendation: common_fields.TheRecommendation

    @property
    def stream(self) -> StreamId:
        return streams.recommendation(self.recommendation)


class MakeRecommendation(RecommendationCommand):
    """Make a recommendation, from an audit or from a case review.

    Example: `assure recommend make 2026-neglect-R1 --audit 2026-neglect --area planning
    --agency police --text "Bring reports to conferences in time"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RecommendationMade,)
    text: Annotated[Text, common_fields.SAYING]
    agencies: Annotated[
        tuple[AgencyId, ...],
        Shown("An agency it is for, or a body outside the partnership", "AGENCY", option="agency"),
    ]
    audit: Annotated[AuditCode | None, Shown("The audit it comes from", "AUDIT")] = None
    review: Annotated[Line | None, Shown("Or the case review it comes from", "TEXT")] = None
    areas: Annotated[
        tuple[AreaId, ...],
        Shown("An area of the tool it is about", "AREA", option="area"),
    ] = ()
    made_on: common_fields.OnDay

    @property
    def resource(self) -> Resource:
        return Resource(audit=self.audit)


class AcceptRecommendation(RecommendationCommand):
    records: ClassVar[tuple[type[Event], ...]] = (RecommendationAccepted,)
    considered_on: date
    desired_impact: DesiredImpact


class RejectRecommendation(RecommendationCommand):
    """Reject a recommendation, with the reason."""

    records: ClassVar[tuple[type[Event], ...]] = (RecommendationRejected,)
    considered_on: common_fields.OnDay
    reason: common_fields.Reason


class PlaceInWorkStream(RecommendationCommand):
    """Place an accepted recommendation in a themed work stream."""

    records: ClassVar[tuple[type[Event], ...]] = (PlacedInWorkStream,)
    theme: common_fields.TheTheme


class MergeInto(RecommendationCommand):
    """Merge a recommendation into another, so that work is not done twice."""

    records: ClassVar[tuple[type[Event], ...]] = (MergedInto,)
    into: Annotated[Ref, Shown("The one its work goes on under", "RECOMMENDATION")]
    reason: common_fields.Reason


class AssessImpact(RecommendationCommand):
    """SAIG's judgement. What it stands beside is measured when it is decided, never given."""

    records: ClassVar[tuple[type[Event], ...]] = (ImpactAssessed,)
    assessed_on: date
    judgement: Judgement
    reason: Text


Commands = (
    MakeRecommendation
    | AcceptRecommendation
    | RejectRecommendation
    | PlaceInWorkStream
    | MergeInto
    | AssessImpact
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case MakeRecommendation():
            return _make(state, command, context)
        case AcceptRecommendation():
            return _accept(state, command, context)
        case RejectRecommendation():
            return _reject(state, command, context)
        case PlaceInWorkStream():
            return _place(accepted(state, command.recommendation), command, context)
        case MergeInto():
            return _merge(state, command, context)
        case AssessImpact():
            return _assess(state, command, context)
        case _:
            assert_never(command)


def _make(state: State, command: MakeRecommendation, context: Context) -> tuple[Event, ...]:
    if (command.audit is None) is (command.review is None):
        raise Refusal(
            "one-source",
            f"Recommendation {command.recommendation} names no source, or two.",
            "It comes from one audit or from one case review: give --audit or --review.",
        )
    outside = bodies_of(context)
    told = fields(command) | {
        "agencies": tuple(name for name in command.agencies if name not in outside),
        "bodies": tuple(name for name in command.agencies if name in outside),
    }
    event = RecommendationMade(
        source=Source.CASE_REVIEW if command.audit is None else Source.AUDIT, **told
    )
    if not isinstance(state, NotMade):
        if state.made == event:
            return ()
        raise Refusal(
            "recommendation-exists",
            f"Recommendation {command.recommendation} is already made.",
            "Use the next reference.",
        )
    if not command.agencies:
        raise Refusal(
            "no-agency",
            f"Recommendation {command.recommendation} is addressed to nobody.",
            "Name at least one agency.",
        )
    require_once("Agency", command.agencies)
    for agency in event.agencies:
        require_agency(context, agency)
    source = command.audit
    agreed_on = None if source is None else _require_source(command, source, context)
    require_day("made_on", command.made_on, context, agreed_on)
    return (event,)


def _require_source(command: MakeRecommendation, source: str, context: Context) -> date:
    """Checks the audit a recommendation comes from; the day its plan was agreed."""
    audit = require_audit(context, source)
    if not audit.returns_open:
        raise Refusal(
            "returns-not-open",
            f"The returns of {source} are not open yet.",
            "Recommendations follow from what the agencies have found together.",
        )
    tool = audit_tool(context, audit)
    for area in command.areas:
        require_area(tool, area)
    return audit.agreed.agreed_on


def _made(state: State, ref: str) -> Made:
    match state:
        case Made():
            return state
        case NotMade():
            raise unknown(ref)
        case Accepted():
            how = f"accepted on {state.considered_on}"
        case Ended():
            how = f"ended by {type(state.how).__name__}"
    raise Refusal(
        "already-considered",
        f"Recommendation {ref} is already considered: {how}.",
        "Take back what was recorded by mistake with `assure recommend reopen`; an accepted one"
        " that says the wrong thing is merged into a new one.",
    )


def unknown(ref: str) -> Refusal:
    return Refusal(
        "unknown-recommendation",
        f"No recommendation {ref!r} is made.",
        "See `assure recommend list`.",
    )


def accepted(state: State, ref: str) -> Accepted:
    """The accepted recommendation, or a refusal."""
    if isinstance(state, NotMade):
        raise unknown(ref)
    if not isinstance(state, Accepted):
        waits = "not considered yet" if isinstance(state, Made) else "ended"
        raise Refusal(
            "not-accepted",
            f"Recommendation {ref} is {waits}.",
            "Only an accepted recommendation is acted on.",
        )
    return state


def _require_considered(made: RecommendationMade, considered_on: date, context: Context) -> None:
    require_day("considered_on", considered_on, context, made.made_on)
    if made.audit is None or entered(context, made.audit) is not None:
        return
    audit = planned(audit_state(context, made.audit), made.audit)
    if audit.abandoned is None and not audit.has(ReportConsidered):
        raise Refusal(
            "report-not-considered",
            f"SAIG has not considered the report of {made.audit}.",
            "The report is circulated and considered first: `assure report consider`.",
        )


def _accept(state: State, command: AcceptRecommendation, context: Context) -> tuple[Event, ...]:
    event = RecommendationAccepted(**fields(command))
    same = (command.considered_on, command.desired_impact)
    if isinstance(state, Accepted) and (state.considered_on, state.desired_impact) == same:
        return ()
    made = _made(state, command.recommendation).made
    _require_considered(made, command.considered_on, context)
    impact = command.desired_impact
    require_once("Area", impact.areas)
    if impact.tool is not None:
        tool = _impact_tool(made, impact.tool, context)
        for area in impact.areas:
            require_area(tool, area)
    if impact.reaudit_by <= command.considered_on:
        raise Refusal(
            "reaudit-too-early",
            f"reaudit_by is {impact.reaudit_by}, not after {command.considered_on}.",
            "Give a day by which the repeat audit can have happened.",
        )
    return (event,)


def _impact_tool(made: RecommendationMade, tool: str, context: Context) -> ToolVersion:
    """The version that the measure was written down with: its audit's, else the newest."""
    past = None if made.audit is None else entered(context, made.audit)
    if past is not None and past.said.tool == tool:
        return entered_tool(context, past)
    if made.audit is not None and past is None:
        audit = planned(audit_state(context, made.audit), made.audit)
        if audit.plan.tool == tool:
            return audit_tool(context, audit)
    return require_tool_version(context, tool, None)


def _reject(state: State, command: RejectRecommendation, context: Context) -> tuple[Event, ...]:
    event = RecommendationRejected(**fields(command))
    if isinstance(state, Ended) and state.how == event:
        return ()
    made = _made(state, command.recommendation).made
    _require_considered(made, command.considered_on, context)
    return (event,)


def _place(state: Accepted, command: PlaceInWorkStream, context: Context) -> tuple[Event, ...]:
    if state.theme == command.theme:
        return ()
    stream = work_stream_state(context, command.theme)
    if not isinstance(stream, WorkStream) or stream.closed:
        raise Refusal(
            "no-work-stream",
            f"No work stream {command.theme!r} is open.",
            "Open it first: `assure work-stream open`.",
        )
    return (PlacedInWorkStream(**fields(command)),)


def _merge(state: State, command: MergeInto, context: Context) -> tuple[Event, ...]:
    event = MergedInto(**fields(command))
    if isinstance(state, Ended) and state.how == event:
        return ()
    taken = accepted(state, command.recommendation)
    other = recommendation_state(context, command.into)
    if command.into == command.recommendation or not isinstance(other, Accepted):
        raise Refusal(
            "cannot-merge",
            f"Recommendation {command.into!r} cannot take up {command.recommendation}.",
            "Merge into another recommendation that is accepted and not ended.",
        )
    still_open = [ref for ref, action in taken.actions.items() if not action.ended]
    if still_open:
        raise Refusal(
            "actions-open",
            f"Actions {', '.join(still_open)} of {command.recommendation} are open.",
            "Close them, or merge before actions are agreed.",
        )
    return (event,)


def _assess(state: State, command: AssessImpact, context: Context) -> tuple[Event, ...]:
    current = state.accepted if isinstance(state, Ended) else state
    taken = accepted(current or state, command.recommendation)
    require_day("assessed_on", command.assessed_on, context, taken.considered_on)
    measurement = cast(Measurement, context.measure(command.recommendation))
    areas = taken.desired_impact.areas
    if sorted(verdict.area for verdict in measurement.verdicts) != sorted(areas):
        raise Refusal(
            "measures-differ",
            "What was measured is not the measures written down at acceptance:"
            f" {', '.join(areas)}.",
            "Nothing was recorded. Report it: assure measured something else than was agreed.",
        )
    event = ImpactAssessed(
        **fields(command),
        measured=measurement.verdicts,
        measured_at=measurement.position,
        method=measurement.method,
    )
    return () if _says_the_same(taken.assessed, event) else (event,)


def _says_the_same(known: ImpactAssessed | None, event: ImpactAssessed) -> bool:
    """Whether a judgement is there already. Entries that changed no verdict make no other one."""
    if known is None:
        return False
    return {**fields(known), "measured_at": None} == {**fields(event), "measured_at": None}
