"""One area of work: what was seen, case by case, what was recommended, done and judged."""

from __future__ import annotations

import streamlit as st

from dashboard.kit import address
from dashboard.kit.cache import facts
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.area import parts
from dashboard.pages.area.reaudits import over_time, planner, waves
from dashboard.pages.area.recommended import done
from dashboard.pages.impact.facts import NOT_OPEN, impact_areas
from dashboard.reading import Reading, reading
from documents.charts import area_words as words
from projections.queries.areas import AreaImpact
from projections.queries.regraded import ruler


def page(given: Reading) -> None:
    st.title("Area of work", anchor=False)
    areas = impact_areas(given)
    if not areas:
        st.text(NOT_OPEN if areas is None else "No area has been audited or recommended on yet.")
        return
    titles = given.agency_titles
    by_code = {words.code_of(area): area for area in areas}
    code = address.choose(
        "Area of work",
        list(by_code),
        name="area",
        words=lambda one: f"{by_code[one].title} ({words.under(by_code[one], titles)})",
    )
    area = by_code[code]
    st.subheader(plain(f"{area.title}. {words.verdict(area)}."), anchor=False)
    over_time(area, given)
    in_words(area)
    waves(area, given)
    done(area, given)
    the_ruler(area, given)
    planner(area)


def in_words(area: AreaImpact) -> None:
    """What can be said of each remedy, in full."""
    if not area.remedies:
        st.text(words.told(area))
    for place, remedy in enumerate(area.remedies, 1):
        which = f"{words.ordinal(place)} remedy, {remedy.ref}: " if len(area.remedies) > 1 else ""
        st.text(f"{which}{remedy.measure.sentence}")


def the_ruler(area: AreaImpact, given: Reading) -> None:
    """Whether the ruler moved; how severe each agency was only for those who publish tools."""
    st.header("The ruler", anchor=False)
    for sentence in parts.drift_sentences(area.measures, given.agency_titles) or [
        "No old case was graded again: how far the grading itself moved is not known."
    ]:
        st.text(sentence)
    if given.reader.may_record("ToolPublished"):
        rows = parts.ruler_rows(area, facts(given, ruler), given.agency_titles)
        table(rows, empty="No audit of this area has settled grades.")


page(reading())
