"""What the pages read, kept by position: the same entries, reader and day give the same facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from dashboard.reading import Reading
from projections.engine.session import Session
from projections.queries.board import (
    FunnelStep,
    Headline,
    ImpactBoard,
    assurance_funnel,
    headline,
    impact_board,
)
from projections.queries.impact import ImpactMeasure, impact_measures
from projections.queries.movements import ComparedAudits, compared_audits

Asked = ParamSpec("Asked")
Facts = TypeVar("Facts")
RESULTS_MAX = 1024
"""How many results are kept for all readers together; the first kept go first."""


def facts(
    given: Reading,
    query: Callable[Concatenate[Session, Asked], Facts],
    *args: Asked.args,
    **kwargs: Asked.kwargs,
) -> Facts:
    """What `query` answers on this reading's session: asked once for the same reading.

    A page that runs again with another filter, and nothing new in the ledger, asks nothing twice.
    """
    name = (query.__module__, query.__qualname__, args, kwargs)
    return _once(given, name, lambda: query(given.session, *args, **kwargs))


def _once(given: Reading, name: tuple[object, ...], ask: Callable[[], Facts]) -> Facts:
    # Who reads is a part of the key: nobody is ever given what was kept for somebody else.
    kept: Facts = _kept((*given.key, given.viewer.person, *name), ask)
    return kept


@st.cache_data(max_entries=RESULTS_MAX, show_spinner=False)
def _kept(key: tuple[object, ...], _ask: Callable[[], Any]) -> Any:
    return _ask()


@dataclass(frozen=True, slots=True)
class ImpactFacts:
    """`board`, `headline` and `funnel` are None for a reader who may not read every grade."""

    measures: tuple[ImpactMeasure, ...]
    board: ImpactBoard | None
    headline: Headline | None
    funnel: tuple[FunnelStep, ...] | None
    compared: tuple[ComparedAudits, ...]


def impact_facts(given: Reading) -> ImpactFacts:
    """All that the Impact page shows, from one reading of the measures."""
    return _once(given, ("impact",), lambda: _impact(given))


def _impact(given: Reading) -> ImpactFacts:
    session, today = given.session, given.today
    measures = facts(given, impact_measures, today)
    return ImpactFacts(
        measures=measures,
        board=impact_board(session, today, measures),
        headline=headline(session, today, measures),
        funnel=assurance_funnel(session, today, measures),
        compared=compared_audits(session, measures),
    )
