"""Witnesses somebody else's ledger: signs that it only ever grew.

An agency needs no copy of the ledger. It needs the request, its own key, what it signed last, and
the ledger's key from a source that it trusts. What it signs is on the disk before the answer is
given out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from ledger.errors import UnusableError
from ledger.keys.files import replace, require_private, write_new
from ledger.keys.signer import locked
from ledger.proof.keys import COSIGNATURE_V1, SEED_BYTES, SigningKey, VerifierKey
from ledger.proof.merkle import ProofError
from ledger.proof.witness import answer

_KEY_BYTES_MAX = 4_000
_MEMORY_BYTES_MAX = 1_000_000


def make_key(
    name: str, path: Path, entropy: Callable[[int], bytes] = secrets.token_bytes
) -> VerifierKey:
    """Makes a witness's key in a file that only its owner can read. Returns the public half.

    Raises ProofError for a name that cannot be a key's, and OSError or FileExistsError for the
    file, which is never overwritten.
    """
    key = SigningKey(name, COSIGNATURE_V1, entropy(SEED_BYTES))
    write_new(path, f"{key.format()}\n".encode())
    return key.verifier


def read_key(path: Path) -> SigningKey:
    """The key in a file made by `make_key`. Raises ProofError, OSError or UnusableError."""
    require_private(path, "witness's key")
    with path.open("rb") as file:
        data = file.read(_KEY_BYTES_MAX)
    try:
        return SigningKey.parse(data.decode().removesuffix("\n"))
    except UnicodeDecodeError as error:
        raise ProofError("it does not hold a key") from error


def cosign(
    request: bytes, state: Path, key: SigningKey, vkeys: Sequence[str], time: int, *, first: bool
) -> bytes:
    """The signature line that answers a request, after `state` holds what was signed.

    `vkeys`: the ledger's keys, all of one name. `first`: this witness has never signed for it, so
    there is no state yet. Raises WitnessError for what it does not sign, other ProofErrors for a
    damaged state, and UnusableError for a state that is missing or cannot be written.
    """
    names = {VerifierKey.parse(key).name for key in vkeys}
    if len(names) != 1:
        raise ProofError(f"keys of one ledger are needed, not of {len(names)}")
    # Two answers at once would each rest on a memory that the other replaces.
    with locked(state.with_name(f".{state.name}.lock")):
        memory = _memory(state, first)
        cosignature = answer(request, memory, names.pop(), vkeys, key, time)
        _keep(state, cosignature.memory)
    return cosignature.line


def _memory(state: Path, first: bool) -> bytes | None:
    try:
        with state.open("rb") as file:
            data = file.read(_MEMORY_BYTES_MAX + 1)
    except FileNotFoundError as error:
        if first:
            return None
        raise UnusableError(
            f"What this witness signed last is not in {state}, so it signs nothing.",
            "Put the file back; only if it never signed for this ledger, say --first.",
        ) from error
    except OSError as error:
        raise UnusableError(
            f"{state} cannot be read: {error.strerror}.", "Nothing was signed."
        ) from error
    if first:
        raise UnusableError(
            f"This witness has signed before: {state} is there.", "Leave --first out."
        )
    return data


def _keep(state: Path, memory: bytes) -> None:
    try:
        replace(state, memory)
    except OSError as error:
        raise UnusableError(
            f"{state} cannot be written: {error.strerror}.",
            "Nothing was signed. Check the folder, its rights and the disk.",
        ) from error
