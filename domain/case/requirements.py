"""Looks up a case for decisions that depend on it."""

from __future__ import annotations

from typing import cast

from domain.case.state import Case
from domain.kernel import streams
from domain.kernel.command import Context


def case_state(context: Context, audit: str, case: str) -> Case:
    return cast(Case, context.look(streams.case(audit, case)))
