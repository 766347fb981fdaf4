"""Learning: what moderation days and reports taught, by theme, and where it was taken to."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.kit.window import audits_shown, in_window
from dashboard.pages.impact.facts import measures
from dashboard.pages.learning import themes
from dashboard.pages.recommendations import delivery
from dashboard.pages.recommendations.known import known_of
from dashboard.reading import Reading, reading
from projections.queries.audits import Finding, Learning, all_findings, audits_overview, learning
from projections.queries.recommendations import Recommendation, recommendations


def page(given: Reading) -> None:
    st.title("Learning", anchor=False)
    learnt, found = facts(given, learning), facts(given, all_findings)
    audits = {audit.audit: audit for audit in facts(given, audits_overview)}
    found = tuple(one for one in found if in_window(given, audits[one.audit].casework_end))
    made = [
        one
        for one in facts(given, recommendations)
        if one.delivery not in themes.NOT_TAKEN and in_window(given, one.made_on)
    ]
    if not learnt and not found and not made:
        blocks.answer(
            "Nothing has been learnt from an audit yet that you may read.",
            under=(
                "Learning is agreed on the moderation day, case by case, and found in reports:",
                "assure moderate learning --help",
                "assure finding record --help",
            ),
        )
        return
    blocks.answer(
        themes.answer(learnt, found, made),
        under=(
            "A theme is a work stream: improvement work on one subject is drawn together in it.",
            *filter(None, (audits_shown(given),)),
        ),
    )
    by_theme(given, made, found)
    strengths(given, found)
    lessons(given, learnt)


def by_theme(given: Reading, made: Sequence[Recommendation], found: Sequence[Finding]) -> None:
    st.header("By theme: what was learnt, and where it was taken to", anchor=False)
    known = known_of(given)
    carried = delivery.carried_measures(measures(given))
    of_theme: dict[str, list[Recommendation]] = {}
    for one in made:
        of_theme.setdefault(one.theme_title or delivery.NO_STREAM, []).append(one)
    blocks.cards(
        [
            themes.theme_card(theme, of_theme[theme], found, carried, known, given)
            for theme in sorted(of_theme, key=lambda name: (name == delivery.NO_STREAM, name))
        ],
        empty="Nothing has been recommended yet: `assure recommend make`.",
    )


def strengths(given: Reading, found: Sequence[Finding]) -> None:
    """Learning from good practice, not only from concerns (framework section 5)."""
    known = known_of(given)
    tools = known.tools
    by_area: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.kind == "strength":
            area = known.areas.get((tools.get(finding.audit, ""), finding.area), finding.area)
            by_area.setdefault(area, []).append(finding)
    st.header("Good practice, to be kept and passed on", anchor=False)
    blocks.cards(
        [themes.strength_card(area, by_area[area], known, given) for area in sorted(by_area)],
        empty="No report that you may read has recorded a strength yet.",
    )


def lessons(given: Reading, learnt: Sequence[Learning]) -> None:
    """What each moderation day agreed, of one audit at a time."""
    st.header("From the moderation days, case by case", anchor=False)
    titles = {audit.audit: audit.title for audit in facts(given, audits_overview)}
    held = [code for code in titles if any(one.audit == code for one in learnt)]
    if not held:
        st.text("No moderation day that you may read has agreed any learning yet.")
        return
    code = address.choose("Audit", held, name="audit", words=titles.__getitem__)
    table([themes.lesson_row(one, given) for one in learnt if one.audit == code])


page(reading())
