"""What surrounds an audit's grades: views, concerns, feedback, comments, certificates, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.kit.dates import counted, day_words, moment_words
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, TakingPart
from projections.queries.case_views import AuditViews, CaseViews, GroupViews
from projections.queries.certificates import Certificate
from projections.queries.concerns import Concern, ConcernCounts
from projections.queries.report import ReportComment
from projections.queries.returns import Feedback

VIEW_SIGNS: Mapping[str, str] = {
    "heard": "✔ heard",
    "asked": "○ asked",
    "not sought": "– not sought",
    "nothing recorded": "! nothing recorded",
}
METHODS: Mapping[str, str] = {
    "conversation": "conversation",
    "questionnaire": "questionnaire",
    "young-peoples-board": "the Young People's Board",
}
VIEWS_NOT_YOURS = "for who heard them and the lead auditor; once open, for the agencies"
GROUP_NOT_YOURS = "for the agencies of this audit and SAIG"
COMMENT_NOT_YOURS = "for the agency, the lead auditor and SAIG"
CASE_FIELDS: Mapping[str, str] = {"heard": "views", "asked": "by_whom", "not sought": "reason"}


def views_sentence(views: AuditViews) -> str:
    """Whether views are sought, and of how many cases they were heard."""
    if views.is_sought is None:
        return "! nobody has decided yet whether and how to seek them"
    if not views.is_sought:
        return f"not sought, decided {day_words(views.decided_on)}"
    how = " and ".join(METHODS.get(method, method) for method in views.methods)
    decided = f"sought by {how}, decided {day_words(views.decided_on)}"
    parts = []
    if "conversation" in views.methods:
        parts.append(f"heard in {views.cases_heard} of {counted(views.cases, 'case')}")
    if views.respondents:
        parts.append(f"{counted(views.respondents, 'person', 'people')} heard in groups")
    return "; ".join([decided, *parts])


def case_row(case: CaseViews, given: Reading) -> dict[str, object]:
    field = CASE_FIELDS.get(case.state, "")
    return {
        "Case": case.case_ref,
        "Views": VIEW_SIGNS[case.state],
        "How": METHODS.get(case.method or "", case.method),
        "Through": given.agency(case.agency),
        "On": day_words(case.on),
        "In words": given.text(case.position, field, closed=VIEWS_NOT_YOURS),
        "What it made different": given.text(case.position, "difference_made", closed=""),
    }


def group_row(group: GroupViews, given: Reading) -> dict[str, object]:
    """What a group said: the words are for the audit's agencies and SAIG."""
    return {
        "How": METHODS.get(group.method, group.method),
        "Heard on": day_words(group.heard_on),
        "People": group.respondents,
        "In words": given.text(group.position, "views", closed=GROUP_NOT_YOURS),
    }


def concern_sentence(counts: ConcernCounts | None) -> str:
    if counts is None:
        return "their number is for the partnership"
    if not counts.raised:
        return "none raised"
    raised = f"{counted(counts.raised, 'concern')} raised"
    if not counts.unresolved:
        return f"{raised}, all resolved"
    return (
        f"! {raised}, {counts.unresolved} not resolved: {counts.taken_up} taken up,"
        f" {counts.acknowledged} acknowledged, {counts.resolved} resolved"
    )


def concern_row(concern: Concern, given: Reading) -> dict[str, object]:
    """The clock stands first: a child may be at risk."""
    clock = counted(concern.days_open, "day")
    return {
        "Concern": concern.concern,
        "Clock": f"✔ resolved after {clock}" if concern.resolved_on else f"! open for {clock}",
        "Case": concern.case_ref,
        "Raised by": given.agency(concern.agency) or "the lead auditor",
        "Seen": day_words(concern.seen_on),
        "Taken up": day_words(concern.taken_up_on) or "not yet",
        "Acknowledged": day_words(concern.acknowledged_on) or "not yet",
        "Resolved": day_words(concern.resolved_on) or "not yet",
        "In words": given.text(concern.position, "words", closed=""),
    }


def feedback_sentence(of_agencies: Sequence[Feedback]) -> str:
    due = sum(agency.due for agency in of_agencies)
    if not due:
        return "no return to pass on yet"
    given = sum(agency.delivered for agency in of_agencies)
    heard = sum(agency.acknowledged for agency in of_agencies)
    return f"individual audits passed on {given} of {due} times, {heard} acknowledged"


def feedback_row(passed_on: Feedback, given: Reading) -> dict[str, object]:
    return {
        "Agency": given.agency(passed_on.agency),
        "Returns": passed_on.returns,
        "To the practitioner": _of(passed_on.practitioner_delivered, passed_on.returns),
        "Acknowledged by them": _of(
            passed_on.practitioner_acknowledged, passed_on.practitioner_delivered
        ),
        "To the manager": _of(passed_on.manager_delivered, passed_on.returns),
        "Acknowledged by the manager": _of(
            passed_on.manager_acknowledged, passed_on.manager_delivered
        ),
    }


def _of(number: int, total: int) -> str:
    return f"{number} of {total}"


def comment_sentence(audit: AuditOverview) -> str:
    if audit.report_circulated_on is None:
        return "not circulated yet"
    on = f"circulated {day_words(audit.report_circulated_on)}"
    if not audit.comments:
        return f"{on}: no comment"
    waiting = audit.comments_unanswered
    state = f"{waiting} waiting for an answer" if waiting else "all answered"
    return f"{on}: {counted(audit.comments, 'comment')}, {state}"


def comment_row(comment: ReportComment, given: Reading) -> dict[str, object]:
    changed = {None: "○ waits for an answer", True: "✔ report changed", False: "– not changed"}
    return {
        "Comment": comment.number,
        "Agency": given.agency(comment.agency),
        "Made": moment_words(comment.commented_at),
        "In words": given.text(comment.position, "comment", closed=COMMENT_NOT_YOURS),
        "Answer": given.text(comment.answer_position, "answer", closed=COMMENT_NOT_YOURS),
        "Report": changed[comment.report_changed],
    }


def part_sentence(audit: AuditOverview, certificates: Sequence[Certificate]) -> str:
    certified = counted(len(certificates), "person", "people") + " certified"
    return (
        f"{counted(audit.auditors_nominated, 'auditor')} nominated,"
        f" {audit.briefings_acknowledged} acknowledged the briefing; {certified}"
    )


def part_row(person: TakingPart, given: Reading) -> dict[str, object]:
    """One person with a part in the audit: as what, at which steps, and what is certified."""
    capacity = "lead auditor" if person.is_lead else "auditor" if person.was_nominated else ""
    kept = {True: "yes", False: "! did not undertake it", None: ""}[person.undertaking]
    return {
        "Name": given.person(person.person),
        "Agency": given.agency(person.agency),
        "As": capacity or "at the moderation day",
        "Briefed": "yes" if person.was_briefed else "",
        "Moderation day": day_words(person.attended_on),
        "Undertook confidentiality": kept,
        "Certified": f"{counted(person.hours, 'hour')}" if person.hours else "",
    }
