"""OpenSSH's signatures: what OpenSSH makes is read, and no changed byte of it is believed."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.proof.ssh_signature import SignatureError, SshKey, dearmoured, verified
from tests.programs import program

KINDS = ("ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048")
MESSAGE, FOR = b"who gave it, and when\n", "assurance-ledger/act/v1"


def _run(*words: str, given: bytes = b"") -> bytes:
    return subprocess.run(words, input=given, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, bytes]]:
    """For each kind of key its file, and what OpenSSH signed with it."""
    program("ssh-keygen")
    folder = tmp_path_factory.mktemp("keys")
    found = {}
    for kind in KINDS:
        file = folder / kind.replace(" ", "")
        _run("ssh-keygen", "-q", "-t", *kind.split(), "-N", "", "-C", "p@x y", "-f", str(file))
        armoured = _run("ssh-keygen", "-Y", "sign", "-n", FOR, "-f", str(file), given=MESSAGE)
        found[kind] = (file, dearmoured(armoured.decode()))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_openssh_signs_is_verified(made: dict[str, tuple[Path, bytes]], kind: str) -> None:
    file, signature = made[kind]
    key = SshKey.parse(Path(f"{file}.pub").read_text(encoding="utf-8"))
    assert verified(signature, MESSAGE, FOR) == key
    assert _run("ssh-keygen", "-lf", str(file)).split()[1].decode() == key.fingerprint
    with pytest.raises(SignatureError, match="does not hold"):
        verified(signature, MESSAGE + b"\n", FOR)
    with pytest.raises(SignatureError, match="something else"):
        verified(signature, MESSAGE, "git")


@pytest.mark.parametrize("kind", KINDS)
def test_no_changed_byte_is_believed(made: dict[str, tuple[Path, bytes]], kind: str) -> None:
    _, signature = made[kind]
    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1 << place % 8
        with pytest.raises(SignatureError):
            verified(bytes(changed), MESSAGE, FOR)
    for length in range(0, len(signature), 7):
        with pytest.raises(SignatureError):
            verified(signature[:length], MESSAGE, FOR)
    with pytest.raises(SignatureError):
        verified(signature + b"\0", MESSAGE, FOR)


def _field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _in_hardware(kind: str, flags: int) -> bytes:
    """A signature as a device makes it, which nobody here has: by its published form."""
    application, counter = b"ssh:", (7).to_bytes(4, "big")
    hashed = SHA256()
    wrapped = b"SSHSIG" + b"".join(
        map(_field, (FOR.encode(), b"", b"sha256", sha256(MESSAGE).digest()))
    )
    data = sha256(application).digest() + bytes([flags]) + counter + sha256(wrapped).digest()
    if "ed25519" in kind:
        private = ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32)
        parts = [kind.encode(), private.public_key().public_bytes_raw(), application]
        raw = private.sign(data)
    else:
        curve = ec.derive_private_key(4_711, ec.SECP256R1())
        point = curve.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        parts = [kind.encode(), b"nistp256", point, application]
        numbers = decode_dss_signature(curve.sign(data, ec.ECDSA(hashed)))
        raw = b"".join(_field(n.to_bytes(n.bit_length() // 8 + 1, "big")) for n in numbers)
    made = _field(kind.encode()) + _field(raw) + bytes([flags]) + counter
    blob = b"".join(map(_field, parts))
    outer = (blob, FOR.encode(), b"", b"sha256", made)
    return b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(_field, outer))


@pytest.mark.parametrize(
    "kind", ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"]
)
def test_a_key_in_hardware_counts_only_when_somebody_touched_it(kind: str) -> None:
    assert verified(_in_hardware(kind, 1), MESSAGE, FOR).kind == kind
    assert verified(_in_hardware(kind, 5), MESSAGE, FOR).kind == kind
    with pytest.raises(SignatureError, match="touched"):
        verified(_in_hardware(kind, 0), MESSAGE, FOR)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "ssh-dss AAAAB3NzaC1kc3MAAACBAA==",
        "p-kaur ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "ssh-ed25519 \N{LATIN SMALL LETTER E WITH ACUTE}",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ],
)
def test_what_is_no_public_key_is_refused(line: str) -> None:
    with pytest.raises(SignatureError):
        SshKey.parse(line)


def test_a_short_rsa_key_is_refused(tmp_path: Path) -> None:
    program("ssh-keygen")
    file = tmp_path / "short"
    _run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", str(file))
    with pytest.raises(SignatureError, match="1024 bits"):
        SshKey.parse(Path(f"{file}.pub").read_text(encoding="utf-8"))
