"""What a ledger keeps outside its database: keys, the signer's memory, notes, exports.

Each ledger has a folder of its own under `ASSURE_HOME`, named by its public name. None of it
belongs into a backup of the database.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ledger.proof.signer import Signer
from ledger.vault import kek
from ledger.vault.keystore import Keystore
from ledger.vault.vault import Vault

Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one ledger. `credentials`: systemd's folder of credentials, if any."""

    root: Path
    origin: str
    credentials: Mapping[str, str]
    source: kek.Source = "credential"

    @property
    def folder(self) -> Path:
        readable = re.sub(r"[^a-z0-9.-]+", "-", self.origin.lower())[:60]
        return self.root / f"{readable}-{sha256(self.origin.encode()).hexdigest()[:12]}"

    @property
    def keystore(self) -> Path:
        return self.folder / "keys" / "keystore.db"

    @property
    def signer_folder(self) -> Path:
        return self.folder / "signer"

    @property
    def notes(self) -> Path:
        return self.folder / "notes"

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    def exists(self) -> bool:
        return self.keystore.exists()

    def make(self, entropy: Entropy = secrets.token_bytes) -> tuple[Vault, Signer]:
        """New keys for a new ledger. Never overwrites any."""
        key = kek.make(self.source, self.keystore.parent, self.credentials)
        store = Keystore(self.keystore, key, create=True, entropy=entropy)
        return Vault(store), Signer.create(self.signer_folder, self.origin, key, entropy)

    def open(self) -> tuple[Vault, Signer]:
        """The keys at hand. Raises UnusableError, with what is missing and what to do."""
        key = kek.read(self.source, self.keystore.parent, self.credentials)
        return Vault(Keystore(self.keystore, key)), Signer(self.signer_folder, self.origin, key)
