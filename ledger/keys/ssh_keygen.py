"""Signs with a person's own OpenSSH key, by OpenSSH: agents, passphrases and hardware included.

A key's file is named, private or public; for a public one an agent or a device holds the private
half. Only OpenSSH ever sees that.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ledger.errors import UnusableError
from ledger.proof.act import NAMESPACE
from ledger.proof.ssh_signature import SignatureError, SshKey, dearmoured, verified

PROGRAM = "ssh-keygen"
SECONDS_MAX = 300
"""So long somebody may take to type a passphrase or to touch a device."""
_BYTES_MAX = 20_000


@dataclass(frozen=True)
class KeyAtHand:
    """The key with which whoever acts signs what they record. `path`: of either half."""

    path: Path

    @cached_property
    def public(self) -> SshKey:
        """The key's public half. Raises UnusableError where there is none, with the remedy."""
        file = self.path if self.path.suffix == ".pub" else Path(f"{self.path}.pub")
        return read_public_key(file)

    @property
    def fingerprint(self) -> str:
        return self.public.fingerprint

    def sign(self, statement: bytes) -> bytes:
        """OpenSSH's signature of a statement. Raises UnusableError where OpenSSH signs nothing."""
        command = [PROGRAM, "-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(self.path)]
        try:
            ran = subprocess.run(
                command, input=statement, capture_output=True, timeout=SECONDS_MAX, check=False
            )
        except FileNotFoundError as error:
            raise UnusableError(
                "OpenSSH is not on this computer, so nothing can be signed.",
                "Install OpenSSH, or leave ASSURE_SIGNING_KEY out where no signature is required.",
            ) from error
        except subprocess.TimeoutExpired as error:
            raise UnusableError(
                f"OpenSSH waited {SECONDS_MAX} seconds for {self.path} and signed nothing.",
                "Nothing was recorded. Have the passphrase or the device ready, and try again.",
            ) from error
        try:
            if ran.returncode != 0:
                raise SignatureError(_said(ran.stderr))
            signature = dearmoured(ran.stdout.decode("ascii", "replace"))
            if verified(signature, statement, NAMESPACE) != self.public:
                raise SignatureError(f"another key signed than the one in {self.path}")
        except SignatureError as error:
            raise UnusableError(
                f"OpenSSH did not sign with {self.path}: {error}.",
                "Nothing was recorded. Check ASSURE_SIGNING_KEY, the passphrase, and that the agent"
                " or the device that holds the key is here.",
            ) from error
        return signature


def read_public_key(file: Path) -> SshKey:
    """The key in a `.pub` file. Raises UnusableError, naming the file and the remedy."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_BYTES_MAX)
        return SshKey.parse(data.decode())
    except (OSError, UnicodeDecodeError, SignatureError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise UnusableError(
            f"{file} holds no public key: {why}.",
            "Make a key with `ssh-keygen -t ed25519`, and name its file.",
        ) from error


def _said(stderr: bytes) -> str:
    """What OpenSSH said, in its last line."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip().rstrip(".") if lines else "it said nothing"
