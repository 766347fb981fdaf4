"""Looks up a concern for decisions that depend on it."""

from __future__ import annotations

from typing import cast

from domain.concern.state import State
from domain.kernel import streams
from domain.kernel.command import Context


def concern_state(context: Context, audit: str, number: int) -> State:
    return cast(State, context.look(streams.concern(audit, number)))
