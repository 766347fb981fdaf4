"""The cases behind one count: what counts for each in an area, or what one agency gave it."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.kit.address import to
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted
from dashboard.kit.tables import Mark
from dashboard.pages.grade_history.life import Scale
from dashboard.reading import Reading
from documents.charts import theme
from projections.queries.audits import AuditOverview
from projections.queries.grades import GradeEntry, case_area_grades, overall_grades

Rows = list[dict[str, object]]


def mark(scale: Scale, code: str) -> Mark:
    colour = scale.colour(code)
    return Mark(scale.label(code), colour, theme.ink_on(colour))


def rows(
    given: Reading,
    audit: AuditOverview,
    area: str | None,
    agency: str | None,
    scale: Scale,
    entries: Sequence[GradeEntry],
) -> tuple[Rows, int | None]:
    """A row for each case, and how many of them are Good or better; None where it is not whole."""
    if agency is not None:
        own = _standing(entries, area, agency)
        good = sum(_is_good(scale, entry.to_grade) for entry in own)
        return [_own(audit, entry, scale, given) for entry in own], good
    if area is None:
        overall = facts(given, overall_grades, audit.audit)
        return [
            {"Case": _link(audit, one.case_ref, None), "Agreed": mark(scale, one.grade)}
            for one in overall
        ], sum(bool(one.is_good) for one in overall)
    counts = [one for one in facts(given, case_area_grades, audit.audit) if one.area == area]
    if not counts:
        own = _standing(entries, area, None)
        return [_own(audit, entry, scale, given) for entry in own], None
    return [
        {
            "Case": _link(audit, one.case_ref, area),
            "Counts as": mark(scale, one.low_grade)
            if one.low_grade == one.high_grade
            else f"between {scale.label(one.low_grade)} and {scale.label(one.high_grade)}",
            "Why": "agreed together"
            if one.source == "agreed"
            else f"the middle of {counted(one.agency_count, 'agency', 'agencies')}",
            "At the worst grade": counted(one.worst_agencies, "agency", "agencies")
            if one.worst_agencies
            else "",
        }
        for one in counts
    ], sum(one.is_good for one in counts)


def _is_good(scale: Scale, code: str) -> bool:
    return any(grade.code == code and grade.is_good for grade in scale.grades)


def _standing(
    entries: Sequence[GradeEntry], area: str | None, agency: str | None
) -> list[GradeEntry]:
    """The grades that stand, of one agency or of all whose returns this reader may read."""
    return [
        entry
        for entry in entries
        if entry.superseded_by is None
        and entry.area == area
        and entry.agency is not None
        and agency in (None, entry.agency)
    ]


def _own(
    audit: AuditOverview, entry: GradeEntry, scale: Scale, given: Reading
) -> dict[str, object]:
    return {
        "Case": _link(audit, entry.case_ref, entry.area),
        "Agency": given.agency(entry.agency),
        "Its grade": mark(scale, entry.to_grade),
        "Last": "moderated" if entry.kind == "moderated" else entry.kind,
    }


def _link(audit: AuditOverview, case: str, area: str | None) -> object:
    return to(case, "grade_history", audit=audit.audit, case=case, area=area or "overall")
