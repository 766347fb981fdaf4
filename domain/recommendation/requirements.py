"""Looks up a recommendation for decisions that depend on it."""

from __future__ import annotations

from typing import cast

from domain.kernel import streams
from domain.kernel.command import Context
from domain.recommendation.state import State


def recommendation_state(context: Context, ref: str) -> State:
    return cast(State, context.look(streams.recommendation(ref)))
