"""Sealing and opening the confidential fields of entries, with the keys of one keystore."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from domain.kernel.confidential import Path, to_seal
from domain.kernel.event import Event
from ledger.errors import UnusableError
from ledger.keys.keystore import CaseKey, ErasedError, Keystore
from ledger.keys.sealing import seal

if TYPE_CHECKING:
    from domain.vault.events import KeyIssued
    from domain.vault.state import KeyState


class Vault:
    """The keys at hand, held in memory until any process changes the keystore."""

    def __init__(self, keystore: Keystore) -> None:
        self.keystore = keystore
        self._keys: dict[str, CaseKey] = {}
        self._as_of = keystore.changes()

    def key(self, subject: str) -> CaseKey:
        """The subject's key, made if there is none. Raises ErasedError after erasure."""
        return self.find(subject) or self.keystore.issue(subject)

    def find(self, subject: str) -> CaseKey | None:
        """The subject's key, or None: never issued here, or erased, by whatever process."""
        as_of = self.keystore.changes()
        if as_of != self._as_of:
            self._as_of, self._keys = as_of, {}
        if subject not in self._keys:
            key = self.keystore.find(subject)
            if key is None:
                return None
            self._keys[subject] = key
        return self._keys[subject]

    def issued(self, subject: str, key_state: KeyState) -> KeyIssued | None:
        """What must be recorded before anything is sealed for this subject; None: it is already.

        Raises Refusal when the text is erased, and UnusableError when the key at hand is not the
        one that the ledger committed to: nothing that it sealed could ever be opened.
        """
        from domain.vault.events import KeyIssued
        from domain.vault.requirements import require_writable

        require_writable(key_state, subject)
        try:
            key = self.key(subject) if key_state.key is None else self.find(subject)
        except ErasedError:
            key = None
        if key is None or (
            key_state.key is not None
            and (key.kid, key.commitment) != (key_state.key.kid, key_state.key.commitment)
        ):
            raise UnusableError(
                f"The keystore {self.keystore.path} does not hold the key of {subject}.",
                "Nothing was recorded. Put the newest keystore back from its own backup.",
            )
        if key_state.key is not None:
            return None
        return KeyIssued(subject=subject, kid=key.kid, commitment=key.commitment)

    def forget(self, subject: str) -> bytes | None:
        """Destroys the subject's key; the wrapped bytes that were deleted, to look for."""
        self._keys.pop(subject, None)
        return self.keystore.destroy(subject).get(subject)

    def sealed_json(self, event: Event, subject: str, stream: str, version: int) -> bytes:
        """The event's stored JSON, each confidential text sealed, empty ones too.

        Ask `issued` first. Raises ErasedError after erasure.
        """
        fields = event.model_dump(mode="json")
        for path, text in to_seal(event):
            key = self.key(subject)
            put(
                fields,
                path,
                seal(text, key.key, key.kid, stream, version, path, self.keystore.entropy),
            )
        return to_json(fields)


def put(fields: Any, path: Path, value: object) -> None:
    """Sets what stands at a path in nested lists and objects."""
    for step in path[:-1]:
        fields = fields[step]
    fields[path[-1]] = value
