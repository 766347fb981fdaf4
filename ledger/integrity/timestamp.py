"""Time-stamps, by RFC 3161: an authority outside says when it was shown the digest of some bytes.

Through the optional library `rfc3161-client`, which verifies and sends nothing anywhere: the
request goes to the authority, and its answer comes back, as files.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash, HashAlgorithm

from ledger.errors import UnusableError
from ledger.proof.merkle import ProofError

MAX_TOKEN_BYTES = 100_000
MAX_CERTIFICATES_BYTES = 1_000_000
LIBRARY, EXTRA = "rfc3161_client", "timestamp"
_DIGESTS: dict[str, type[HashAlgorithm]] = {
    "2.16.840.1.101.3.4.2.1": SHA256,
    "2.16.840.1.101.3.4.2.2": SHA384,
    "2.16.840.1.101.3.4.2.3": SHA512,
}


@dataclass(frozen=True, slots=True)
class Stamped:
    """Verified: `authority` was shown these bytes' digest at `time`, UTC, by its own clock."""

    time: datetime
    authority: str


def request(data: bytes) -> bytes:
    """A request to an authority: a `.tsq` file over these bytes, by SHA-256.

    It has no nonce: a replayed answer is an older one, and proves more. Raises UnusableError
    without the library.
    """
    library = _library()
    asked = (
        library.TimestampRequestBuilder()
        .data(data)
        .hash_algorithm(library.HashAlgorithm.SHA256)
        .nonce(nonce=False)
        .cert_request(cert_request=True)
        .build()
    )
    return bytes(asked.as_bytes())


def is_over(token: bytes, data: bytes) -> bool:
    """Whether an answer says that it is about these bytes. Nothing about it is verified.

    Raises ProofError for bytes that are no answer, and for an answer that grants nothing.
    """
    imprint = _decoded(_library(), token).tst_info.message_imprint
    algorithm = _DIGESTS.get(imprint.hash_algorithm.dotted_string)
    if algorithm is None:
        raise ProofError("the time-stamp is over a digest that is not used here")
    digest = Hash(algorithm())
    digest.update(data)
    return bytes(imprint.message) == digest.finalize()


def verify(token: bytes, data: bytes, certificates: bytes) -> Stamped:
    """Who saw these bytes, and when. `certificates`: the authority's root, and more, in PEM.

    The chain must have held at the time of the time-stamp. Raises ProofError unless all of it
    holds, and UnusableError without the library.
    """
    library = _library()
    roots, between = _certificates(certificates)
    answer = _decoded(library, token)
    verifier = library.VerifierBuilder(roots=roots, intermediates=between).build()
    try:
        verifier.verify_message(answer, data)
        authority = _authority(answer)
    except (library.VerificationError, *_BROKEN) as error:
        raise ProofError(f"the time-stamp does not hold: {error}") from error
    return Stamped(answer.tst_info.gen_time.astimezone(UTC), authority)


_BROKEN = (ValueError, TypeError, OverflowError, UnsupportedAlgorithm, InvalidSignature)


def _library() -> ModuleType:
    try:
        return importlib.import_module(LIBRARY)
    except ImportError as error:
        raise UnusableError(
            "Time-stamps need the library rfc3161-client, which is not installed.",
            f"Install assure with its extra `{EXTRA}`: pip install '.[{EXTRA}]'",
        ) from error


def _decoded(library: ModuleType, token: bytes) -> Any:
    if len(token) > MAX_TOKEN_BYTES:
        raise ProofError(f"the time-stamp is longer than {MAX_TOKEN_BYTES} bytes")
    try:
        answer = library.decode_timestamp_response(token)
        if library.PKIStatus(answer.status) != library.PKIStatus.GRANTED:
            said = "; ".join(map(str, answer.status_string)) or f"status {answer.status}"
            raise ProofError(f"the authority refused: {said}")
        if not isinstance(answer.tst_info.gen_time, datetime):
            raise ProofError("the authority's answer names no time")
    except _BROKEN as error:
        raise ProofError("this is not an authority's answer (.tsr)") from error
    return answer


def _certificates(data: bytes) -> tuple[list[x509.Certificate], list[x509.Certificate]]:
    """The roots, which signed themselves, and the others."""
    if len(data) > MAX_CERTIFICATES_BYTES:
        raise ProofError(f"the certificates are longer than {MAX_CERTIFICATES_BYTES} bytes")
    try:
        certificates = x509.load_pem_x509_certificates(data)
        roots = [
            certificate for certificate in certificates if certificate.issuer == certificate.subject
        ]
    except ValueError as error:
        raise ProofError("the authority's certificate is not in PEM") from error
    if not roots:
        raise ProofError("none of the certificates is a root, one that signed itself")
    return roots, [certificate for certificate in certificates if certificate not in roots]


def _authority(answer: Any) -> str:
    """Whose certificate signed: its subject, on a line."""
    (signer,) = answer.signed_data.signer_infos
    certificates = map(x509.load_der_x509_certificate, answer.signed_data.certificates)
    name = next(
        certificate.subject.rfc4514_string()
        for certificate in certificates
        if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number)
    )
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:200]
