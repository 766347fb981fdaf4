"""A realistic instance of every event in the life of audits; `instances` has the rest."""

from __future__ import annotations

from datetime import date

from domain.audit import events as audit
from domain.audit import terms
from domain.concern import events as concern
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    FindingKind,
    Likeness,
    ReplacementReason,
    Siblings,
    ViewsMethod,
)
from domain.sample import events as sample
from domain.single_agency import events as single_agency

_A = "2026-neglect"
_PLAN = terms.Plan(
    audit=_A,
    title="Neglect: second repeat audit",
    process=Process.THEMED,
    tool="neglect",
    tool_version=2,
    purpose="To find out whether children living with neglect are now heard.",
    issues=("The first repeat showed drift in four of ten cases.",),
    outcomes=("A comparison with 2025 on the same seven areas.", "Learning for supervisors."),
    methodology="Case files by each agency, then a moderation day.",
    casework_window=terms.CaseworkWindow(start=date(2026, 3, 1), end=date(2026, 8, 31)),
    timescale=terms.Timescale(
        briefing_on=date(2026, 9, 10),
        returns_by=date(2026, 10, 9),
        moderation_on=date(2026, 10, 22),
        report_by=date(2026, 11, 30),
    ),
    agencies=("police", "childrens-social-care", "health-trust"),
    views_approach="The practitioner who knows the child best asks them what has changed.",
    sample=terms.SampleSpecification(
        frame_definition="Children with a neglect plan open on 31 August 2026",
        size=10,
        stratifier="district",
        second_margin="ethnicity",
        minimum_one=True,
        reserves=5,
        exclusions=("Cases before a court",),
        families=Siblings.ONE_EACH,
    ),
    at_risk="The duty manager of the front door, 0300 000 0000",
)

AUDITS: tuple[Event, ...] = (
    audit.PlanAgreed(audit=_A, agreed_on=date(2026, 9, 1), tool_version=2, plan=_PLAN),
    audit.PlanAmended(
        audit=_A, amended_on=date(2026, 9, 8), plan=_PLAN, reason="The hall was taken that day."
    ),
    audit.FramesCompared(
        audit=_A,
        other_audit="2024-neglect",
        likeness=Likeness.DIFFERENT,
        reason="In 2024 children on the edge of care were left out.",
    ),
    audit.OldCasesDrawn(
        audit=_A,
        other_audit="2024-neglect",
        size=4,
        cases=("C03", "C07", "C09", "C10"),
        twice=("C02", "C05"),
    ),
    audit.LeadAuditorAppointed(audit=_A, person="e-thirlwell"),
    audit.AuditorNominated(audit=_A, agency="police", person="w-tranter"),
    audit.BriefingHeld(
        audit=_A, held_on=date(2026, 9, 10), reason="It was put off by a day, and not noted."
    ),
    audit.BriefingAcknowledged(audit=_A, agency="police", person="w-tranter"),
    audit.ModerationOpened(
        audit=_A, missing=("C07/police",), reason="The record is held by another force."
    ),
    audit.ModerationHeld(
        audit=_A,
        held_on=date(2026, 10, 22),
        attended=(
            audit.Attendance(person="w-tranter", agency="police", undertaking=True),
            audit.Attendance(person="m-adeyinka", agency=None, undertaking=True),
        ),
        reason="W. Tranter came too.",
    ),
    audit.ViewsDecided(
        audit=_A,
        decided_on=date(2026, 9, 8),
        methods=(ViewsMethod.CONVERSATION, ViewsMethod.YOUNG_PEOPLES_BOARD),
        by_whom="The practitioner who knows each child best, agreed case by case with their lead.",
        reason=None,
    ),
    audit.GroupViewsRecorded(
        audit=_A,
        method=ViewsMethod.YOUNG_PEOPLES_BOARD,
        heard_on=date(2026, 9, 29),
        respondents=9,
        views="Ask us at home, not at school, and come back to tell us what happened.",
    ),
    audit.ToolFeedbackGiven(
        audit=_A,
        agency="health-trust",
        tool="neglect",
        tool_version=2,
        worked_well="The prompts on daily life fitted what school nurses write down.",
        worked_less_well="The supervision area asks for records that health does not hold.",
    ),
    audit.GroupViewsWithdrawn(
        audit=_A, number=1, reason="The board was heard on the audit before this one."
    ),
    audit.ToolFeedbackWithdrawn(
        audit=_A, agency="health-trust", number=1, reason="It is about the tool of 2025."
    ),
    audit.FindingRecorded(
        audit=_A,
        finding="F3",
        kind=FindingKind.CONCERN,
        area="lived-experience",
        text="In six of ten cases nobody wrote down what the child said.",
        evidenced_by=("C01/police", "C04/health-trust", "C04/views"),
        views_changed="The girl in C04 had told her teacher: she was asked; nobody passed it on.",
    ),
    audit.FindingRevised(
        audit=_A,
        finding="F1",
        kind=FindingKind.CONCERN,
        area="lived-experience",
        text="In three of ten records a reader cannot picture the day.",
        evidenced_by=("C07/police",),
        reason="A third record was found to be alike.",
    ),
    audit.FindingWithdrawn(
        audit=_A, finding="F2", reason="It rests on one case only, as an agency remarked."
    ),
    audit.ReportDrafted(
        audit=_A,
        drafted_on=date(2026, 11, 9),
        summary="Children are seen, and seldom heard.",
        conclusion="The work keeps children safe; it does not yet know them.",
    ),
    audit.ReportCirculated(
        audit=_A, circulated_on=date(2026, 11, 11), agencies=("police", "health-trust")
    ),
    audit.ReportCommented(
        audit=_A, agency="police", number=1, comment="Table 2 counts one case twice."
    ),
    audit.ReportCommentAnswered(
        audit=_A,
        agency="police",
        number=1,
        answer="Right: C04 stood in both rows. Table 2 now counts nine.",
        report_changed=True,
    ),
    audit.ReportAgreed(
        audit=_A, agreed_on=date(2026, 11, 20), reason="The day before was the draft's."
    ),
    audit.ReportFrozen(
        audit=_A,
        frozen_on=date(2026, 11, 23),
        document="4c6f0b1a9d2e8f7350a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607",
        digest="9b8a7c6d5e4f30211203f4e5d6c7b8a99b8a7c6d5e4f30211203f4e5d6c7b8a9",
        size=6612,
        root="00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    ),
    audit.ReportConsidered(
        audit=_A,
        considered_on=date(2026, 12, 3),
        conclusion="Accepted with thanks.",
        reason="The minutes say so.",
    ),
    audit.ParticipationCertified(
        audit=_A,
        person="w-tranter",
        capacity="Auditor for police",
        first_day=date(2026, 9, 10),
        last_day=date(2026, 10, 22),
        hours=21,
        reason=None,
    ),
    audit.AuditClosed(
        audit=_A,
        closed_on=date(2026, 12, 4),
        unanswered=("C04/health-trust 1",),
        undelivered=("C07/police manager",),
        uncertified=("w-tranter",),
        reason="The trust's auditor is ill; its lead sees to both by January.",
    ),
    audit.AuditAbandoned(
        audit=_A,
        abandoned_on=date(2026, 9, 18),
        reason="An inspection was announced, and takes up every auditor until November.",
    ),
    audit.AuditResumed(
        audit=_A,
        resumed_on=date(2026, 9, 25),
        reason="The inspection is put off until spring.",
    ),
    sample.FrameCommitted(
        audit=_A,
        digest="c0e20abcdc8d6eef120813cb2430c087c8efa8f19bb19cf7aa44d007959becb8",
        size=57,
        stratifier="district",
        strata=(sample.Stratum(name="Ashby", size=31), sample.Stratum(name="Wolds", size=26)),
        second_margin="ethnicity",
        second=(sample.Stratum(name="Asian", size=9), sample.Stratum(name="White", size=48)),
        told_apart=("Ashby", "Ashby."),
        refs_told_apart=2,
        fixed_on=date(2026, 9, 11),
        families=41,
    ),
    sample.FrameReplaced(
        audit=_A,
        supersedes="c0e20abcdc8d6eef120813cb2430c087c8efa8f19bb19cf7aa44d007959becb8",
        reason="Wolds stood in it in two spellings, and was two strata.",
        digest="1f7c3b5d9e2a4460b8d7c6f5e4d3c2b1a09f8e7d6c5b4a392817061524334251",
        size=57,
        stratifier="district",
        strata=(sample.Stratum(name="Ashby", size=31), sample.Stratum(name="Wolds", size=26)),
        second_margin=None,
        second=(),
        told_apart=(),
        refs_told_apart=0,
        fixed_on=date(2026, 9, 12),
        families=41,
    ),
    sample.SeedDrawn(
        audit=_A,
        seed="31415926535897932384",
        source="Twenty ten-sided dice, photographed",
        drawn_by="p-ferreira",
        witness="r-haldane",
    ),
    sample.SampleDrawn(
        audit=_A,
        method="largest-remainder/sha256-order/v1",
        allocation=(sample.Seats(name="Ashby", size=31, quota="310/57", seats=5),),
        self_weighting=False,
        warnings=("Fell: no seat; under this allocation its cases can never be audited",),
        second=(sample.Spread(name="Asian", size=9, drawn=2),),
    ),
    sample.CaseSampled(
        audit=_A, case="C07", place=2, frame_ref="n-0417", stratum="Wolds", family="F05"
    ),
    sample.CaseReplaced(
        audit=_A, case="C07", replaced_by="C11", reason=ReplacementReason.SIBLING_DRAWN
    ),
    sample.SampleRedrawn(
        audit=_A, reason="The list held cases closed in May.", redrawn_on=date(2026, 9, 15)
    ),
    sample.CaseFamilySaid(
        audit=_A,
        case="C07",
        with_case="C02",
        family="F02",
        reason="The social worker knows them as brothers.",
    ),
    sample.CaseNotGradable(
        audit=_A, case="C02", reason="Both agencies looked, and neither has a record of the child."
    ),
    sample.CaseFoundGradable(
        audit=_A, case="C02", reason="The record was found under the name before adoption."
    ),
    concern.ConcernRaised(
        audit=_A,
        concern=1,
        agency="police",
        case="C07",
        seen_on=date(2026, 9, 24),
        words="A younger sister sleeps in the same room; no agency has seen her.",
    ),
    concern.ConcernTakenUp(
        audit=_A,
        concern=1,
        agency="police",
        taken_up_on=date(2026, 9, 24),
        manager="The team manager of the assessment team, by telephone.",
    ),
    concern.ConcernAcknowledged(
        audit=_A,
        concern=1,
        agency="police",
        acknowledged_on=date(2026, 9, 25),
        response="A visit to the sister is arranged for this afternoon.",
    ),
    concern.ConcernResolved(
        audit=_A,
        concern=1,
        agency="police",
        resolved_on=date(2026, 10, 2),
        outcome="She was seen, is well, and is now part of the plan.",
    ),
    single_agency.SingleAgencyAuditReported(
        agency="health-trust",
        ref="HT-26-04",
        title="Was-not-brought appointments in community paediatrics",
        reported_on=date(2026, 11, 27),
        strengths=("Every second missed appointment led to a call to the school nurse.",),
        improvements=("The reason why a child was not brought is seldom written down.",),
        for_the_programme="Missed appointments belong into the next neglect audit.",
        document=single_agency.SummaryDocument(
            name="HT-26-04 summary.pdf", digest="5eed" * 16, size=48_213
        ),
    ),
    single_agency.SingleAgencyAuditConsidered(
        agency="health-trust",
        ref="HT-26-04",
        considered_on=date(2026, 12, 3),
        conclusion="Taken into the plan of the 2027 neglect audit.",
    ),
    single_agency.SingleAgencyReportWithdrawn(
        agency="health-trust", ref="HT-26-04", reason="It is the report of HT-26-03."
    ),
)
