"""An audit from its plan to the moderation day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import (
    Attendance,
    BriefingAcknowledged,
    BriefingHeld,
    LeadAuditorAppointed,
    ModerationHeld,
    ModerationOpened,
    PlanAgreed,
    PlanAmended,
    ViewsDecided,
)
from domain.audit.plan import (
    AcknowledgeBriefing,
    AgreePlan,
    AmendPlan,
    HoldBriefing,
    HoldModeration,
    OpenModeration,
)
from domain.audit.terms import CaseworkWindow, Plan, SampleSpecification, Timescale
from domain.directory.events import AgencyLeft
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.tool.events import Area, ToolRetired
from tests import world
from tests.domain.scene import (
    AGREED,
    AUDIT,
    BRIEFED,
    CLOSED,
    DRAWN,
    FRAMED,
    GRADED,
    HELD,
    JOINED,
    LED,
    MODERATION_HELD,
    NOMINATED,
    OPENED,
    PLAN,
    PLAN_AGREED,
    PUBLISHED,
    RETURNED,
    SEEDED,
    TOOL,
    VOICE,
    changed,
    graded,
    overall,
    with_planning_asked,
)
from tests.domain.spec import Happened, at, given

AGREE = AgreePlan(plan=PLAN, agreed_on=date(2026, 3, 2))


def _plan(**fields: Any) -> Plan:
    return Plan.model_validate(changed(PLAN, **fields))


def _times(**fields: Any) -> Timescale:
    return Timescale.model_validate(changed(PLAN.timescale, **fields))


def _agree(**fields: Any) -> AgreePlan:
    return AgreePlan(plan=_plan(**fields), agreed_on=date(2026, 3, 2))


def _amend(plan: Plan, amended_on: date = date(2026, 3, 9)) -> AmendPlan:
    return AmendPlan(plan=plan, amended_on=amended_on, reason="The school term ends early.")


# Agreeing


def test_a_plan_is_agreed_and_fixes_the_newest_version_of_its_tool() -> None:
    given(*PUBLISHED).when(AGREE, actor="chair").then(
        PlanAgreed(audit=AUDIT, agreed_on=date(2026, 3, 2), tool_version=1, plan=PLAN)
    )


def test_an_agreed_plan_is_changed_by_amendment_only() -> None:
    for other in (_agree(title="Other"), AgreePlan(plan=PLAN, agreed_on=date(2026, 3, 3))):
        given(*AGREED).when(other, actor="chair").refused("plan-exists", "2026-03-02")


def test_a_plan_is_not_agreed_in_the_future() -> None:
    given(*PUBLISHED).when(AGREE, actor="chair", today=date(2026, 3, 1)).refused("date-in-future")


def test_the_briefing_follows_the_plan() -> None:
    early = _agree(timescale=_times(briefing_on=date(2026, 3, 1)))
    given(*PUBLISHED).when(early, actor="chair").refused("date-too-early", "briefing_on")


@pytest.mark.parametrize(
    ("process", "moderation_on", "has"),
    [(Process.THEMED, None, "has a"), (Process.DIP_SAMPLE, date(2026, 5, 20), "has no")],
)
def test_a_plan_dates_a_moderation_day_where_its_process_has_one(
    process: Process, moderation_on: date | None, has: str
) -> None:
    plan = _agree(process=process, timescale=_times(moderation_on=moderation_on))
    given(*PUBLISHED).when(plan, actor="chair").refused("moderation-date", f"{has} moderation")


def test_a_plan_names_known_agencies_once() -> None:
    for agencies, code in (
        (("police", "police"), "named-twice"),
        (("police", "navy"), "unknown-agency"),
    ):
        given(*PUBLISHED).when(_agree(agencies=agencies), actor="chair").refused(code)
    left = at(streams.DIRECTORY, AgencyLeft(agency="health", reason="Merged."))
    given(*PUBLISHED, *left).when(AGREE, actor="chair").refused("agency-left")


def test_auditors_look_only_at_casework_that_has_happened() -> None:
    window = CaseworkWindow(start=date(2025, 10, 1), end=date(2026, 5, 2))
    given(*PUBLISHED).when(_agree(casework_window=window), actor="chair").refused(
        "window-after-returns", "2026-05-02"
    )


def test_a_plan_uses_a_published_version_of_a_tool_in_use() -> None:
    given(*PUBLISHED).when(_agree(tool="housing"), actor="chair").refused("unknown-tool")
    for version in (0, 2):
        given(*PUBLISHED).when(_agree(tool_version=version), actor="chair").refused(
            "unknown-tool-version", str(version)
        )
    retired = at(streams.tool(TOOL), ToolRetired(tool=TOOL, reason="Replaced."))
    given(*PUBLISHED, *retired).when(AGREE, actor="chair").refused("tool-retired", TOOL)


def test_a_plan_asks_something_of_each_agency() -> None:
    given(*with_planning_asked(PUBLISHED)).when(AGREE, actor="chair").then(PLAN_AGREED)
    only = world.published(
        *(graded(Area.model_validate(changed(one, asked_of=("health",)))) for one in (VOICE,))
    )
    nothing = (*JOINED, *at(streams.tool(TOOL), only))
    given(*nothing).when(AGREE, actor="chair").refused("nothing-asked", "'police'", "asked_of")


# Amending


def test_a_plan_is_amended_with_a_reason() -> None:
    later = _plan(timescale=_times(report_by=date(2026, 7, 31)))
    given(*AGREED).when(_amend(later), actor="chair").then(
        PlanAmended(
            audit=AUDIT,
            amended_on=date(2026, 3, 9),
            plan=later,
            reason="The school term ends early.",
        )
    )


def test_an_amendment_follows_the_agreement_and_the_rules_of_a_plan() -> None:
    later = _plan(timescale=_times(report_by=date(2026, 7, 31)))
    given(*AGREED).when(_amend(later, date(2026, 3, 1)), actor="chair").refused("date-too-early")
    none = _plan(timescale=_times(moderation_on=None))
    given(*AGREED).when(_amend(none), actor="chair").refused("moderation-date")


def test_an_agency_that_has_left_does_not_stop_an_amendment() -> None:
    left = at(streams.DIRECTORY, AgencyLeft(agency="health", reason="Merged."))
    later = _plan(timescale=_times(report_by=date(2026, 7, 31)))
    given(*DRAWN, *left).when(_amend(later), actor="chair").then(
        PlanAmended(
            audit=AUDIT,
            amended_on=date(2026, 3, 9),
            plan=later,
            reason="The school term ends early.",
        )
    )


BIGGER = SampleSpecification(frame_definition="Open plans", size=3, stratifier="district")


@pytest.mark.parametrize(
    ("happened", "fields"),
    [
        (AGREED, {"process": Process.DIP_SAMPLE}),
        (AGREED, {"tool": "housing"}),
        (AGREED, {"tool_version": 2}),
        (FRAMED, {"sample": BIGGER}),
        (FRAMED, {"agencies": ("police",)}),
        (
            OPENED,
            {"casework_window": CaseworkWindow(start=date(2025, 1, 1), end=date(2026, 3, 31))},
        ),
    ],
    ids=["process", "tool", "tool_version", "sample", "agencies", "casework_window"],
)
def test_what_sample_and_returns_rest_on_is_fixed(
    happened: tuple[Happened, ...], fields: dict[str, Any]
) -> None:
    given(*happened).when(_amend(_plan(**fields)), actor="chair").refused("plan-fixed", *fields)


def test_of_a_heading_the_field_that_was_changed_is_named() -> None:
    misspelt = changed(PLAN_AGREED.plan.sample, stratifier="District.")
    plan = _plan(sample=SampleSpecification.model_validate(misspelt))
    outcome = given(*FRAMED).when(_amend(plan), actor="chair")
    outcome.refused("plan-fixed", "sample.stratifier can no longer be changed")


def test_an_agency_found_once_the_cases_are_known_is_asked_too() -> None:
    wider = _plan(agencies=("police", "health", "housing"))
    for happened in (FRAMED, DRAWN, RETURNED):
        given(*happened).when(_amend(wider), actor="chair").then(
            PlanAmended(
                audit=AUDIT,
                amended_on=date(2026, 3, 9),
                plan=wider,
                reason="The school term ends early.",
            )
        )
    given(*OPENED).when(_amend(wider), actor="chair").refused("plan-fixed", "agencies")
    narrower = _plan(agencies=("police", "housing"))
    given(*DRAWN).when(_amend(narrower), actor="chair").refused("plan-fixed", "health")


def test_the_version_as_it_was_agreed_is_no_change() -> None:
    given(*DRAWN).when(_amend(_plan(tool_version=1)), actor="chair").then_nothing()
    later = _plan(tool_version=1, timescale=_times(report_by=date(2026, 7, 31)))
    given(*DRAWN).when(_amend(later), actor="chair").then(
        PlanAmended(
            audit=AUDIT,
            amended_on=date(2026, 3, 9),
            plan=_plan(timescale=_times(report_by=date(2026, 7, 31))),
            reason="The school term ends early.",
        )
    )


# Briefing


def test_a_briefing_is_held() -> None:
    given(*LED).when(HoldBriefing(audit=AUDIT, held_on=date(2026, 4, 1)), actor="lead").then(
        BriefingHeld(audit=AUDIT, held_on=date(2026, 4, 1))
    )


def test_a_briefing_is_held_once_after_the_plan_and_not_in_the_future() -> None:
    for happened, day, code in (
        (BRIEFED, date(2026, 4, 2), "step-taken"),
        (LED, date(2026, 3, 1), "date-too-early"),
        (LED, date(2026, 9, 2), "date-in-future"),
    ):
        hold = HoldBriefing(audit=AUDIT, held_on=day)
        given(*happened).when(hold, actor="lead").refused(code)


def test_a_nominated_auditor_acknowledges_the_briefing() -> None:
    briefed = at(streams.audit(AUDIT), BriefingHeld(audit=AUDIT, held_on=date(2026, 4, 1)))
    acknowledge = AcknowledgeBriefing(audit=AUDIT, agency="police")
    given(*NOMINATED, *briefed).when(acknowledge, actor="pc").then(
        BriefingAcknowledged(audit=AUDIT, agency="police", person="pc")
    )
    given(*NOMINATED, *briefed).when(acknowledge, actor="sergeant").refused("not-nominated")
    given(*NOMINATED).when(acknowledge, actor="pc").refused("step-missing", "briefing")


def test_nothing_happens_without_a_plan_or_after_closing() -> None:
    hold = HoldBriefing(audit=AUDIT, held_on=date(2026, 4, 1))
    given(*PUBLISHED).when(hold, actor="lead").refused("no-plan", AUDIT)
    given(*CLOSED).when(hold, actor="lead").refused("audit-closed", AUDIT)


# Moderation


def test_moderation_opens_when_every_return_has_come() -> None:
    given(*RETURNED).when(OpenModeration(audit=AUDIT), actor="lead").then(
        ModerationOpened(audit=AUDIT, missing=())
    )


def test_moderation_opens_without_a_return_for_a_reason_only() -> None:
    some = [(stream, event) for stream, event in RETURNED if "C02/health" not in stream]
    given(*some).when(OpenModeration(audit=AUDIT), actor="lead").refused(
        "returns-missing", "C02/health"
    )
    given(*some).when(
        OpenModeration(audit=AUDIT, reason="Their system is down."), actor="lead"
    ).then(ModerationOpened(audit=AUDIT, missing=("C02/health",), reason="Their system is down."))


def test_moderation_opens_once_it_is_decided_whether_to_hear_children_and_families() -> None:
    undecided = [(s, event) for s, event in RETURNED if not isinstance(event, ViewsDecided)]
    given(*undecided).when(OpenModeration(audit=AUDIT), actor="lead").refused(
        "step-missing", "views of children and families"
    )


def test_moderation_needs_a_drawn_sample() -> None:
    given(*SEEDED).when(OpenModeration(audit=AUDIT), actor="lead").refused("no-sample", AUDIT)


def test_a_dip_sample_has_no_moderation() -> None:
    dip = _plan(process=Process.DIP_SAMPLE, timescale=_times(moderation_on=None))
    agreed = PlanAgreed(audit=AUDIT, agreed_on=PLAN_AGREED.agreed_on, tool_version=1, plan=dip)
    led = LeadAuditorAppointed(audit=AUDIT, person="lead")
    given(*PUBLISHED, *at(streams.audit(AUDIT), agreed, led)).when(
        OpenModeration(audit=AUDIT), actor="lead"
    ).refused("no-moderation-step", "dip sample")


def _hold(held_on: date = date(2026, 5, 20), **fields: Any) -> HoldModeration:
    people = fields.get("attended", MODERATION_HELD.attended)
    return HoldModeration(audit=AUDIT, held_on=held_on, attended=people)


def test_the_moderation_day_is_held() -> None:
    given(*GRADED).when(_hold(), actor="lead").then(
        ModerationHeld(
            audit=AUDIT,
            held_on=date(2026, 5, 20),
            attended=(
                Attendance(person="pc", agency="police", undertaking=True),
                Attendance(person="nurse", agency="health", undertaking=True),
                Attendance(person="member", agency=None, undertaking=True),
            ),
        )
    )


def test_the_moderation_day_is_recorded_once() -> None:
    given(*HELD).when(_hold(date(2026, 5, 21)), actor="lead").refused("step-taken")


def test_the_moderation_day_follows_its_opening_and_is_not_in_the_future() -> None:
    given(*RETURNED).when(_hold(), actor="lead").refused("step-missing", "not open")
    given(*GRADED).when(_hold(date(2026, 9, 2)), actor="lead").refused("date-in-future")
    given(*GRADED).when(_hold(date(2026, 3, 1)), actor="lead").refused("date-too-early")


@pytest.mark.parametrize(
    ("attended", "code"),
    [
        ((Attendance(person="pc", agency="police", undertaking=False),), "no-undertaking"),
        ((Attendance(person="member", agency=None, undertaking=False),), "no-undertaking"),
        ((Attendance(person="nobody", agency="police", undertaking=True),), "unknown-person"),
        ((Attendance(person="warden", agency="housing", undertaking=True),), "agency-not-involved"),
        ((MODERATION_HELD.attended[0],) * 2, "named-twice"),
    ],
)
def test_everybody_who_attends_is_known_takes_part_and_undertakes_confidentiality(
    attended: tuple[Attendance, ...], code: str
) -> None:
    given(*GRADED).when(_hold(attended=attended), actor="lead").refused(code)


def test_every_case_has_an_overall_grade_before_the_day_is_over() -> None:
    given(*OPENED, overall("C01")).when(_hold(), actor="lead").refused("no-overall-grade", "C02")
