"""Who is heard in an audit, and what taking part was like (framework sections 2, 5 and 8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import (
    BriefingHeld,
    GroupViewsRecorded,
    GroupViewsWithdrawn,
    ModerationHeld,
    ParticipationCertified,
    ReportAgreed,
    ToolFeedbackGiven,
    ToolFeedbackWithdrawn,
    ViewsDecided,
)
from domain.audit.findings import VIEWS
from domain.audit.plan import AuditCommand
from domain.audit.requirements import (
    going,
    not_abandoned,
    planned,
    require_involved,
    require_step,
)
from domain.audit.state import Audit, State
from domain.directory.requirements import require_person
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day, require_once, require_reason, require_text
from domain.kernel.taken_back import number_meant, standing
from domain.kernel.vocabulary import AgencyId, CaseText, Line, Text, ViewsMethod


class DecideViews(AuditCommand):
    """Record whether and how this audit seeks views, before its returns are moderated.

    Example: `assure views decide 2026-neglect --method conversation --by "The worker whom each
    child knows best"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ViewsDecided,)
    methods: Annotated[
        tuple[ViewsMethod, ...], Shown("How views are to be sought", option="method")
    ] = ()
    by_whom: Annotated[
        Text | None, Shown("Who speaks with them, and why them", "TEXT", option="by")
    ] = None
    reason: Annotated[Text | None, Shown("Why views are not sought", "TEXT")] = None
    decided_on: common_fields.OnDay


class RecordGroupViews(AuditCommand):
    """Record what a questionnaire or the Young People's Board said."""

    records: ClassVar[tuple[type[Event], ...]] = (GroupViewsRecorded,)
    method: Annotated[ViewsMethod, Shown("How they were, or are, sought")]
    respondents: Annotated[int, Field(ge=1, le=100_000), Shown("How many were heard")]
    views: Annotated[CaseText, common_fields.SAYING]
    heard_on: common_fields.OnDay


class WithdrawGroupViews(AuditCommand):
    """Take back what a group was recorded to have said, by mistake. It stays on record, sealed.

    Example: `assure views withdraw-group 2026-neglect --reason -`
    """

    records: ClassVar[tuple[type[Event], ...]] = (GroupViewsWithdrawn,)
    number: common_fields.WhichNumber = None
    reason: common_fields.CaseReason


class GiveToolFeedback(AuditCommand):
    """Say what worked in conducting this audit and what did not, nothing about a case.

    It is shown when the next plan with this tool is written: `assure tool feedback`.
    """

    records: ClassVar[tuple[type[Event], ...]] = (ToolFeedbackGiven,)
    agency: Annotated[AgencyId | None, Shown("Yours; the lead auditor leaves it out", "AGENCY")] = (
        None
    )
    worked_well: Annotated[Text, Shown("What worked well", "TEXT", option="worked")]
    worked_less_well: Annotated[Text, Shown("What did not", "TEXT", option="less-well")]


class WithdrawToolFeedback(AuditCommand):
    """Take back feedback on the tool that was recorded by mistake, such as with another audit.

    Example: `assure audit withdraw-feedback 2026-neglect --agency police
    --reason "Of 2025-neglect"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ToolFeedbackWithdrawn,)
    agency: Annotated[AgencyId | None, Shown("Yours; the lead auditor leaves it out", "AGENCY")] = (
        None
    )
    number: common_fields.WhichNumber = None
    reason: common_fields.Reason


class CertifyParticipation(AuditCommand):
    """Certify that somebody took part. In what capacity, the record says by itself.

    Example: `assure certificate issue 2026-neglect p-kaur --from 2026-07-06 --to 2026-09-09
    --hours 18`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ParticipationCertified,)
    person: common_fields.ThePerson
    first_day: Annotated[date, Shown("The first day of taking part", "DATE", option="from")]
    last_day: Annotated[date, Shown("The last day of taking part", "DATE", option="to")]
    hours: Annotated[int, Field(ge=1, le=1_000), Shown("Hours of work on the audit")]
    reason: Annotated[Text | None, Shown("Why an earlier certificate is corrected", "TEXT")] = None


Commands = (
    DecideViews
    | RecordGroupViews
    | WithdrawGroupViews
    | GiveToolFeedback
    | WithdrawToolFeedback
    | CertifyParticipation
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case DecideViews():
            return _decide_views(going(state, command.audit), command, context)
        case RecordGroupViews():
            return _hear(going(state, command.audit), command, context)
        case WithdrawGroupViews():
            return _unhear(going(state, command.audit), command)
        case WithdrawToolFeedback():
            return _take_feedback_back(planned(state, command.audit), command)
        case GiveToolFeedback():
            return _feed_back(not_abandoned(planned(state, command.audit)), command)
        case CertifyParticipation():
            return _certify(not_abandoned(planned(state, command.audit)), command, context)
        case _:
            assert_never(command)


def _decide_views(audit: Audit, command: DecideViews, context: Context) -> tuple[Event, ...]:
    event = ViewsDecided(**fields(command))
    if audit.last(ViewsDecided) == event:
        return ()
    if audit.returns_open:
        raise Refusal(
            "returns-open",
            f"The returns of {command.audit} are open: the decision on views came before that.",
            "Record views that were heard all the same: `assure views record`.",
        )
    require_day("decided_on", command.decided_on, context, audit.agreed.agreed_on)
    require_once("Method", command.methods)
    if not command.methods:
        require_reason(command.reason or "", "Not seeking the views of children and families")
    elif command.by_whom is None:
        raise Refusal(
            "nobody-named",
            "Views are to be sought, and nobody is named who will.",
            "Say with --by who speaks with children and families, and why they are suitable.",
        )
    return (event,)


def _hear(audit: Audit, command: RecordGroupViews, context: Context) -> tuple[Event, ...]:
    event = GroupViewsRecorded(**fields(command))
    if event in audit.group_views:
        return ()
    if command.method is ViewsMethod.CONVERSATION:
        raise Refusal(
            "views-of-a-case",
            "A conversation is with the child or family of one case.",
            "Record it with that case: `assure views record`.",
        )
    require_text(command.views, "What was said")
    require_day("heard_on", command.heard_on, context, audit.agreed.agreed_on)
    return (event,)


def _feed_back(audit: Audit, command: GiveToolFeedback) -> tuple[Event, ...]:
    if command.agency is not None:
        require_involved(audit, command.agency)
    require_step(
        audit, BriefingHeld, "no briefing is held", "Say how the audit went when it has begun."
    )
    event = ToolFeedbackGiven(
        **fields(command), tool=audit.plan.tool, tool_version=audit.agreed.tool_version
    )
    given = [known for _, known in standing(audit.tool_feedback, audit.not_given)]
    return () if event in given else (event,)


def _take_feedback_back(audit: Audit, command: WithdrawToolFeedback) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back feedback on a tool")
    number = number_meant(audit.tool_feedback, audit.not_given, command.number, _whose_feedback)
    if number is None:
        return ()
    given = audit.tool_feedback[number - 1]
    if command.agency not in (None, given.agency):
        raise Refusal(
            "not-theirs",
            f"Feedback {number} on {command.audit} is {_whose_feedback(given)}'s.",
            "Whoever gave it takes it back, or the lead auditor.",
        )
    return (ToolFeedbackWithdrawn(**(fields(command) | {"number": number})),)


def _whose_feedback(given: ToolFeedbackGiven) -> str:
    return given.agency or "the lead auditor"


def _unhear(audit: Audit, command: WithdrawGroupViews) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back what a group said")
    number = number_meant(
        audit.groups,
        audit.not_heard,
        command.number,
        lambda heard: f"{heard.respondents} people heard on {day_words(heard.heard_on)}",
    )
    if number is None:
        return ()
    resting = [ref for ref, one in audit.findings.items() if VIEWS in one.evidenced_by]
    if resting and len(audit.group_views) == 1 and not audit.has(ReportAgreed):
        raise Refusal(
            "finding-rests-on-it",
            f"Finding {', '.join(resting)} names what groups said as evidence.",
            "Revise it first, `assure finding revise`, or withdraw it.",
        )
    return (GroupViewsWithdrawn(**(fields(command) | {"number": number})),)


def _certify(audit: Audit, command: CertifyParticipation, context: Context) -> tuple[Event, ...]:
    name = require_person(context, command.person).full_name
    capacity = _capacity(audit, command.person)
    if capacity is None:
        raise Refusal(
            "took-no-part",
            f"{name} neither led {command.audit}, nor audited for it, nor came to its moderation.",
            "Only whoever took part is certified: see `assure audit show`.",
        )
    if not (audit.has(ModerationHeld) if audit.steps.moderated else audit.returns_open):
        raise Refusal(
            "audit-not-done",
            f"The auditing of {command.audit} is not done yet.",
            "Certify when the moderation day is held, or where there is none, the report drafted.",
        )
    event = ParticipationCertified(**fields(command), capacity=capacity)
    known = audit.certificates.get(command.person)
    if known == event:
        return ()
    require_day("first_day", command.first_day, context, audit.agreed.agreed_on)
    require_day("last_day", command.last_day, context, command.first_day)
    if known is not None:
        require_reason(command.reason or "", f"{name} is certified already; correcting that")
    return (event,)


def _capacity(audit: Audit, person: str) -> Line | None:
    """In what capacity a person took part; None for one who did not."""
    if person in audit.led_by:
        return "Lead auditor"
    for agency, nominees in audit.auditors.items():
        if person in nominees & audit.acknowledged:
            return f"Auditor for {agency}"
    held = audit.last(ModerationHeld)
    if held is not None and any(attendance.person == person for attendance in held.attended):
        return "Took part in the moderation day"
    return None
