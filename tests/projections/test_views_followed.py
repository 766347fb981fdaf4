"""Views, concerns, queries, feedback, comments, certificates: events in, rows out."""

from __future__ import annotations

from datetime import date

from domain.audit.events import (
    GroupViewsRecorded,
    ParticipationCertified,
    ReportCommentAnswered,
    ReportCommented,
    ToolFeedbackGiven,
    ToolFeedbackWithdrawn,
    ViewsDecided,
)
from domain.case.events import ViewsNotSought, ViewsRecorded, ViewsSought, ViewsWithdrawn
from domain.concern.events import (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
)
from domain.kernel import streams
from domain.kernel.vocabulary import Recipient, ReplacementReason, ViewsMethod
from domain.programme.events import SingleAgencyAuditCalledOff, SingleAgencyAuditDeclared
from domain.returns.events import (
    FeedbackAcknowledged,
    FeedbackDelivered,
    FeedbackWithdrawn,
    QueryAnswered,
    QueryRaised,
    ReturnWithdrawn,
)
from domain.sample.events import CaseReplaced
from domain.single_agency.events import (
    SingleAgencyAuditConsidered,
    SingleAgencyAuditReported,
    SingleAgencyReportWithdrawn,
)
from tests.projections.followed import (
    DAY,
    acknowledged,
    asked,
    certified,
    comment,
    comment_answer,
    considered,
    decided,
    declared,
    delivered,
    fed_back,
    followed,
    group_views,
    heard,
    not_asked,
    query,
    query_answer,
    raised,
    seen_through,
    tool_fed_back,
)
from tests.projections.story import Happened, appended, directory, planned, sampled, tool
from tests.projections.viewing import rows

START, END = date(2025, 1, 1), date(2025, 2, 28)
LATER = date(2025, 3, 9)
PRACTITIONER, MANAGER = Recipient.PRACTITIONER, Recipient.MANAGER


def begun(cases: int = 5) -> Happened:
    return [*tool(), *planned("first", START, END), *sampled("first", cases)]


def test_the_whole_story_has_every_event_of_these_views() -> None:
    assert {type(event) for _, event in followed("first")} == {
        *(ViewsDecided, GroupViewsRecorded, ViewsSought, ViewsRecorded, ViewsNotSought),
        *(ConcernRaised, ConcernTakenUp, ConcernAcknowledged, ConcernResolved),
        *(QueryRaised, QueryAnswered, FeedbackDelivered, FeedbackAcknowledged),
        *(ReportCommented, ReportCommentAnswered, ToolFeedbackGiven, ParticipationCertified),
        *(SingleAgencyAuditDeclared, SingleAgencyAuditReported, SingleAgencyAuditConsidered),
    }


def test_case_views__heard_stays_heard_and_otherwise_the_latest_counts() -> None:
    gone = CaseReplaced(
        audit="first", case="C05", replaced_by=None, reason=ReplacementReason.TRANSFERRED
    )
    events = [
        *begun(),
        *(asked("first", "C01"), heard("first", "C01"), heard("first", "C01", LATER, None)),
        asked("first", "C01"),
        *(not_asked("first", "C02"), asked("first", "C02", "police")),
        *(asked("first", "C03"), not_asked("first", "C03")),
        heard("first", "C05"),
        (streams.sample("first"), gone),
    ]
    columns = ("case_ref", "state", "method", "agency", "on", "position")
    here = len(begun())
    assert rows(events, "case_views", *columns) == [
        ("C01", "heard", "conversation", None, LATER, here + 3),
        ("C02", "asked", "conversation", "police", DAY, here + 6),
        ("C03", "not sought", None, None, None, here + 8),
        ("C04", "nothing recorded", None, None, None, None),
    ]


VIEWS = (
    *("decided_on", "is_sought", "methods", "by_whom", "reason", "cases", "cases_heard"),
    *("cases_asked", "cases_not_sought", "cases_silent", "group_views", "respondents"),
)


def test_audit_views__before_the_decision_nothing_is_sought() -> None:
    assert rows(begun(2), "audit_views", *VIEWS) == [
        (None, None, [], None, None, 2, 0, 0, 0, 2, 0, 0)
    ]
    assert rows(begun()[:2], "audit_views", "cases", "cases_silent") == [(0, 0)]


def test_audit_views__the_latest_decision_and_what_came_of_it() -> None:
    refused = decided("first")
    events = [*begun(), decided("first", ViewsMethod.CONVERSATION), refused]
    columns = ("is_sought", "methods", "by_whom", "reason")
    assert rows(events, "audit_views", *columns) == [
        (False, [], None, "The children were asked last month")
    ]
    events += [
        decided("first", ViewsMethod.QUESTIONNAIRE, day=LATER),
        *(group_views("first", 12), group_views("first", 30)),
        *(heard("first", "C01"), asked("first", "C02"), not_asked("first", "C03")),
    ]
    whom = "The social worker whom the child knows"
    assert rows(events, "audit_views", *VIEWS) == [
        (LATER, True, ["questionnaire"], whom, None, 5, 1, 1, 1, 2, 2, 42)
    ]


COUNTS = ("raised", "taken_up", "acknowledged", "resolved", "unresolved")


def test_concern_counts__of_every_step_and_nought_without_any() -> None:
    assert rows(begun(), "concern_counts", "audit", *COUNTS) == [("first", 0, 0, 0, 0, 0)]
    events = [*begun()]
    for number, steps in enumerate((3, 2, 1, 0), start=1):
        events += [raised("first", number), *seen_through("first", number, steps)]
    assert rows(events, "concern_counts", "audit", *COUNTS) == [("first", 4, 3, 2, 1, 3)]


def test_safeguarding_concerns__with_the_day_of_each_step() -> None:
    events = [
        *(raised("first", 1), *seen_through("first", 1, 3, day=LATER)),
        raised("first", 2, agency=None, seen_on=LATER, case="C02"),
        *seen_through("first", 2, 1, agency=None, day=LATER),
    ]
    columns = (
        *("concern", "case_ref", "agency", "seen_on", "taken_up_on", "acknowledged_on"),
        *("resolved_on", "position"),
    )
    assert rows(events, "safeguarding_concerns", *columns) == [
        (1, "C01", "police", DAY, LATER, LATER, LATER, 1),
        (2, "C02", None, LATER, LATER, None, None, 5),
    ]


def test_return_queries__each_with_its_own_answer() -> None:
    events = [
        query("first", "C01", "police"),
        query("first", "C01", "police", 2),
        query("first", "C01", "health"),
        query_answer("first", "C01", "police", 2),
    ]
    columns = ("case_ref", "agency", "number", "area", "raised_position", "answered_position")
    assert rows(events, "return_queries", *columns) == [
        ("C01", "health", 1, "voice", 3, None),
        ("C01", "police", 1, "voice", 1, None),
        ("C01", "police", 2, "voice", 2, 4),
    ]


def test_feedback_given__by_agency_of_the_returns_received() -> None:
    withdrawn = ReturnWithdrawn(audit="first", case="C03", agency="police", reason="")
    events = [
        *begun(),
        *(appended("first", case, "police") for case in ("C01", "C02", "C03")),
        (streams.agency_return("first", "C03", "police"), withdrawn),
        appended("first", "C01", "health"),
        *(delivered("first", "C01", "police", to) for to in (PRACTITIONER, MANAGER)),
        delivered("first", "C02", "police", PRACTITIONER),
        acknowledged("first", "C01", "police", MANAGER),
        delivered("first", "C01", "health", MANAGER),
    ]
    columns = (
        *("agency", "returns", "practitioner_delivered", "practitioner_acknowledged"),
        *("manager_delivered", "manager_acknowledged"),
    )
    assert rows(events, "feedback_given", *columns) == [
        ("health", 1, 0, 0, 1, 0),
        ("police", 2, 2, 0, 1, 1),
        ("schools", 0, 0, 0, 0, 0),
    ]


def test_feedback_standing__none_of_what_was_taken_back() -> None:
    key = {"audit": "first", "case": "C01", "agency": "police"}
    back = FeedbackWithdrawn.model_validate({**key, "recipient": MANAGER, "reason": "Slip."})
    events = [
        *begun(),
        appended("first", "C01", "police"),
        *(delivered("first", "C01", "police", to) for to in (PRACTITIONER, MANAGER)),
        acknowledged("first", "C01", "police", MANAGER),
        (streams.agency_return("first", "C01", "police"), back),
    ]
    columns = ("case_ref", "agency", "recipient", "step")
    left = [("C01", "police", "practitioner", "delivered")]
    assert rows(events, "feedback_standing", *columns) == left
    counts = ("feedback_delivered", "feedback_acknowledged")
    assert rows(events, "audit_progress", *counts) == [(1, 0)]
    passed_on = ("practitioner_delivered", "manager_delivered", "manager_acknowledged")
    assert (1, 0, 0) in rows(events, "feedback_given", *passed_on)
    anew = [*events, delivered("first", "C01", "police", MANAGER)]
    assert len(rows(anew, "feedback_standing", *columns)) == 2


def test_report_comments__each_with_its_answer() -> None:
    events = [comment("first", 1), comment("first", 2, "health"), comment_answer("first", 1)]
    columns = ("number", "agency", "position", "answer_position", "report_changed")
    assert rows(events, "report_comments", *columns) == [
        (1, "police", 1, 3, True),
        (2, "health", 2, None, None),
    ]


def test_case_views_standing__without_what_was_taken_back() -> None:
    gone = ViewsWithdrawn(
        audit="first", case="C01", agency=None, number=2, reason="Another child's"
    )
    events = [
        *begun(),
        *(asked("first", "C01"), heard("first", "C01"), not_asked("first", "C02")),
        (streams.case("first", "C01"), gone),
    ]
    columns = ("case_ref", "number", "state", "position")
    here = len(begun())
    assert rows(events, "case_views_standing", *columns) == [
        ("C01", 1, "asked", here + 1),
        ("C02", 1, "not sought", here + 3),
    ]
    assert ("C01", "asked") in rows(events, "case_views", "case_ref", "state")
    assert {ViewsSought, ViewsRecorded, ViewsNotSought} <= {type(event) for _, event in events}


def test_tool_feedback__every_entry_of_it() -> None:
    events = [tool_fed_back("first", "police"), tool_fed_back("second", None, "The scale")]
    columns = ("tool", "tool_version", "audit", "agency", "worked_well", "position")
    assert rows(events, "tool_feedback", *columns) == [
        ("neglect", 1, "first", "police", "The prompts", 1),
        ("neglect", 1, "second", None, "The scale", 2),
    ]
    gone = ToolFeedbackWithdrawn(audit="first", agency="police", number=1, reason="Another's")
    taken_back = [*events, (streams.audit("first"), gone)]
    assert [row[2] for row in rows(taken_back, "tool_feedback", *columns)] == ["second"]


def test_certificates__the_newest_and_whether_it_corrects() -> None:
    events = [
        *directory(),
        certified("first", "lead", 12),
        certified("first", "lead", 14),
        certified("second", "lead", 7),
        certified("second", "nobody-known", 3),
    ]
    here = len(directory())
    columns = ("audit", "person", "full_name", "hours", "position", "was_corrected")
    assert rows(events, "certificates", *columns) == [
        ("first", "lead", "L Ead", 14, here + 2, True),
        ("second", "lead", "L Ead", 7, here + 3, False),
        ("second", "nobody-known", "nobody-known", 3, here + 4, False),
    ]


def test_single_agency_audits__declared_reported_or_considered() -> None:
    events = [
        declared("police", "S1", "2025-Q1"),
        declared("police", "S2", "2025-Q2"),
        declared("police", "S1", "2025-Q3"),
        fed_back("police", "S1"),
        fed_back("health", "S1", document=True),
        considered("health", "S1"),
    ]
    columns = (
        *("agency", "ref", "title", "quarter", "state", "strengths", "document_name"),
        *("considered_on", "position"),
    )
    assert rows(events, "single_agency_audits", *columns) == [
        ("health", "S1", "Reported S1", None, "considered", [], "Summary", DAY, 5),
        ("police", "S1", "Reported S1", "2025-Q3", "reported", ["Children were seen"], None,
         None, 4),
        ("police", "S2", "Declared S2", "2025-Q2", "declared", [], None, None, None),
    ]  # fmt: skip
    off = SingleAgencyAuditCalledOff(
        period="2025-2027",
        agency="police",
        ref="S2",
        reason="Inspected",
    )
    back = SingleAgencyReportWithdrawn(agency="health", ref="S1", reason="Another's")
    later = [
        *events,
        (declared("police", "S2", "2025-Q2")[0], off),
        (considered("health", "S1")[0], back),
    ]
    assert [row[:2] for row in rows(later, "single_agency_audits", *columns)] == [("police", "S1")]
