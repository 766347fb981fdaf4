"""What decisions require of a subject's key: that new text can be read again, or erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from domain.concern.requirements import concern_state
from domain.concern.state import Concern
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.confidential import concern_named

if TYPE_CHECKING:
    from domain.vault.state import KeyState


def keys_state(context: Context, subject: str) -> KeyState:
    return cast("KeyState", context.look(streams.vault(subject)))


def require_writable(state: KeyState, subject: str) -> None:
    """Refuses new text about a subject whose key is gone, or may be: nobody could read it."""
    if state.closed:
        raise Refusal(
            "words-erased",
            f"The confidential text about {subject} was erased; no more can be kept.",
            "Leave the text empty. Steps that need a text can no longer be recorded here.",
        )


def require_text_recorded(state: KeyState, subject: str) -> None:
    """Refuses a subject without text: none was ever recorded, or it is erased."""
    if state.key is None:
        raise Refusal(
            "no-words",
            f"Nothing confidential was ever recorded about {subject}.",
            "Name a case as audit/case, such as 2026-neglect/C07; a report as 2026-neglect/report;"
            " a concern as 2026-neglect/concern-1.",
        )
    if state.erased is not None:
        raise Refusal(
            "already-erased",
            f"The confidential text about {subject} was erased by authority of"
            f" {state.erased.authority}.",
            "There is nothing left to hold or to erase.",
        )


def authorities(state: KeyState) -> str:
    """Whose legal holds stand, in words."""
    return ", ".join(hold.authority for hold in state.holds)


def require_erasable(context: Context, subject: str) -> None:
    """Refuses a subject that a legal hold protects, or whose concern is not resolved."""
    state = keys_state(context, subject)
    require_text_recorded(state, subject)
    if state.holds:
        raise Refusal(
            "legal-hold",
            f"A legal hold protects {subject}, placed by authority of {authorities(state)}.",
            "It must be released first: `assure vault release`.",
        )
    _require_no_open_concern(context, subject)


def _require_no_open_concern(context: Context, subject: str) -> None:
    """Without text a concern cannot be resolved: the child stays at risk, the audit stays open."""
    named = concern_named(subject)
    concern = None if named is None else concern_state(context, *named)
    if isinstance(concern, Concern) and concern.resolved is None:
        raise Refusal(
            "concern-unresolved",
            f"The concern that {subject} is about is not resolved.",
            "Resolve it first: `assure concern resolve`.",
        )
