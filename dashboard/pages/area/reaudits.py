"""The audits of one area over time: drawn, case by case, and what the next can show."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.kit.chart import draw_by_width
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.restated import Rows, since_saig_met
from dashboard.kit.tables import table
from dashboard.pages.area import parts
from dashboard.pages.impact.facts import impact_areas
from dashboard.pages.impact.words import chart_row
from dashboard.reading import Reading
from documents.charts import area_words as words
from documents.charts.area_plan import MIDDLE, SLIM, WIDE
from documents.charts.areas import area_chart
from domain.impact.planner import CASES_PLANNED, plan
from domain.impact.waves_in_words import good_words, siblings_in_words
from projections.queries.areas import AreaImpact, Key


def over_time(area: AreaImpact, given: Reading) -> None:
    row, found = chart_row(area, given.agency_titles), words.verdict(area)
    alt = words.alt([area], f"{area.title}. {found}.")
    drawings = [
        area_chart(
            [row],
            words.legend([area]),
            worst=area.labels[0],
            today=given.today,
            layout=layout,
            today_words=day_words(given.today) if given.is_past else "today",
        )
        for layout in (WIDE, MIDDLE, SLIM)
    ]
    draw_by_width(drawings, name=f"{area.title}. {found}", alt=alt)


def waves(area: AreaImpact, given: Reading) -> None:
    """Every audit of the area, the latest first, case by case."""
    st.header("The grades behind it, case by case", anchor=False)
    if not area.waves:
        st.text("No audit has graded this area yet.")
    for wave in reversed(area.waves):
        st.subheader(plain(parts.wave_title(area, wave)), anchor=False)
        if wave.siblings:
            when = dict(area.when).get(wave.audit, wave.audit)
            st.text(siblings_in_words(wave.siblings, when))
        rows = since_saig_met(
            given,
            parts.case_rows(area, wave),
            partial(_then, area.key, wave.audit),
            by="Case",
            only=(parts.GRADE, parts.OF_AGENCIES),
        )
        table(
            rows,
            empty="No case was graded in this area.",
            name=f"{area.title} {wave.audit}",
        )


def _then(key: Key, audit: str, then: Reading) -> Rows:
    """An audit's cases in an area, as they stood on an earlier day; none that had not settled."""
    return [
        row
        for area in impact_areas(then) or ()
        for wave in area.waves
        if area.key == key and wave.audit == audit
        for row in parts.case_rows(area, wave)
    ]


def planner(area: AreaImpact) -> None:
    """What the next re-audit can show, before anybody audits it."""
    last = area.waves[-1].counts if area.waves else None
    if last is None or last.cases not in CASES_PLANNED:
        return
    good = good_words(area.labels, area.good_from)
    st.header("What the next re-audit can show", anchor=False)
    table(
        [
            parts.plan_row(last.cases, size, plan(last.cases, size)[last.good], good)
            for size in parts.sizes(last.cases)
        ]
    )
