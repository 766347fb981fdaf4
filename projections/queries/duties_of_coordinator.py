"""What waits for the coordinator: whatever is overdue anywhere, and what is nobody's to do."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.vocabulary import Role, quarter_ends, quarter_words
from projections.queries.audits import AuditOverview
from projections.queries.duties import Asked, Waiting
from projections.queries.duties_of_saig import counted_concerns
from projections.queries.programme import programme, programmes
from projections.queries.recommendations import actions, recommendations
from projections.queries.returns import returns_in
from projections.queries.single_agency import single_agency_audits


def for_coordinator(given: Asked) -> Iterator[Waiting]:
    """Whom to chase. It is empty only where nothing is overdue and every duty is somebody's."""
    for audit in given.audits:
        if audit.concerns_unresolved:
            yield from _concerns(given, audit)
        yield from _overdue_steps(given, audit)
        if not audit.has_ended:
            yield from _nobodys(given, audit)
    yield from _overdue_work(given)
    yield from _overdue_programme(given)


def _concerns(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    with_whom = given.name(audit.lead_auditor) if audit.lead_auditor else "nobody"
    what = f"{counted_concerns(audit.concerns_unresolved or 0).capitalize()}: with {with_whom}"
    yield given.one(audit.audit, what, f"audit show {audit.audit}", is_concern=True)


def _overdue_steps(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """The audit's steps whose day has passed, with whom to chase."""
    days = {
        "briefing": audit.briefing_on,
        "moderation": audit.moderation_on,
        "report": audit.report_by,
    }
    lead = given.name(audit.lead_auditor) if audit.lead_auditor else "nobody leads it"
    for step in audit.overdue(given.today):
        if step != "returns":
            what, command = f"Overdue: the {step}: {lead}", f"audit show {audit.audit}"
            yield given.one(audit.audit, what, command, days[step])
            continue
        missing = [one for one in returns_in(given.session, audit.audit) if one.returns_missing]
        if missing:
            named = ", ".join(
                f"{_owing(given, one.agency)} {one.returns_missing} of {one.returns_due}"
                for one in missing
            )
            what, command = f"Overdue: returns of {named}", f"return list {audit.audit}"
            yield given.one(audit.audit, what, command, audit.returns_by)
        elif not audit.cases:
            what, command = f"Overdue: no case is drawn: {lead}", f"audit show {audit.audit}"
            yield given.one(audit.audit, what, command, audit.returns_by)


def _owing(given: Asked, agency: str) -> str:
    """An agency, with the one that took its place."""
    now = sorted(given.took_over(agency))
    return f"{agency}, now {' and '.join(now)}," if now else agency


def _nobodys(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """Roles that the audit needs and nobody holds: only the coordinator can grant them."""
    for agency in sorted(set(audit.agencies) & given.taking_part):
        for role in (Role.AGENCY_LEAD, Role.AUDITOR):
            if not given.hold_now(role, agency):
                what = f"Nobody is {role} of {agency}: enrol somebody, and grant the role"
                command = f"role grant PERSON {role} --agency {agency}"
                yield given.one(audit.audit, what, command, audit.briefing_on)
    needed = [Role.LEAD_AUDITOR]
    if audit.stage in ("briefed", "sampling"):
        needed.append(Role.NEUTRAL)
    for role in needed:
        if not given.hold_now(role):
            what = f"Nobody is {role}: enrol somebody, and grant the role"
            yield given.one(audit.audit, what, f"role grant PERSON {role}", audit.briefing_on)


def _overdue_work(given: Asked) -> Iterator[Waiting]:
    """Actions, and re-audits, whose day has passed."""
    for action in actions(given.session, given.today):
        if action.overdue:
            who = f"{given.name(action.owner)}, {action.agency}"
            what = f"Overdue: action {action.action} ({who}): {action.text}"
            yield given.one(action.recommendation, what, "action list --overdue", action.due)
    for one in recommendations(given.session):
        ref, is_going = one.recommendation, one.delivery not in ("made", "rejected", "merged")
        if is_going and one.judgement is None and one.reaudit_by and one.reaudit_by < given.today:
            what, command = "Overdue: its impact is to be judged", f"recommend show {ref}"
            yield given.one(ref, what, command, one.reaudit_by)


def _overdue_programme(given: Asked) -> Iterator[Waiting]:
    for agreed in programmes(given.session, given.today):
        if agreed.review_overdue:
            since = agreed.reviewed_on or agreed.agreed_on
            what, command = "Overdue: SAIG's yearly review", f"programme show {agreed.period}"
            yield given.one(agreed.period, what, command, since)
    for item in programme(given.session, given.today):
        if item.late and item.stage is None:
            what = f"Overdue: no plan is agreed, due in {quarter_words(item.quarter)}"
            command, ends = f"programme show {item.period}", quarter_ends(item.quarter)
            yield given.one(item.audit, what, command, ends)
    for own in single_agency_audits(given.session, given.today):
        if own.quarter is not None and own.late:
            declared = quarter_words(own.quarter)
            what = f"Overdue: {own.agency} is to report its own audit, declared for {declared}"
            yield given.one(own.ref, what, "single-agency list", quarter_ends(own.quarter))
