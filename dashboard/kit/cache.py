"""What the pages read, kept by position: the same entries, reader and day give the same facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from dashboard.kit.legible import legible
from dashboard.reading import Reading, content_at
from projections.engine.session import Session

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
    return once(given, name, lambda: query(given.session, *args, **kwargs))


def once(given: Reading, name: tuple[object, ...], ask: Callable[[], Facts]) -> Facts:
    """What `ask` answers, which nothing may change but the reading and what is in `name`."""
    kept: Facts = _kept((*given.key, *name), lambda: legible(ask()))
    return kept


def once_of_all(given: Reading, name: tuple[object, ...], ask: Callable[[], Facts]) -> Facts:
    """What `ask` answers of the whole ledger, which is the same for every reader and day."""
    kept: Facts = _kept((given.content, *name), ask)
    return kept


def once_at(
    given: Reading, position: int, name: tuple[object, ...], ask: Callable[[], Facts]
) -> Facts:
    """What `ask` answers of the record up to a position, whatever was recorded since.

    Who reads is a part of what it is kept by, and what may be read now.
    """
    identity = given.content[0]
    place = content_at(given.ledger, identity, position)
    opened = tuple(sorted(given.session.open_audits))
    kept: Facts = _kept((place, *given.key[1:4], opened, *name), lambda: legible(ask()))
    return kept


@st.cache_data(max_entries=RESULTS_MAX, show_spinner=False)
def _kept(key: tuple[object, ...], _ask: Callable[[], Any]) -> Any:
    return _ask()
