"""An audit's grades at a glance: all agencies together, and each by itself, area by area."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.kit.address import to
from dashboard.kit.tables import Blocks
from dashboard.pages.grade_history.life import Scale
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview
from projections.queries.grades import AgencyMix, MixedGrade

AREA = "Area of work"
LEGEND = (
    "A block is a case, the worst grade first. Together: the grade that counts for the case, which"
    " is the one agreed, or else the middle of the agencies' grades; between two grades it has the"
    " colour of the lower one. An agency: its own grades, of its own part of the work. They are"
    " not to be ranked: each did something else."
)


def rows(
    audit: AuditOverview,
    mixed: Sequence[MixedGrade],
    own: Sequence[AgencyMix],
    scale: Scale,
    given: Reading,
) -> list[dict[str, object]]:
    """A row for each area, a column for all together and one for each agency, by name."""
    agencies = sorted({mix.agency for mix in own}, key=given.agency)
    places = sorted({(mix.place, mix.area, mix.area_title) for mix in mixed})
    by_agency = {(mix.area, mix.agency): mix for mix in own}
    return [
        {
            AREA: to(title, "grade_history", audit=audit.audit, area=area),
            "Together": _together([mix for mix in mixed if mix.area == area], scale, audit.audit),
            **{
                given.agency(agency): _own(by_agency.get((area, agency)), scale)
                for agency in agencies
            },
        }
        for _, area, title in places
    ]


def _together(mixed: Sequence[MixedGrade], scale: Scale, audit: str) -> Blocks | str:
    """The cases of an area by the level that counts, worst first."""
    graded = mixed[0].cases_graded
    if not graded:
        return "no case"
    grades = scale.of(mixed[0].area)
    blocks = tuple(
        (level.label, scale.colour(grades[(level.level - 1) // 2].code), level.cases)
        for level in sorted(mixed, key=lambda one: one.level)
    )
    good = sum(level.cases_good for level in mixed)
    words = f"{good} of {graded}"
    return Blocks(blocks, to(words, "grade_history", audit=audit, area=mixed[0].area))


def _own(mix: AgencyMix | None, scale: Scale) -> Blocks | str:
    if mix is None or not mix.cases_graded:
        return "–"
    blocks = tuple(
        (grade.label, scale.colour(grade.code), count)
        for grade, count in zip(scale.of(mix.area), mix.counts, strict=True)
    )
    words = f"{mix.cases_good} of {mix.cases_graded}"
    about = {"audit": mix.audit, "area": mix.area, "agency": mix.agency}
    return Blocks(blocks, to(words, "grade_history", **about))
