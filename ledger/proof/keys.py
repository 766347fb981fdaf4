"""Keys of signed notes and what their signatures cover, by `c2sp.org/signed-note`.

A verifier key is `name+hash8+base64(type || public key)`; hash8 is the key id in lower-case
hexadecimal, the first four bytes of SHA-256(name || 0x0A || type || public key). A private key is
`PRIVATE+KEY+name+hash8+base64(type || 32-byte seed)`, as in Go's sumdb/note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from struct import pack, unpack
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.proof.encoding import NUMBER_LIMIT, from_base64, require_number, to_base64
from ledger.proof.merkle import ProofError

KEY_ID_BYTES = 4
SEED_BYTES = 32
MAX_NAME_BYTES = 255
MAX_KEY_TEXT = 10_000
TIME_BYTES = 8

_VERIFIER = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_PRIVATE_PREFIX = "PRIVATE+KEY+"


class NoteError(ProofError):
    """A signed note, or a key or signature of one, is malformed or does not hold."""


class UnknownSignerError(NoteError):
    """A sound note that none of the known keys signed."""


class OtherKeyError(UnknownSignerError):
    """A checkpoint of this very log, signed with a key of its name that is not a known one.

    The key that is known was exchanged, or somebody else signed.
    """


class _Public(Protocol):
    """A public key of any scheme. `verify` raises InvalidSignature."""

    def public_bytes_raw(self) -> bytes: ...

    def verify(self, signature: bytes, data: bytes) -> None: ...


class _Private(Protocol):
    def public_key(self) -> _Public: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SignatureType:
    """One row of the table of signature types: its byte, its sizes, and the bytes it signs.

    `message(text, time)` gives the signed bytes; `time` is None for a type without one. A timed
    signature is preceded by its time: 8 bytes, big-endian, Unix seconds. `private` makes a key of
    its seed, `public` one of its bytes.
    """

    byte: int
    public_key_bytes: int
    signature_bytes: int
    timed: bool
    message: Callable[[str, int | None], bytes]
    private: Callable[[bytes], _Private] = Ed25519PrivateKey.from_private_bytes
    public: Callable[[bytes], _Public] = Ed25519PublicKey.from_public_bytes


def _note_text(text: str, time: int | None) -> bytes:
    return text.encode()


def _cosigned_text(text: str, time: int | None) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


ED25519 = SignatureType(0x01, 32, 64, False, _note_text)
"""A log's own signature: Ed25519 over the note's text (signed-note)."""

COSIGNATURE_V1 = SignatureType(0x04, 32, 64, True, _cosigned_text)
"""A witness's signature with its time (tlog-cosignature)."""

SIGNATURE_TYPES = {kind.byte: kind for kind in (ED25519, COSIGNATURE_V1)}
"""All that is understood. ML-DSA-44 (0x06) would be a third row: see the test of notes."""


def require_name(name: str) -> None:
    """Raises NoteError unless `name` may name a key: 1-255 bytes, no space, plus or control."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError as error:
        raise NoteError("a key's name is not Unicode text") from error
    if not 1 <= size <= MAX_NAME_BYTES:
        raise NoteError(f"a key's name is not 1 to {MAX_NAME_BYTES} bytes long")
    if any(letter.isspace() or letter < " " or letter == "+" for letter in name):
        raise NoteError("a key's name holds a space, a plus or a control character")


def _key_id(name: str, kind: SignatureType, public_key: bytes) -> bytes:
    hashed = sha256(name.encode() + b"\n" + bytes([kind.byte]) + public_key)
    return hashed.digest()[:KEY_ID_BYTES]


def _split_key(text: str, what: str) -> tuple[str, str, SignatureType, bytes]:
    """Name, hash8, type and key material of a verifier key or of what follows PRIVATE+KEY+."""
    if len(text) > MAX_KEY_TEXT:
        raise NoteError(f"{what} is longer than {MAX_KEY_TEXT} characters")
    match = _VERIFIER.fullmatch(text)
    if match is None:
        raise NoteError(f"{what} is not of the form name+hash+base64")
    name, hash8, encoded = match.groups()
    require_name(name)
    try:
        data = from_base64(encoded, what)
    except ProofError as error:
        raise NoteError(str(error)) from error
    kind = SIGNATURE_TYPES.get(data[0])
    if kind is None:
        raise NoteError(f"{what} is of the unknown type 0x{data[0]:02x}")
    return name, hash8, kind, data[1:]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name under which it signs. Build with `parse` or from a SigningKey."""

    name: str
    kind: SignatureType
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return _key_id(self.name, self.kind, self.public_key)

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Raises NoteError for any text that `format` would not give, and for unknown types."""
        name, hash8, kind, public_key = _split_key(text, "a verifier key")
        if len(public_key) != kind.public_key_bytes:
            raise NoteError(f"the key of {name} has the wrong length")
        key = cls(name, kind, public_key)
        if key.key_id.hex() != hash8:
            raise NoteError(f"the key of {name} does not have the hash written beside it")
        return key

    def format(self) -> str:
        material = bytes([self.kind.byte]) + self.public_key
        return f"{self.name}+{self.key_id.hex()}+{to_base64(material)}"

    def verify(self, text: str, signature: bytes) -> int | None:
        """The time of a valid timed signature over `text`, else None. Raises NoteError if bad."""
        time, bare = None, signature
        if self.kind.timed:
            if len(signature) < TIME_BYTES:
                raise NoteError(f"the signature of {self.name} is too short")
            (time,) = unpack(">Q", signature[:TIME_BYTES])
            bare = signature[TIME_BYTES:]
            if time >= NUMBER_LIMIT:
                raise NoteError(f"the signature of {self.name} has an impossible time")
        if len(bare) != self.kind.signature_bytes:
            raise NoteError(f"the signature of {self.name} has the wrong length")
        try:
            key = self.kind.public(self.public_key)
            key.verify(bare, self.kind.message(text, time))
        except (InvalidSignature, ValueError) as error:
            raise NoteError(f"the signature of {self.name} is not valid") from error
        return time


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the name under which it signs. Its `repr` does not show it."""

    name: str
    kind: SignatureType
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        require_name(self.name)
        if len(self.seed) != SEED_BYTES:
            raise NoteError(f"the private key of {self.name} is not {SEED_BYTES} bytes long")

    @property
    def verifier(self) -> VerifierKey:
        public_key = self._private.public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public_key)

    @property
    def _private(self) -> _Private:
        return self.kind.private(self.seed)

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """Raises NoteError for any text that `format` would not give. Never shows the text."""
        if not text.startswith(_PRIVATE_PREFIX):
            raise NoteError("a private key does not begin with PRIVATE+KEY+")
        rest = text.removeprefix(_PRIVATE_PREFIX)
        name, hash8, kind, seed = _split_key(rest, "a private key")
        key = cls(name, kind, seed)
        if key.verifier.key_id.hex() != hash8:
            raise NoteError(f"the private key of {name} does not have the hash written beside it")
        return key

    def format(self) -> str:
        material = bytes([self.kind.byte]) + self.seed
        hash8 = self.verifier.key_id.hex()
        return f"{_PRIVATE_PREFIX}{self.name}+{hash8}+{to_base64(material)}"

    def sign(self, text: str, time: int | None = None) -> bytes:
        """The signature over a note's text, without the key id. Raises ProofError for a bad time.

        `time`: Unix seconds from 1, for a timed type and for no other.
        """
        if self.kind.timed != (time is not None):
            raise NoteError(f"{self.name}: a time is given exactly where the type carries one")
        stamp = b""
        if time is not None:
            require_number(time, "the time of a signature")
            if time == 0:
                raise NoteError("the time of a signature is missing")
            stamp = pack(">Q", time)
        try:
            return stamp + self._private.sign(self.kind.message(text, time))
        except UnicodeEncodeError as error:
            raise NoteError("the note is not Unicode text") from error
