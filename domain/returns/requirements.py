"""What decisions require of returns: which have come, and which are missing."""

from __future__ import annotations

from typing import cast

from domain.audit.state import Audit
from domain.directory.requirements import returns_no_more
from domain.kernel import streams
from domain.kernel.command import Context
from domain.returns.state import NoReturn, State
from domain.sample.requirements import sample_state
from domain.sample.state import gradable_cases


def return_state(context: Context, audit: str, case: str, agency: str) -> State:
    return cast(State, context.look(streams.agency_return(audit, case, agency)))


def missing_returns(context: Context, code: str, audit: Audit) -> tuple[str, ...]:
    """Returns that are due and have not come, as `C07/police`, in order.

    None is of an agency that left, unless one that the plan does not name yet took its place.
    """
    asked = audit.plan.agencies
    due = [agency for agency in asked if not returns_no_more(context, agency, asked)]
    return tuple(
        f"{case}/{agency}"
        for case in sorted(gradable_cases(sample_state(context, code)))
        for agency in due
        if isinstance(return_state(context, code, case, agency), NoReturn)
    )
