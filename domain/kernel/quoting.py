"""Quoting, in a message, what somebody else wrote: short, and with nothing in it that misleads."""

from __future__ import annotations

QUOTED_CHARACTERS_MAX = 60


def bounded(text: str, most: int) -> str:
    """The text, without its middle if it is longer: what is wrong stands at either end."""
    if len(text) <= most:
        return text
    half = (most - 3) // 2
    return f"{text[:half]}...{text[-half:]}"


def legible(text: str) -> str:
    """The text with its control, direction and other invisible characters as escapes."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def quoted(value: object) -> str:
    """A value as Python shows it, which escapes what is invisible."""
    if isinstance(value, str):
        value = bounded(value, QUOTED_CHARACTERS_MAX)
    return bounded(repr(value), QUOTED_CHARACTERS_MAX + 2)


def named(name: str) -> str:
    """The name of a field or the like: as it is, unless it is long or invisible."""
    return name if name.isprintable() and len(name) <= QUOTED_CHARACTERS_MAX else quoted(name)


def sentence(said: str) -> str:
    """The words with a full stop at their end, unless they end as a sentence does."""
    return said if said.endswith((".", "!", "?")) else f"{said}."
