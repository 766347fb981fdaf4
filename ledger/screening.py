"""Screening: whatever a person wrote is searched for identifiers before it is recorded.

What is found and what a person confirms are data. Nothing here asks anybody: a door shows the
suspicions, asks in its own way, and records again with the confirmation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from domain.kernel import invisible
from domain.kernel.command import Command, Refusal
from domain.kernel.confidential import Path, strings, written
from domain.kernel.vocabulary import BlindText

if TYPE_CHECKING:
    from domain.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A text of a command that seems to hold identifiers.

    `text_sha256` stands for the text, in hexadecimal: the text itself must not get into a log.
    `is_sealed`: the text is confidential and can be erased; otherwise everybody here reads it.
    """

    command: Command = field(repr=False)
    path: Path
    kinds: tuple[Identifier, ...]
    is_sealed: bool
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person's statement that texts which seem to name somebody name nobody.

    `texts`: their SHA-256. `everything`: the person vouches for all that is about to be recorded.
    """

    texts: frozenset[str] = frozenset()
    everything: bool = False

    def covers(self, suspicion: Suspicion) -> bool:
        return self.everything or suspicion.text_sha256 in self.texts

    def with_suspicions(self, suspicions: Iterable[Suspicion]) -> Confirmation:
        """This confirmation, and one of these suspicions."""
        return Confirmation(
            self.texts | {suspicion.text_sha256 for suspicion in suspicions}, self.everything
        )


NOTHING_CONFIRMED = Confirmation()
NAMES_NOBODY = Confirmation(everything=True)
"""For whoever records an invented story, or texts that a person has already looked at."""


class Suspected(Refusal):
    """A text to be recorded seems to name somebody. Nothing was recorded."""

    def __init__(self, suspicions: Sequence[Suspicion]) -> None:
        count = len(suspicions)
        super().__init__(
            "identifiers",
            f"{count} {'text seems' if count == 1 else 'texts seem'} to name somebody.",
            "Take the identifiers out, or confirm that the text names nobody.",
        )
        self.suspicions = tuple(suspicions)


def require_screened(
    commands: Sequence[Command], confirmed: Confirmation, require_permitted: Callable[[], None]
) -> None:
    """Raises Suspected for what seems to name somebody and was not confirmed.

    Whoever may not record it at all is told that instead: `require_permitted` raises it. Refuses a
    text that cannot be read as it is.
    """
    require_legible(commands)
    suspicions = [suspicion for suspicion in screen(commands) if not confirmed.covers(suspicion)]
    if suspicions:
        require_permitted()
        raise Suspected(suspicions)


def require_legible(commands: Sequence[Command]) -> None:
    """Refuses a text with a character that is not seen and can change what is read."""
    for command in commands:
        for path, text in strings(command):
            fault = invisible.fault(text)
            if fault is not None:
                where = ".".join(map(str, path))
                raise Refusal("invisible-character", f"{where} {fault}", invisible.REMEDY)


def screen(commands: Sequence[Command]) -> Iterator[Suspicion]:
    """Every text of the commands that seems to hold identifiers."""
    for command in commands:
        for path, text in written(command):
            from domain.identifiers import identifiers_in

            kinds = identifiers_in(text)
            if kinds:
                is_sealed = isinstance(text, BlindText)
                digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
                yield Suspicion(command, path, kinds, is_sealed, digest)
