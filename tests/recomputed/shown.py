"""The numbers that a page may show on a day, each with what it counts: worked out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from tests.recomputed import counts
from tests.recomputed.accounted import MONTHS, Known, known
from tests.recomputed.impact import Impact
from tests.recomputed.planned import SIZES, chances, needed, regraded
from tests.recomputed.record import Record

JUDGED = (
    *("improved", "mixed", "worsened", "held, as wanted"),
    *("no meaningful change", "no change detectable"),
)


def shown(record: Record, opened: Iterable[str]) -> Known:
    found = known(record, opened)
    found.single |= {0, 1, 12, len(record.entries)}
    _impact(found, Impact(record), record)
    _audits(found, record)
    _samples(found, record)
    _programme(found, record)
    _entries(found, record)
    _twice(found, record)
    return found


def _impact(found: Known, again: Impact, record: Record) -> None:
    grades = again.grades
    for audit in (a for one in again.measures.values() for a in grades.settled(one["tool"])):
        for area in grades.areas(audit):
            bases: list[Any] = [(None, False)]
            bases += [
                (one["comparison"]["agencies"], one["comparison"]["before_moderation"])
                for (_, of), one in again.measures.items()
                if of == area and one["comparison"]
            ]
            for agencies, before in bases:
                _wave(found, grades.wave(audit, area, agencies, before=before), again, audit)
    for (_, _), one in again.measures.items():
        if one["comparison"]:
            _background(found, again.background(one["tool"], one["baseline"], one["re_audits"][-1]))
        for audit in one["audits"]:
            cases = grades.wave(audit, grades.areas(audit)[0])["cases"]
            found.single.add(ceil(Fraction(one["target"] or 0, 10) * cases))
    for cell in grades.cells.values():
        worst = cell.given(None, before=False).count(0)
        found.named.setdefault("agencies", set()).update((len(cell.now), worst))
    _planned(found, again)
    _straddles(found, again)
    _delivery(found, again, record)


def _wave(found: Known, wave: dict[str, Any], again: Impact, audit: str) -> None:
    cases, good, worst = (wave[name] for name in ("cases", "good", "worst_by_any_agency"))
    window = again.grades.plans[audit]["casework_window"]
    found.pairs |= {(good, cases), (worst, cases), (wave["agreed_in_moderation"], cases)}
    found.windowed.add((good, cases, words_of(window["start"], window["end"])))
    steps = wave["half_steps"]
    found.single |= {cases, good, worst, sum(steps[1::2]), *steps}


def _planned(found: Known, again: Impact) -> None:
    """What a next re-audit can show from where each area stands; what old cases got again."""
    for audit, area in {(one["audits"][-1], a) for (_, a), one in again.measures.items()}:
        wave = again.grades.wave(audit, area)
        for size in {*SIZES, wave["cases"]}:
            least = needed(wave["good"], wave["cases"], size)
            found.pairs.add((least or 0, size))
            found.chances |= {0} if least is None else set(chances(least, size))
    for steps in regraded(again.grades).values():
        found.single |= {sum(s > 0 for s in steps), sum(s < 0 for s in steps), len(steps)}


def _background(found: Known, areas: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    for side in zip(*areas, strict=True):
        found.pairs.add((sum(one["good"] for one in side), sum(one["cases"] for one in side)))
    found.named.setdefault("area", set()).add(len(areas))


def words_of(start: str, end: str) -> str:
    """`January to March 2025`."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    ends = f"{MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return ends
    year = "" if first.year == last.year else f" {first.year}"
    return f"{MONTHS[first.month - 1]}{year} to {ends}"


def _straddles(found: Known, again: Impact) -> None:
    for (ref, _), one in again.measures.items():
        for audit in one["audits"]:
            window = again.grades.plans[audit]["casework_window"]
            start, end = (date.fromisoformat(window[name]) for name in ("start", "end"))
            for day in map(date.fromisoformat, again.done(ref).days):
                if start < day <= end:
                    found.single |= {(day - start).days, (end - start).days + 1}


def _delivery(found: Known, again: Impact, record: Record) -> None:
    """Rows, comparisons, and recommendations by how far assurance reaches."""
    rows = again.rows()
    told = [(again.measures[row[0]], row) for row in rows]
    gaps = [one for one, _ in told if one["closed"] and one["verdict"] not in JUDGED]
    year_ago = record.day.replace(record.day[:4], str(int(record.day[:4]) - 1), 1)
    closed_on = {ref: event["closed_on"] for ref, event in again.closed.items()}
    old = {ref for ref, day in closed_on.items() if day <= year_ago}
    verdicts = Counter(one["verdict"] for one, row in told if {ref for ref, _ in row} & old)
    by_ref: dict[str, list[dict[str, Any]]] = {}
    for (ref, _), one in again.measures.items():
        by_ref.setdefault(ref, []).append(one)
    after = {ref for ref, own in by_ref.items() if all(one["re_audits"] for one in own)}
    proved = {ref for ref in after & closed_on.keys() if by_ref[ref][0]["credited"]}
    judged = {ref for ref in proved if all(one["verdict"] in JUDGED for one in by_ref[ref])}
    agreed = {ref for (ref, _) in counts.actions(record)}
    found.named["measure"] = {len(rows), len(gaps)}
    found.named["comparison"] = {again.comparisons()}
    sharing = Counter(
        (area, one["tool"], one["verdict"], one["baseline"], *one["re_audits"])
        for (_, area), one in again.measures.items()
    )
    sets = (again.made, by_ref, agreed, closed_on, proved, judged, old, old & after, old - after)
    numbers = {len(one) for one in sets} | {len(closed_on.keys() - after)}
    found.named["recommendation"] = numbers | set(sharing.values())
    groups = Counter((one["closed"], one["verdict"]) for one, _ in told)
    found.single |= set(verdicts.values()) | set(groups.values()) | {len(closed_on), len(judged)}
    found.single |= {len(old & after), len(old - after)}
    for closed in (True, False):  # as the board and the tiles put verdicts together
        by = {verdict: groups[closed, verdict] for verdict in (*JUDGED, "not yet re-audited")}
        found.single |= {by["improved"] + by["held, as wanted"], by["worsened"] + by["mixed"]}
        found.single.add(by["no change detectable"] + by["no meaningful change"])
    found.single |= _tiles(told)


def _tiles(told: list[tuple[dict[str, Any], list[tuple[str, str]]]]) -> set[int]:
    """As wanted: improved, held, or unchanged and at standard; the rest by verdict."""
    verdicts = Counter(one["verdict"] for one, _ in told)
    wanted = verdicts["improved"] + verdicts["held, as wanted"]
    unchanged = verdicts["no change detectable"] + verdicts["no meaningful change"]
    return {*verdicts.values(), *range(wanted, wanted + unchanged + 1), unchanged}


def _audits(found: Known, record: Record) -> None:
    audits = counts.audits(record)
    plans = record.plans()
    stages = Counter(one["stage"] for one in audits.values())
    for audit, one in audits.items():
        due = one["returns_due"] - one["returns_not_involved"]
        families = len({e["case"] for e in record.of("ViewsRecorded") if e["audit"] == audit})
        found.pairs |= {
            (one["returns_received"], due),
            (one["cases"], plans[audit]["sample"]["size"]),
            (one["feedback_delivered"], 2 * one["returns_received"]),
            (one["feedback_acknowledged"], one["feedback_delivered"]),
            (families, one["cases"]),
        }
        found.single |= {number for number in one.values() if isinstance(number, int)}
        found.single |= {len(plans[audit]["agencies"]), 2 * one["returns_received"], families}
        for name, key in (("strength", "strengths_found"), ("concern", "concerns_found")):
            found.named.setdefault(name, set()).add(one[key])
        _concerns(found, record, audit)
        _feedback(found, record, audit)
    open_ = len(audits) - stages["closed"] - stages["abandoned"]
    found.named["audit"] = {len(audits)}
    found.single |= {*stages.values(), len(audits), open_}
    actions = counts.actions(record)
    undone = [one for one in actions.values() if one["state"] in ("open", "in progress")]
    found.named["action"] = {len(undone), sum(one["overdue"] for one in undone)}
    found.named["action"] |= set(Counter(ref for ref, _ in actions).values())
    found.single |= {one["times_rescheduled"] for one in actions.values()}
    for one in counts.recommendations(record).values():
        found.pairs.add((one["actions_closed"], one["actions_agreed"]))
    _closed_of(found, record)
    for event in record.of("RecommendationMade"):
        found.named.setdefault("agencies", set()).add(len(event["agencies"]))
    found.single |= {_age(one["due"], record.day) for one in undone}
    closed = record.of("RecommendationClosed")
    found.single |= {_age(event["closed_on"], record.day) for event in closed}


def _closed_of(found: Known, record: Record) -> None:
    """How many accepted ones are closed, what SAIG judged of them, and what came back."""
    closed = record.last("RecommendationClosed", "recommendation")
    accepted = record.last("RecommendationAccepted", "recommendation")
    found.pairs.add((len(closed), len(accepted)))
    placed = record.last("PlacedInWorkStream", "recommendation")
    themes = {ref: event["theme"] for ref, event in placed.items()}
    for theme in set(themes.values()):
        own = {ref for ref, of in themes.items() if of == theme}
        found.pairs.add((len(own & closed.keys()), len(own)))
    findings = Counter(event["kind"] for event in record.of("FindingRecorded"))
    for kind in ("strength", "concern"):
        found.named.setdefault(kind, set()).add(findings[kind])
    judged = record.last("ImpactAssessed", "recommendation")
    words = Counter(one["judgement"] for ref, one in judged.items() if ref in closed)
    found.single |= {*words.values(), len(closed) - words.total()}
    made = record.last("RecommendationMade", "recommendation")
    plans = record.plans()

    def about(ref: str) -> set[tuple[str, str]]:
        one = made[ref]
        wanted = accepted[ref]["desired_impact"]["tool"] if ref in accepted else None
        tool = wanted or (plans[one["audit"]]["tool"] if one["audit"] else "")
        return {(tool, area) for area in one["areas"]}

    back = {
        later
        for later, one in made.items()
        for earlier, ended in closed.items()
        if later != earlier and ended["closed_on"] <= one["made_on"]
        if about(later) & about(earlier)
    }
    found.named.setdefault("recommendation", set()).add(len(back))


def _feedback(found: Known, record: Record, audit: str) -> None:
    """By agency and recipient: passed on of the returns received, acknowledged of those."""
    received: Counter[str] = Counter()
    for event in record.of("ReturnAppended"):
        received[event["agency"]] += event["audit"] == audit
    told: dict[str, Counter[tuple[str, str]]] = {}
    for topic in ("FeedbackDelivered", "FeedbackAcknowledged"):
        own = [event for event in record.of(topic) if event["audit"] == audit]
        told[topic] = Counter((e["agency"], e["recipient"]) for e in own)
    for key, delivered in told["FeedbackDelivered"].items():
        acknowledged = told["FeedbackAcknowledged"][key]
        found.pairs |= {(delivered, received[key[0]]), (acknowledged, delivered)}


def _concerns(found: Known, record: Record, audit: str) -> None:
    steps = ("ConcernRaised", "ConcernTakenUp", "ConcernAcknowledged", "ConcernResolved")
    told = [sum(e["audit"] == audit for e in record.of(step)) for step in steps]
    found.single |= {*told, told[0] - told[-1]}
    found.named.setdefault("concern", set()).add(told[0])


def _age(day: str, today: str) -> int:
    """Days up to 90, then whole months."""
    then, now = date.fromisoformat(day), date.fromisoformat(today)
    days = abs((now - then).days)
    earlier, later = min(then, now), max(then, now)
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    return days if days <= 90 else months - (later.day < earlier.day)


def _samples(found: Known, record: Record) -> None:
    for event in (*record.of("FrameCommitted"), *record.of("FrameReplaced")):
        found.single |= {event["size"], *(one["size"] for one in event["strata"])}
        found.single |= {one["size"] for one in event.get("second", ())}
    sizes = {audit: plan["sample"]["size"] for audit, plan in record.plans().items()}
    framed = record.last("FrameCommitted", "audit") | record.last("FrameReplaced", "audit")
    for event in record.of("SampleDrawn"):
        whole = framed[event["audit"]]["size"]
        for one in (*event["allocation"], *event.get("second", ())):
            expected = Fraction(one["size"] * sizes[event["audit"]], whole)
            found.decimals.add(f"{float(expected):.1f}")
            found.single.add(one.get("seats", one.get("drawn")))
    for event in record.of("GroupViewsRecorded"):
        found.single.add(event["respondents"])


def _programme(found: Known, record: Record) -> None:
    scheduled = record.last("AuditScheduled", "audit")
    withdrawn = record.last("AuditWithdrawn", "audit")
    standing = [one for audit, one in scheduled.items() if audit not in withdrawn]
    found.named["audit"] = found.named.get("audit", set()) | {len(standing), len(scheduled)}
    found.single |= {sum(share["days"] for share in one["demand"]) for one in scheduled.values()}
    for days, capacity in counts.demand(record).values():
        found.single |= {days, capacity or 0}
        found.pairs.add((days, capacity or 0))
    for event in record.of("ProgrammeAgreed"):
        found.years |= set(event["period"].split("-"))
        found.single |= {one["days"] for one in event["capacity_per_quarter"]}
    declared = record.last("SingleAgencyAuditDeclared", "ref")
    reported = record.last("SingleAgencyAuditReported", "ref")
    considered = record.last("SingleAgencyAuditConsidered", "ref")
    found.named["audit"] |= {len(declared)}
    found.single |= {len(considered), len(reported) - len(considered)}
    found.single |= set(range(len(declared) - len(reported) + 1))


def _entries(found: Known, record: Record) -> None:
    """Entries that a grade's history names, checkpoints, and the numbers within a cell."""
    last = len(record.entries)
    held = [event["size"] for event in record.of("CheckpointPublished")]
    found.entries.add(last)
    found.single |= {last, *held, *(last - size for size in held)}
    found.pairs.add((last - max(held, default=0), last))
    for event in record.of("ImpactAssessed"):
        found.entries.add(event.get("measured_at") or 0)
    kinds = (
        *("Grade", "AreaGradeAgreed", "OverallGradeAgreed", "AreaFoundNotApplicable"),
        *("ReturnWithdrawn", "CaseGradedAgain", "Learning", "ImpactAssessed"),
    )
    for number, (topic, _) in enumerate(record.entries, 1):
        if topic.startswith(kinds):
            found.entries.add(number)
    cells = Counter((e["audit"], e["case"], e["area"]) for e in record.of("GradeGiven"))
    found.single |= {*cells.values(), *range(1, 4)}
    by_audit = Counter(audit for audit, _, _ in cells)
    found.single |= set(range(max(by_audit.values(), default=0) + 1))


def _twice(found: Known, record: Record) -> None:
    """Areas of cases that two auditors graded: as near as one grade, and the same."""
    tools = record.last("ToolPublished", "tool", "tool_version")
    first = record.last("GradeGiven", "audit", "case", "agency", "area")
    gaps: dict[tuple[str, str], list[int]] = {}
    for event in record.of("CaseGradedAgain"):
        scale = [one["code"] for one in tools[event["tool"], event["tool_version"]]["scale"]]
        for answer in event["answers"]:
            key = (event["audit"], event["case"], event["agency"], answer["area"])
            ranks = [scale.index(one["grade"]) for one in (answer, first[key])]
            gaps.setdefault((event["audit"], event["agency"]), []).append(abs(ranks[0] - ranks[1]))
    for own in gaps.values():
        found.pairs |= {(sum(gap <= most for gap in own), len(own)) for most in (0, 1)}
