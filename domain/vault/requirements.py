"""What decisions require of a subject's key: that new text can be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.command import Context, Refusal

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
