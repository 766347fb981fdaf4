"""Characters that are not seen and change how others are: of direction, joining, width nothing.

With them a name reads as another, and two that look the same are not. Nothing new is recorded
with one. Entries from before that rule stay as they are; whoever shows them calls `seen`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_FORMAT = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Unicode's category Cf."""
_LINE_ENDS = re.compile("[\u2028\u2029]")
"""Unicode's categories Zl and Zp: an end of line that only some programs see."""


def first_invisible(text: str) -> str | None:
    """The first such character by its number and name, or None."""
    if text.isascii():
        return None
    found = _FORMAT.search(text)
    if found is None:
        return None
    name = unicodedata.name(found.group(), "a format character").lower()
    return f"U+{ord(found.group()):04X}, {name}"


REMEDY = "Type it again without it."


def fault(text: str) -> str | None:
    """What to say of a text that holds such a character, after the name of its field."""
    invisible = first_invisible(text)
    if invisible is None:
        return None
    return f"holds a character that is not seen and can change what is read ({invisible})."


def seen(text: str) -> str:
    """The text with each such character as `[U+202E]`, so that it shows and does nothing."""
    return escaped(text, lambda letter: f"[U+{ord(letter):04X}]")


def escaped(text: str, escape: Callable[[str], str]) -> str:
    """The text with each such character, and each unseen end of a line, as `escape` has it."""
    if text.isascii():
        return text
    shown = _FORMAT.sub(lambda found: escape(found.group()), text)
    return _LINE_ENDS.sub(lambda found: escape(found.group()), shown)
