"""Signatures of OpenSSH (`ssh-keygen -Y sign`), read and verified: PROTOCOL.sshsig.

OpenSSH signs: its agents, passphrases and hardware keys are not ours to handle. Here the format is
taken apart, and `cryptography` verifies. Ed25519, ECDSA and RSA of 2,048 bits or more with SHA-2;
of keys in hardware, only signatures for which somebody touched the device.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256, sha512
from struct import Struct
from typing import cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from ledger.proof.merkle import ProofError

MAGIC = b"SSHSIG"
RSA_BITS_MIN = 2048
_HASHES = {b"sha256": sha256, b"sha512": sha512}
_CURVES: dict[bytes, hashes.HashAlgorithm] = {
    b"ecdsa-sha2-nistp256": hashes.SHA256(),
    b"ecdsa-sha2-nistp384": hashes.SHA384(),
    b"ecdsa-sha2-nistp521": hashes.SHA512(),
}
_RSA: dict[bytes, hashes.HashAlgorithm] = {
    b"rsa-sha2-256": hashes.SHA256(),
    b"rsa-sha2-512": hashes.SHA512(),
}
_IN_HARDWARE = b"sk-"
_TOUCHED = 1
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_length = Struct(">I")


class SignatureError(ProofError):
    """A signature that does not hold, or that this software cannot verify."""


@dataclass(frozen=True, slots=True)
class SshKey:
    """A public key: its kind, such as `ssh-ed25519`, and its bytes as OpenSSH has them."""

    kind: str
    blob: bytes

    @classmethod
    def parse(cls, line: str) -> SshKey:
        """A key from a line of a `.pub` file; a comment after it is left out.

        Raises SignatureError for what is no public key that this software can verify with.
        """
        kind, _, rest = line.strip().partition(" ")
        encoded = rest.strip().partition(" ")[0]
        try:
            blob = base64.b64decode(encoded.encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise SignatureError("this is no public key of OpenSSH") from error
        key = cls.of(blob)
        if key.kind != kind:
            raise SignatureError(f"this says {kind}, and holds a key of another kind")
        return key

    @classmethod
    def of(cls, blob: bytes) -> SshKey:
        """A key from its bytes. Raises SignatureError as `parse`."""
        kind = _Fields(blob).text()
        try:
            key = cls(kind.decode("ascii"), blob)
        except UnicodeDecodeError as error:
            raise SignatureError("this is no public key of OpenSSH") from error
        key.loaded()
        return key

    def __str__(self) -> str:
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` shows it."""
        return f"SHA256:{base64.b64encode(sha256(self.blob).digest()).decode().rstrip('=')}"

    def loaded(self) -> object:
        """The key, as `cryptography` has it. Raises SignatureError."""
        try:
            key = load_ssh_public_key(str(self).encode())
        except (ValueError, NotImplementedError, UnsupportedAlgorithm) as error:
            raise SignatureError(
                f"keys of the kind {self.kind} are not accepted, or this one is damaged"
            ) from error
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS_MIN:
            raise SignatureError(f"an RSA key of {key.key_size} bits is too short to trust")
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | _Ed25519):
            raise SignatureError(f"keys of the kind {self.kind} are not accepted")
        return key


_Ed25519 = ed25519.Ed25519PublicKey


class _Fields:
    """Reads OpenSSH's length-prefixed fields, in order. Raises SignatureError when one is cut."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise SignatureError("it is cut short")
        taken, self._at = self._data[self._at : end], end
        return taken

    def number(self) -> int:
        return int(_length.unpack(self.take(_length.size))[0])

    def text(self) -> bytes:
        return self.take(self.number())

    def end(self) -> None:
        if self._at != len(self._data):
            raise SignatureError("something stands after its end")


def dearmoured(armoured: str) -> bytes:
    """The signature's bytes, of what `ssh-keygen -Y sign` prints. Raises SignatureError."""
    first, *inner, last = armoured.strip().splitlines() or [""]
    if first != _BEGIN or last != _END:
        raise SignatureError("this is no signature of OpenSSH")
    try:
        return base64.b64decode("".join(inner).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise SignatureError("this is no signature of OpenSSH") from error


def verified(signature: bytes, message: bytes, namespace: str) -> SshKey:
    """The key that signed the message for this namespace. Raises SignatureError."""
    fields = _Fields(signature)
    if fields.take(len(MAGIC)) != MAGIC or fields.number() != 1:
        raise SignatureError("it is no signature of OpenSSH, or one of a newer form")
    key = SshKey.of(fields.text())
    made_for, reserved, hashed, made = (fields.text() for _ in range(4))
    fields.end()
    if made_for != namespace.encode():
        raise SignatureError(f"it was made for something else: {made_for!r}")
    if hashed not in _HASHES:
        raise SignatureError(f"its hash {hashed!r} is not accepted")
    digest = _HASHES[hashed](message).digest()
    parts = (namespace.encode(), reserved, hashed, digest)
    _require_made(key, made, MAGIC + b"".join(_length.pack(len(part)) + part for part in parts))
    return key


def _require_made(key: SshKey, made: bytes, data: bytes) -> None:
    fields = _Fields(made)
    algorithm, raw = fields.text(), fields.text()
    if key.kind.encode().startswith(_IN_HARDWARE):
        data = _in_hardware(key, fields, data)
    fields.end()
    if key.kind != "ssh-rsa" and algorithm != key.kind.encode():
        raise SignatureError(f"a key of the kind {key.kind} does not sign with {algorithm!r}")
    public = key.loaded()
    try:
        if isinstance(public, _Ed25519):
            public.verify(raw, data)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(_dss(raw), data, ec.ECDSA(_curve_hash(algorithm)))
        else:
            if algorithm not in _RSA:
                raise SignatureError(f"RSA with {algorithm!r} is not accepted")
            known = cast("rsa.RSAPublicKey", public)
            known.verify(raw, data, padding.PKCS1v15(), _RSA[algorithm])
    except InvalidSignature as error:
        raise SignatureError("it does not hold") from error


def _curve_hash(algorithm: bytes) -> hashes.HashAlgorithm:
    """A key in hardware is on the curve P-256 always."""
    return _CURVES.get(algorithm, hashes.SHA256())


def _dss(raw: bytes) -> bytes:
    fields = _Fields(raw)
    first, second = (int.from_bytes(fields.text(), "big", signed=True) for _ in range(2))
    fields.end()
    if first <= 0 or second <= 0:
        raise SignatureError("it does not hold")
    return encode_dss_signature(first, second)


def _in_hardware(key: SshKey, fields: _Fields, data: bytes) -> bytes:
    """What a key in hardware signs: who asked, that somebody touched it, a counter, the data."""
    flags, counter = fields.take(1), fields.take(4)
    if not flags[0] & _TOUCHED:
        raise SignatureError("nobody touched the key in hardware")
    parts = _Fields(key.blob)
    fields_before = 2 if key.kind.startswith("sk-ssh-ed25519") else 3
    for _ in range(fields_before):
        parts.text()
    return sha256(parts.text()).digest() + flags + counter + sha256(data).digest()
