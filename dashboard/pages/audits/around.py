"""What surrounds an audit's grades: views, concerns, feedback, comments, certificates, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.kit.dates import counted, day_words, moment_words
from dashboard.reading import Reading
from domain.audit.events import GroupViewsRecorded
from domain.kernel import streams
from projections.queries.audits import AuditOverview
from projections.queries.case_views import AuditViews, CaseViews
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
COMMENT_NOT_YOURS = "for the agency, the lead auditor and SAIG"
CASE_FIELDS: Mapping[str, str] = {"heard": "views", "asked": "by_whom", "not sought": "reason"}


def views_sentence(views: AuditViews) -> str:
    """Whether views are sought, and of how many cases they were heard."""
    if views.is_sought is None:
        return "! nobody has decided yet whether and how to seek them"
    if not views.is_sought:
        return f"not sought, decided {day_words(views.decided_on)}"
    how = " and ".join(METHODS.get(method, method) for method in views.methods)
    said_so = f"sought by {how}, decided {day_words(views.decided_on)}"
    parts = []
    if "conversation" in views.methods:
        parts.append(f"heard in {views.cases_heard} of {counted(views.cases, 'case')}")
    if views.respondents:
        parts.append(f"{counted(views.respondents, 'person', 'people')} heard in groups")
    return "; ".join([said_so, *parts])


def case_row(one: CaseViews, given: Reading) -> dict[str, object]:
    field = CASE_FIELDS.get(one.state, "")
    return {
        "Case": one.case_ref,
        "Views": VIEW_SIGNS[one.state],
        "How": METHODS.get(one.method or "", one.method),
        "Through": given.agency(one.agency),
        "On": day_words(one.on),
        "In words": given.text(one.position, field, closed=VIEWS_NOT_YOURS),
        "What it made different": given.text(one.position, "difference_made", closed=""),
    }


def group_rows(audit: str, given: Reading) -> list[dict[str, object]]:
    """What groups said, from the ledger: the words are for the audit's agencies and SAIG."""
    rows: list[dict[str, object]] = []
    for entry in given.reader.entries(streams.audit(audit)):
        event = entry.event
        if not isinstance(event, GroupViewsRecorded):
            continue
        text = given.reader.text(entry)
        rows.append(
            {
                "How": METHODS.get(event.method, event.method),
                "Heard on": day_words(event.heard_on),
                "People": event.respondents,
                "In words": (text or {}).get("views", "for the agencies of this audit and SAIG"),
            }
        )
    return rows


def concern_sentence(counts: ConcernCounts | None) -> str:
    if counts is None:
        return "their number is for the partnership"
    if not counts.raised:
        return "none raised"
    said_so = f"{counted(counts.raised, 'concern')} raised"
    if not counts.unresolved:
        return f"{said_so}, all resolved"
    return (
        f"! {said_so}, {counts.unresolved} not resolved: {counts.taken_up} taken up,"
        f" {counts.acknowledged} acknowledged, {counts.resolved} resolved"
    )


def concern_row(one: Concern, given: Reading) -> dict[str, object]:
    """The clock stands first: a child may be at risk."""
    clock = counted(one.days_open, "day")
    return {
        "Concern": one.concern,
        "Clock": f"✔ resolved after {clock}" if one.resolved_on else f"! open for {clock}",
        "Case": one.case_ref,
        "Raised by": given.agency(one.agency) or "the lead auditor",
        "Seen": day_words(one.seen_on),
        "Taken up": day_words(one.taken_up_on) or "not yet",
        "Acknowledged": day_words(one.acknowledged_on) or "not yet",
        "Resolved": day_words(one.resolved_on) or "not yet",
        "In words": given.text(one.position, "words", closed=""),
    }


def feedback_sentence(found: Sequence[Feedback]) -> str:
    due = sum(one.due for one in found)
    if not due:
        return "no return to pass on yet"
    given = sum(one.delivered for one in found)
    heard = sum(one.acknowledged for one in found)
    return f"individual audits passed on {given} of {due} times, {heard} acknowledged"


def feedback_row(one: Feedback, given: Reading) -> dict[str, object]:
    return {
        "Agency": given.agency(one.agency),
        "Returns": one.returns,
        "To the practitioner": f"{one.practitioner_delivered} of {one.returns}",
        "Acknowledged by them": f"{one.practitioner_acknowledged} of {one.practitioner_delivered}",
        "To the manager": f"{one.manager_delivered} of {one.returns}",
        "Acknowledged by the manager": f"{one.manager_acknowledged} of {one.manager_delivered}",
    }


def comment_sentence(audit: AuditOverview) -> str:
    if audit.report_circulated_on is None:
        return "not circulated yet"
    on = f"circulated {day_words(audit.report_circulated_on)}"
    if not audit.comments:
        return f"{on}: no comment"
    waiting = audit.comments_unanswered
    said_so = f"{waiting} waiting for an answer" if waiting else "all answered"
    return f"{on}: {counted(audit.comments, 'comment')}, {said_so}"


def comment_row(one: ReportComment, given: Reading) -> dict[str, object]:
    changed = {None: "○ waits for an answer", True: "✔ report changed", False: "– not changed"}
    return {
        "Comment": one.number,
        "Agency": given.agency(one.agency),
        "Made": moment_words(one.commented_at),
        "In words": given.text(one.position, "comment", closed=COMMENT_NOT_YOURS),
        "Answer": given.text(one.answer_position, "answer", closed=COMMENT_NOT_YOURS),
        "Report": changed[one.report_changed],
    }


def part_sentence(audit: AuditOverview, found: Sequence[Certificate]) -> str:
    certified = counted(len(found), "person", "people") + " certified"
    return (
        f"{counted(audit.auditors_nominated, 'auditor')} nominated,"
        f" {audit.briefings_acknowledged} acknowledged the briefing; {certified}"
    )


def certificate_row(one: Certificate) -> dict[str, object]:
    corrected = " (corrected)" if one.was_corrected else ""
    return {
        "Name": one.full_name,
        "Took part as": one.capacity,
        "From": day_words(one.first_day),
        "To": day_words(one.last_day),
        "Hours": f"{one.hours}{corrected}",
    }
