"""A realistic instance of every event of returns and of the cases that they are about."""

from __future__ import annotations

from datetime import date

from domain.case import events as case
from domain.kernel.event import Event
from domain.kernel.vocabulary import (
    Recipient,
    ViewsMethod,
    Whose,
)
from domain.returns import events as returns

_A = "2026-neglect"
_DISSENT = case.Dissent(agency="health-trust", words="The school nurse had written it down.")

RETURNS: tuple[Event, ...] = (
    returns.ReturnAppended(
        audit=_A,
        case="C07",
        agency="police",
        auditor="w-tranter",
        tool="neglect",
        tool_version=2,
        independent=True,
        involvement="Two welfare visits and a strategy discussion.",
        not_applicable=(
            returns.NotApplicable(area="planning", reason="No plan was ours to make."),
        ),
    ),
    returns.ReturnCameLate(audit=_A, case="C07", agency="police", had_seen_others=False),
    returns.GradeGiven(
        audit=_A,
        case="C07",
        agency="police",
        area="lived-experience",
        grade="good",
        evidence='The officer wrote: "he sleeps on the sofa, he says, because of the cat".',
        strengths="Spoke with the boy alone.",
        developments="",
    ),
    returns.GradeRevised(
        audit=_A,
        case="C07",
        agency="police",
        area="lived-experience",
        from_grade="good",
        to_grade="inadequate",
        reason="The second visit was not recorded.",
    ),
    returns.NoInvolvementDeclared(
        audit=_A, case="C07", agency="health-trust", reason="Registered out of area."
    ),
    returns.ReturnWithdrawn(audit=_A, case="C07", agency="police", reason="About a sibling."),
    returns.CaseGradedAgain(
        audit=_A,
        case="C07",
        agency="police",
        auditor="k-osei",
        tool="neglect",
        tool_version=2,
        independent=True,
        involvement="Two welfare visits and a strategy discussion.",
        answers=(
            returns.SecondAnswer(
                area="lived-experience",
                grade="inadequate",
                evidence="Nothing says what the boy was asked, or by whom.",
                strengths="",
                developments="Write up what a child says on the day.",
            ),
        ),
        not_applicable=(
            returns.NotApplicable(area="planning", reason="No plan was ours to make."),
        ),
    ),
    returns.SecondJudgementWithdrawn(
        audit=_A,
        case="C07",
        agency="police",
        reason="It was read from the file of the elder brother.",
    ),
    returns.QueryRaised(
        audit=_A,
        case="C07",
        agency="police",
        number=1,
        area="lived-experience",
        question="Health saw bruises that day. Was the officer told before leaving?",
    ),
    returns.QueryAnswered(
        audit=_A,
        case="C07",
        agency="police",
        number=1,
        answer="No: the call came an hour later and is in the control room's log.",
    ),
    returns.FeedbackDelivered(
        audit=_A,
        case="C07",
        agency="police",
        recipient=Recipient.PRACTITIONER,
        delivered_on=date(2026, 10, 26),
    ),
    returns.FeedbackAcknowledged(
        audit=_A,
        case="C07",
        agency="police",
        recipient=Recipient.PRACTITIONER,
        acknowledged_on=date(2026, 10, 29),
        response="Glad that the talk with the boy was noticed. Will write up second visits.",
    ),
    returns.FeedbackWithdrawn(
        audit=_A,
        case="C07",
        agency="police",
        recipient=Recipient.PRACTITIONER,
        reason="It was the audit of C08 that was passed on.",
    ),
    returns.OldCaseRegraded(
        audit="2024-neglect",
        case="C07",
        agency="police",
        area="lived-experience",
        in_audit=_A,
        grade="good",
    ),
    returns.RegradeWithdrawn(
        audit="2024-neglect",
        case="C07",
        agency="police",
        area="lived-experience",
        in_audit=_A,
        reason="The grade of the elder brother was entered here.",
    ),
    case.GradeModerated(
        audit=_A,
        case="C07",
        agency="police",
        area="lived-experience",
        from_grade="inadequate",
        to_grade="good",
        reason="The second visit stands in the joint record.",
        dissent=(_DISSENT,),
    ),
    case.AreaGradeAgreed(
        audit=_A, case="C07", area="lived-experience", grade="good", reason="All had seen him."
    ),
    case.AreaFoundNotApplicable(
        audit=_A,
        case="C07",
        agency="police",
        area="planning",
        reason="The plan was made after the window; officers had no part in it.",
        dissent=(_DISSENT,),
    ),
    case.OverallGradeAgreed(
        audit=_A, case="C07", grade="good", reason="Safe, and heard.", dissent=(_DISSENT,)
    ),
    case.LearningAgreed(audit=_A, case="C07", learning="Ask where a child sleeps."),
    case.ViewsSought(
        audit=_A,
        case="C07",
        agency="childrens-social-care",
        method=ViewsMethod.CONVERSATION,
        sought_on=date(2026, 9, 21),
        by_whom="His family support worker: she has visited for a year and he asks for her.",
    ),
    case.ViewsRecorded(
        audit=_A,
        case="C07",
        agency="childrens-social-care",
        method=ViewsMethod.CONVERSATION,
        heard_on=date(2026, 9, 28),
        whose=Whose.CHILD,
        views="People came and asked. Nobody came back to say what they would do.",
        difference_made="He has a bed of his own now.",
    ),
    case.ViewsNotSought(
        audit=_A,
        case="C07",
        agency=None,
        reason="The family moved abroad in August and cannot be reached.",
    ),
    case.ViewsWithdrawn(
        audit=_A,
        case="C07",
        agency="childrens-social-care",
        number=2,
        reason="They are the words of the boy in C08.",
    ),
    case.LearningWithdrawn(
        audit=_A, case="C07", number=1, reason="It was agreed at the audit of the year before."
    ),
)
