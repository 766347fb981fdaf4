"""Returns that come when moderation is open already: taken, and marked, until the day is over."""

from __future__ import annotations

from domain.audit.events import ModerationHeld
from domain.audit.state import Audit
from domain.kernel.command import Refusal
from domain.kernel.event import Event
from domain.returns.events import ReturnCameLate
from domain.returns.state import NoReturn, State


def may_still_come(audit: Audit) -> bool:
    """Whether a return that has not come may come late: until the moderation day is held."""
    return audit.steps.moderated and not audit.has(ModerationHeld)


def returns_open(code: str) -> Refusal:
    """The refusal of a change to returns that others may read."""
    return Refusal(
        "returns-open",
        f"The returns of {code} are open to the partnership: no return changes now.",
        "Bring the correction to the lead auditor: moderation supersedes, with a reason.",
    )


def marked_if_late(
    events: tuple[Event, ...],
    state: State,
    key: dict[str, str],
    audit: Audit,
    had_seen_others: bool | None,
) -> tuple[Event, ...]:
    """The events of a return, with the mark that it came late.

    Refuses a return that says nothing of the others', and a change to one that is there.
    """
    if not events or not audit.returns_open:
        if events and had_seen_others is not None:
            raise Refusal(
                "not-late",
                f"Moderation of {audit.plan.audit} is not open: nobody has seen others' returns.",
                "Leave --had-seen-others and --had-not-seen-others out.",
            )
        return events
    if not isinstance(state, NoReturn):
        raise returns_open(audit.plan.audit)
    if had_seen_others is None:
        raise Refusal(
            "late-return",
            f"Moderation of {audit.plan.audit} is open: a return on case {key['case']} comes late.",
            "It is taken, and marked. Say whether its auditor had read the others' returns:"
            " --had-seen-others or --had-not-seen-others.",
        )
    return (*events, ReturnCameLate(**key, had_seen_others=had_seen_others))
