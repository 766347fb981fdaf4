"""The programme as a picture: which bar, dot and box each audit and each agency gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dashboard.kit.dates import day_words
from dashboard.pages.programme.rows import review_due
from dashboard.reading import Reading
from documents.charts.timeline import Asked, Bar, Burden, Course, Lane, Span
from domain.kernel.vocabulary import quarter_words
from projections.queries.audits import AuditOverview
from projections.queries.programme import AgencyDemand, Programme, ProgrammeItem
from projections.queries.single_agency import SingleAgencyAudit

Overviews = Mapping[str, AuditOverview]
_MARGIN = timedelta(days=20)
_OWN_SHAPES = {
    "late": ("triangle-down", False),
    "declared": ("circle", False),
    "reported": ("diamond", False),
    "considered": ("diamond", True),
}


def quarter_days(quarter: str) -> tuple[date, date]:
    """The first and the last day of a calendar quarter such as `2026-Q3`."""
    year, number = int(quarter[:4]), int(quarter[-1])
    first = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return first, after - timedelta(days=1)


def course_of(item: ProgrammeItem) -> Course:
    if item.was_withdrawn or item.stage == "abandoned":
        return Course.OFF
    if item.late:
        return Course.LATE
    if item.stage == "closed":
        return Course.DONE
    return Course.AHEAD if item.stage in (None, "planned") else Course.GOING


def bar_of(item: ProgrammeItem, overview: AuditOverview | None) -> Bar:
    course = course_of(item)
    stage = "withdrawn" if item.was_withdrawn else item.stage or "not planned yet"
    stage = "called off" if stage == "abandoned" else stage
    short = "late" if course is Course.LATE else stage.removesuffix(" yet")
    words = f"! late: {stage}" if course is Course.LATE else stage
    if overview is None:
        start, end = quarter_days(item.quarter)
        return Bar(start, end, None, None, course, words, short)
    ended = overview.report_agreed_on or overview.report_considered_on
    return Bar(
        start=overview.casework_start,
        end=overview.casework_end,
        report=None if course is Course.OFF else ended or overview.report_by,
        considered=overview.report_considered_on,
        course=course,
        words=words,
        short=f"! {short}" if course is Course.LATE else short,
    )


def lanes(
    items: Sequence[ProgrammeItem], overviews: Overviews, tool_titles: Mapping[str, str]
) -> list[Lane]:
    """A row for each tool, so that a repeat stands in one line with its baseline."""
    titles: dict[str, str] = {}
    bars: dict[str, list[Bar]] = {}
    for item in items:
        overview = overviews.get(item.audit)
        repeats = overview is not None and course_of(item) is not Course.OFF
        lane = f"tool {overview.tool}" if overview and repeats else f"audit {item.audit}"
        titles[lane] = item.title
        if overview and repeats:
            titles[lane] = tool_titles.get(overview.tool, overview.tool).partition(":")[0]
        bars.setdefault(lane, []).append(bar_of(item, overview))
    return [Lane(titles[lane], tuple(of_lane)) for lane, of_lane in bars.items()]


def burdens(
    demand: Sequence[AgencyDemand], own: Sequence[SingleAgencyAudit], given: Reading
) -> list[Burden]:
    """A row for each agency that anything is asked of, or that has audits of its own."""
    agencies = {asked.agency for asked in demand if asked.demand_days}
    agencies |= {audit.agency for audit in own if audit.quarter}
    return [
        Burden(
            given.agency(agency),
            tuple(_asked(one) for one in demand if one.agency == agency and one.demand_days),
            tuple(_own(audit) for audit in own if audit.agency == agency and audit.quarter),
        )
        for agency in sorted(agencies, key=given.agency)
    ]


def _asked(one: AgencyDemand) -> Asked:
    share = None if one.capacity_days is None else one.demand_days / max(one.capacity_days, 1)
    return Asked(*quarter_days(one.quarter), share, one.over)


def _own(audit: SingleAgencyAudit) -> tuple[date, str, bool]:
    first, last = quarter_days(audit.quarter or "")
    shape, filled = _OWN_SHAPES["late" if audit.late else audit.state]
    return first + (last - first) / 2, shape, filled


def span(agreed: Programme, shown: Sequence[Lane], asked: Sequence[Burden], today: date) -> Span:
    """From the first casework to the last report, quarter, or review to come."""
    due = review_due(agreed)
    days = [today, due, agreed.agreed_on]
    for lane in shown:
        for bar in lane.bars:
            days += [bar.start, bar.end, *filter(None, (bar.report, bar.considered))]
    for burden in asked:
        days += [day for one in burden.asked for day in (one.start, one.end)]
        days += [day for day, _, _ in burden.own]
    return Span(min(days) - _MARGIN, max(days) + _MARGIN, today, due)


def seen(items: Sequence[ProgrammeItem], demand: Sequence[AgencyDemand], given: Reading) -> str:
    """What the picture shows, for whoever does not see it."""
    audits = "; ".join(
        f"{item.title}, {quarter_words(item.quarter)}: {bar_of(item, None).words}" for item in items
    )
    over = "; ".join(
        f"{given.agency(one.agency)} in {quarter_words(one.quarter)}:"
        f" {one.demand_days} of {one.capacity_days} days"
        for one in demand
        if one.over
    )
    return (
        f"The programme on one axis of time, today being {day_words(given.today)}. {audits}."
        f" More is asked than was declared of: {over or 'nobody'}."
    )
