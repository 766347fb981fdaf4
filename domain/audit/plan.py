"""An audit's life from plan to moderation day (framework section 5).

Each step needs the one before it, and only the steps that the audit's process has: the table in
`domain.kernel.processes` says which.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, TypeVar, assert_never

from pydantic import Field

from domain.audit.events import (
    Attendance,
    AuditClosed,
    AuditorNominated,
    BriefingAcknowledged,
    BriefingHeld,
    LeadAuditorAppointed,
    ModerationHeld,
    ModerationOpened,
    Plan,
    PlanAgreed,
    PlanAmended,
    ViewsDecided,
)
from domain.audit.requirements import planned, require_involved, require_nominated
from domain.audit.state import Audit, NoAudit, State
from domain.case.requirements import case_state
from domain.directory.requirements import require_agency, require_person
from domain.kernel import common_fields, streams
from domain.kernel.access import Resource
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.processes import STEPS
from domain.kernel.rules import require_day, require_once, unless_recorded
from domain.kernel.vocabulary import Role, StreamId, Text
from domain.returns.requirements import missing_returns
from domain.sample.requirements import sample_state
from domain.sample.state import NoFrame, current_cases, gradable_cases, seed_of
from domain.tool.requirements import require_tool_version, tool_state
from domain.tool.state import Tool

E = TypeVar("E", bound=Event)


class _PlanCommand(Command):
    plan: Plan

    @property
    def stream(self) -> StreamId:
        return streams.audit(self.plan.audit)

    @property
    def resource(self) -> Resource:
        return Resource(audit=self.plan.audit)


class AgreePlan(_PlanCommand):
    records: ClassVar[tuple[type[Event], ...]] = (PlanAgreed,)
    agreed_on: date


class AmendPlan(_PlanCommand):
    records: ClassVar[tuple[type[Event], ...]] = (PlanAmended,)
    amended_on: date
    reason: Text


class AuditCommand(Command):
    audit: common_fields.TheAudit

    @property
    def stream(self) -> StreamId:
        return streams.audit(self.audit)


class AppointLeadAuditor(AuditCommand):
    """Appoint the lead auditor. SAIG does this; the person holds the role lead-auditor."""

    records: ClassVar[tuple[type[Event], ...]] = (LeadAuditorAppointed,)
    person: common_fields.ThePerson


class NominateAuditor(AuditCommand):
    """Nominate an auditor for your agency. The agency's lead does this."""

    records: ClassVar[tuple[type[Event], ...]] = (AuditorNominated,)
    agency: common_fields.OfAgency
    person: common_fields.ThePerson


class HoldBriefing(AuditCommand):
    """Record that the lead auditor held the briefing."""

    records: ClassVar[tuple[type[Event], ...]] = (BriefingHeld,)
    held_on: common_fields.OnDay


class AcknowledgeBriefing(AuditCommand):
    """Say that you, a nominated auditor, understood the briefing. Returns need it."""

    records: ClassVar[tuple[type[Event], ...]] = (BriefingAcknowledged,)
    agency: common_fields.OfAgency


class OpenModeration(AuditCommand):
    """Open moderation: from here agencies read each other's returns, and no return changes.

    If returns are missing, get them or say why it opens without them.
    """

    records: ClassVar[tuple[type[Event], ...]] = (ModerationOpened,)
    reason: Annotated[Text | None, Shown("Why returns are missing", "TEXT")] = None


class HoldModeration(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ModerationHeld,)
    held_on: date
    attended: Annotated[tuple[Attendance, ...], Field(min_length=1)]


Commands = (
    AgreePlan
    | AmendPlan
    | AppointLeadAuditor
    | NominateAuditor
    | HoldBriefing
    | AcknowledgeBriefing
    | OpenModeration
    | HoldModeration
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, AgreePlan):
        return _agree(state, command, context)
    audit = going(state, command.resource.audit or "")
    match command:
        case AmendPlan():
            return _amend(audit, command, context)
        case AppointLeadAuditor():
            return _appoint(audit, command, context)
        case NominateAuditor():
            return _nominate(audit, command, context)
        case HoldBriefing():
            return _brief(audit, command, context)
        case AcknowledgeBriefing():
            return _acknowledge(audit, command, context)
        case OpenModeration():
            return _open(audit, command, context)
        case HoldModeration():
            return _hold(audit, command, context)
        case _:
            assert_never(command)


def going(state: State, code: str) -> Audit:
    """The audit, if its plan is agreed and it is not closed."""
    audit = planned(state, code)
    if audit.has(AuditClosed):
        raise Refusal(
            "audit-closed",
            f"Audit {audit.plan.audit} is closed.",
            "Nothing more is recorded on it; a repeat audit has its own plan.",
        )
    return audit


def require_step(audit: Audit, event: type[E], what: str, remedy: str) -> E:
    """An earlier step of the audit, or a refusal when it has not happened."""
    step = audit.last(event)
    if step is None:
        raise Refusal("step-missing", f"Audit {audit.plan.audit}: {what}.", remedy)
    return step


def require_views_decided(audit: Audit) -> ViewsDecided:
    """Refuses to go on before it is decided whether to hear children and families (section 8)."""
    return require_step(
        audit,
        ViewsDecided,
        "nobody has decided whether and how to seek the views of children and families",
        "Record the decision, either way: `assure views decide`.",
    )


def once(audit: Audit, event: Event) -> tuple[Event, ...]:
    """A step that an audit takes once: nothing if it is so already, refused if it differs."""
    refusal = Refusal(
        "step-taken",
        f"{type(event).__name__} is already recorded for {audit.plan.audit}, and differs.",
        "What is recorded stands; write the correction into the plan or the report.",
    )
    return unless_recorded(audit.last(type(event)), event, refusal)


def _require_plan(plan: Plan, context: Context, already: tuple[str, ...] = ()) -> None:
    """The rules that hold for an agreed and for an amended plan alike.

    `already`: agencies of the plan before; one that has left since may stay in it.
    """
    steps = STEPS[plan.process]
    if steps.moderated is (plan.timescale.moderation_on is None):
        has = "has a" if steps.moderated else "has no"
        raise Refusal(
            "moderation-date",
            f"A {steps.label.lower()} {has} moderation day.",
            f"{'Give' if steps.moderated else 'Leave out'} timescale.moderation_on.",
        )
    require_once("Agency", plan.agencies)
    for agency in plan.agencies:
        if agency not in already:
            require_agency(context, agency)
    if plan.casework_window.end > plan.timescale.returns_by:
        raise Refusal(
            "window-after-returns",
            f"casework_window.end is {plan.casework_window.end}, after the returns are due.",
            "Auditors can only look at casework that has happened: end the window earlier.",
        )


def _agree(state: State, command: AgreePlan, context: Context) -> tuple[Event, ...]:
    plan = command.plan
    if not isinstance(state, NoAudit):
        if (state.agreed.plan, state.agreed.agreed_on) == (plan, command.agreed_on):
            return ()
        raise Refusal(
            "plan-exists",
            f"A plan for {plan.audit} was agreed on {state.agreed.agreed_on}.",
            "Change it with `assure plan amend`, or choose another code.",
        )
    require_day("agreed_on", command.agreed_on, context)
    _require_plan(plan, context)
    if plan.timescale.briefing_on < command.agreed_on:
        raise Refusal(
            "date-too-early",
            f"timescale.briefing_on is {plan.timescale.briefing_on}, before the plan is agreed.",
            "The briefing follows the plan: correct the date.",
        )
    require_tool_version(context, plan.tool, plan.tool_version)
    tool = tool_state(context, plan.tool)
    assert isinstance(tool, Tool)
    if tool.retired:
        raise Refusal(
            "tool-retired",
            f"Tool {plan.tool!r} is retired.",
            "Choose a tool in use: `assure tool list`.",
        )
    return (
        PlanAgreed(
            audit=plan.audit,
            agreed_on=command.agreed_on,
            tool_version=tool.newest if plan.tool_version is None else plan.tool_version,
            plan=plan,
        ),
    )


def _amend(audit: Audit, command: AmendPlan, context: Context) -> tuple[Event, ...]:
    old, new = audit.plan, command.plan
    if old == new:
        return ()
    fixed = ["audit", "process", "tool", "tool_version"]
    if not isinstance(sample_state(context, new.audit), NoFrame):
        fixed += ["sample", "agencies"]
    if audit.returns_open:
        fixed += ["casework_window"]
    changed = [name for name in fixed if getattr(old, name) != getattr(new, name)]
    if changed:
        raise Refusal(
            "plan-fixed",
            f"{', '.join(changed)} can no longer be changed in the plan of {new.audit}.",
            "Other parts can; what the sample or the returns rest on is fixed.",
        )
    require_day("amended_on", command.amended_on, context, audit.agreed.agreed_on)
    _require_plan(new, context, old.agencies)
    return (
        PlanAmended(
            audit=new.audit, amended_on=command.amended_on, plan=new, reason=command.reason
        ),
    )


def _appoint(audit: Audit, command: AppointLeadAuditor, context: Context) -> tuple[Event, ...]:
    if audit.lead == command.person:
        return ()
    if not require_person(context, command.person).holds(Role.LEAD_AUDITOR):
        raise Refusal(
            "not-a-lead-auditor",
            f"{command.person!r} does not hold the role lead-auditor.",
            "Have the coordinator grant it: `assure role grant`.",
        )
    _require_not_neutral(command.audit, command.person, context)
    return (LeadAuditorAppointed(**fields(command)),)


def _require_not_neutral(code: str, person: str, context: Context) -> None:
    seed = seed_of(sample_state(context, code))
    if seed is not None and person in (seed.drawn_by, seed.witness):
        raise Refusal(
            "not-neutral",
            f"{person!r} drew or witnessed the seed of {code}.",
            "Name somebody else: the sample is drawn by people who do not audit.",
        )


def _nominate(audit: Audit, command: NominateAuditor, context: Context) -> tuple[Event, ...]:
    require_involved(audit, command.agency)
    if command.person in audit.auditors.get(command.agency, frozenset()):
        return ()
    if not require_person(context, command.person).holds(Role.AUDITOR, command.agency):
        raise Refusal(
            "not-an-auditor",
            f"{command.person!r} does not hold the role auditor of {command.agency}.",
            "Have the coordinator grant it: `assure role grant`.",
        )
    _require_not_neutral(command.audit, command.person, context)
    return (AuditorNominated(**fields(command)),)


def _brief(audit: Audit, command: HoldBriefing, context: Context) -> tuple[Event, ...]:
    require_day("held_on", command.held_on, context, audit.agreed.agreed_on)
    return once(audit, BriefingHeld(**fields(command)))


def _acknowledge(audit: Audit, command: AcknowledgeBriefing, context: Context) -> tuple[Event, ...]:
    require_step(audit, BriefingHeld, "no briefing is held", "The lead auditor records it.")
    require_nominated(audit, command.agency, context.actor)
    if context.actor in audit.acknowledged:
        return ()
    return (BriefingAcknowledged(audit=command.audit, agency=command.agency, person=context.actor),)


def _open(audit: Audit, command: OpenModeration, context: Context) -> tuple[Event, ...]:
    if not audit.steps.moderated:
        raise Refusal(
            "no-moderation-step",
            f"A {audit.steps.label.lower()} has no moderation day.",
            "Draft the report when the returns are in: `assure report draft`.",
        )
    if audit.has(ModerationOpened):
        return ()
    if not current_cases(sample_state(context, command.audit)):
        raise Refusal(
            "no-sample",
            f"No sample is drawn for {command.audit}.",
            "Draw it first: `assure sample draw`.",
        )
    require_views_decided(audit)
    missing = missing_returns(context, command.audit, audit)
    if missing and command.reason is None:
        raise Refusal(
            "returns-missing",
            f"{len(missing)} returns are missing: {', '.join(missing)}.",
            "Get them, or open without them and say why with --reason.",
        )
    return (ModerationOpened(audit=command.audit, missing=missing, reason=command.reason),)


def _hold(audit: Audit, command: HoldModeration, context: Context) -> tuple[Event, ...]:
    require_step(
        audit, ModerationOpened, "moderation is not open", "Open it: `assure moderate open`."
    )
    require_day("held_on", command.held_on, context, audit.agreed.agreed_on)
    require_once("Person", (attendance.person for attendance in command.attended))
    for attendance in command.attended:
        require_person(context, attendance.person)
        if attendance.agency is not None:
            require_involved(audit, attendance.agency)
        if not attendance.undertaking:
            raise Refusal(
                "no-undertaking",
                f"{attendance.person!r} has not undertaken to keep the day confidential.",
                "Everybody who attends must (framework section 9).",
            )
    ungraded = [
        case_ref
        for case_ref in sorted(gradable_cases(sample_state(context, command.audit)))
        if case_state(context, command.audit, case_ref).overall is None
    ]
    if ungraded:
        raise Refusal(
            "no-overall-grade",
            f"No overall grade is agreed for {', '.join(ungraded)}.",
            "Agree one for each case, `assure moderate overall`, or say why nobody can grade it:"
            " `assure sample not-gradable`.",
        )
    return once(audit, ModerationHeld(**fields(command)))
