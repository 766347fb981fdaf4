"""Looks up the keys of a subject for decisions that depend on them."""

from __future__ import annotations

from typing import cast

from domain.kernel import streams
from domain.kernel.command import Context
from domain.vault.state import Words


def keys_state(context: Context, subject: str) -> Words:
    return cast(Words, context.look(streams.vault(subject)))
