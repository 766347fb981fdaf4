"""Hearing the child and the family of a case (framework section 8)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, assert_never

from domain import streams
from domain.deciders.audit import going
from domain.deciders.base import (
    Command,
    Context,
    Refusal,
    fields,
    require_day,
    require_involved,
    require_reason,
    require_sampled,
)
from domain.events.base import Event
from domain.events.case import ViewsNotSought, ViewsRecorded, ViewsSought
from domain.states.audit import Audit
from domain.states.case import Case
from domain.vocabulary import (
    AgencyId,
    AuditCode,
    CaseRef,
    CaseText,
    StreamId,
    ViewsMethod,
    Whose,
)


class _ViewsCommand(Command):
    """`agency`: whose worker it is; None when the lead auditor records it for nobody's."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId | None = None

    @property
    def stream(self) -> StreamId:
        return streams.case(self.audit, self.case)


class SeekViews(_ViewsCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ViewsSought,)
    method: ViewsMethod
    sought_on: date
    by_whom: CaseText


class RecordViews(_ViewsCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ViewsRecorded,)
    method: ViewsMethod
    heard_on: date
    whose: Whose
    views: CaseText
    difference_made: CaseText = ""


class ExplainNoViews(_ViewsCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ViewsNotSought,)
    reason: CaseText


Commands = SeekViews | RecordViews | ExplainNoViews


def decide(state: Case, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = going(context.audit(command.audit), command.audit)
    if command.agency is not None:
        require_involved(audit, command.agency)
    require_sampled(context, command.audit, command.case)
    match command:
        case SeekViews():
            require_reason(command.by_whom, "Seeking views: who was asked to, and why them")
            _require_dated("sought_on", command.sought_on, audit, context)
            return _unless_said(state, ViewsSought(**fields(command)))
        case RecordViews():
            require_reason(command.views, "Views: what was said")
            _require_dated("heard_on", command.heard_on, audit, context)
            return _unless_said(state, ViewsRecorded(**fields(command)))
        case ExplainNoViews():
            require_reason(command.reason, "Not seeking views")
            if any(isinstance(one, ViewsRecorded) for one in state.views):
                raise Refusal(
                    "views-recorded",
                    f"Views of case {command.case} of {command.audit} are already recorded.",
                    "Views that were heard stay heard.",
                )
            return _unless_said(state, ViewsNotSought(**fields(command)))
        case _:
            assert_never(command)


def _require_dated(field: str, day: date, audit: Audit, context: Context) -> None:
    require_day(field, day, context, audit.agreed.agreed_on)


def _unless_said(
    state: Case, event: ViewsSought | ViewsRecorded | ViewsNotSought
) -> tuple[Event, ...]:
    return () if event in state.views else (event,)
