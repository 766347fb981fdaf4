"""The actions of recommendations: due and overdue, then closed or merged."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.blocks import unfolds
from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.pages.recommendations import delivery
from dashboard.reading import Reading
from projections.queries.recommendations import Action, Recommendation, actions


def actions_of(given: Reading, chosen: list[Recommendation]) -> list[Action]:
    refs = {recommendation.recommendation for recommendation in chosen}
    return [a for a in facts(given, actions, given.today) if a.recommendation in refs]


def due_actions(mine: list[Action], known: delivery.Known, given: Reading) -> None:
    st.header("Actions due and overdue", anchor=False)
    live = [action for action in mine if action.state not in ("closed", "merged")]
    table([_row(action, known, given) for action in live], empty="No action is open.")
    done = [action for action in mine if action.state in ("closed", "merged")]
    if done:
        with unfolds(f"Closed or merged actions ({len(done)})", name="closed_actions"):
            table([_row(action, known, given) for action in done])


def _row(action: Action, known: delivery.Known, given: Reading) -> dict[str, object]:
    return delivery.action_row(
        action,
        given.today,
        given.agency(action.agency),
        given.person(action.owner),
        known.link(action.recommendation),
    )
