"""What happens to a signed file on its way: Notepad, Word and mail change its lines.

Such a file proves nothing any more, and nobody forged it. So wherever one does not hold, this says
by what it was changed, and the original is asked for. `verify_receipt.py` says the same alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from ledger.proof.keys import NoteError, UnknownSignerError
from ledger.proof.merkle import ProofError

P = ParamSpec("P")
R = TypeVar("R")

SIGNS = (
    (rb"\A(\xff\xfe|\xfe\xff)|\x00", "it was saved as UTF-16"),
    (rb"\A\xef\xbb\xbf", "it begins with a byte order mark, as Notepad writes it"),
    (rb"\r", "its line ends are those of Windows"),
    (rb"=(3D|20|E2=80=94)", "it was encoded for mail (quoted-printable)"),
    (rb"(?m)^[>|]", "its lines are quoted, as in an answer to a mail"),
    (rb"(?m)^([ \t]|\xc2\xa0)|([ \t]|\xc2\xa0)$", "spaces stand at the ends of its lines"),
    (
        rb"(?m)^(--?|\x96|\x97|\xe2\x80[\x93\x95]|\xc3\xa2\xe2\x82\xac\xe2\x80\x9d|&mdash;|\?) ",
        "the dashes before its signatures were changed",
    ),
    (rb"\A\n|\n\n\n|\n\n\Z", "blank lines were put in"),
    (rb"(?s)\A(?!.*\n\n).*\n\xe2\x80\x94 ", "its blank lines were taken out"),
    (
        rb"\nextra [^\n]*\n(?!index )|\n\xe2\x80\x94 [^\n]*\n(?!\xe2\x80\x94 )[^\n]",
        "its long lines were broken",
    ),
    (rb"(?s).c2sp\.org/tlog-proof@v1\n", "something stands before its first line"),
    (rb"[^\n]\Z", "the end of its last line is missing"),
)
_MARKS = tuple((re.compile(pattern), words) for pattern, words in SIGNS)


class ChangedOnTheWayError(NoteError):
    """A file whose lines are not as they were given out: nobody can say what it proved."""


def changed_on_the_way(data: bytes) -> str | None:
    """How a note's, receipt's or request's lines were changed; None where nothing shows it."""
    return next((words for mark, words in _MARKS if mark.search(data)), None)


def told_if_changed(
    read: Callable[Concatenate[bytes, P], R],
) -> Callable[Concatenate[bytes, P], R]:
    """The same function of a file's bytes; a file that it refuses is told to be changed, if it is.

    Raises ChangedOnTheWayError for such a file, and else what the function raises. A sound note by
    a key that is not known is no changed file.
    """

    @wraps(read)
    def reading(data: bytes, /, *args: P.args, **named: P.kwargs) -> R:
        try:
            return read(data, *args, **named)
        except (ChangedOnTheWayError, UnknownSignerError):
            raise
        except ProofError as error:
            how = changed_on_the_way(data)
            if how is None:
                raise
            raise ChangedOnTheWayError(
                f"this file's lines were changed on the way: {how}; ask for the original"
            ) from error

    return reading
