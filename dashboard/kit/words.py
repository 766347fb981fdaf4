"""Names of entries in words."""

from __future__ import annotations


def event_words(name: str) -> str:
    """`Grade given`: an event's own name as words."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return spaced.strip().capitalize()
