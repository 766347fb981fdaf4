"""What the words for recommendations rest on, asked once for a page."""

from __future__ import annotations

from dashboard.kit.cache import facts
from dashboard.pages.recommendations.delivery import Known
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, audits_overview
from projections.queries.history import EnteredAudit, entered_audits
from projections.queries.recommendations import Recurrence, recommendations, recurrences
from projections.queries.tools import area_titles


def known_of(given: Reading) -> Known:
    audits: list[AuditOverview | EnteredAudit] = [
        *facts(given, audits_overview),
        *facts(given, entered_audits),
    ]
    returned: dict[str, list[Recurrence]] = {}
    for one in facts(given, recurrences):
        returned.setdefault(one.recommendation, []).append(one)
    return Known(
        every={one.recommendation: one for one in facts(given, recommendations)},
        audits={audit.audit: audit.title for audit in audits},
        tools={audit.audit: audit.tool for audit in audits},
        areas=facts(given, area_titles),
        agencies=given.agency_titles,
        returned=returned,
    )
