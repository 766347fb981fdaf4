"""Audits, samples, returns and findings: events in, rows out."""

from __future__ import annotations

from datetime import date

import pytest

from domain.audit.events import (
    Attendance,
    AuditAbandoned,
    AuditClosed,
    AuditorNominated,
    AuditResumed,
    BriefingAcknowledged,
    BriefingHeld,
    LeadAuditorAppointed,
    ModerationHeld,
    ModerationOpened,
    PlanAgreed,
    PlanAmended,
    ReportAgreed,
    ReportCirculated,
    ReportCommentAnswered,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
    ReportFrozen,
    ViewsDecided,
)
from domain.case.events import OverallGradeAgreed
from domain.concern.events import ConcernRaised, ConcernResolved
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    FindingKind,
    Function,
    InformedBy,
    Recipient,
    ReplacementReason,
    ViewsMethod,
)
from domain.programme.events import AuditScheduled
from domain.returns.events import (
    FeedbackAcknowledged,
    FeedbackDelivered,
    NotApplicable,
    ReturnAppended,
    ReturnWithdrawn,
)
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    SampleDrawn,
    SampleRedrawn,
)
from tests.projections.followed import (
    DAY,
    acknowledged,
    comment,
    comment_answer,
    decided,
    delivered,
    found,
    raised,
    seen_through,
)
from tests.projections.story import (
    AGENCIES,
    Happened,
    appended,
    case_sampled,
    not_involved,
    plan,
    planned,
    sampled,
    tool,
)
from tests.projections.viewing import rows

COURT = ReplacementReason.COURT
START, END = date(2025, 1, 1), date(2025, 2, 28)
AUDIT = streams.audit("first")
SAMPLE = streams.sample("first")
HELD = date(2025, 3, 20)
ISSUES = ["A case review found that nobody had asked."]
OUTCOMES = ["Children are asked, and the plan changes."]


def audit(*events: Event) -> Happened:
    return [(AUDIT, event) for event in events]


def agreed(process: Process = Process.THEMED) -> Happened:
    return [*tool(), *planned("first", START, END, process=process)[:1]]


def amended(agencies: tuple[str, ...] = AGENCIES) -> PlanAmended:
    changed = plan("first", START, date(2025, 3, 1), agencies=agencies, size=8)
    return PlanAmended(audit="first", amended_on=END, plan=changed, reason="A month more")


def opened() -> ModerationOpened:
    return ModerationOpened(audit="first", missing=())


def held() -> ModerationHeld:
    here = Attendance(person="ann", agency="police", undertaking=True)
    return ModerationHeld(audit="first", held_on=HELD, attended=(here,))


def drafted(day: date = HELD) -> ReportDrafted:
    return ReportDrafted(audit="first", drafted_on=day, summary="In short")


def considered() -> ReportConsidered:
    return ReportConsidered(audit="first", considered_on=HELD, conclusion="Agreed")


def closed() -> AuditClosed:
    return AuditClosed(audit="first", closed_on=HELD)


def redrawn() -> tuple[str, Event]:
    return (SAMPLE, SampleRedrawn(audit="first", reason="The list was old"))


def withdrawn(case: str, agency: str) -> tuple[str, Event]:
    event = ReturnWithdrawn(audit="first", case=case, agency=agency, reason="")
    return (streams.agency_return("first", case, agency), event)


def replaced(case: str, by: str | None) -> tuple[str, Event]:
    event = CaseReplaced(
        audit="first", case=case, replaced_by=by, reason=ReplacementReason.TRANSFERRED
    )
    return (SAMPLE, event)


def test_audit_plans__as_amended_with_the_version_agreed() -> None:
    events = [*agreed(), *audit(amended(("police",)))]
    assert isinstance(events[1][1], PlanAgreed)
    columns = ("audit", "tool", "tool_version", "casework_start", "casework_end", "agencies")
    assert rows(events, "audit_plans", *columns, "sample_size", "amendments") == [
        ("first", "neglect", 1, START, date(2025, 3, 1), ["police"], 8, 1)
    ]


def test_audit_terms__as_amended_with_what_informed_them_and_what_was_concluded() -> None:
    """The newest draft counts, and the programme's newest word on why the audit is in it."""
    scheduled = AuditScheduled(
        period="2025-2028",
        audit="first",
        title="Neglect",
        process=Process.THEMED,
        function=Function.CORE,
        informed_by=InformedBy.CASE_REVIEW,
        quarter="2025-Q1",
        demand=(),
    )
    columns = ("audit", "issues", "outcomes", "informed_by", "summary_position", "conclusion")
    bare = [*agreed(), *audit(amended(("police",)))]
    assert rows(bare, "audit_terms", *columns) == [
        (
            "first",
            ISSUES,
            OUTCOMES,
            None,
            None,
            None,
        )
    ]
    events = [
        *agreed(),
        (streams.programme("2025-2028"), scheduled),
        *audit(drafted(date(2025, 3, 3)), drafted(date(2025, 3, 4)), considered()),
    ]
    assert rows(events, "audit_terms", *columns) == [
        (
            "first",
            ISSUES,
            OUTCOMES,
            "case-review",
            5,
            "Agreed",
        )
    ]


@pytest.mark.parametrize(
    ("process", "events", "is_open"),
    [
        (Process.THEMED, [drafted()], False),
        (Process.THEMED, [opened()], True),
        (Process.DIP_SAMPLE, [opened()], False),
        (Process.DIP_SAMPLE, [drafted()], True),
        (Process.SINGLE_AGENCY, [drafted()], False),
        (Process.SINGLE_AGENCY, [closed()], True),
    ],
)
def test_audit_openings__by_the_step_of_the_process(
    process: Process, events: list[Event], is_open: bool
) -> None:
    happened = [*agreed(process), *audit(*events)]
    assert rows(happened, "audit_openings", "audit", "position") == [("first", 3)] * is_open


def test_audit_dates__of_each_step() -> None:
    steps = audit(
        BriefingHeld(audit="first", held_on=date(2025, 3, 1)),
        ModerationHeld(audit="first", held_on=date(2025, 3, 2), attended=()),
        drafted(date(2025, 3, 3)),
        ReportCirculated(audit="first", circulated_on=date(2025, 3, 4), agencies=AGENCIES),
        ReportAgreed(audit="first", agreed_on=date(2025, 3, 5)),
        ReportConsidered(audit="first", considered_on=date(2025, 3, 6), conclusion="Agreed"),
        AuditClosed(audit="first", closed_on=date(2025, 3, 7)),
    )
    columns = (
        *("briefing_held_on", "moderation_held_on", "report_drafted_on"),
        *("report_circulated_on", "report_agreed_on", "report_considered_on", "closed_on"),
    )
    assert rows(agreed(), "audit_dates", *columns) == [(None,) * 7]
    assert rows([*agreed(), *steps], "audit_dates", *columns) == [
        tuple(date(2025, 3, day) for day in range(1, 8))
    ]


def test_audit_dates__of_a_step_as_it_was_corrected_last() -> None:
    def told(day: int, reason: str | None = None) -> Happened:
        return audit(
            BriefingHeld(audit="first", held_on=date(2025, 3, day), reason=reason),
            ModerationHeld(audit="first", held_on=date(2025, 3, day), attended=(), reason=reason),
            ReportAgreed(audit="first", agreed_on=date(2025, 3, day), reason=reason),
            ReportConsidered(
                audit="first",
                considered_on=date(2025, 3, day),
                conclusion=f"Day {day}",
                reason=reason,
            ),
        )

    events = [*agreed(), *told(9), *told(2, "The minutes say so.")]
    columns = ("briefing_held_on", "moderation_held_on", "report_agreed_on", "report_considered_on")
    assert rows(events, "audit_dates", *columns) == [(date(2025, 3, 2),) * 4]
    assert rows(events, "audit_terms", "conclusion") == [("Day 2",)]


def test_audits__what_was_closed_by_mistake_goes_on() -> None:
    closing = AuditClosed(audit="first", closed_on=HELD)
    on = AuditResumed(audit="first", resumed_on=HELD, reason="The other was meant.")
    events = [*agreed(), *audit(closing)]
    assert rows(events, "audits", "stage", "closed_on") == [("closed", HELD)]
    assert rows([*events, *audit(on)], "audits", "stage", "closed_on") == [("planned", None)]
    again = [*events, *audit(on, closing)]
    assert rows(again, "audits", "stage", "closed_on") == [("closed", HELD)]


def test_audits__what_is_called_off_is_abandoned_until_it_goes_on() -> None:
    off = AuditAbandoned(audit="first", abandoned_on=HELD, reason="An inspection.")
    on = AuditResumed(audit="first", resumed_on=HELD, reason="It is over.")
    events = [*agreed(), *audit(off)]
    columns = ("stage", "abandoned_on", "abandoned_reason")
    assert rows(events, "audits", *columns) == [("abandoned", HELD, "An inspection.")]
    assert rows([*events, *audit(on)], "audits", *columns) == [("planned", None, None)]
    again = AuditAbandoned(audit="first", abandoned_on=HELD, reason="Again.")
    assert rows([*events, *audit(on, again)], "audits", *columns) == [("abandoned", HELD, "Again.")]


def test_audits__the_grades_of_one_that_is_called_off_are_not_compared() -> None:
    off = AuditAbandoned(audit="first", abandoned_on=HELD, reason="An inspection.")
    events = [*agreed(), *audit(opened(), held())]
    assert rows(events, "audits", "is_settled", "is_open") == [(True, True)]
    assert rows([*events, *audit(off)], "audits", "is_settled", "is_open") == [(False, True)]


def test_settled_audits__open_past_the_moderation_day_and_not_called_off() -> None:
    off = AuditAbandoned(audit="first", abandoned_on=HELD, reason="An inspection.")
    on = AuditResumed(audit="first", resumed_on=HELD, reason="It goes on.")
    steps: list[tuple[list[tuple[str]], Happened]] = [
        ([], agreed()),
        ([], audit(opened())),
        ([("first",)], audit(held())),
        ([], audit(off)),
        ([("first",)], audit(on)),
    ]
    so_far: Happened = []
    for settled, events in steps:
        so_far += events
        assert rows(so_far, "settled_audits", "audit") == settled
        assert rows(so_far, "audits", "is_settled") == [(bool(settled),)]
    assert isinstance(held(), ModerationHeld)
    dip = agreed(Process.DIP_SAMPLE)
    assert rows(dip, "settled_audits", "audit") == []
    assert rows([*dip, *audit(drafted())], "settled_audits", "audit") == [("first",)]


def test_audits__stage_is_the_furthest_step() -> None:
    frame, _, draw, *cases = sampled("first", 2)
    assert (type(frame[1]), type(draw[1])) == (FrameCommitted, SampleDrawn)
    steps: list[tuple[str, Happened]] = [
        ("planned", agreed()),
        ("planned", audit(LeadAuditorAppointed(audit="first", person="ann"))),
        ("briefed", audit(BriefingHeld(audit="first", held_on=END))),
        ("sampling", [frame]),
        ("returns", [draw, *cases]),
        ("sampling", [redrawn()]),
        ("returns", [draw]),
        ("moderation", audit(opened())),
        ("moderation", audit(held())),
        ("reporting", audit(drafted())),
        ("considered", audit(considered())),
        ("closed", audit(closed())),
    ]
    so_far: Happened = []
    for stage, events in steps:
        so_far += events
        assert rows(so_far, "audits", "stage") == [(stage,)]


def test_audits__lead_auditor_moderated_and_settled() -> None:
    leads = [LeadAuditorAppointed(audit="first", person=person) for person in ("ann", "bob")]
    columns = ("lead_auditor", "is_open", "was_moderated", "is_settled")
    events = [*agreed(), *audit(*leads)]
    assert rows(events, "audits", *columns) == [("bob", False, False, False)]
    events += audit(opened())
    assert rows(events, "audits", *columns) == [("bob", True, False, False)]
    events += audit(held())
    assert rows(events, "audits", *columns) == [("bob", True, True, True)]
    dip = [*agreed(Process.DIP_SAMPLE), *audit(drafted())]
    assert rows(dip, "audits", *columns) == [(None, True, False, True)]


def test_audit_cases__replaced_ones_are_marked_and_a_redraw_leaves_only_the_new() -> None:
    columns = ("case_ref", "place", "was_replaced", "replaced_by", "replacement_reason")
    events = [*sampled("first", 2), replaced("C01", "C03"), (SAMPLE, case_sampled("first", 3))]
    assert isinstance(events[-1][1], CaseSampled)
    assert rows(events, "audit_cases", *columns) == [
        ("C01", 1, True, "C03", "transferred-out"),
        ("C02", 2, False, None, None),
        ("C03", 3, False, None, None),
    ]
    events += [redrawn(), (SAMPLE, case_sampled("first", 4))]
    assert rows(events, "audit_cases", "case_ref", "was_replaced") == [("C04", False)]


def test_sample_strata__expected_beside_drawn_of_the_standing_draw() -> None:
    columns = ("stratum", "size", "expected", "drawn", "is_self_weighting")
    drawn = [("North", 30, 4.5, 3, True), ("South", 10, 1.5, 0, True)]
    assert rows(sampled("first", 3), "sample_strata", *columns) == drawn
    assert rows([*sampled("first", 2), redrawn()], "sample_strata", *columns) == []
    again = [*sampled("first", 2), redrawn(), *sampled("first", 3)]
    assert rows(again, "sample_strata", *columns) == drawn


def test_areas_not_applicable__of_the_standing_return_only() -> None:
    def says(area: str) -> tuple[str, Event]:
        stream, event = appended("first", "C01", "police")
        assert isinstance(event, ReturnAppended)
        excused = NotApplicable(area=area, reason="planted")
        return (stream, event.model_copy(update={"not_applicable": (excused,)}))

    events = [*agreed(), *sampled("first", 1), says("voice")]
    columns = ("audit", "case_ref", "agency", "area")
    assert rows(events, "areas_not_applicable", *columns) == [("first", "C01", "police", "voice")]
    events += [withdrawn("C01", "police")]
    assert rows(events, "areas_not_applicable", *columns) == []
    events += [says("plans")]
    assert rows(events, "areas_not_applicable", "area") == [("plans",)]


def in_progress() -> Happened:
    overall = OverallGradeAgreed(audit="first", case="C01", grade="good", reason="Seen")
    return [
        *agreed(),
        *audit(
            AuditorNominated(audit="first", agency="police", person="ann"),
            AuditorNominated(audit="first", agency="police", person="bob"),
            BriefingAcknowledged(audit="first", agency="police", person="ann"),
        ),
        *sampled("first", 3),
        replaced("C03", None),
        appended("first", "C01", "police"),
        not_involved("first", "C01", "schools"),
        *audit(found("F1", FindingKind.CONCERN), found("F2", FindingKind.STRENGTH)),
        *(comment("first", 1), comment("first", 2), comment_answer("first", 2)),
        *(raised("first", 1), raised("first", 2), *seen_through("first", 1, 3)),
        delivered("first", "C01", "police", Recipient.MANAGER),
        delivered("first", "C01", "police", Recipient.PRACTITIONER),
        acknowledged("first", "C01", "police", Recipient.MANAGER),
        decided("first", ViewsMethod.CONVERSATION),
        (streams.case("first", "C01"), overall),
    ]


COUNTS = (
    *("cases", "cases_replaced", "returns_due", "returns_received", "returns_not_involved"),
    *("returns_missing", "overall_grades_agreed", "strengths_found", "concerns_found"),
    *("auditors_nominated", "briefings_acknowledged", "comments", "comments_unanswered"),
    *("feedback_delivered", "feedback_acknowledged", "concerns_unresolved", "views_decided_on"),
)


def test_audit_progress__counts() -> None:
    assert {type(event) for _, event in in_progress()} >= {
        *(ViewsDecided, ReportCommented, ReportCommentAnswered, ConcernRaised, ConcernResolved),
        *(FeedbackDelivered, FeedbackAcknowledged),
    }
    assert rows(agreed(), "audit_progress", *COUNTS) == [(*(0,) * 16, None)]
    assert rows(in_progress(), "audit_progress", *COUNTS) == [
        (2, 1, 6, 1, 1, 4, 1, 1, 1, 2, 1, 2, 1, 2, 1, 1, DAY)
    ]


def test_audit_overview__plan_and_counts_in_one_row() -> None:
    columns = ("audit", "title", "stage", "returns_due", "returns_missing", "concerns_unresolved")
    assert rows(in_progress(), "audit_overview", *columns) == [
        ("first", "Audit first", "returns", 6, 4, 1)
    ]


def test_reports_frozen__the_newest_is_the_one_agreed() -> None:
    first = ReportFrozen(
        audit="first", frozen_on=HELD, document="1" * 64, digest="2" * 64, size=9, root="3" * 64
    )
    again = ReportFrozen(
        audit="first", frozen_on=END, document="4" * 64, digest="5" * 64, size=11, root="6" * 64
    )
    columns = ("audit", "document", "digest", "size", "frozen_on", "is_newest")
    assert rows([*agreed(), *audit(first, again)], "reports_frozen", *columns) == [
        ("first", "1" * 64, "2" * 64, 9, HELD, False),
        ("first", "4" * 64, "5" * 64, 11, END, True),
    ]
