"""An agency's own audit, fed back to SAIG by template or by summary document (section 7)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, assert_never

from domain.directory.requirements import require_agency
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.rules import require_day, require_reason, unless_recorded
from domain.kernel.vocabulary import Line, StreamId, Text
from domain.single_agency.events import (
    SingleAgencyAuditConsidered,
    SingleAgencyAuditReported,
    SingleAgencyReportWithdrawn,
    SummaryDocument,
)
from domain.single_agency.state import NotReported, State


class _SingleAgencyCommand(Command):
    agency: common_fields.OfAgency
    ref: common_fields.TheOwnAudit

    @property
    def stream(self) -> StreamId:
        return streams.single_agency(self.agency, self.ref)


class ReportSingleAgencyAudit(_SingleAgencyCommand):
    """With a `document` the lists may stay empty: then it is the feedback."""

    records: ClassVar[tuple[type[Event], ...]] = (SingleAgencyAuditReported,)
    title: Line
    reported_on: date
    strengths: tuple[Text, ...] = ()
    improvements: tuple[Text, ...] = ()
    for_the_programme: Text
    document: SummaryDocument | None = None


class ConsiderSingleAgencyAudit(_SingleAgencyCommand):
    """Record what SAIG made of an agency's own audit."""

    records: ClassVar[tuple[type[Event], ...]] = (SingleAgencyAuditConsidered,)
    considered_on: common_fields.OnDay
    conclusion: common_fields.Conclusion


class WithdrawSingleAgencyReport(_SingleAgencyCommand):
    """Take back the feedback on an agency's own audit, with what SAIG made of it.

    It stays on record, and the right one can be reported under the same reference.
    Example: `assure single-agency withdraw 2026-custody --agency police --reason "Another audit's"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (SingleAgencyReportWithdrawn,)
    reason: common_fields.Reason


Commands = ReportSingleAgencyAudit | ConsiderSingleAgencyAudit | WithdrawSingleAgencyReport


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case ReportSingleAgencyAudit():
            return _report(state, command, context)
        case ConsiderSingleAgencyAudit():
            return _consider(state, command, context)
        case WithdrawSingleAgencyReport():
            return _withdraw(state, command)
        case _:
            assert_never(command)


def _report(state: State, command: ReportSingleAgencyAudit, context: Context) -> tuple[Event, ...]:
    event = SingleAgencyAuditReported(**fields(command))
    if not isinstance(state, NotReported):
        if state.reported == event:
            return ()
        raise Refusal(
            "already-reported",
            f"{command.agency} has already reported its audit {command.ref!r}.",
            "Report what is new under the next reference. One that was reported by mistake is taken"
            " back first: `assure single-agency withdraw`.",
        )
    require_agency(context, command.agency)
    if command.document is None and not (command.strengths and command.improvements):
        raise Refusal(
            "nothing-reported",
            f"The feedback on {command.ref} names no strengths or no improvements.",
            "Give at least one of each, or the summary document: --document.",
        )
    require_day("reported_on", command.reported_on, context)
    return (event,)


def _consider(
    state: State, command: ConsiderSingleAgencyAudit, context: Context
) -> tuple[Event, ...]:
    if isinstance(state, NotReported):
        raise Refusal(
            "not-reported",
            f"{command.agency} has reported no audit {command.ref!r}.",
            "See `assure single-agency list`.",
        )
    require_day("considered_on", command.considered_on, context, state.reported.reported_on)
    event = SingleAgencyAuditConsidered(**fields(command))
    return unless_recorded(
        state.considered,
        event,
        Refusal(
            "step-taken",
            f"SAIG considered {command.ref}"
            f" on {state.considered.considered_on if state.considered else None}.",
            "If another audit's was considered, the report is taken back: `assure single-agency"
            " withdraw`.",
        ),
    )


def _withdraw(state: State, command: WithdrawSingleAgencyReport) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back a report")
    if isinstance(state, NotReported):
        if state.withdrawn:
            return ()
        raise Refusal(
            "not-reported",
            f"{command.agency} has reported no audit {command.ref!r}.",
            "See `assure single-agency list`.",
        )
    return (SingleAgencyReportWithdrawn(**fields(command)),)
