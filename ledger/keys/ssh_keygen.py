"""Signs with a person's own OpenSSH key, by OpenSSH: agents, passphrases and hardware included.

A key's file is named, private or public; for a public one an agent or a device holds the private
half. Only OpenSSH ever sees that.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shlex import quote

from ledger.errors import UnusableError
from ledger.proof.act import NAMESPACE
from ledger.proof.ssh_signature import SignatureError, SshKey, dearmoured, verified

PROGRAM = "ssh-keygen"
SECONDS_MAX = 300
"""So long somebody may take to type a passphrase or to touch a device."""
_BYTES_MAX = 20_000
_NOT_OPENED = "incorrect passphrase"
"""What OpenSSH says of a passphrase that is wrong, or that it could ask nobody for."""


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
            raise self._not_signed(str(error)) from error
        return signature

    def _not_signed(self, why: str) -> UnusableError:
        if _NOT_OPENED not in why:
            return UnusableError(
                f"OpenSSH did not sign with {self.path}: {why}.",
                "Nothing was recorded. Check ASSURE_SIGNING_KEY, and that the agent or the device"
                " that holds the key is here.",
            )
        hand_over = f"hand the key to your agent first: ssh-add {quote(str(self._private))}"
        if _has_terminal():
            return UnusableError(
                f"The passphrase of {self.path} was not right.",
                f"Nothing was recorded. Try again, or {hand_over}",
            )
        return UnusableError(
            f"{self.path} has a passphrase, and there is no terminal to ask for it.",
            f"Nothing was recorded. Give the command at a terminal, or {hand_over}",
        )

    @property
    def _private(self) -> Path:
        return self.path.with_suffix("") if self.path.suffix == ".pub" else self.path


def _has_terminal() -> bool:
    """Whether OpenSSH can ask somebody: it asks at the terminal, whatever it reads from."""
    try:
        with Path("/dev/tty" if os.name == "posix" else "CONIN$").open("rb"):
            return True
    except OSError:
        return False


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
