"""Who is heard in an audit, and what taking part was like (framework sections 2, 5 and 8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import (
    BriefingHeld,
    GroupViewsRecorded,
    ModerationHeld,
    ParticipationCertified,
    ToolFeedbackGiven,
    ViewsDecided,
)
from domain.audit.plan import AuditCommand, going, require_step
from domain.audit.requirements import planned, require_involved
from domain.audit.state import Audit, State
from domain.directory.requirements import require_person
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.rules import require_day, require_once, require_reason, require_words
from domain.kernel.vocabulary import AgencyId, CaseText, Line, PersonId, Text, ViewsMethod


class DecideViews(AuditCommand):
    """Either `methods` and `by_whom`, or a `reason` for not seeking views."""

    records: ClassVar[tuple[type[Event], ...]] = (ViewsDecided,)
    decided_on: date
    methods: tuple[ViewsMethod, ...] = ()
    by_whom: Text | None = None
    reason: Text | None = None


class RecordGroupViews(AuditCommand):
    records: ClassVar[tuple[type[Event], ...]] = (GroupViewsRecorded,)
    method: ViewsMethod
    heard_on: date
    respondents: Annotated[int, Field(ge=1, le=100_000)]
    views: CaseText


class GiveToolFeedback(AuditCommand):
    """`agency` None: the lead auditor's own."""

    records: ClassVar[tuple[type[Event], ...]] = (ToolFeedbackGiven,)
    agency: AgencyId | None = None
    worked_well: Text
    worked_less_well: Text


class CertifyParticipation(AuditCommand):
    """`reason`: only where a certificate was given already, and this one corrects it."""

    records: ClassVar[tuple[type[Event], ...]] = (ParticipationCertified,)
    person: PersonId
    first_day: date
    last_day: date
    hours: Annotated[int, Field(ge=1, le=1_000)]
    reason: Text | None = None


Commands = DecideViews | RecordGroupViews | GiveToolFeedback | CertifyParticipation


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case DecideViews():
            return _decide_views(going(state, command.audit), command, context)
        case RecordGroupViews():
            return _hear(going(state, command.audit), command, context)
        case GiveToolFeedback():
            return _feed_back(planned(state, command.audit), command)
        case CertifyParticipation():
            return _certify(planned(state, command.audit), command, context)
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
    if event in audit.heard:
        return ()
    if command.method is ViewsMethod.CONVERSATION:
        raise Refusal(
            "views-of-a-case",
            "A conversation is with the child or family of one case.",
            "Record it with that case: `assure views record`.",
        )
    require_words(command.views, "What was said")
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
    return () if event in audit.heard else (event,)


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
    if held is not None and any(one.person == person for one in held.attended):
        return "Took part in the moderation day"
    return None
