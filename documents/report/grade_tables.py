"""The grade tables of an overview report: by agency and together, a table for each scale.

The spread stands as counts: nothing is averaged, and in how many cases any agency gave the worst
grade stands beside them, which no middle of grades shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from documents.charts import theme
from documents.charts.grades import Bar, Part, grades_chart
from documents.charts.vega import Spec
from documents.report.material import Material

if TYPE_CHECKING:
    from projections.queries.grades import MixedGrade
    from projections.queries.tools import ScaleGrade


def together(material: Material) -> list[dict[str, Any]]:
    """A table for each scale in use: a row for each area, a column for each level, worst first.

    A half step between two grades has a column where a case is at it.
    """
    return [
        {
            "heads": heads,
            "worst": scale[0].label,
            "rows": [_together_row(material.area(area), mixed, heads) for area, mixed in of_scale],
        }
        for scale, of_scale in _by_scale(material)
        for heads in [_heads(mixed for _, mixed in of_scale)]
    ]


def _together_row(title: str, mixed: Sequence[MixedGrade], heads: Sequence[str]) -> dict[str, Any]:
    counted = {one.label: one.cases for one in mixed}
    families = mixed[0].families_graded
    return {
        "area": title,
        "counts": [counted.get(head, 0) for head in heads],
        "cases": mixed[0].cases_graded,
        "worst": mixed[0].cases_worst,
        "families": "" if families is None else f"of {families} families",
    }


def _heads(of_areas: Iterable[Sequence[MixedGrade]]) -> list[str]:
    levels = {
        one.level: one.label for mixed in of_areas for one in mixed if one.is_whole or one.cases
    }
    return [levels[level] for level in sorted(levels)]


def _by_scale(
    material: Material,
) -> Iterator[tuple[tuple[ScaleGrade, ...], list[tuple[str, list[MixedGrade]]]]]:
    """Each scale with the areas that are graded on it, and the levels of each."""
    for name, scale in material.scales.items():
        found = [
            (area.area, [one for one in material.report.mix if one.area == area.area])
            for area in material.areas
            if area.scale == name
        ]
        if known := [(area, mixed) for area, mixed in found if mixed]:
            yield scale, known


def by_agency(material: Material) -> list[dict[str, Any]]:
    """A table for each scale: under each area a row for each agency that graded in it."""
    tables = []
    for name, scale in material.scales.items():
        areas = [
            {"area": area.title, "rows": rows}
            for area in material.areas
            if area.scale == name and (rows := _agency_rows(material, area.area))
        ]
        if areas:
            heads = [grade.label for grade in scale]
            tables.append({"heads": heads, "columns": len(heads) + 2, "areas": areas})
    return tables


def _agency_rows(material: Material, area: str) -> list[dict[str, Any]]:
    return [
        {
            "agency": material.names.agency(mix.agency),
            "counts": list(mix.counts),
            "cases": mix.cases_graded,
        }
        for mix in material.report.by_agency
        if mix.area == area and mix.cases_graded
    ]


def overall(material: Material) -> list[dict[str, Any]]:
    """Cases by their overall grade, worst first."""
    return [
        {
            "grade": grade.label,
            "cases": sum(one.grade == grade.code for one in material.report.overall),
        }
        for grade in material.report.scale
        if material.report.overall
    ]


def chart(material: Material) -> Spec | None:
    """The same counts as bars; None while nothing is graded."""
    bars = [
        Bar(material.area(area), tuple(_parts(scale, mixed)))
        for scale, of_scale in _by_scale(material)
        for area, mixed in of_scale
        if mixed[0].cases_graded
    ]
    title = f"{material.report.overview.title}: the grades that count, by area of work"
    return grades_chart(bars, title=title) if bars else None


def _parts(scale: Sequence[ScaleGrade], mixed: Iterable[MixedGrade]) -> Iterator[Part]:
    """One for each level; between two grades it has the colour of the lower one."""
    good_from = next((grade.rank for grade in scale if grade.is_good), len(scale) + 1)
    colours = theme.grade_colours(len(scale), good_from - 1)
    for one in sorted(mixed, key=lambda level: level.level):
        low, between = divmod(one.level - 1, 2)
        letters = [grade.letter for grade in scale[low : low + 1 + between]]
        yield Part(one.label, "–".join(letters), colours[low], one.cases)


def sources(material: Material) -> list[dict[str, str]]:
    """The entries that each count of the tables is made of."""
    rows = []
    for area in material.areas:
        for agency in material.report.overview.agencies:
            entries = [
                grade.position
                for grade in material.grades
                if (grade.area, grade.agency) == (area.area, agency)
                and grade.standing == "graded"
                and grade.position is not None
            ]
            if entries:
                rows.append(
                    {
                        "what": area.title,
                        "agency": material.names.agency(agency),
                        "entries": entries_words(entries),
                    }
                )
    if material.report.overall:
        agreed = entries_words(one.position for one in material.report.overall)
        rows.append(
            {"what": "Overall grades", "agency": "All agencies together", "entries": agreed}
        )
    return rows


def entries_words(entries: Iterable[int]) -> str:
    """`412–414, 430`."""
    runs: list[list[int]] = []
    for entry in sorted(set(entries)):
        if runs and entry == runs[-1][-1] + 1:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
