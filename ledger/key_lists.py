"""An agency's list of its people's keys, which it signs with the key that it witnesses with.

The text: a first line that says what it is, the ledger, the agency, then a person and their key on
each line. It is signed as a note of C2SP; `docs/signed-acts.md` has the format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from ledger.proof.keys import SigningKey
from ledger.proof.merkle import ProofError
from ledger.proof.note import Note, NoteError, open_note, signature_line
from ledger.proof.ssh_signature import SignatureError, SshKey

_FIRST = "assurance-ledger/keys/v1"
KEYS_MAX = 5_000
_OPTIONS = re.compile(r'namespaces="[^"]*"')


@dataclass(frozen=True, slots=True)
class KeyList:
    """`keys`: pairs of a person's short name and a public key without its comment."""

    ledger: str
    agency: str
    keys: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        lines = [_FIRST, f"ledger {self.ledger}", f"agency {self.agency}"]
        return "".join(f"{line}\n" for line in (*lines, *map(" ".join, self.keys)))

    def signed(self, key: SigningKey, time: int) -> bytes:
        """The list as a signed note. `time`: Unix seconds."""
        return Note(self.text, (signature_line(self.text, key, time),)).format()

    @classmethod
    def opened(cls, note: bytes, vkey: str | None) -> Self:
        """The list in a note, once its signature is verified. Raises ProofError."""
        if vkey is None:
            raise ProofError("the agency has no key on record that could have signed the list")
        try:
            text = open_note(note, [vkey]).text
        except NoteError as error:
            raise ProofError(f"the agency's key did not sign the list: {error}") from error
        first, *rest = text.splitlines()
        if first != _FIRST or len(rest) < 2:
            raise ProofError("this is no list of an agency's keys")
        ledger, agency = rest[0].removeprefix("ledger "), rest[1].removeprefix("agency ")
        pairs = [line.partition(" ") for line in rest[2:]]
        found = cls(ledger, agency, tuple((person, key) for person, _, key in pairs))
        if found.text != text:
            raise ProofError("this is no list of an agency's keys")
        return found


def read_allowed_signers(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of person and key from a file of OpenSSH's `allowed_signers`.

    A line names one person. Raises ProofError that names the line which says more than that.
    """
    found: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        person, *rest = words
        if rest and _OPTIONS.fullmatch(rest[0]):
            rest = rest[1:]
        try:
            key = SshKey.parse(" ".join(rest[:2]))
        except SignatureError as error:
            raise ProofError(
                f"line {number} is not a person's short name and a public key: {error}"
            ) from error
        found.append((person, str(key)))
    if not 0 < len(found) <= KEYS_MAX:
        raise ProofError(f"it holds {len(found)} keys; 1 to {KEYS_MAX} can be vouched for")
    return tuple(found)
