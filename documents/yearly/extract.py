"""The extract for the yearly report, in Word, under what Working Together 2023 asks it to tell.

It has no word about a case: what is in it may be edited and published as the partnership decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from documents.charts import area_words, theme
from documents.files.input_file import GivenFile
from documents.report.material import Names
from documents.word.building import each, foot, new_document, saved, small, table
from documents.word.template import About, fill
from domain.impact.agenda import BETTER, Item, finding
from domain.kernel.days import day_words
from domain.kernel.processes import STEPS, Process

if TYPE_CHECKING:
    from projections.queries.areas import AreaImpact
    from projections.queries.audits import AuditOverview
    from projections.queries.case_views import AuditViews
    from projections.queries.recommendations import Action, Recommendation
    from projections.queries.single_agency import SingleAgencyAudit

HEADINGS = (
    "What was audited",
    "What was found",
    "Impact: what changed for children",
    "Where there is little or no evidence of progress",
    "Decisions and actions on recommendations",
    "How children and families were heard",
)
WIDTH, WIDE = 16.6, 6.8
_STUCK = (Item.WORSE, Item.NO_CHANGE, Item.MIXED)


@dataclass(frozen=True, slots=True)
class Year:
    """`first`, `last`: its days. `audits`: reported on or called off in it; the rest of the
    record as it stands at `position`, of which what happened in the year is told."""

    first: date
    last: date
    day: date
    position: int
    names: Names
    audits: Sequence[AuditOverview]
    own_audits: Sequence[SingleAgencyAudit]
    views: Sequence[AuditViews]
    areas: Sequence[AreaImpact]
    recommendations: Sequence[Recommendation]
    actions: Sequence[Action]

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def yearly_extract(year: Year) -> bytes:
    words = f"{day_words(year.first)} to {day_words(year.last)}"
    about = About(f"Extract for the yearly report, {words}", year.names.partnership, year.day)
    return fill(GivenFile("the template of assure", template()), _content(year, words), {}, about)


def _content(year: Year, words: str) -> dict[str, Any]:
    return {
        "partnership": year.names.partnership,
        "year": words,
        "as_at": year.day,
        "position": f"{year.position:,}",
        "audits": [_audit(one) for one in year.audits],
        "own_audits": [
            {
                "agency": year.names.agency(one.agency),
                "title": one.title,
                "state": one.state,
                "entry": one.position or "",
            }
            for one in year.own_audits
        ],
        "found": [_found(one) for one in year.audits if one.strengths_found is not None],
        "finding": finding([(area.title, area.item) for area in year.areas]),
        "better": list(_areas(year, BETTER)),
        "stuck": list(_areas(year, _STUCK)),
        "overdue": [_action(year, one) for one in year.actions if one.overdue],
        "decided": list(_decided(year)),
        "done": [_action(year, one) for one in year.actions if year.holds(one.implemented_on)],
        "views": [_views(one) for one in year.views],
    }


def _audit(audit: AuditOverview) -> dict[str, Any]:
    ended = audit.report_considered_on or audit.abandoned_on
    return {
        "title": audit.title,
        "process": STEPS[Process(audit.process)].label,
        "cases": audit.cases,
        "agencies": len(audit.agencies),
        "state": "called off" if audit.abandoned_on else "considered by SAIG",
        "on": "" if ended is None else day_words(ended),
    }


def _found(audit: AuditOverview) -> dict[str, Any]:
    return {
        "title": audit.title,
        "strengths": audit.strengths_found,
        "concerns": audit.concerns_found,
        "overall": audit.overall_grades_agreed,
    }


def _areas(year: Year, items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    for area in year.areas:
        if area.item in items:
            yield {
                "area": f"{area.title} ({area_words.under(area, year.names.agencies)})",
                "verdict": area_words.verdict(area).replace(theme.NBSP, " ") + " good or better",
                "rests": area_words.told(area),
            }


def _decided(year: Year) -> Iterator[dict[str, Any]]:
    """What SAIG decided in the year: taken up or rejected, judged, closed."""
    for made in year.recommendations:
        steps = []
        if year.holds(made.considered_on):
            steps.append("rejected" if made.rejected_reason else "accepted")
        if year.holds(made.assessed_on) and made.judgement:
            steps.append(f"impact judged: {area_words.JUDGEMENT_WORDS[made.judgement]}")
        if year.holds(made.closed_on):
            steps.append("closed")
        if steps:
            yield {
                "ref": made.recommendation,
                "source": made.source.replace("-", " "),
                "text": made.text,
                "decided": ", ".join(steps),
                "entry": made.position,
            }


def _action(year: Year, action: Action) -> dict[str, Any]:
    return {
        "action": f"{action.recommendation} {action.action}",
        "text": action.text,
        "agency": year.names.agency(action.agency),
        "due": action.due,
        "implemented": action.implemented_on or "",
        "entry": action.position,
    }


def _views(views: AuditViews) -> dict[str, Any]:
    return {
        "audit": views.audit,
        "sought": "sought" if views.is_sought else f"not sought: {views.reason or ''}",
        "cases": views.cases,
        "heard": views.cases_heard,
        "asked": views.cases_asked,
        "not_asked": views.cases_not_sought,
        "silent": views.cases_silent,
        "people": views.respondents,
    }


@cache
def template() -> bytes:
    made = new_document()
    made.add_paragraph("Extract for the yearly report", style="Title")
    made.add_paragraph("{{ partnership }}: {{ year }}")
    small(
        made,
        "Working Together to Safeguard Children 2023, chapter 2: the partners report each year what"
        " they did, and with what effect. Made from the record as at {{ as_at }}, up to entry"
        " {{ position }}; the number at the end of a row is the entry that it comes from. It has no"
        " word about a case. Small counts: look at each before it is published.",
    )
    for heading, part in zip(HEADINGS, _PARTS, strict=True):
        made.add_heading(heading, 1)
        part(made)
    foot(made, "Extract for the yearly report · as at {{ as_at }}, entry {{ position }}")
    return saved(made)


def _listed(
    made: Any, rows: str, heads: Sequence[str], fields: Sequence[str], wide: int = 0
) -> None:
    """A table with a row for each; a sentence where there is none. `wide`: the column of prose."""
    widths = [(WIDTH - WIDE) / (len(heads) - 1)] * len(heads)
    widths[wide] = WIDE
    made.add_paragraph(f"{{%p if {rows} %}}")
    blanks = [""] * (len(heads) - 1)
    table(
        made,
        [
            heads,
            (f"{{%tr for one in {rows} %}}", *blanks),
            [f"{{{{ one.{field} }}}}" for field in fields],
            ("{%tr endfor %}", *blanks),
        ],
        widths,
    )
    made.add_paragraph("{%p else %}")
    made.add_paragraph("None in this year.")
    made.add_paragraph("{%p endif %}")


def _audited(made: Any) -> None:
    heads = ("Audit", "Kind", "Cases", "Agencies", "Outcome", "On")
    _listed(made, "audits", heads, ("title", "process", "cases", "agencies", "state", "on"))
    made.add_heading("Agencies' own audits", 2)
    _listed(
        made,
        "own_audits",
        ("Agency", "Audit", "State", "Entry"),
        ("agency", "title", "state", "entry"),
        1,
    )


def _findings(made: Any) -> None:
    heads = ("Audit", "Strengths", "Concerns", "Cases with an overall grade")
    _listed(made, "found", heads, ("title", "strengths", "concerns", "overall"))


def _impact(made: Any) -> None:
    made.add_paragraph("{{ finding }}")
    each(made, "one in better", ("List Bullet", "{{ one.area }}: {{ one.verdict }}."))


def _little(made: Any) -> None:
    each(
        made,
        "one in stuck",
        ("List Bullet", "{{ one.area }}: {{ one.verdict }}. {{ one.rests }}"),
    )
    made.add_heading("Actions that are overdue", 2)
    heads = ("Action", "What", "Agency", "Due", "Entry")
    _listed(made, "overdue", heads, ("action", "text", "agency", "due", "entry"), 1)


def _decisions(made: Any) -> None:
    heads = ("Reference", "From", "Recommendation", "Decided", "Entry")
    _listed(made, "decided", heads, ("ref", "source", "text", "decided", "entry"), 2)
    made.add_heading("Actions put in place", 2)
    heads = ("Action", "What", "Agency", "In place since", "Entry")
    _listed(made, "done", heads, ("action", "text", "agency", "implemented", "entry"), 1)


def _heard(made: Any) -> None:
    heads = (
        *("Audit", "Views", "Cases", "Families heard", "Asked, not heard", "Not asked"),
        *("Nothing recorded", "People in groups"),
    )
    of_families = ("heard", "asked", "not_asked", "silent")
    _listed(made, "views", heads, ("audit", "sought", "cases", *of_families, "people"), 1)


_PARTS = (_audited, _findings, _impact, _little, _decisions, _heard)
