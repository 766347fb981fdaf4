"""Cosignatures, by `c2sp.org/tlog-cosignature`: a witness saw this checkpoint at this time.

Version 1 is 8 bytes of Unix seconds, big-endian, and 64 bytes of Ed25519 over
`cosignature/v1`, `time <seconds>` and the checkpoint's text, each ending in a newline.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.proof.checkpoint import Checkpoint, Cosigned, cosigned_by
from ledger.proof.keys import COSIGNATURE_V1, NoteError, SigningKey
from ledger.proof.note import Note, SignatureLine, open_note, parse_note, signature_line


def cosign(data: bytes, key: SigningKey, time: int) -> bytes:
    """A witness's signature line over a signed checkpoint, newline included.

    `time`: Unix seconds, from 1. Nothing about the checkpoint is verified: see
    `ledger.proof.witness`. Raises ProofError for a malformed checkpoint or a key of another type.
    """
    if key.kind is not COSIGNATURE_V1:
        raise NoteError(f"the key of {key.name} is not a witness's key")
    note = parse_note(data)
    Checkpoint.parse(note.text)
    return signature_line(note.text, key, time).format().encode()


def verify_cosignatures(data: bytes, vkeys: Sequence[str]) -> tuple[Cosigned, ...]:
    """Who of the known witnesses cosigned a checkpoint, and when.

    Raises ProofError for a malformed checkpoint, a bad cosignature by a known key, or none.
    """
    note = open_note(data, vkeys)
    Checkpoint.parse(note.text)
    cosigned = cosigned_by(note)
    if not cosigned:
        raise NoteError("the checkpoint is not cosigned by a known witness")
    return cosigned


def add_cosignatures(data: bytes, answer: bytes, vkeys: Sequence[str]) -> bytes:
    """A signed checkpoint with the cosignatures of a witness's answer: signature lines.

    Only lines that verify under the given witness keys are added, each in place of an earlier one
    by the same key. Raises ProofError for a bad line by a known key and for none by any.
    """
    note = parse_note(data)
    answered = open_note(note.text.encode() + b"\n" + answer, vkeys)
    known = {
        (signature.key.name, signature.key.key_id): signature.time
        for signature in answered.signatures
    }
    if None in known.values():
        raise NoteError("a key given for a witness is not a witness's key")
    added: dict[tuple[str, bytes], SignatureLine] = {}
    for line in answered.lines:
        if (line.name, line.key_id) in known:
            added[line.name, line.key_id] = line
    kept = [line for line in note.lines if (line.name, line.key_id) not in added]
    return Note(note.text, (*kept, *added.values())).format()
