"""What decisions require of a sample: that a case is in it now."""

from __future__ import annotations

from typing import cast

from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.numbered import numbered
from domain.sample.state import Drawn, State, current_cases, not_gradable_cases


def sample_state(context: Context, audit: str) -> State:
    return cast(State, context.look(streams.sample(audit)))


def require_sampled(context: Context, audit: str, case: str) -> Drawn:
    """The sample, in which the case is now. Refuses a case that is not."""
    state = sample_state(context, audit)
    current = current_cases(state)
    if isinstance(state, Drawn) and case in current:
        return state
    cases = ", ".join(sorted(current, key=numbered)) or "none yet: the sample is not drawn"
    raise Refusal(
        "case-not-sampled",
        f"Case {case} is not in the sample of {audit}.",
        f"Its cases are: {cases}.",
    )


def require_gradable(context: Context, audit: str, case: str) -> None:
    """Refuses a case that is not in the sample now, or that was called not gradable."""
    require_sampled(context, audit, case)
    if case in not_gradable_cases(sample_state(context, audit)):
        raise Refusal(
            "case-not-gradable",
            f"Case {case} of {audit} is called not gradable.",
            "If it can be graded after all, the lead auditor says so first:"
            " `assure sample gradable`.",
        )
