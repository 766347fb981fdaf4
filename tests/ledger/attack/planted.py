"""What is said of an audit beside its returns and its moderation, with words planted in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.audit.comparing import DrawOldCases
from domain.audit.events import Attendance
from domain.audit.findings import RecordFinding, ReviseFinding, WithdrawFinding
from domain.audit.people import NominateAuditor
from domain.audit.plan import HoldModeration
from domain.audit.report import (
    AnswerComment,
    CirculateReport,
    CommentOnReport,
    DraftReport,
)
from domain.audit.taking_part import RecordGroupViews, WithdrawGroupViews
from domain.case.decisions import AgreeOverallGrade
from domain.case.views import ExplainNoViews, RecordViews, SeekViews, WithdrawViews
from domain.concern.decisions import AcknowledgeConcern, RaiseConcern, ResolveConcern, TakeUpConcern
from domain.history.decisions import EnterAudit, EnterCase, WithdrawEnteredCase
from domain.kernel.command import Command
from domain.kernel.vocabulary import FindingKind, Recipient, ViewsMethod, Whose
from domain.returns.queries_and_feedback import (
    AcknowledgeFeedback,
    AnswerQuery,
    DeliverFeedback,
    RaiseQuery,
    RegradeOldCase,
    WithdrawFeedback,
    WithdrawRegrade,
)
from tests.ledger.attack.entering import A_CASE, ON_PAPER, PAST
from tests.ledger.attack.returning import steps
from tests.ledger.partnership import AUDIT

DAY = date(2026, 11, 23)
_C01 = {"audit": AUDIT, "case": "C01"}
_HEARD = {**_C01, "agency": "health"}
_POLICE = {**_C01, "agency": "police"}
_TALK = {"method": ViewsMethod.CONVERSATION}
_FIRST: dict[str, Any] = {"audit": AUDIT, "concern": 1}
_TO = {"recipient": Recipient.MANAGER}
SHUT: tuple[tuple[str, Command], ...] = (
    (
        "noor-health",
        SeekViews.model_validate(
            _HEARD | _TALK | {"sought_on": DAY, "by_whom": "planted-who-asks"}
        ),
    ),
    (
        "noor-health",
        RecordViews.model_validate(
            _HEARD
            | _TALK
            | {
                "heard_on": DAY,
                "whose": Whose.CHILD,
                "views": "planted-views",
                "difference_made": "planted-difference",
            }
        ),
    ),
    ("lee-lead", ExplainNoViews(audit=AUDIT, case="C02", reason="planted-why-not-heard")),
    ("lee-lead", WithdrawViews(audit=AUDIT, case="C02", reason="planted-why-not-that-case")),
    (
        "lee-lead",
        RecordGroupViews(
            audit=AUDIT,
            method=ViewsMethod.QUESTIONNAIRE,
            heard_on=DAY,
            respondents=14,
            views="planted-group-views",
        ),
    ),
    (
        "lee-lead",
        RecordGroupViews(
            audit=AUDIT,
            method=ViewsMethod.QUESTIONNAIRE,
            heard_on=DAY,
            respondents=2,
            views="planted-other-group",
        ),
    ),
    ("lee-lead", WithdrawGroupViews(audit=AUDIT, number=2, reason="planted-why-not-that-group")),
    ("lee-lead", RaiseQuery.model_validate(_POLICE | {"question": "planted-question"})),
    ("pat-police", AnswerQuery.model_validate(_POLICE | {"number": 1, "answer": "planted-answer"})),
    (
        "pat-police",
        RaiseConcern.model_validate(_POLICE | _FIRST | {"seen_on": DAY, "words": "planted-risk"}),
    ),
    (
        "lee-lead",
        TakeUpConcern(**_FIRST, taken_up_on=DAY, manager="planted-manager"),
    ),
    (
        "lee-lead",
        AcknowledgeConcern(**_FIRST, acknowledged_on=DAY, response="planted-response"),
    ),
    ("lee-lead", ResolveConcern(**_FIRST, resolved_on=DAY, outcome="planted-outcome")),
)
"""Before the returns are open."""

MODERATED: tuple[tuple[str, Command], ...] = (
    (
        "lee-lead",
        AgreeOverallGrade(audit=AUDIT, case="C02", grade="good", reason="planted-overall-too"),
    ),
    (
        "lee-lead",
        HoldModeration(
            audit=AUDIT,
            held_on=DAY,
            attended=(Attendance(person="pat-police", agency="police", undertaking=True),),
        ),
    ),
    (
        "lee-lead",
        RecordFinding(
            audit=AUDIT,
            finding="F1",
            kind=FindingKind.STRENGTH,
            area="voice",
            text="planted-finding",
            evidenced_by=("C01/police", "views"),
            views_changed="planted-change",
        ),
    ),
    (
        "lee-lead",
        ReviseFinding(
            audit=AUDIT,
            finding="F1",
            kind=FindingKind.STRENGTH,
            area="voice",
            text="planted-finding-revised",
            evidenced_by=("C01/police", "views"),
            views_changed="planted-change-revised",
            reason="planted-why-revised",
        ),
    ),
    (
        "lee-lead",
        RecordFinding(
            audit=AUDIT,
            finding="F2",
            kind=FindingKind.CONCERN,
            area="voice",
            text="planted-finding-too",
            evidenced_by=("C01/police",),
        ),
    ),
    ("lee-lead", WithdrawFinding(audit=AUDIT, finding="F2", reason="planted-why-withdrawn")),
    (
        "lee-lead",
        DraftReport(
            audit=AUDIT,
            drafted_on=DAY,
            summary="planted-summary",
            conclusion="planted-judgement",
        ),
    ),
    ("lee-lead", CirculateReport(audit=AUDIT, circulated_on=DAY)),
    ("ida-police", CommentOnReport(audit=AUDIT, agency="police", comment="planted-comment")),
    (
        "lee-lead",
        AnswerComment(audit=AUDIT, number=1, answer="planted-reply", report_changed=True),
    ),
    ("ida-police", DeliverFeedback.model_validate(_POLICE | _TO | {"delivered_on": DAY})),
    (
        "ida-police",
        AcknowledgeFeedback.model_validate(
            _POLICE | _TO | {"acknowledged_on": DAY, "response": "planted-thanks"}
        ),
    ),
    (
        "ida-police",
        WithdrawFeedback.model_validate(_POLICE | _TO | {"reason": "planted-not-passed-on"}),
    ),
)
"""When moderation has said what it has to say."""
_LATER = "2026-again"
_OLD: dict[str, Any] = _POLICE | {"area": "voice", "in_audit": _LATER}
AT_A_LATER_AUDIT: tuple[tuple[str, Command], ...] = (
    *list(steps(_LATER))[:10],
    ("ida-police", NominateAuditor(audit=_LATER, agency="police", person="sam-police")),
    ("lee-lead", DrawOldCases(audit=_LATER, other_audit=AUDIT, size=3)),
    ("sam-police", RegradeOldCase(**_OLD, grade="good")),
)
"""An old case graded again, at an audit that needs its own plan and sample."""
TAKEN_BACK: tuple[tuple[str, Command], ...] = (
    ("sam-police", WithdrawRegrade(**_OLD, reason="planted-why-not-again")),
)
ENTERED: tuple[tuple[str, Command], ...] = (
    ("lee-lead", EnterAudit(**ON_PAPER)),
    ("lee-lead", EnterCase(**A_CASE, case="C01", learning="planted-learnt-on-paper")),
    (
        "lee-lead",
        WithdrawEnteredCase(audit=PAST, case="C01", reason="planted-why-not-on-paper"),
    ),
)
"""What a document says of an earlier audit."""
