"""The one page for SAIG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.reading import Reader, require_every_grade

if TYPE_CHECKING:
    from documents.impact.saig_page import SaigPage


def material(reader: Reader) -> SaigPage:
    """What the page is made of. Refuses whoever may not read every grade."""
    from documents.impact.saig_page import SaigPage
    from projections.queries.areas import area_impacts
    from projections.queries.audits import audits_overview
    from projections.queries.duties import Asked
    from projections.queries.duties_of_saig import for_saig
    from projections.queries.impact import comparisons, impact_measures

    reader.require_known()
    with reader.facts() as facts:
        require_every_grade(facts)
        session = facts.session
        areas = area_impacts(session, reader.today, impact_measures(session, reader.today)) or ()
        given = Asked(session, facts.viewer, reader.today, audits_overview(session))
        waiting = sorted(for_saig(given), key=lambda one: (not one.overdue, str(one.due or "9999")))
        directory = reader.directory
        return SaigPage(
            partnership=directory.name or "",
            day=reader.today,
            position=session.as_at,
            areas=areas,
            comparisons=comparisons(measure for area in areas for measure in area.measures),
            waiting=waiting,
            agency_titles={code: one.title for code, one in directory.agencies.items()},
        )


def saig_page(reader: Reader) -> bytes:
    """The page as a PDF."""
    from documents.impact import saig_page as paper

    return paper.saig_page(material(reader))
