"""A realistic instance of each event of an audit that was entered from a document."""

from __future__ import annotations

from datetime import date

from domain.audit.terms import CaseworkWindow
from domain.history import events as history
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Direction
from domain.recommendation import events as recommendation

_A = "2024-neglect"

HISTORY: tuple[Event, ...] = (
    history.AuditEnteredFromDocument(
        audit=_A,
        title="Neglect: the audit of 2024",
        process=Process.THEMED,
        tool="neglect",
        tool_version=1,
        casework_window=CaseworkWindow(start=date(2024, 1, 1), end=date(2024, 6, 30)),
        agencies=("police", "health-trust"),
        frame_definition="Children with a neglect plan open on 30 June 2024",
        how_chosen="By the managers of the locality teams",
        moderated_on=date(2024, 10, 1),
        document=history.Document(
            title="Report to SAIG", digest="5eed" * 16, dated_on=date(2024, 12, 2)
        ),
        reason="The year was wrong.",
    ),
    history.CaseEnteredFromDocument(
        audit=_A,
        case="C03",
        grades=(
            history.EnteredGrade(
                agency="police", area="voice-of-the-child", grade="good", moderated="inadequate"
            ),
            history.EnteredGrade(agency="health-trust", area="planning", grade="good"),
        ),
        agreed=(history.EnteredAgreement(area="planning", grade="good"),),
        overall="good",
        learning="Nobody had asked him alone.",
        reason="A grade was typed in the wrong column.",
    ),
    history.EnteredCaseWithdrawn(audit=_A, case="C04", reason="The report has no such case."),
    history.EnteredAuditWithdrawn(audit="2023-neglect", reason="Entered under the wrong year."),
    recommendation.RecommendationEnteredFromDocument(
        recommendation="2024-neglect-R1",
        audit=_A,
        made_on=date(2024, 11, 4),
        text="See each child alone.",
        areas=("voice-of-the-child",),
        agencies=("police", "health-trust"),
        considered_on=date(2024, 12, 2),
        desired_impact=recommendation.DesiredImpact(
            text="Children are heard.",
            tool="neglect",
            areas=("voice-of-the-child",),
            direction=Direction.BETTER,
            target_of_ten=8,
            reaudit_by=date(2026, 6, 30),
        ),
        actions=(
            recommendation.EnteredAction(
                action="A1",
                text="Train all who visit.",
                agency="police",
                owner="w-tranter",
                due=date(2024, 11, 30),
                implemented_on=date(2024, 11, 25),
                evidence="A register of who came.",
            ),
            recommendation.EnteredAction(
                action="A2",
                text="Look at ten files.",
                agency="health-trust",
                owner="o-bassey",
                due=date(2025, 3, 1),
            ),
        ),
        reason="It was of this audit after all.",
    ),
    recommendation.EnteredRecommendationWithdrawn(
        recommendation="2024-neglect-R2", reason="It was made by a case review."
    ),
)
