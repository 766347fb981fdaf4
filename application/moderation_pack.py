"""The moderation day on paper: in the agenda's order, each agency's grade side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.moderation import review
from application.reading import Reader
from application.report import names_of

if TYPE_CHECKING:
    from documents.moderation.pack import Pack


def moderation_pack(reader: Reader, audit: str) -> bytes:
    """The pack as a PDF. Raises what `review` raises: it is for those who may see the agenda."""
    from documents.moderation import pack as paper

    return paper.moderation_pack(material(reader, audit))


def material(reader: Reader, audit: str) -> Pack:
    from documents.moderation.pack import Pack
    from projections.queries.audits import audits_overview
    from projections.queries.grades import agency_grades, own_words
    from projections.queries.tools import scale_grades, tool_areas

    reader.require_known()
    found = review(reader, audit)
    with reader.facts() as facts:
        session = facts.session
        overview = next(one for one in audits_overview(session) if one.audit == audit)
        version = overview.tool_version
        areas = [a for a in tool_areas(session, overview.tool) if a.tool_version == version]
        labels = {
            grade.code: grade.label
            for grade in scale_grades(session, overview.tool)
            if grade.tool_version == version
        }
        grades = agency_grades(session, audit)
        own = own_words(session, audit)
        position = session.as_at
    told = {(item.case, item.area) for item in found.agenda.items}
    words = {at: reader.text_at(at) for (case, _, area), at in own.items() if (case, area) in told}
    return Pack(
        overview=overview,
        names=names_of(reader),
        day=reader.today,
        position=position,
        agenda=found.agenda,
        areas=areas,
        labels=labels,
        grades=grades,
        own_words=own,
        words=words,
    )
