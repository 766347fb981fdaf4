"""Looks up a work stream for decisions that depend on it."""

from __future__ import annotations

from typing import cast

from domain.kernel import streams
from domain.kernel.command import Context
from domain.work_stream.state import State


def work_stream_state(context: Context, theme: str) -> State:
    return cast(State, context.look(streams.work_stream(theme)))
