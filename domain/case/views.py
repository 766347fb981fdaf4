"""Hearing the child and the family of a case (framework section 8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from domain.audit.events import ReportAgreed
from domain.audit.requirements import (
    audit_state,
    going,
    require_involved,
)
from domain.audit.state import Audit
from domain.case.events import ViewsNotSought, ViewsRecorded, ViewsSought, ViewsWithdrawn
from domain.case.state import Case, Views
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day, require_reason, require_text
from domain.kernel.taken_back import number_meant, standing
from domain.kernel.vocabulary import (
    AgencyId,
    CaseText,
    StreamId,
    ViewsMethod,
    Whose,
)
from domain.sample.requirements import require_sampled

_METHOD = Shown("How they were, or are, sought")
_Whose = Annotated[AgencyId | None, Shown("Your agency; the lead auditor leaves it out", "AGENCY")]


class _ViewsCommand(Command):
    """`agency`: whose worker it is; None when the lead auditor records it for nobody's."""

    audit: common_fields.TheAudit
    case: common_fields.TheCase

    @property
    def stream(self) -> StreamId:
        return streams.case(self.audit, self.case)


class SeekViews(_ViewsCommand):
    """Record that somebody was asked to speak with the child or the family of a case."""

    records: ClassVar[tuple[type[Event], ...]] = (ViewsSought,)
    method: Annotated[ViewsMethod, _METHOD]
    by_whom: Annotated[CaseText, Shown("Who was asked to, and why them", "TEXT", option="by")]
    agency: _Whose = None
    sought_on: common_fields.OnDay


class RecordViews(_ViewsCommand):
    """Record what the child or the family of a case said. The words are sealed.

    Example: `assure views record 2026-neglect C03 --whose child --agency police --text -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ViewsRecorded,)
    whose: Annotated[Whose, Shown("Whose views they are")]
    views: Annotated[CaseText, common_fields.SAYING]
    difference_made: Annotated[
        CaseText,
        Shown("What difference the service made, in their eyes", "TEXT", option="difference"),
    ] = ""
    method: Annotated[ViewsMethod, _METHOD] = ViewsMethod.CONVERSATION
    agency: _Whose = None
    heard_on: common_fields.OnDay


class ExplainNoViews(_ViewsCommand):
    """Record that the views of this case's family were not sought, and why."""

    records: ClassVar[tuple[type[Event], ...]] = (ViewsNotSought,)
    reason: common_fields.CaseReason
    agency: _Whose = None


class WithdrawViews(_ViewsCommand):
    """Take back what was recorded of hearing a case's family by mistake, such as another's views.

    What was said stays on record, sealed, and no longer counts as this case's.
    Example: `assure views withdraw 2026-neglect C03 --agency police --reason -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ViewsWithdrawn,)
    number: common_fields.WhichNumber = None
    agency: _Whose = None
    reason: common_fields.CaseReason


Commands = SeekViews | RecordViews | ExplainNoViews | WithdrawViews


def decide(state: Case, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = going(audit_state(context, command.audit), command.audit)
    if command.agency is not None:
        require_involved(audit, command.agency)
    require_sampled(context, command.audit, command.case)
    match command:
        case SeekViews():
            _require_of_a_case(command)
            require_text(command.by_whom, "Who was asked to seek views, and why them,")
            _require_dated("sought_on", command.sought_on, audit, context)
            return _unless_said(state, ViewsSought(**fields(command)))
        case RecordViews():
            _require_of_a_case(command)
            require_text(command.views, "What was said")
            _require_dated("heard_on", command.heard_on, audit, context)
            return _unless_said(state, ViewsRecorded(**fields(command)))
        case ExplainNoViews():
            return _explain(state, ViewsNotSought(**fields(command)))
        case WithdrawViews():
            return _take_back(state, command, audit)
        case _:
            assert_never(command)


def _require_of_a_case(command: SeekViews | RecordViews) -> None:
    """No case is put before the Young People's Board (section 9)."""
    if command.method is ViewsMethod.YOUNG_PEOPLES_BOARD:
        raise Refusal(
            "views-of-a-group",
            "The Young People's Board speaks for no one case.",
            "Record what it said for the audit as a whole: `assure views group`.",
        )


def _explain(state: Case, event: ViewsNotSought) -> tuple[Event, ...]:
    require_reason(event.reason, "Not seeking views")
    unsaid = _unless_said(state, event)
    if unsaid and any(isinstance(view, ViewsRecorded) for view in state.views):
        raise Refusal(
            "views-recorded",
            f"Views of case {event.case} of {event.audit} are already recorded.",
            "Views that were heard stay heard. If they are another case's, take them back with the"
            " reason: `assure views withdraw`.",
        )
    return unsaid


def _require_dated(field: str, day: date, audit: Audit, context: Context) -> None:
    require_day(field, day, context, audit.agreed.agreed_on)


def _unless_said(
    state: Case, event: ViewsSought | ViewsRecorded | ViewsNotSought
) -> tuple[Event, ...]:
    return () if event in state.views else (event,)


def _take_back(state: Case, command: WithdrawViews, audit: Audit) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back what was recorded of hearing a family")
    number = number_meant(state.said, state.not_said, command.number, _told)
    if number is None:
        return ()
    view = state.said[number - 1]
    if command.agency not in (None, view.agency):
        raise Refusal(
            "not-theirs",
            f"{_told(view).capitalize()}, was not recorded by {command.agency}.",
            "The agency whose worker it was takes it back, or the lead auditor.",
        )
    _require_no_finding_on(audit, command.case, _left(state, number))
    return (ViewsWithdrawn(**(fields(command) | {"number": number})),)


def _left(state: Case, number: int) -> tuple[Views, ...]:
    return tuple(view for _, view in standing(state.said, state.not_said | {number}))


def _require_no_finding_on(audit: Audit, case: str, left: tuple[Views, ...]) -> None:
    """Refuses to leave a finding that names views of the case with none."""
    if any(isinstance(view, ViewsRecorded) for view in left) or audit.has(ReportAgreed):
        return
    resting = [ref for ref, one in audit.findings.items() if f"{case}/views" in one.evidenced_by]
    if resting:
        raise Refusal(
            "finding-rests-on-it",
            f"Finding {', '.join(resting)} names the views of case {case} as evidence.",
            "Revise it first, `assure finding revise`, or withdraw it.",
        )


def _told(view: Views) -> str:
    """What was recorded, in words that name nobody and quote nothing."""
    whose = "nobody's worker" if view.agency is None else view.agency
    match view:
        case ViewsSought():
            return f"asked on {day_words(view.sought_on)} by {whose}"
        case ViewsRecorded():
            return f"heard on {day_words(view.heard_on)} by {whose}"
        case ViewsNotSought():
            return f"not sought, said by {whose}"
        case _:
            assert_never(view)
