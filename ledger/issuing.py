"""Issues the key of a subject with the first confidential text about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.confidential import subject as subject_of
from domain.kernel.confidential import texts, to_seal
from domain.kernel.event import Stamp
from ledger.decision import Decision
from ledger.keys.sealed_fields import require_vault
from ledger.keys.vault import Vault
from ledger.store.entry import Entry

if TYPE_CHECKING:
    from domain.vault.state import KeyState


def issue_keys(decision: Decision, stamp: Stamp, keys: Vault | None, *, dry_run: bool) -> None:
    """Puts a `KeyIssued` before the first confidential field about each subject.

    The key is in the keystore before the ledger commits to it; a key that no entry names is
    found again by the next attempt. A dry run makes none, and refuses where recording would.
    """
    with_fields = {subject_of(e.event) for e in decision.entries if any(to_seal(e.event))}
    said = {subject_of(e.event) for e in decision.entries if any(texts(e.event))}
    for subject in sorted(filter(None, with_fields), reverse=True):
        stream = streams.vault(subject)
        key_state = cast("KeyState", decision.look(stream))
        if subject not in said and (key_state.closed or not (keys or key_state.key)):
            continue
        from domain.vault.requirements import require_writable

        vault = require_vault(keys)
        require_writable(key_state, subject)
        issued = None if dry_run else vault.issued(subject, key_state)
        if issued is not None:
            entry = Entry(stream, decision.read[stream] + 1, issued, stamp)
            decision.entries.insert(0, entry)
