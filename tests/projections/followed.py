"""What is done around an audit's grades: views, queries, concerns, feedback, comments."""

from __future__ import annotations

from datetime import date

from domain.audit.events import (
    FindingRecorded,
    GroupViewsRecorded,
    ParticipationCertified,
    ReportCommentAnswered,
    ReportCommented,
    ToolFeedbackGiven,
    ViewsDecided,
)
from domain.case.events import ViewsNotSought, ViewsRecorded, ViewsSought
from domain.concern.events import (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
)
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import FindingKind, Recipient, ViewsMethod, Whose
from domain.programme.events import SingleAgencyAuditDeclared
from domain.returns.events import (
    FeedbackAcknowledged,
    FeedbackDelivered,
    QueryAnswered,
    QueryRaised,
)
from domain.single_agency.events import (
    SingleAgencyAuditConsidered,
    SingleAgencyAuditReported,
    SummaryDocument,
)
from tests.projections.story import Happened

PLANTED = "planted-words-of-a-case"
DAY = date(2025, 3, 1)


def decided(code: str, *methods: ViewsMethod, day: date = DAY) -> tuple[str, Event]:
    event = ViewsDecided(
        audit=code,
        decided_on=day,
        methods=methods,
        by_whom="The social worker whom the child knows" if methods else None,
        reason=None if methods else "The children were asked last month",
    )
    return (streams.audit(code), event)


def group_views(code: str, respondents: int) -> tuple[str, Event]:
    event = GroupViewsRecorded(
        audit=code,
        method=ViewsMethod.QUESTIONNAIRE,
        heard_on=DAY,
        respondents=respondents,
        views=PLANTED,
    )
    return (streams.audit(code), event)


def asked(code: str, case: str, agency: str | None = "health") -> tuple[str, Event]:
    event = ViewsSought(
        audit=code,
        case=case,
        agency=agency,
        method=ViewsMethod.CONVERSATION,
        sought_on=DAY,
        by_whom=PLANTED,
    )
    return (streams.case(code, case), event)


def heard(
    code: str, case: str, day: date = DAY, agency: str | None = "health"
) -> tuple[str, Event]:
    event = ViewsRecorded(
        audit=code,
        case=case,
        agency=agency,
        method=ViewsMethod.CONVERSATION,
        heard_on=day,
        whose=Whose.CHILD,
        views=PLANTED,
        difference_made="",
    )
    return (streams.case(code, case), event)


def not_asked(code: str, case: str) -> tuple[str, Event]:
    event = ViewsNotSought(audit=code, case=case, agency=None, reason=PLANTED)
    return (streams.case(code, case), event)


def raised(
    code: str, number: int, agency: str | None = "police", seen_on: date = DAY, case: str = "C01"
) -> tuple[str, Event]:
    event = ConcernRaised(
        audit=code, concern=number, agency=agency, case=case, seen_on=seen_on, words=PLANTED
    )
    return (streams.concern(code, number), event)


def seen_through(
    code: str, number: int, steps: int, agency: str | None = "police", day: date = DAY
) -> Happened:
    """The steps after a concern is raised: taken up, acknowledged, resolved."""
    events: list[Event] = [
        ConcernTakenUp(audit=code, concern=number, agency=agency, taken_up_on=day, manager=PLANTED),
        ConcernAcknowledged(
            audit=code, concern=number, agency=agency, acknowledged_on=day, response=PLANTED
        ),
        ConcernResolved(
            audit=code, concern=number, agency=agency, resolved_on=day, outcome=PLANTED
        ),
    ]
    return [(streams.concern(code, number), event) for event in events[:steps]]


def query(code: str, case: str, agency: str, number: int = 1) -> tuple[str, Event]:
    event = QueryRaised(
        audit=code, case=case, agency=agency, number=number, area="voice", question=PLANTED
    )
    return (streams.agency_return(code, case, agency), event)


def query_answer(code: str, case: str, agency: str, number: int = 1) -> tuple[str, Event]:
    event = QueryAnswered(audit=code, case=case, agency=agency, number=number, answer=PLANTED)
    return (streams.agency_return(code, case, agency), event)


def delivered(code: str, case: str, agency: str, recipient: Recipient) -> tuple[str, Event]:
    event = FeedbackDelivered(
        audit=code, case=case, agency=agency, recipient=recipient, delivered_on=DAY
    )
    return (streams.agency_return(code, case, agency), event)


def acknowledged(code: str, case: str, agency: str, recipient: Recipient) -> tuple[str, Event]:
    event = FeedbackAcknowledged(
        audit=code,
        case=case,
        agency=agency,
        recipient=recipient,
        acknowledged_on=DAY,
        response=PLANTED,
    )
    return (streams.agency_return(code, case, agency), event)


def comment(code: str, number: int, agency: str = "police") -> tuple[str, Event]:
    event = ReportCommented(audit=code, agency=agency, number=number, comment=PLANTED)
    return (streams.audit(code), event)


def comment_answer(code: str, number: int, agency: str = "police") -> tuple[str, Event]:
    event = ReportCommentAnswered(
        audit=code, agency=agency, number=number, answer=PLANTED, report_changed=True
    )
    return (streams.audit(code), event)


def tool_fed_back(code: str, agency: str | None, well: str = "The prompts") -> tuple[str, Event]:
    event = ToolFeedbackGiven(
        audit=code,
        agency=agency,
        tool="neglect",
        tool_version=1,
        worked_well=well,
        worked_less_well="Area three asks two things",
    )
    return (streams.audit(code), event)


def certified(code: str, person: str, hours: int) -> tuple[str, Event]:
    event = ParticipationCertified(
        audit=code,
        person=person,
        capacity="Lead auditor",
        first_day=DAY,
        last_day=DAY,
        hours=hours,
        reason=None,
    )
    return (streams.audit(code), event)


def declared(agency: str, ref: str, quarter: str, period: str = "2025-2027") -> tuple[str, Event]:
    event = SingleAgencyAuditDeclared(
        period=period, agency=agency, ref=ref, title=f"Declared {ref}", quarter=quarter
    )
    return (streams.programme(period), event)


def fed_back(agency: str, ref: str, *, document: bool = False) -> tuple[str, Event]:
    event = SingleAgencyAuditReported(
        agency=agency,
        ref=ref,
        title=f"Reported {ref}",
        reported_on=DAY,
        strengths=() if document else ("Children were seen",),
        improvements=() if document else ("Plans were late",),
        for_the_programme="Nothing more",
        document=SummaryDocument(name="Summary", digest="a3" * 32, size=9) if document else None,
    )
    return (streams.single_agency(agency, ref), event)


def considered(agency: str, ref: str) -> tuple[str, Event]:
    event = SingleAgencyAuditConsidered(
        agency=agency, ref=ref, considered_on=DAY, conclusion="Noted"
    )
    return (streams.single_agency(agency, ref), event)


def followed(code: str) -> Happened:
    """Everything that surrounds the grades of an audit that has cases C01 to C05."""
    both = (Recipient.PRACTITIONER, Recipient.MANAGER)
    return [
        decided(code, ViewsMethod.CONVERSATION, ViewsMethod.QUESTIONNAIRE),
        asked(code, "C01"),
        heard(code, "C01"),
        asked(code, "C02"),
        not_asked(code, "C03"),
        group_views(code, 12),
        raised(code, 1),
        *seen_through(code, 1, 3),
        raised(code, 2, agency=None),
        query(code, "C01", "police"),
        query_answer(code, "C01", "police"),
        *(delivered(code, "C01", "police", to) for to in both),
        acknowledged(code, "C01", "police", Recipient.MANAGER),
        comment(code, 1),
        comment(code, 2, "health"),
        comment_answer(code, 1),
        tool_fed_back(code, "police"),
        certified(code, "lead", 12),
        certified(code, "lead", 14),
        declared("police", "S1", "2025-Q1"),
        fed_back("police", "S1"),
        considered("police", "S1"),
        declared("health", "S2", "2025-Q2"),
    ]


def found(ref: str, kind: FindingKind, case: str = "C01") -> FindingRecorded:
    return FindingRecorded(
        audit="first",
        finding=ref,
        kind=kind,
        area="voice",
        text="Seen",
        evidenced_by=(f"{case}/police",),
    )
