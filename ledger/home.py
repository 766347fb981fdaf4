"""What a ledger keeps outside its database: keys, the signer's memory, notes, exports.

Each ledger has a folder of its own under `ASSURE_HOME`, named by its public name. None of it
belongs into a backup of the database.

A ledger that was carried on under a new name signs from a new folder, so that no two histories
share a signer's memory. The keys of confidential text, and exports, stay in the folder of its
first name: a second copy of a key would outlive its erasure.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ledger.errors import UnusableError
from ledger.integrity.memory import Memory
from ledger.keys.files import require_closed
from ledger.keys.key_encryption_key import (
    NEXT,
    Ask,
    KeyPlace,
    Kind,
    chosen_place,
    place_of,
    remember_place,
)
from ledger.keys.keystore import Keystore
from ledger.keys.signer import KEY_FILE, Signer
from ledger.keys.vault import Vault

Entropy = Callable[[int], bytes]
ERROR_LOG = "errors.log"
"""Where something went wrong in the code, without anything from the record."""
RECORDINGS_FILE = "recorded"
"""What this computer remembers of recordings, in a ledger's folder."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one ledger. `credentials`: systemd's folder of credentials, if any.

    `first`: the name it began under, where that was another. `ask`: gets a passphrase, where the
    keys are behind one.
    """

    root: Path
    origin: str
    credentials: Mapping[str, str]
    first: str | None = None
    ask: Ask | None = None

    def under(self, origin: str) -> Home:
        """The same ledger, with the same keys, under another name."""
        return replace(self, origin=origin, first=self.first or self.origin)

    @property
    def folder(self) -> Path:
        return _folder(self.root, self.origin)

    @property
    def first_folder(self) -> Path:
        """The folder of its first name, in which what outlives a name is kept."""
        return _folder(self.root, self.first or self.origin)

    @property
    def keystore(self) -> Path:
        return self.first_folder / "keys" / "keystore.db"

    def key_place(self) -> KeyPlace:
        """Where the key-encryption key is kept."""
        return place_of(self.keystore.parent, self.credentials, self.ask)

    @property
    def signer_folder(self) -> Path:
        return self.folder / "signer"

    @property
    def notes(self) -> Path:
        return self.folder / "notes"

    @property
    def memory(self) -> Memory:
        """What this computer remembers of what was recorded under this name."""
        return Memory(self.folder / RECORDINGS_FILE)

    @property
    def shown(self) -> Memory:
        """What this computer remembers of what was shown of it, where that may be read elsewhere.

        Beside the folders of keys: whoever only reads has none.
        """
        return Memory(self.root / "shown" / self.folder.name)

    @property
    def witnesses(self) -> Path:
        """The keys of the witnesses whose lines are believed here, one on each line."""
        return self.first_folder / "witnesses"

    @property
    def exports(self) -> Path:
        return self.first_folder / "exports"

    def require_closed(self) -> None:
        """Refuses folders of keys and of exports that others on this computer can look into."""
        first = self.first_folder
        own = (first, self.folder, self.keystore.parent, self.signer_folder, self.exports)
        require_closed("folder", *dict.fromkeys(own))

    def files(self) -> tuple[Path, ...]:
        """Everything that is kept in it, and the log of errors beside it."""
        first = self.first_folder
        folders = dict.fromkeys((first, self.folder))
        inside = (path for folder in folders for path in sorted(folder.rglob("*")))
        return (*folders, *inside, self.root / ERROR_LOG)

    def exists(self) -> bool:
        return self.keystore.exists()

    def make(
        self, entropy: Entropy = secrets.token_bytes, kind: Kind = "file"
    ) -> tuple[Vault, Signer]:
        """New keys for a new ledger, behind a key of a kind. Never overwrites any."""
        folder = self.keystore.parent
        key = chosen_place(kind, folder, self.ask, self.credentials).make()
        if kind != "file":
            remember_place(folder, kind)
        store = Keystore(self.keystore, key, create=True, entropy=entropy)
        signer = Signer.create(self.signer_folder, self.origin, key, entropy)
        self.memory.begin()
        return Vault(store), signer

    def open(self) -> tuple[Vault, Signer]:
        """The keys at hand. Raises UnusableError, with what is missing and what to do."""
        vault = self.open_vault()
        try:
            return vault, Signer(self.signer_folder, self.origin, self._key())
        except UnusableError as error:
            raise self._cut_off() or error from error

    def open_vault(self) -> Vault:
        """The keys of confidential text alone, whatever happened to the signer's."""
        try:
            return Vault(Keystore(self.keystore, self._key()))
        except UnusableError as error:
            raise self._cut_off() or error from error

    def carry_on(self, origin: str, entropy: Entropy = secrets.token_bytes) -> Signer:
        """A signer for this ledger under a new name; the one of an earlier try, if there is."""
        key, new = self._key(), self.under(origin)
        if not (new.signer_folder / KEY_FILE).exists():
            signer = Signer.create(new.signer_folder, origin, key, entropy)
        else:
            signer = Signer(new.signer_folder, origin, key)
            signer.begin()
        new.memory.begin()
        return signer

    def _key(self) -> bytes:
        return self.key_place().read()

    def _cut_off(self) -> UnusableError | None:
        """What to say when keys do not open because a renewal was interrupted."""
        folder = self.keystore.parent
        waiting = [path for path in folder.glob(f"*{NEXT}") if path.is_file()]
        if not waiting:
            return None
        return UnusableError(
            "A renewal of the key-encryption key was interrupted.",
            "Finish it: `assure vault rewrap`.",
        )


def _folder(root: Path, origin: str) -> Path:
    readable = re.sub(r"[^a-z0-9.-]+", "-", origin.lower())[:60]
    return root / f"{readable}-{sha256(origin.encode()).hexdigest()[:12]}"
