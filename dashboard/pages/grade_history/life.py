"""The life of one grade: entries in words, and the descriptor in force when each was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.kit.address import Link, to
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted
from dashboard.kit.tables import Lines, Mark
from dashboard.reading import Reading
from documents.charts.theme import GREY, grade_colours, ink_on
from domain.impact.waves_in_words import good_words
from domain.tool.events import ToolPublished, ToolRevised
from projections.queries.audits import AuditOverview
from projections.queries.grades import CaseAreaGrade, GradeEntry
from projections.queries.history import EnteredAudit
from projections.queries.tools import ScaleGrade, scale_grades, tool_areas, tools

STEPS: Mapping[str, str] = {
    "given": "Auditor's grade",
    "revised": "Revised by the agency",
    "moderated": "Moderated",
    "area agreed": "Agreed together",
    "overall agreed": "Agreed together",
    "found not applicable": "Agreed together",
}
"""A kind of entry to the step of a grade's life it is, in their order."""
TOGETHER = "All agencies together"
NOT_APPLICABLE = "found not applicable"
"""The kind of an entry by which moderation found that an area does not apply."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The tool as it was for one audit. `grades`: of all its scales, each worst first; `areas`:
    titles, in its order; `scales`: what each area is graded on, `overall` what a case as a whole.
    """

    grades: tuple[ScaleGrade, ...]
    areas: Mapping[str, str]
    described: Mapping[tuple[str, str], str]
    scales: Mapping[str, str] = field(default_factory=dict)
    overall: str = ""

    def of(self, area: str | None) -> tuple[ScaleGrade, ...]:
        """The grades of an area, or of a case as a whole (None), worst first."""
        scale = self.overall if area is None else self.scales.get(area, "")
        return tuple(grade for grade in self.grades if grade.scale == scale)

    def good(self, area: str | None) -> str:
        """What counts as good there, in the scale's own words: `Good or better`."""
        grades = self.of(area)
        first = next(at for at, grade in enumerate(grades, 1) if grade.is_good)
        return good_words([grade.label for grade in grades], first)

    def label(self, code: str | None) -> str:
        """A grade's label, or its code when the scale has no such grade."""
        if code == "not-applicable" and all(grade.code != code for grade in self.grades):
            return "Not applicable"
        return next((grade.label for grade in self.grades if grade.code == code), code or "")

    def colour(self, code: str) -> str:
        own = next((grade for grade in self.grades if grade.code == code), None)
        if own is None:
            return GREY
        scale = [grade for grade in self.grades if grade.scale == own.scale]
        below_good = sum(not grade.is_good for grade in scale)
        return grade_colours(len(scale), below_good)[own.rank - 1]

    def descriptor(self, code: str, area: str | None) -> str:
        """What the grade looks like in this area, else what it means in the tool at all."""
        own = self.described.get((area or "", code))
        return own or next((g.descriptor for g in self.grades if g.code == code), "")


def scale_of(given: Reading, audit: AuditOverview | EnteredAudit) -> Scale | None:
    """The version of the tool that the audit's grades are of; None if the record has none."""

    def of_audit(version: int) -> bool:
        return version == audit.tool_version

    version = next(
        (v for v in facts(given, tools) if v.tool == audit.tool and of_audit(v.tool_version)), None
    )
    entry = None if version is None else given.reader.entry(version.position)
    if version is None or entry is None or not isinstance(entry.event, ToolPublished | ToolRevised):
        return None
    areas = [area for area in facts(given, tool_areas, audit.tool) if of_audit(area.tool_version)]
    return Scale(
        scales={area.area: area.scale for area in areas},
        overall=version.overall_scale or "",
        grades=tuple(g for g in facts(given, scale_grades, audit.tool) if of_audit(g.tool_version)),
        areas={area.area: area.title for area in areas},
        described={
            (graded.area.id, descriptor.grade): descriptor.text
            for graded in entry.event.areas
            for descriptor in graded.area.descriptors
        },
    )


def chosen(entries: Sequence[GradeEntry], area: str | None, agency: str | None) -> list[GradeEntry]:
    """The entries about one area (None: the overall grade), of one agency and those agreed."""
    return [
        entry
        for entry in entries
        if entry.area == area and (agency is None or entry.agency in (None, agency))
    ]


def steps_rows(
    entries: Sequence[GradeEntry], scale: Scale, given: Reading
) -> list[dict[str, object]]:
    """A row for each agency and one for all together, from the auditor's grade to what was agreed.

    A cell has every grade of its step in their order, each with its entry. A step that nobody took
    has no column.
    """
    by_step: dict[tuple[str, str], list[Mark | Link]] = {}
    for entry in sorted(entries, key=lambda one: one.position):
        whose = given.agency(entry.agency) or TOGETHER
        colour = scale.colour(entry.to_grade)
        cell = by_step.setdefault((whose, STEPS[entry.kind]), [])
        cell.append(Mark(scale.label(entry.to_grade), colour, ink_on(colour)))
        cell.append(entry_link(entry.position))
    taken = {step for _, step in by_step}
    named = sorted({whose for whose, _ in by_step} - {TOGETHER})
    together = [TOGETHER] if any(whose == TOGETHER for whose, _ in by_step) else []
    return [
        {
            "Whose work": whose,
            **{
                step: Lines(tuple(by_step.get((whose, step), ())))
                for step in dict.fromkeys(STEPS.values())
                if step in taken
            },
        }
        for whose in (*named, *together)
    ]


def entry_link(position: int) -> Link:
    """To the entry itself, and its receipt."""
    return to(f"entry {position:,}", "integrity", entry=str(position))


def title(
    entries: Sequence[GradeEntry], scale: Scale, what: str, counts_as: CaseAreaGrade | None
) -> str:
    """The finding: what the grade counts as, why, and whether anything was moved on the way."""
    stands = [e for e in entries if e.agency is not None and e.superseded_by is None]
    finding = f"{what}: {counted(len(stands), 'grade')} that you may read"
    if len(stands) == 1:
        finding = f"{what}: graded {scale.label(stands[0].to_grade)}"
    agreed = [e for e in entries if e.agency is None and e.superseded_by is None]
    if counts_as is not None and counts_as.source == "agreed":
        finding = f"{what}: agreed together as {scale.label(counts_as.low_grade)}"
    elif counts_as is not None:
        grades = [scale.label(counts_as.low_grade), scale.label(counts_as.high_grade)]
        middle = grades[0] if grades[0] == grades[1] else f"half-way from {' to '.join(grades)}"
        agencies = counted(counts_as.agency_count, "agency", "agencies")
        finding = f"{what}: counts as {middle}, in the middle of {agencies}"
        if counts_as.worst_agencies:
            worst = counted(counts_as.worst_agencies, "agency", "agencies")
            finding += f", {worst} at the worst grade"
    elif agreed and agreed[-1].kind == NOT_APPLICABLE:
        finding = f"{what}: found not applicable, and in none of the counts"
    elif agreed:
        finding = f"{what}: agreed together as {scale.label(agreed[-1].to_grade)}"
    moved = sum(entry.kind == "moderated" for entry in entries)
    revised = sum(entry.kind == "revised" for entry in entries)
    changes = [f"moderation moved {moved}"] if moved else []
    changes += [f"{revised} revised by the agency"] if revised else []
    return f"{finding}; {', '.join(changes)}" if changes else finding
