"""What waits for the lead auditor of an audit."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.processes import STEPS, Process
from projections.queries.audits import AuditOverview
from projections.queries.case_views import AuditViews, audit_views
from projections.queries.certificates import certificates
from projections.queries.concerns import concerns
from projections.queries.duties import Asked, Waiting
from projections.queries.report import report_comments
from projections.queries.returns import feedback, return_queries


def concerns_to_see_through(given: Asked) -> Iterator[Waiting]:
    """A child may be at risk: these have no later day."""
    for one in concerns(given.session, given.today):
        if one.resolved_on is not None or one.audit not in given.viewer.leads:
            continue
        step, verb = ("resolve", "resolve")
        if one.taken_up_on is None:
            step, verb = ("take up with the manager", "take-up")
        elif one.acknowledged_on is None:
            step, verb = ("have acknowledged by the manager", "acknowledge")
        what = f"Concern {one.concern}{f' on {one.case_ref}' if one.case_ref else ''}: {step}"
        command = f"concern {verb} {one.audit} {one.concern}"
        yield given.one(one.audit, what, command, one.seen_on, is_concern=True)


def for_lead_auditor(given: Asked) -> Iterator[Waiting]:
    decided = {one.audit: one for one in audit_views(given.session)}
    for audit in given.audits:
        if audit.audit not in given.viewer.leads or audit.abandoned_on is not None:
            continue
        yield from _certificates(given, audit)
        if audit.closed_on is not None:
            yield from _left_undone(given, audit)
            continue
        if audit.audit in decided:
            yield from _views(given, audit, decided[audit.audit])
        yield from _gone(given, audit)
        yield from _next_steps(given, audit)
        yield from _comments(given, audit)


def _views(given: Asked, audit: AuditOverview, views: AuditViews) -> Iterator[Waiting]:
    if views.is_sought is None:
        yield given.one(
            audit.audit,
            "Decide whether and how to seek the views of children and families",
            f"views decide {audit.audit}",
            audit.moderation_on or audit.report_by,
        )
    elif "conversation" in views.methods and views.cases_silent:
        yield given.one(
            audit.audit,
            f"Views: nothing is recorded for {views.cases_silent} of {views.cases} cases",
            f"views list {audit.audit}",
            audit.report_by,
        )


def _next_steps(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """The step that the audit's process has next."""
    code, steps = audit.audit, STEPS[Process(audit.process)]
    missing = audit.returns_missing
    match audit.stage:
        case "planned":
            yield given.one(code, "Hold the briefing", f"plan brief {code}", audit.briefing_on)
        case "briefed" if steps.sampled:
            command = f"sample frame {code} --cases FILE --out FILE"
            yield given.one(code, "Commit the case list", command, audit.returns_by)
        case "sampling":
            what = "Draw the sample, once the seed is drawn"
            yield given.one(code, what, f"sample draw {code} --frame FILE", audit.returns_by)
        case "returns" if missing:
            what = f"{missing} of {audit.returns_due} returns are missing"
            yield given.one(code, what, f"audit show {code}", audit.returns_by)
        case "returns" if steps.moderated:
            what, command = "Open moderation: every return is in", f"moderate open {code}"
            yield given.one(code, what, command, audit.moderation_on)
        case "moderation" if not audit.was_moderated:
            what = "Hold the moderation day and agree the grades"
            yield given.one(code, what, f"moderate agenda {code}", audit.moderation_on)
        case "returns" | "moderation" if steps.reported:
            what, command = "Record findings and draft the report", f"report draft {code}"
            yield given.one(code, what, command, audit.report_by)
        case "reporting":
            yield from _reporting(given, audit)
        case "considered":
            yield given.one(code, "Close the audit", f"audit close {code}")
        case _ if not steps.reported:
            yield given.one(code, "Close the audit", f"audit close {code}")


def _reporting(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    code = audit.audit
    if audit.report_circulated_on is None:
        what, command = "Circulate the report", f"report circulate {code}"
        yield given.one(code, what, command, audit.report_by)
    elif audit.report_agreed_on is None:
        yield given.one(code, "Agree the report", f"report agree {code}", audit.report_by)


def _comments(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    for one in report_comments(given.session, audit.audit):
        if one.answered_at is None:
            yield given.one(
                audit.audit,
                f"Answer comment {one.number} of {one.agency} on the report",
                f"report answer {audit.audit} {one.number}",
                audit.report_by,
            )


def _certificates(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    if not audit.is_settled:
        return
    took_part = {p for code, _, p in given.acknowledged if code == audit.audit}
    certified = {one.person for one in certificates(given.session, audit.audit)}
    without = sorted(took_part - certified)
    if without:
        yield given.one(
            audit.audit,
            f"Certificates for {', '.join(without)}",
            f"certificate issue {audit.audit} PERSON --from DATE --to DATE --hours HOURS",
        )


def _gone(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """Agencies that took the place of one of the audit, and are not asked in it yet."""
    if audit.is_open:
        return
    asked = set(audit.agencies)
    for agency in sorted(asked - given.taking_part):
        for successor in sorted(given.took_over(agency) - asked):
            yield given.one(
                audit.audit,
                f"{successor} took the place of {agency}, whose returns it owes: add it to the"
                " agencies of the plan",
                "plan amend FILE --reason WHY",
                audit.returns_by,
            )


def _left_undone(given: Asked, audit: AuditOverview) -> Iterator[Waiting]:
    """What was still to be done when the audit was closed, and is."""
    code = audit.audit
    waiting = [one for one in return_queries(given.session, code) if one.answered_at is None]
    if waiting:
        named = ", ".join(f"{one.case_ref}/{one.agency} {one.number}" for one in waiting)
        yield given.one(code, f"Closed with queries unanswered: {named}", f"query list {code}")
    given_out = feedback(given.session, code)
    to_do = sum(one.due - one.delivered for one in given_out)
    if to_do > 0:
        what = f"Closed with {to_do} individual audits not passed on"
        yield given.one(code, what, f"feedback list {code}")
