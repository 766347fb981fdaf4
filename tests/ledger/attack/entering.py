"""What a document says of an audit before this record, entered, corrected and taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.audit.terms import CaseworkWindow
from domain.history.decisions import (
    EnterAudit,
    EnterCase,
    WithdrawEnteredAudit,
    WithdrawEnteredCase,
)
from domain.history.events import Document, EnteredAgreement, EnteredGrade
from domain.kernel.command import Command
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Direction
from domain.recommendation.events import DesiredImpact, EnteredAction
from domain.recommendation.from_document import EnterRecommendation, WithdrawEnteredRecommendation

PAST = "2024-paper"
_REPORT = Document(title="Report to SAIG", digest="5e" * 32, dated_on=date(2024, 12, 2))
ON_PAPER: dict[str, Any] = {
    "audit": PAST,
    "title": "On paper",
    "process": Process.THEMED,
    "tool": "neglect",
    "tool_version": 1,
    "casework_window": CaseworkWindow(start=date(2024, 1, 1), end=date(2024, 6, 30)),
    "agencies": ("police", "health"),
    "document": _REPORT,
}
A_CASE: dict[str, Any] = {
    "audit": PAST,
    "grades": (EnteredGrade(agency="police", area="voice", grade="good"),),
    "agreed": (EnteredAgreement(area="voice", grade="good"),),
    "overall": "good",
}
_REF = f"{PAST}-R1"


def entering() -> tuple[tuple[str, Command], ...]:
    wanted = DesiredImpact(
        text="Heard.",
        tool="neglect",
        areas=("voice",),
        direction=Direction.BETTER,
        reaudit_by=date(2027, 1, 1),
    )
    made: dict[str, Any] = {"recommendation": _REF, "audit": PAST, "text": "Listen."}
    accepted = {"considered_on": date(2024, 12, 1), "desired_impact": wanted}
    done = EnteredAction(
        action="A1",
        text="Train.",
        agency="police",
        owner="pat-police",
        due=date(2024, 11, 30),
        implemented_on=date(2024, 11, 30),
        evidence="A register.",
    )
    recommend = EnterRecommendation.model_validate(
        {**made, "made_on": date(2024, 11, 1), "agencies": ("police",), **accepted,
         "actions": (done,)}
    )  # fmt: skip
    commands: tuple[Command, ...] = (
        EnterAudit(**ON_PAPER),
        EnterCase(**A_CASE, case="C01", learning="Ask the child alone."),
        EnterCase(**A_CASE, case="C02"),
        EnterCase(**A_CASE, case="C01", learning="Ask each child.", reason="A word."),
        WithdrawEnteredCase(audit=PAST, case="C02", reason="Of another audit."),
        recommend,
        WithdrawEnteredRecommendation(recommendation=_REF, reason="Of another audit."),
        WithdrawEnteredAudit(audit=PAST, reason="Of another year."),
    )
    return tuple(("ruth-haldane", command) for command in commands)
