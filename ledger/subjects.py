"""The subjects of a ledger's confidential text, and the state of each subject's key."""

from __future__ import annotations

from typing import cast

from domain.kernel import streams
from domain.vault.state import KeyState
from ledger.keys.keystore import Keystore
from ledger.service import Ledger


def subjects(ledger: Ledger) -> dict[str, KeyState]:
    """Every subject with confidential text, as `2026-neglect/C07`, and its key's state."""
    return {
        stream.partition("/")[2]: cast(KeyState, ledger.state(stream))
        for stream in ledger.streams(streams.kind(streams.vault("")))
    }


def keyless(ledger: Ledger, keystore: Keystore) -> tuple[str, ...]:
    """The subjects whose text the ledger says can be read, and whose key is not here."""
    return tuple(
        subject
        for subject, key_state in subjects(ledger).items()
        if key_state.key is not None and not key_state.closed and keystore.find(subject) is None
    )
