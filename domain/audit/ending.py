"""How an audit ends: closed when all is done, or abandoned when it is called off (section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, assert_never

from domain.audit.events import AuditAbandoned, AuditClosed, AuditResumed, ReportConsidered
from domain.audit.plan import AuditCommand
from domain.audit.requirements import (
    going,
    planned,
    require_step,
    require_views_decided,
)
from domain.audit.state import Audit, State
from domain.case.requirements import case_state
from domain.concern.decisions import unresolved
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.numbered import numbered
from domain.kernel.rules import require_day, require_reason
from domain.kernel.vocabulary import Recipient, Text, ViewsMethod
from domain.returns.requirements import return_state
from domain.returns.state import Returned
from domain.returns.state import State as Return
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases
from domain.vault.requirements import keys_state

NAMED_MAX = 12
"""How many of what is open a refusal names."""


class CloseAudit(AuditCommand):
    """Close an audit, once SAIG has considered its report. Its returns and grades stay.

    Example: `assure audit close 2026-neglect --on 2026-11-20`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AuditClosed,)
    closed_on: common_fields.OnDay
    reason: Annotated[
        Text | None, Shown("Why it is closed although something is still to be done", "TEXT")
    ] = None


class AbandonAudit(AuditCommand):
    """Call an audit off, with the reason. It stays on record, and is overdue nowhere.

    Example: `assure audit abandon 2026-neglect --reason "An inspection takes up every auditor"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AuditAbandoned,)
    reason: common_fields.Reason
    abandoned_on: common_fields.OnDay


class ResumeAudit(AuditCommand):
    """Take an audit up again that was abandoned, or closed by mistake, from where it stood.

    What was opened to the other agencies stays open to them.
    """

    records: ClassVar[tuple[type[Event], ...]] = (AuditResumed,)
    reason: common_fields.Reason
    resumed_on: common_fields.OnDay


Commands = CloseAudit | AbandonAudit | ResumeAudit


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case CloseAudit():
            if _is_closed_so(state, command):
                return ()
            return _close(going(state, command.audit), command, context)
        case AbandonAudit():
            return _abandon(state, command, context)
        case ResumeAudit():
            return _resume(planned(state, command.audit), command, context)
        case _:
            assert_never(command)


def _abandon(state: State, command: AbandonAudit, context: Context) -> tuple[Event, ...]:
    """A concern about a child is no part of the audit: it is seen through all the same."""
    event = AuditAbandoned(**fields(command))
    if isinstance(state, Audit) and state.abandoned == event:
        return ()
    audit = going(state, command.audit)
    require_day("abandoned_on", command.abandoned_on, context, audit.agreed.agreed_on)
    return (event,)


def _resume(audit: Audit, command: ResumeAudit, context: Context) -> tuple[Event, ...]:
    event = AuditResumed(**fields(command))
    ended = audit.abandoned or audit.closed
    if ended is None:
        if audit.last(AuditResumed) == event:
            return ()
        raise Refusal(
            "not-ended",
            f"Audit {command.audit} is neither abandoned nor closed.",
            "There is nothing to take up again: see `assure audit show`.",
        )
    ended_on = ended.closed_on if isinstance(ended, AuditClosed) else ended.abandoned_on
    require_day("resumed_on", command.resumed_on, context, ended_on)
    return (event,)


def _is_closed_so(state: State, command: CloseAudit) -> bool:
    closed = state.closed if isinstance(state, Audit) else None
    said = (command.closed_on, command.reason)
    return closed is not None and (closed.closed_on, closed.reason) == said


def _close(audit: Audit, command: CloseAudit, context: Context) -> tuple[Event, ...]:
    not_before = audit.agreed.agreed_on
    if audit.steps.reported:
        not_before = require_step(
            audit, ReportConsidered, "SAIG has not considered the report", "Record that first."
        ).considered_on
    require_day("closed_on", command.closed_on, context, not_before)
    _require_heard(audit, command, context)
    open_ones = unresolved(context, command.audit)
    if open_ones:
        raise Refusal(
            "concern-unresolved",
            f"Concerns of {command.audit} not resolved: {', '.join(map(str, open_ones))}.",
            "A child may be at risk. Take them up and resolve them: `assure concern list`.",
        )
    event = AuditClosed(
        **fields(command),
        unanswered=tuple(_unanswered(audit, context)),
        undelivered=tuple(_undelivered(audit, context)),
        uncertified=tuple(sorted(audit.acknowledged - audit.certificates.keys())),
    )
    _require_explained(event)
    return (event,)


def _require_explained(event: AuditClosed) -> None:
    """Refuses to close over what is still to be done, unless somebody says why."""
    open_ones = {
        "queries unanswered": event.unanswered,
        "individual audits not passed on": event.undelivered,
        "no certificate for": event.uncertified,
    }
    named = [f"{what}: {_few(left)}" for what, left in open_ones.items() if left]
    if not named:
        return
    if event.reason is None:
        raise Refusal(
            "left-undone",
            f"Something of {event.audit} is still to be done. {_sentence('; '.join(named))}",
            "Do it, or say why it is closed all the same: --reason. It stays listed in"
            " `assure status` until it is done.",
        )
    require_reason(event.reason, "Closing over what is still to be done")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _few(named: tuple[str, ...]) -> str:
    more = len(named) - NAMED_MAX
    return ", ".join(named[:NAMED_MAX]) + (f" and {more} more" if more > 0 else "")


def _returns(audit: Audit, context: Context) -> Iterator[tuple[str, Return]]:
    code = audit.plan.audit
    for case_ref in sorted(current_cases(sample_state(context, code))):
        for agency in audit.plan.agencies:
            yield f"{case_ref}/{agency}", return_state(context, code, case_ref, agency)


def _unanswered(audit: Audit, context: Context) -> Iterator[str]:
    for where, known in _returns(audit, context):
        for query in known.queries:
            if query.number not in known.answers:
                yield f"{where} {query.number}"


def _undelivered(audit: Audit, context: Context) -> Iterator[str]:
    for where, known in _returns(audit, context):
        if isinstance(known, Returned):
            for recipient in Recipient:
                if recipient not in known.delivered:
                    yield f"{where} {recipient}"


def _require_heard(audit: Audit, command: CloseAudit, context: Context) -> None:
    """Refuses to close before each case says whether its family was asked, if that was decided.

    Nothing more can be recorded about a case whose confidential text is erased.
    """
    if ViewsMethod.CONVERSATION not in require_views_decided(audit).methods:
        return
    silent = [
        case_ref
        for case_ref in sorted(current_cases(sample_state(context, command.audit)), key=numbered)
        if not case_state(context, command.audit, case_ref).views
        and not keys_state(context, f"{command.audit}/{case_ref}").closed
    ]
    if silent:
        raise Refusal(
            "views-open",
            f"Nothing says whether the family was asked in {', '.join(silent)}.",
            "Record it, or why not: `assure views record`, `assure views not-sought`.",
        )
