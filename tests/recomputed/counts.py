"""Audits, returns, recommendations, actions, concerns and demand, counted again."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from tests.recomputed.record import Event, Record

Sets = dict[str, set[tuple[Any, ...]]]
_COUNTED = {
    "auditors_nominated": ("AuditorNominated", "agency", "person"),
    "briefings_acknowledged": ("BriefingAcknowledged", "agency", "person"),
    "overall_grades_agreed": ("OverallGradeAgreed", "case"),
    "comments": ("ReportCommented", "number"),
    "feedback_delivered": ("FeedbackDelivered", "case", "agency", "recipient"),
    "feedback_acknowledged": ("FeedbackAcknowledged", "case", "agency", "recipient"),
}
_STAGES = (
    ("AuditAbandoned", "abandoned"),
    ("AuditClosed", "closed"),
    ("ReportConsidered", "considered"),
    ("ReportDrafted", "reporting"),
    ("ModerationOpened", "moderation"),
    ("SampleDrawn", "returns"),
    ("FrameCommitted", "sampling"),
    ("BriefingHeld", "briefed"),
)


def audits(record: Record) -> dict[str, dict[str, Any]]:
    """Every audit that is planned: its stage, cases, returns and what came of them."""
    return {audit: _audit(record, audit, plan) for audit, plan in record.plans().items()}


def _audit(record: Record, audit: str, plan: Event) -> dict[str, Any]:
    own = [(topic, event) for topic, event in record.entries if event.get("audit") == audit]
    topics = {topic for topic, _ in own}
    cases, replaced, not_gradable = _cases(own)
    returns = _returns(own)
    due = [(case, agency) for case in cases for agency in plan["agencies"]]
    states = Counter(returns.get(pair, "due") for pair in due)
    ungradable = sum(pair[0] in not_gradable and pair not in returns for pair in due)
    kinds = Counter(event["kind"] for topic, event in own if topic == "FindingRecorded")
    raised, resolved = (
        sum(topic == name for topic, _ in own) for name in ("ConcernRaised", "ConcernResolved")
    )
    distinct = {
        name: len({tuple(event[f] for f in fields) for topic, event in own if topic == kind})
        for name, (kind, *fields) in _COUNTED.items()
    }
    answered = {event["number"] for topic, event in own if topic == "ReportCommentAnswered"}
    return {
        "stage": next((stage for topic, stage in _STAGES if topic in topics), "planned"),
        "cases": len(cases),
        "cases_replaced": len(replaced),
        "cases_not_gradable": len(not_gradable),
        "returns_due": len(due) - ungradable,
        "returns_received": states["received"],
        "returns_not_involved": states["not involved"],
        "returns_missing": states["due"] - ungradable,
        "strengths_found": kinds["strength"],
        "concerns_found": kinds["concern"],
        "comments_unanswered": distinct["comments"] - len(answered),
        "concerns_unresolved": raised - resolved,
        **distinct,
    }


def _cases(own: list[tuple[str, Event]]) -> tuple[set[str], set[str], set[str]]:
    """To be audited, replaced, and of them to be audited: not gradable."""
    cases: set[str] = set()
    replaced: set[str] = set()
    not_gradable: set[str] = set()
    for topic, event in own:
        match topic:
            case "CaseSampled":
                cases.add(event["case"])
            case "CaseReplaced":
                cases.discard(event["case"])
                replaced.add(event["case"])
            case "FrameReplaced" | "SampleRedrawn":
                cases, replaced = set(), set()
            case "CaseNotGradable":
                not_gradable.add(event["case"])
            case "CaseFoundGradable":
                not_gradable.discard(event["case"])
    return cases, replaced, not_gradable


def _returns(own: list[tuple[str, Event]]) -> dict[tuple[str, str], str]:
    states = {"ReturnAppended": "received", "NoInvolvementDeclared": "not involved"}
    found: dict[tuple[str, str], str] = {}
    for topic, event in own:
        if topic in states:
            found[event["case"], event["agency"]] = states[topic]
        if topic == "ReturnWithdrawn":
            found.pop((event["case"], event["agency"]), None)
    return found


def actions(record: Record) -> dict[tuple[str, str], dict[str, Any]]:
    """Each action's state, due day, and whether it is overdue on the record's day."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    states = {
        "ActionProgressed": "in progress",
        "ActionReopened": "in progress",
        "ActionClosed": "closed",
        "ActionDropped": "dropped",
    }
    for topic, event in record.entries:
        key = (event.get("recommendation", ""), event.get("action", ""))
        if topic == "ActionAgreed":
            found[key] = {"due": event["due"], "state": "open", "times_rescheduled": 0}
        if topic == "ActionRescheduled":
            found[key]["due"] = event["to_due"]
            found[key]["times_rescheduled"] += 1
        if topic in states:
            found[key]["state"] = states[topic]
    for action in found.values():
        ended = action["state"] in ("closed", "dropped")
        action["overdue"] = not ended and action["due"] < record.day
    return found


def recommendations(record: Record) -> dict[str, dict[str, Any]]:
    """How far each recommendation's delivery has come."""
    done = actions(record)
    seen = {(topic, event.get("recommendation")) for topic, event in record.entries}
    found = {}
    for ref in record.last("RecommendationMade", "recommendation"):
        own = [action["state"] for (of, _), action in done.items() if of == ref]
        begun = any(state not in ("open", "dropped") for state in own)
        stages = (
            (("RecommendationRejected", ref) in seen, "rejected"),
            (("RecommendationClosed", ref) in seen, "closed"),
            (begun, "in progress"),
            (len(own) > own.count("dropped"), "actions agreed"),
            (("RecommendationAccepted", ref) in seen, "accepted"),
            (True, "made"),
        )
        found[ref] = {
            "delivery": next(stage for reached, stage in stages if reached),
            "actions_agreed": len(own),
            "actions_closed": own.count("closed"),
            "actions_dropped": own.count("dropped"),
        }
    return found


def demand(record: Record) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Days asked of each agency in each quarter that asks any, and the days it has."""
    asked: dict[str, Event] = {}
    capacity: dict[str, int] = {}
    for topic, event in record.entries:
        match topic:
            case "ProgrammeAgreed":
                capacity = {one["agency"]: one["days"] for one in event["capacity_per_quarter"]}
            case "AuditScheduled":
                asked[event["audit"]] = {**event}
            case "AuditRescheduled":
                asked[event["audit"]]["quarter"] = event["to_quarter"]
            case "AuditWithdrawn":
                asked.pop(event["audit"], None)
    days: dict[tuple[str, str], int] = defaultdict(int)
    for scheduled in asked.values():
        for share in scheduled["demand"]:
            days[share["agency"], scheduled["quarter"]] += share["days"]
    return {key: (total, capacity.get(key[0])) for key, total in days.items()}
