"""An audit on its way from plan to closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from domain.audit.events import (
    AuditAbandoned,
    AuditClosed,
    AuditorNominated,
    AuditResumed,
    BriefingAcknowledged,
    BriefingHeld,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    FramesCompared,
    GroupViewsRecorded,
    GroupViewsWithdrawn,
    LeadAuditorAppointed,
    ModerationHeld,
    ModerationOpened,
    OldCasesDrawn,
    ParticipationCertified,
    PlanAgreed,
    PlanAmended,
    ReportAgreed,
    ReportCirculated,
    ReportCommentAnswered,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
    ReportFrozen,
    ToolFeedbackGiven,
    ToolFeedbackWithdrawn,
    ViewsDecided,
)
from domain.audit.terms import Plan
from domain.kernel.event import Event
from domain.kernel.processes import STEPS, Steps
from domain.kernel.taken_back import standing

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class NoAudit:
    """No plan agreed under this code."""


@dataclass(frozen=True, slots=True)
class Audit:
    """`plan`: as amended; `led_by`: the lead auditor and those before; `auditors`: agency to
    nominees; `findings` by reference.

    `report`: the newest draft and the steps since; `is_changed`: it, or a finding, is other than
    what was circulated last; `comments`: on every draft, in order;
    `answers`: by the comment's number; `certificates`: by person; `groups`: what groups said;
    `tool_feedback`: how the audit itself went; `not_heard`, `not_given`: of both the numbers, from
    1, of what was taken back; `frames`: by another audit, whether its frame is the same;
    `old_cases`: by another audit, its cases to be graded again; `abandoned`: how it was called off,
    None while it is not; `newest`: by name, the last event.
    """

    agreed: PlanAgreed
    plan: Plan
    lead: str | None = None
    led_by: frozenset[str] = frozenset()
    auditors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    acknowledged: frozenset[str] = frozenset()
    findings: Mapping[str, FindingRecorded | FindingRevised] = field(default_factory=dict)
    report: tuple[Event, ...] = ()
    is_changed: bool = False
    comments: tuple[ReportCommented, ...] = ()
    answers: Mapping[int, ReportCommentAnswered] = field(default_factory=dict)
    certificates: Mapping[str, ParticipationCertified] = field(default_factory=dict)
    groups: tuple[GroupViewsRecorded, ...] = ()
    not_heard: frozenset[int] = frozenset()
    tool_feedback: tuple[ToolFeedbackGiven, ...] = ()
    not_given: frozenset[int] = frozenset()
    abandoned: AuditAbandoned | None = None
    frames: Mapping[str, FramesCompared] = field(default_factory=dict)
    old_cases: Mapping[str, OldCasesDrawn] = field(default_factory=dict)
    closed: AuditClosed | None = None
    newest: Mapping[str, Event] = field(default_factory=dict)

    @property
    def steps(self) -> Steps:
        return STEPS[self.plan.process]

    @property
    def group_views(self) -> tuple[GroupViewsRecorded, ...]:
        """What groups said, without what was taken back."""
        return tuple(heard for _, heard in standing(self.groups, self.not_heard))

    @property
    def returns_open(self) -> bool:
        """Whether returns may be read outside their agency, and may no longer be changed."""
        return self.steps.returns_open_on in self.newest

    def last(self, event: type[E]) -> E | None:
        """The last event of this kind, or None when the audit has not come so far."""
        newest = self.newest.get(event.__name__)
        return newest if isinstance(newest, event) else None

    def has(self, event: type[Event]) -> bool:
        return event.__name__ in self.newest


State = NoAudit | Audit
INITIAL: State = NoAudit()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoAudit(), PlanAgreed():
            moved: Audit | None = Audit(event, event.plan)
        case Audit(), _:
            moved = _prepared(state, event) or _reported(state, event)
        case _:
            moved = None
    if moved is None:
        raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
    return replace(moved, newest={**moved.newest, type(event).__name__: event})


def _prepared(state: Audit, event: Event) -> Audit | None:
    """The audit after a step up to its moderation; None for a later one."""
    match event:
        case PlanAmended():
            return replace(state, plan=event.plan)
        case LeadAuditorAppointed():
            return replace(state, lead=event.person, led_by=state.led_by | {event.person})
        case AuditorNominated():
            named = state.auditors.get(event.agency, frozenset()) | {event.person}
            return replace(state, auditors={**state.auditors, event.agency: named})
        case BriefingAcknowledged():
            return replace(state, acknowledged=state.acknowledged | {event.person})
        case FramesCompared():
            return replace(state, frames={**state.frames, event.other_audit: event})
        case OldCasesDrawn():
            return replace(state, old_cases={**state.old_cases, event.other_audit: event})
        case GroupViewsRecorded():
            return replace(state, groups=(*state.groups, event))
        case GroupViewsWithdrawn():
            return replace(state, not_heard=state.not_heard | {event.number})
        case ToolFeedbackGiven():
            return replace(state, tool_feedback=(*state.tool_feedback, event))
        case ToolFeedbackWithdrawn():
            return replace(state, not_given=state.not_given | {event.number})
        case BriefingHeld() | ViewsDecided() | ModerationOpened() | ModerationHeld():
            return state
        case _:
            return None


def _reported(state: Audit, event: Event) -> Audit | None:
    """The audit after a step from its findings to its closing; None for another."""
    match event:
        case FindingRecorded() | FindingRevised():
            found = {**state.findings, event.finding: event}
            return replace(state, findings=found, is_changed=True)
        case FindingWithdrawn():
            left = {ref: one for ref, one in state.findings.items() if ref != event.finding}
            return replace(state, findings=left, is_changed=True)
        case ReportDrafted():
            return replace(state, report=(event,), is_changed=True)
        case ReportCirculated():
            return replace(state, report=(*state.report, event), is_changed=False)
        case ReportCommented():
            comments = (*state.comments, event)
            return replace(state, report=(*state.report, event), comments=comments)
        case ReportCommentAnswered():
            answers = {**state.answers, event.number: event}
            is_changed = state.is_changed or event.report_changed
            return replace(state, answers=answers, is_changed=is_changed)
        case ParticipationCertified():
            return replace(state, certificates={**state.certificates, event.person: event})
        case ReportAgreed() | ReportFrozen() | ReportConsidered():
            return state
        case AuditClosed():
            return replace(state, closed=event)
        case AuditAbandoned():
            return replace(state, abandoned=event)
        case AuditResumed():
            return replace(state, abandoned=None, closed=None)
        case _:
            return None
