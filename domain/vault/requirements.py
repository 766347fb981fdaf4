"""What decisions require of the keys of a subject: that new words can be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.command import Context, Refusal

if TYPE_CHECKING:
    from domain.vault.state import Words


def keys_state(context: Context, subject: str) -> Words:
    return cast("Words", context.look(streams.vault(subject)))


def require_writable(state: Words, words_of: str) -> None:
    """Refuses new words about a subject whose key is gone, or may be: nobody could read them."""
    if state.closed:
        raise Refusal(
            "words-erased",
            f"The words about {words_of} were erased; new ones cannot be kept.",
            "Leave the text empty. What needs words can no longer be recorded here.",
        )
