"""What the partnership's yearly report takes from the record of one year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from application.reading import Reader, require_every_grade
from application.report import names_of
from domain.kernel.command import Refusal

if TYPE_CHECKING:
    from documents.yearly.extract import Year

_APRIL, _MARCH = (4, 1), (3, 31)


def yearly_extract(reader: Reader, begins: int) -> bytes:
    """The extract in Word. `begins`: the year in whose April it begins."""
    from documents.yearly import extract as paper

    return paper.yearly_extract(material(reader, begins))


def material(reader: Reader, begins: int) -> Year:
    """Refuses a year that has not begun, and whoever may not read every grade."""
    from documents.yearly.extract import Year
    from projections.queries.areas import area_impacts
    from projections.queries.audits import audits_overview
    from projections.queries.case_views import audit_views
    from projections.queries.impact import impact_measures
    from projections.queries.recommendations import actions, recommendations
    from projections.queries.single_agency import single_agency_audits

    reader.require_known()
    first, last = date(begins, *_APRIL), date(begins + 1, *_MARCH)
    if first > reader.today:
        raise Refusal(
            "year-not-begun",
            f"The year from {first} to {last} has not begun.",
            "Name one that has, such as --year 2025 for April 2025 to March 2026.",
        )
    with reader.facts() as facts:
        require_every_grade(facts)
        session, today = facts.session, reader.today
        audits = [
            audit
            for audit in audits_overview(session)
            if _within(audit.report_considered_on or audit.abandoned_on, first, last)
        ]
        codes = {audit.audit for audit in audits}
        own = [
            one
            for one in single_agency_audits(session, today)
            if _within(one.reported_on, first, last)
        ]
        return Year(
            first=first,
            last=last,
            day=today,
            position=session.as_at,
            names=names_of(reader),
            audits=audits,
            own_audits=own,
            views=[one for one in audit_views(session) if one.audit in codes],
            areas=area_impacts(session, today, impact_measures(session, today)) or (),
            recommendations=recommendations(session),
            actions=actions(session, today),
        )


def _within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last
