"""What waits for an agency's auditors and its lead."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.vocabulary import Role, quarter_ends, quarter_words
from projections.queries.audits import AuditOverview
from projections.queries.duties import Asked, Waiting
from projections.queries.recommendations import Action, actions
from projections.queries.returns import feedback, return_queries, returns_matrix
from projections.queries.single_agency import single_agency_audits

_TAKEN_OVER = 'SELECT agency, successor AS "into" FROM main.successions'


def for_auditor(given: Asked) -> Iterator[Waiting]:
    me = given.viewer.person
    mine = sorted(one for one in given.nominated if one[2] == me)
    for audit in given.audits:
        for code, agency, person in mine:
            if code != audit.audit or audit.abandoned_on is not None:
                continue
            if (
                not audit.has_ended
                and audit.briefing_held_on
                and (code, agency, person) not in given.acknowledged
            ):
                yield given.one(
                    code, "Acknowledge the briefing", f"plan acknowledge {code} --agency {agency}"
                )
            if not audit.is_open and not audit.has_ended:
                yield from _returns_of(given, audit, agency)
            yield from _queries_of(given, audit, agency)
            if audit.is_settled:
                yield from _feedback_of(given, audit, agency)


def _returns_of(given: Asked, audit: AuditOverview, agency: str) -> Iterator[Waiting]:
    cells = returns_matrix(given.session, audit.audit, given.today)
    due = [one.case_ref for one in cells if one.agency == agency and one.state == "due"]
    if due:
        yield given.one(
            audit.audit,
            f"Return for {agency}: {', '.join(due)}",
            f"return form {audit.audit} --agency {agency}",
            audit.returns_by,
        )


def _queries_of(given: Asked, audit: AuditOverview, agency: str) -> Iterator[Waiting]:
    for one in return_queries(given.session, audit.audit):
        if one.agency == agency and one.answered_at is None:
            yield given.one(
                audit.audit,
                f"Answer query {one.number} on {one.case_ref}",
                f"query answer {audit.audit} {one.case_ref} {one.number} --agency {agency}",
                audit.moderation_on,
            )


def _feedback_of(given: Asked, audit: AuditOverview, agency: str) -> Iterator[Waiting]:
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


def for_agency_lead(given: Asked) -> Iterator[Waiting]:
    own = given.agencies_as(Role.AGENCY_LEAD)
    for audit in given.audits:
        for agency in sorted(own & set(audit.agencies) & given.taking_part):
            if not audit.has_ended and not given.auditors_now(audit.audit, agency):
                yield given.one(
                    audit.audit,
                    _nominate(given, audit.audit, agency),
                    f"plan nominate {audit.audit} PERSON --agency {agency}",
                    audit.briefing_on,
                )
            is_circulated = audit.report_circulated_on and audit.report_agreed_on is None
            if is_circulated and not audit.has_ended:
                yield given.one(
                    audit.audit,
                    "Read the circulated report, and comment if need be",
                    f"report comment {audit.audit} --agency {agency}",
                    audit.report_by,
                )
    yield from _actions(given, own)
    for one in single_agency_audits(given.session, given.today) if own else ():
        if one.agency in own and one.quarter is not None and one.late:
            yield given.one(
                one.ref,
                f"Report your own audit, declared for {quarter_words(one.quarter)}",
                "single-agency report FILE",
                quarter_ends(one.quarter),
            )


def _nominate(given: Asked, audit: str, agency: str) -> str:
    gone = sorted(who for code, of, who in given.nominated if (code, of) == (audit, agency))
    if not gone:
        return f"Nominate an auditor for {agency}"
    named = " and ".join(map(given.name, gone))
    return f"Nominate another auditor for {agency}: {named} no longer audits for it"


def _actions(given: Asked, own: frozenset[str]) -> Iterator[Waiting]:
    """The actions of the viewer and of their agencies, and of those that became part of them."""
    me = given.viewer.person
    theirs = own | {row["agency"] for row in given.session.rows(_TAKEN_OVER) if row["into"] in own}
    for action in actions(given.session, given.today):
        if not action.is_live or (me != action.owner and action.agency not in theirs):
            continue
        named = f"{action.recommendation} {action.action}"
        if is_nobodys(given, action):
            what = f"Action {action.action} is nobody's, hand it over: {action.text}"
            command = f"action hand-over {named} --owner PERSON --reason WHY"
            yield given.one(action.recommendation, what, command, action.due)
            continue
        what = f"Action {action.action}: {action.text}"
        command = f"action progress {named}"
        if me != action.owner and not given.holds(Role.SAIG_CHAIR, Role.SAIG_MEMBER):
            # Its lead may not record progress of another's action: they see to it that it is done.
            what = f"Action {action.action} of {given.name(action.owner)}: {action.text}"
            command = f"action list --recommendation {action.recommendation}"
        yield given.one(action.recommendation, what, command, action.due)


def is_nobodys(given: Asked, action: Action) -> bool:
    """Whether an action's owner or its agency is here no longer."""
    return given.is_gone(action.owner) or action.agency not in given.taking_part
