"""What waits for one person: the next step of everything that is theirs to do, the oldest first.

It reads the same views as everything else, so that it shows nobody more than they may see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.kernel.access import Standing
from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import Role
from projections.engine.projector import Session
from projections.queries.audits import AuditOverview, audits_overview
from projections.queries.case_views import AuditViews, audit_views
from projections.queries.certificates import certificates
from projections.queries.concerns import concerns
from projections.queries.programme import programmes
from projections.queries.recommendations import actions, recommendations
from projections.queries.report import report_comments
from projections.queries.returns import feedback, return_queries, returns_matrix
from projections.queries.single_agency import single_agency_audits

_NOMINATED = "SELECT DISTINCT audit, agency, person FROM main.auditor_nominated"
_ACKNOWLEDGED = "SELECT DISTINCT audit, agency, person FROM main.briefing_acknowledged"
VIEWS = (
    *("audit_overview", "safeguarding_concerns", "auditor_nominated", "briefing_acknowledged"),
    *("actions", "single_agency_audits", "audit_views", "programmes", "recommendations"),
)
"""The views that nearly everybody's list needs."""
_SEEDS = """
WITH needed AS (
    SELECT audit, max(position) AS position
    FROM (
        SELECT audit, position FROM main.frame_committed
        UNION ALL
        SELECT audit, position FROM main.samples_superseded
    ) AS steps
    GROUP BY audit
),
drawn AS (SELECT audit, max(position) AS position FROM main.seed_drawn GROUP BY audit)
SELECT needed.audit
FROM needed
LEFT JOIN drawn ON drawn.audit = needed.audit
WHERE drawn.position IS NULL OR drawn.position < needed.position
ORDER BY needed.audit
"""
"""Audits whose case list, or whose draw that was set aside, waits for a seed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. `about`: the audit, recommendation or period; `command`: how to do it."""

    about: str
    what: str
    due: date | None
    overdue: bool
    command: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose list it is, on what day, over which record."""

    session: Session
    viewer: Standing
    today: date
    audits: tuple[AuditOverview, ...]

    def holds(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.viewer.grants)

    def agencies_as(self, *roles: Role) -> frozenset[str]:
        return frozenset(g.agency for g in self.viewer.grants if g.agency and g.role in roles)

    def one(self, about: str, what: str, command: str, due: date | None = None) -> Waiting:
        late = due is not None and due < self.today
        return Waiting(about, what, due, late, f"assure {command}")


def waiting(session: Session, viewer: Standing, today: date) -> tuple[Waiting, ...]:
    """What waits for this viewer; what is overdue first, then by the day it is due."""
    given = _Asked(session, viewer, today, audits_overview(session))
    found = [
        *_concerns(given),
        *_for_auditor(given),
        *_for_agency_lead(given),
        *_for_lead_auditor(given),
        *_for_saig(given),
        *_for_neutral(given),
    ]
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.due or date.max)))


def _concerns(given: _Asked) -> Iterator[Waiting]:
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
        yield given.one(one.audit, what, f"concern {verb} {one.audit} {one.concern}", one.seen_on)


def _people(given: _Asked, query: str) -> set[tuple[str, str, str]]:
    return {(row["audit"], row["agency"], row["person"]) for row in given.session.rows(query)}


def _for_auditor(given: _Asked) -> Iterator[Waiting]:
    me = given.viewer.person
    acknowledged = _people(given, _ACKNOWLEDGED)
    mine = sorted(one for one in _people(given, _NOMINATED) if one[2] == me)
    for audit in given.audits:
        for code, agency, person in mine:
            if code != audit.audit or audit.closed_on is not None:
                continue
            if audit.briefing_held_on and (code, agency, person) not in acknowledged:
                yield given.one(
                    code, "Acknowledge the briefing", f"plan acknowledge {code} --agency {agency}"
                )
            if not audit.is_open:
                yield from _returns_of(given, audit, agency)
            yield from _queries_of(given, audit, agency)
            if audit.is_settled:
                yield from _feedback_of(given, audit, agency)


def _returns_of(given: _Asked, audit: AuditOverview, agency: str) -> Iterator[Waiting]:
    cells = returns_matrix(given.session, audit.audit, given.today)
    due = [one.case_ref for one in cells if one.agency == agency and one.state == "due"]
    if due:
        yield given.one(
            audit.audit,
            f"Return for {agency}: {', '.join(due)}",
            f"return form {audit.audit} --agency {agency}",
            audit.returns_by,
        )


def _queries_of(given: _Asked, audit: AuditOverview, agency: str) -> Iterator[Waiting]:
    for one in return_queries(given.session, audit.audit):
        if one.agency == agency and one.answered_at is None:
            yield given.one(
                audit.audit,
                f"Answer query {one.number} on {one.case_ref}",
                f"query answer {audit.audit} {one.case_ref} {one.number} --agency {agency}",
                audit.moderation_on,
            )


def _feedback_of(given: _Asked, audit: AuditOverview, agency: str) -> Iterator[Waiting]:
    for one in feedback(given.session, audit.audit):
        if one.agency != agency:
            continue
        to_do = 2 * one.returns - one.practitioner_delivered - one.manager_delivered
        if to_do > 0:
            yield given.one(
                audit.audit,
                f"Pass on individual audits: {to_do} of {2 * one.returns} still to be given",
                f"feedback deliver {audit.audit} CASE --agency {agency} --to practitioner",
            )


def _for_agency_lead(given: _Asked) -> Iterator[Waiting]:
    own = given.agencies_as(Role.AGENCY_LEAD)
    nominated = {(code, agency) for code, agency, _ in _people(given, _NOMINATED)}
    for audit in given.audits:
        for agency in sorted(own & set(audit.agencies)):
            if audit.closed_on is None and (audit.audit, agency) not in nominated:
                yield given.one(
                    audit.audit,
                    f"Nominate an auditor for {agency}",
                    f"plan nominate {audit.audit} PERSON --agency {agency}",
                    audit.briefing_on,
                )
            if audit.report_circulated_on and audit.report_agreed_on is None:
                yield given.one(
                    audit.audit,
                    "Read the circulated report, and comment if need be",
                    f"report comment {audit.audit} --agency {agency}",
                    audit.report_by,
                )
    me = given.viewer.person
    for action in actions(given.session, given.today):
        if action.state in ("closed", "merged") or me != action.owner and action.agency not in own:
            continue
        named = f"{action.recommendation} {action.action}"
        yield given.one(
            action.recommendation,
            f"Action {action.action}: {action.text}",
            f"action progress {named}",
            action.due,
        )
    for one in single_agency_audits(given.session, given.today):
        if one.agency in own and one.state == "declared" and one.late:
            yield given.one(
                one.ref,
                f"Report your own audit, declared for {one.quarter}",
                "single-agency report FILE",
            )


def _for_lead_auditor(given: _Asked) -> Iterator[Waiting]:
    decided = {one.audit: one for one in audit_views(given.session)}
    for audit in given.audits:
        if audit.audit in given.viewer.leads and audit.closed_on is None:
            if audit.audit in decided:
                yield from _views(given, audit, decided[audit.audit])
            yield from _next_steps(given, audit)
            yield from _comments(given, audit)
            yield from _certificates(given, audit)


def _views(given: _Asked, audit: AuditOverview, views: AuditViews) -> Iterator[Waiting]:
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


def _next_steps(given: _Asked, audit: AuditOverview) -> Iterator[Waiting]:
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


def _reporting(given: _Asked, audit: AuditOverview) -> Iterator[Waiting]:
    code = audit.audit
    if audit.report_circulated_on is None:
        what, command = "Circulate the report", f"report circulate {code}"
        yield given.one(code, what, command, audit.report_by)
    elif audit.report_agreed_on is None:
        yield given.one(code, "Agree the report", f"report agree {code}", audit.report_by)


def _comments(given: _Asked, audit: AuditOverview) -> Iterator[Waiting]:
    for one in report_comments(given.session, audit.audit):
        if one.answered_at is None:
            yield given.one(
                audit.audit,
                f"Answer comment {one.number} of {one.agency} on the report",
                f"report answer {audit.audit} {one.number}",
                audit.report_by,
            )


def _certificates(given: _Asked, audit: AuditOverview) -> Iterator[Waiting]:
    if not audit.is_settled:
        return
    took_part = {p for code, _, p in _people(given, _ACKNOWLEDGED) if code == audit.audit}
    certified = {one.person for one in certificates(given.session, audit.audit)}
    without = sorted(took_part - certified)
    if without:
        yield given.one(
            audit.audit,
            f"Certificates for {', '.join(without)}",
            f"certificate issue {audit.audit} PERSON --from DATE --to DATE --hours HOURS",
        )


def _for_saig(given: _Asked) -> Iterator[Waiting]:
    if not given.holds(Role.SAIG_CHAIR, Role.SAIG_MEMBER):
        return
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
        if audit.closed_on is None and audit.lead_auditor is None:
            what, command = "Appoint a lead auditor", f"plan appoint {code} PERSON"
            yield given.one(code, what, command, audit.briefing_on)
        if audit.report_agreed_on and audit.report_considered_on is None:
            what, command = "Consider the report", f"report consider {code}"
            yield given.one(code, what, command, audit.report_by)
    yield from _recommendations(given)
    for one in single_agency_audits(given.session, given.today):
        if one.state == "reported":
            what = f"Consider what {one.agency} found: {one.title}"
            command = f"single-agency consider {one.ref} --agency {one.agency}"
            yield given.one(one.ref, what, command)


def _recommendations(given: _Asked) -> Iterator[Waiting]:
    late = Counter(one.recommendation for one in actions(given.session, given.today) if one.overdue)
    considered = {one.audit for one in given.audits if one.report_considered_on}
    for one in recommendations(given.session):
        ref = one.recommendation
        if one.delivery == "made" and (one.audit is None or one.audit in considered):
            yield given.one(ref, "Accept or reject it", f"recommend accept {ref} FILE", one.made_on)
        elif one.delivery == "accepted":
            what, command = "Agree an action, with an owner and a date", f"action agree {ref} A1"
            yield given.one(ref, what, command, one.considered_on)
        if late[ref]:
            noun = "action is" if late[ref] == 1 else "actions are"
            yield Waiting(ref, f"{late[ref]} {noun} overdue", None, True, "assure action list")
        if one.delivery in ("closed", "in progress") and one.judgement is None:
            yield from _impact_due(given, ref, one.reaudit_by)


def _impact_due(given: _Asked, ref: str, reaudit_by: date | None) -> Iterator[Waiting]:
    if reaudit_by is not None and reaudit_by < given.today:
        what = "Judge its impact: it was to be re-audited by now"
        yield given.one(ref, what, f"impact show --recommendation {ref}", reaudit_by)


def _for_neutral(given: _Asked) -> Iterator[Waiting]:
    if not given.holds(Role.NEUTRAL):
        return
    due = {one.audit: one.returns_by for one in given.audits}
    for row in given.session.rows(_SEEDS):
        code = row["audit"]
        command = f"sample seed {code} --seed DIGITS --source HOW --witness PERSON"
        yield given.one(code, "Draw the seed before a witness", command, due.get(code))
