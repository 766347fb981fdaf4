"""An audit's life from plan to moderation day (framework section 5).

Each step needs the one before it, and only the steps that the audit's process has: the table in
`domain.kernel.processes` says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import (
    Attendance,
    BriefingAcknowledged,
    BriefingHeld,
    ModerationHeld,
    ModerationOpened,
    PlanAgreed,
    PlanAmended,
)
from domain.audit.requirements import (
    going,
    once,
    require_involved,
    require_nominated,
    require_step,
    require_views_decided,
)
from domain.audit.state import Audit, NoAudit, State
from domain.audit.terms import Plan
from domain.case.requirements import case_state
from domain.directory.requirements import in_place_of, require_agency, require_person
from domain.history.requirements import refuse_entered
from domain.kernel import common_fields, streams
from domain.kernel.access import Resource
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event, Value
from domain.kernel.field_help import Shown
from domain.kernel.numbered import numbered
from domain.kernel.processes import STEPS
from domain.kernel.rules import require_day, require_once
from domain.kernel.vocabulary import StreamId, Text
from domain.returns.requirements import missing_returns
from domain.sample.requirements import sample_state
from domain.sample.state import NoFrame, current_cases, gradable_cases
from domain.tool.requirements import require_tool, require_tool_version


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


class HoldBriefing(AuditCommand):
    """Record that the lead auditor held the briefing."""

    records: ClassVar[tuple[type[Event], ...]] = (BriefingHeld,)
    held_on: common_fields.OnDay
    reason: common_fields.WhyCorrected = None


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
    reason: Text | None = None


Commands = (
    AgreePlan | AmendPlan | HoldBriefing | AcknowledgeBriefing | OpenModeration | HoldModeration
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, AgreePlan):
        return _agree(state, command, context)
    audit = going(state, command.resource.audit or "")
    match command:
        case AmendPlan():
            return _amend(audit, command, context)
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


def _require_asked(plan: Plan, context: Context) -> None:
    """Refuses an agency that the tool asks nothing."""
    version = require_tool_version(context, plan.tool, plan.tool_version)
    for agency in plan.agencies:
        if not version.asked_of(in_place_of(context, agency)).areas:
            raise Refusal(
                "nothing-asked",
                f"No area of {plan.tool} is asked of {agency!r}.",
                "Leave it out of the agencies, or name it under an area's asked_of in a new"
                " version of the tool: `assure tool revise`.",
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
    refuse_entered(context, plan.audit)
    require_day("agreed_on", command.agreed_on, context)
    _require_plan(plan, context)
    if plan.timescale.briefing_on < command.agreed_on:
        raise Refusal(
            "date-too-early",
            f"timescale.briefing_on is {plan.timescale.briefing_on}, before the plan is agreed.",
            "The briefing follows the plan: correct the date.",
        )
    _require_asked(plan, context)
    tool = require_tool(context, plan.tool)
    if tool.retired:
        raise Refusal(
            "tool-retired",
            f"Tool {plan.tool!r} is retired.",
            "Choose a tool in use, `assure tool list`, or take this one into use again:"
            " `assure tool revise`.",
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
    old, new = audit.plan, _with_its_version(audit, command.plan)
    if old == new:
        return ()
    fixed = ["audit", "process", "tool", "tool_version"]
    if not isinstance(sample_state(context, new.audit), NoFrame):
        fixed += ["sample"]
    if audit.returns_open:
        fixed += ["casework_window", "agencies"]
    changed = [where for name in fixed for where in _changed(name, old, new)]
    if changed:
        raise Refusal(
            "plan-fixed",
            f"{', '.join(changed)} can no longer be changed in the plan of {new.audit}.",
            "Other parts can; what the sample or the returns rest on is fixed.",
        )
    _require_those_there(old, new, context)
    require_day("amended_on", command.amended_on, context, audit.agreed.agreed_on)
    _require_plan(new, context, old.agencies)
    _require_asked(new, context)
    return (
        PlanAmended(
            audit=new.audit, amended_on=command.amended_on, plan=new, reason=command.reason
        ),
    )


def _changed(name: str, old: Value, new: Value) -> Iterator[str]:
    """A field that is not as it was: in a heading, the fields under it, as `sample.size`."""
    before, after = getattr(old, name), getattr(new, name)
    if before == after:
        return
    if isinstance(before, Value) and isinstance(after, Value):
        for inner in type(before).model_fields:
            yield from (f"{name}.{where}" for where in _changed(inner, before, after))
    else:
        yield name


def _with_its_version(audit: Audit, plan: Plan) -> Plan:
    """The plan with the version as it was agreed: to name that, or to leave it out, is the same."""
    if plan.tool_version not in (None, audit.agreed.tool_version):
        return plan
    return Plan(**{**fields(plan), "tool_version": audit.plan.tool_version})


def _require_those_there(old: Plan, new: Plan, context: Context) -> None:
    """Once cases may be drawn, agencies that know them are added; none that was asked is dropped.

    Services are found when the cases are known; what one has returned stays in the audit.
    """
    if isinstance(sample_state(context, new.audit), NoFrame):
        return
    gone = [agency for agency in old.agencies if agency not in new.agencies]
    if gone:
        raise Refusal(
            "plan-fixed",
            f"agencies: {', '.join(gone)} can no longer be left out of the plan of {new.audit}.",
            "Others can be added. One that knows none of the cases declares that:"
            " `assure return not-involved`.",
        )


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
        for case_ref in sorted(gradable_cases(sample_state(context, command.audit)), key=numbered)
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
