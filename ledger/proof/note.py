"""Signed notes, by `c2sp.org/signed-note`: a text, a blank line, one or more signature lines.

A signature line is `— <key name> <base64(4-byte key id || signature)>`. The last blank line parts
text and signatures; the text ends in a newline and may hold blank lines of its own. UTF-8, no
control character below U+0020 but the newline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.proof.encoding import from_base64, to_base64
from ledger.proof.keys import (
    COSIGNATURE_V1,
    ED25519,
    KEY_ID_BYTES,
    SIGNATURE_TYPES,
    SignatureType,
    SigningKey,
    UnknownSignerError,
    VerifierKey,
    require_name,
)
from ledger.proof.keys import NoteError as NoteError
from ledger.proof.merkle import ProofError
from ledger.proof.on_the_way import told_if_changed

__all__ = [
    "COSIGNATURE_V1",
    "ED25519",
    "MAX_NOTE_BYTES",
    "MAX_SIGNATURES",
    "SIGNATURE_TYPES",
    "Note",
    "NoteError",
    "Signature",
    "SignatureLine",
    "SignatureType",
    "SigningKey",
    "VerifierKey",
    "open_note",
    "parse_note",
    "sign",
    "signature_line",
]

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
_DASH = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature as it stands in a note: by whom it says it is. Verified or not."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> SignatureLine:
        """One line without its newline. Raises NoteError if malformed."""
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space:
            raise NoteError("a signature line is not of the form: dash, name, base64")
        require_name(name)
        try:
            data = from_base64(encoded, f"the signature of {name}")
        except ProofError as error:
            raise NoteError(str(error)) from error
        if len(data) <= KEY_ID_BYTES:
            raise NoteError(f"the signature of {name} is too short")
        return cls(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])

    def format(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was verified. `time`: Unix seconds, of a timed type only."""

    key: VerifierKey
    time: int | None

    @property
    def name(self) -> str:
        return self.key.name


@dataclass(frozen=True, slots=True)
class Note:
    """A note. `lines`: every signature line, as it stands; `signatures`: those verified."""

    text: str
    lines: tuple[SignatureLine, ...]
    signatures: tuple[Signature, ...] = ()

    @property
    def verified(self) -> tuple[str, ...]:
        """The names of the known keys whose signatures hold, each once, in order."""
        return tuple(dict.fromkeys(signature.name for signature in self.signatures))

    def format(self) -> bytes:
        """The note's bytes. Raises NoteError for what `parse_note` would refuse."""
        whole = self.text + "\n" + "".join(line.format() for line in self.lines)
        try:
            data = whole.encode()
        except UnicodeEncodeError as error:
            raise NoteError("the note is not Unicode text") from error
        if parse_note(data) != Note(self.text, self.lines):
            raise NoteError("the text does not end in a newline")
        return data


def _decode(data: bytes) -> str:
    if len(data) > MAX_NOTE_BYTES:
        raise NoteError(f"the note is longer than {MAX_NOTE_BYTES} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8") from error
    if _CONTROL.search(text):
        raise NoteError("the note holds a control character")
    return text


@told_if_changed
def parse_note(data: bytes) -> Note:
    """A note with nothing verified. Raises NoteError if malformed.

    Limits: 1,000,000 bytes, 1 to 100 signature lines.
    """
    whole = _decode(data)
    text, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteError("the note has no signature lines after a blank line")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(f"the note has more than {MAX_SIGNATURES} signature lines")
    return Note(text + "\n", tuple(SignatureLine.parse(line) for line in lines))


def _known_keys(vkeys: Sequence[str]) -> dict[tuple[str, bytes], VerifierKey]:
    keys: dict[tuple[str, bytes], VerifierKey] = {}
    for key in map(VerifierKey.parse, vkeys):
        if keys.setdefault((key.name, key.key_id), key) != key:
            raise NoteError(f"two keys of {key.name} share the hash {key.key_id.hex()}")
    return keys


@told_if_changed
def open_note(data: bytes, vkeys: Sequence[str]) -> Note:
    """A note signed by at least one of the given keys: verifier keys as text.

    Lines by unknown keys are ignored; every line by a known key must verify; the same line twice
    counts once. Raises NoteError for a malformed note or key, a bad signature by a known key, or
    no signature by a known key.
    """
    keys = _known_keys(vkeys)
    note = parse_note(data)
    signatures = []
    for line in dict.fromkeys(note.lines):
        key = keys.get((line.name, line.key_id))
        if key is not None:
            signatures.append(Signature(key, key.verify(note.text, line.signature)))
    if not signatures:
        raise UnknownSignerError("the note is not signed by a known key")
    return Note(note.text, note.lines, tuple(signatures))


def signature_line(text: str, key: SigningKey, time: int | None = None) -> SignatureLine:
    """One key's signature over a note's text. `time`: Unix seconds, for a timed key only."""
    return SignatureLine(key.name, key.verifier.key_id, key.sign(text, time))


def sign(text: str, keys: Iterable[SigningKey]) -> bytes:
    """A note signed by these keys, in order. They are of a type without time.

    Raises NoteError for a text that cannot stand in a note and for no key at all.
    """
    return Note(text, tuple(signature_line(text, key) for key in keys)).format()
