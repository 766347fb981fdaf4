"""What waits for SAIG: the programme, audits that nobody leads, reports and recommendations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.kernel.vocabulary import Role
from projections.queries.audits import AuditOverview
from projections.queries.duties import Asked, Waiting
from projections.queries.duties_of_agencies import is_nobodys
from projections.queries.programme import programmes
from projections.queries.recommendations import Recommendation, actions, recommendations
from projections.queries.single_agency import single_agency_audits


def for_saig(given: Asked) -> Iterator[Waiting]:
    for agreed in programmes(given.session, given.today):
        if agreed.review_overdue:
            yield given.one(
                agreed.period,
                "Review the programme: more than a year has passed",
                f"programme review {agreed.period}",
                agreed.reviewed_on or agreed.agreed_on,
            )
    for audit in given.audits:
        code = audit.audit
        if audit.has_ended:
            yield from _concerns_of_nobody(given, audit)
            continue
        yield from _leaderless(given, audit)
        if audit.report_agreed_on and audit.report_considered_on is None:
            what, command = "Consider the report", f"report consider {code}"
            yield given.one(code, what, command, audit.report_by)
    yield from _recommendations(given)
    yield from _nobodys_actions(given)
    for one in single_agency_audits(given.session, given.today):
        if one.state == "reported":
            what = f"Consider what {one.agency} found: {one.title}"
            command = f"single-agency consider {one.ref} --agency {one.agency}"
            yield given.one(one.ref, what, command)


def _leaderless(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """An audit that nobody leads, or somebody who no longer may: what is theirs is nobody's."""
    lead = audit.lead_auditor
    if lead is not None and lead in given.hold_now(Role.LEAD_AUDITOR):
        return
    what = "Appoint a lead auditor"
    if lead is not None:
        what = f"Appoint another lead auditor: {given.name(lead)} no longer holds the role"
    waiting = audit.concerns_unresolved or 0
    if waiting:
        what += f"; {counted_concerns(waiting)} for one"
    command, due = f"plan appoint {audit.audit} PERSON", audit.briefing_on
    yield given.one(audit.audit, what, command, due, is_concern=waiting > 0)


def _concerns_of_nobody(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """An audit that ended leads nobody any more; a concern met in it still needs somebody."""
    lead = audit.lead_auditor
    if audit.concerns_unresolved and (lead is None or given.is_gone(lead)):
        what = f"{counted_concerns(audit.concerns_unresolved).capitalize()} for somebody to act"
        command = f"role grant {lead or 'PERSON'} lead-auditor"
        yield given.one(audit.audit, what, command, is_concern=True)


def counted_concerns(number: int) -> str:
    return (
        "one concern about a child waits"
        if number == 1
        else (f"{number} concerns about children wait")
    )


def _recommendations(given: Asked) -> Iterator[Waiting]:
    late: dict[str, list[date]] = {}
    for action in actions(given.session, given.today):
        if action.overdue:
            late.setdefault(action.recommendation, []).append(action.due)
    considered = {one.audit for one in given.audits if one.report_considered_on}
    for one in recommendations(given.session):
        ref = one.recommendation
        if one.delivery == "made" and (one.audit is None or one.audit in considered):
            yield given.one(ref, "Accept or reject it", f"recommend accept {ref} FILE", one.made_on)
        elif one.delivery == "accepted" and one.agencies:
            what, command = "Agree an action, with an owner and a date", f"action agree {ref} A1"
            yield given.one(ref, what, command, one.considered_on)
        yield from _outside(given, one)
        if ref in late:
            number = len(late[ref])
            what = f"{number} {'action is' if number == 1 else 'actions are'} overdue"
            yield given.one(ref, what, "action list --overdue", min(late[ref]))
        is_due = one.delivery in ("closed", "in progress") or bool(one.bodies and one.considered_on)
        if is_due and one.judgement is None and one.delivery not in ("rejected", "merged"):
            yield from _impact_due(given, ref, one.reaudit_by)


def _impact_due(given: Asked, ref: str, reaudit_by: date | None) -> Iterator[Waiting]:
    if reaudit_by is not None and reaudit_by < given.today:
        what = "Judge its impact: it was to be re-audited by now"
        yield given.one(ref, what, f"impact show --recommendation {ref}", reaudit_by)


def _outside(given: Asked, one: Recommendation) -> Iterator[Waiting]:
    """What has to be passed on to bodies outside the partnership, and who has not answered."""
    ref = one.recommendation
    if one.desired_impact is None or one.delivery in ("rejected", "merged", "closed"):
        return
    for body in one.bodies:
        if body not in one.passed_on_to:
            command = f"recommend pass-on {ref} --body {body} --how LETTER"
            yield given.one(ref, f"Pass it on to {body}", command, one.considered_on)
        elif body not in one.answered_by:
            command = f"recommend answered {ref} --body {body} --text ANSWER"
            yield given.one(ref, f"{body} has not answered", command, one.reaudit_by)


def _nobodys_actions(given: Asked) -> Iterator[Waiting]:
    for action in actions(given.session, given.today):
        if action.is_live and is_nobodys(given, action):
            what = f"Action {action.action} is nobody's, hand it over: {action.text}"
            named = f"{action.recommendation} {action.action}"
            command = f"action hand-over {named} --owner PERSON --reason WHY"
            yield given.one(action.recommendation, what, command, action.due)
