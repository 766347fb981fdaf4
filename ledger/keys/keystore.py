"""The keys of the cases, wrapped, in a file of their own.

Its settings leave nothing behind when a key is deleted. `secure_delete` overwrites the row, but
not a copy that an earlier rearrangement of the page left over, so the file is rewritten
(`VACUUM`) after every destruction. The rollback journal is removed and its folder synced
(`synchronous = EXTRA`): after a power cut no journal can return and bring a key back, and no key
that was given out can be missing. Its backups have a rule and a place of their own.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from pydantic_core import from_json, to_json

from ledger.errors import UnusableError
from ledger.keys.files import make_folder, require_private
from ledger.keys.sealing import KEY_BYTES, Entropy, SealError, commitment, seal, unseal

LOCK_TIMEOUT_SECONDS = 30
KID_BYTES = 16

_TABLES = (
    "CREATE TABLE IF NOT EXISTS key ("
    " kid TEXT PRIMARY KEY, subject TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL,"
    " wrapped BLOB NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS identity ("
    " subject TEXT NOT NULL, agency TEXT NOT NULL, sealed BLOB NOT NULL,"
    " PRIMARY KEY (subject, agency)) STRICT",
    "CREATE TABLE IF NOT EXISTS erased (subject TEXT PRIMARY KEY) STRICT",
    "CREATE TABLE IF NOT EXISTS state ("
    " one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, probe BLOB NOT NULL,"
    " replayed_to INTEGER NOT NULL, to_clean INTEGER NOT NULL) STRICT",
)
_SETTINGS = {"secure_delete": 1, "journal_mode": "delete", "synchronous": 3, "temp_store": 2}
_CHANGES = slice(24, 28)
"""Where SQLite's file format keeps the counter that every change of the file moves on."""
_ONE_AT_A_TIME = threading.RLock()
"""Closing a plain reader of a database file drops the locks that SQLite holds on it for other
threads of the same process (sqlite.org/howtocorrupt, 2.2): within a process they take turns."""


@dataclass(frozen=True, slots=True)
class CaseKey:
    """One case's key. Its repr tells the id only."""

    kid: str
    key: bytes

    def __repr__(self) -> str:
        return f"CaseKey({self.kid})"

    @property
    def commitment(self) -> str:
        return commitment(self.key)


class ErasedError(Exception):
    """The key of this subject was destroyed."""


class Keystore:
    """Open with the key-encryption key; every act is its own transaction.

    The key-encryption key is checked in each of them: a key wrapped with one that another
    process has replaced meanwhile would be lost.
    """

    def __init__(
        self,
        path: Path,
        kek: bytes,
        *,
        create: bool = False,
        entropy: Entropy = secrets.token_bytes,
    ) -> None:
        """`create` makes a missing or empty file a keystore; one that is there is only opened.

        Give it only while the ledger has issued no key: a lost keystore is put back, not remade.
        """
        self.path = path
        self._kek = kek
        self.entropy = entropy
        if create:
            self._create()
        self._require_file()
        with self._transaction(write=False):
            pass

    def _create(self) -> None:
        try:
            make_folder(self.path.parent)
            self.path.touch(mode=0o600)
            if self.path.stat().st_size:
                return
        except OSError as error:
            raise self._unusable(error) from error
        with self._locked("BEGIN IMMEDIATE") as db:
            for statement in _TABLES:
                db.execute(statement)
            probe = aes_key_wrap(self._kek, bytes(KEY_BYTES))
            db.execute("INSERT OR IGNORE INTO state VALUES (1, 1, ?, 0, 0)", (probe,))

    def _require_file(self) -> None:
        try:
            require_private(self.path, "keystore")
        except FileNotFoundError as error:
            raise UnusableError(
                f"The keystore {self.path} is not here.",
                "Confidential text cannot be read without it. Put it back from its own backup.",
            ) from error
        except OSError as error:
            raise self._unusable(error) from error

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        with self._locked("BEGIN IMMEDIATE" if write else "BEGIN") as db:
            self._check_kek(db)
            yield db

    @contextmanager
    def _locked(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            with _ONE_AT_A_TIME, closing(self._connect()) as db:
                db.execute(begin)
                yield db
                db.execute("COMMIT")
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise self._unusable(error) from error

    def _connect(self) -> sqlite3.Connection:
        """Never makes a file: a keystore that went missing must be noticed."""
        uri = f"{self.path.absolute().as_uri()}?mode=rw"
        db = sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None)
        try:
            for name, value in _SETTINGS.items():
                db.execute(f"PRAGMA {name} = {value}")
                if db.execute(f"PRAGMA {name}").fetchone() != (value,):
                    raise sqlite3.OperationalError(f"it does not keep to {name} = {value}")
        except (sqlite3.Error, UnicodeDecodeError):
            db.close()
            raise
        return db

    def _unusable(self, error: Exception) -> UnusableError:
        return UnusableError(
            f"The keystore {self.path} cannot be used: {error}.",
            "Nothing was recorded. Check the file, its rights and the disk, then try again.",
        )

    def _check_kek(self, db: sqlite3.Connection) -> None:
        """Refuses a key-encryption key other than the one this keystore is wrapped with."""
        state = db.execute("SELECT probe FROM state").fetchone()
        try:
            aes_key_unwrap(self._kek, b"" if state is None else state[0])
        except InvalidUnwrap as error:
            raise UnusableError(
                f"The keystore {self.path} does not open with this key or passphrase.",
                "Use the key that belongs to it; nothing was changed.",
            ) from error

    def changes(self) -> tuple[int, bytes]:
        """Something that is different after any process has changed the keystore."""
        try:
            with _ONE_AT_A_TIME, self.path.open("rb") as file:
                return self.path.stat().st_ino, file.read(_CHANGES.stop)[_CHANGES]
        except OSError as error:
            raise self._unusable(error) from error

    def issue(self, subject: str) -> CaseKey:
        """The subject's key, made now if there is none. Raises ErasedError after erasure."""
        with self._transaction(write=True) as db:
            return self._issue(db, subject)

    def _issue(self, db: sqlite3.Connection, subject: str) -> CaseKey:
        if db.execute("SELECT 1 FROM erased WHERE subject = ?", (subject,)).fetchone():
            raise ErasedError(subject)
        existing = self._find(db, subject)
        if existing is not None:
            return existing
        made = CaseKey(self.entropy(KID_BYTES).hex(), self.entropy(KEY_BYTES))
        (epoch,) = db.execute("SELECT epoch FROM state").fetchone()
        wrapped = aes_key_wrap(self._kek, made.key)
        db.execute("INSERT INTO key VALUES (?, ?, ?, ?)", (made.kid, subject, epoch, wrapped))
        return made

    def find(self, subject: str) -> CaseKey | None:
        """The subject's key, or None: never issued here, or erased."""
        with self._transaction(write=False) as db:
            return self._find(db, subject)

    def _find(self, db: sqlite3.Connection, subject: str) -> CaseKey | None:
        row = db.execute("SELECT kid, wrapped FROM key WHERE subject = ?", (subject,)).fetchone()
        return None if row is None else CaseKey(row[0], self._unwrapped(row[1]))

    def _unwrapped(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._kek, wrapped)
        except InvalidUnwrap as error:
            raise self._damaged() from error

    def _damaged(self) -> UnusableError:
        return UnusableError(
            f"The keystore {self.path} is damaged: what it holds was not written by assure.",
            "Nothing was recorded. Put it back from its own backup.",
        )

    def remember_identity(self, subject: str, agency: str, reference: str) -> None:
        """Keeps an agency's own number of the case, under the case's key.

        Raises ErasedError after erasure.
        """
        with self._transaction(write=True) as db:
            key = self._issue(db, subject)
            sealed = seal(reference, key.key, key.kid, *_identity(subject, agency))
            row = (subject, agency, to_json(sealed))
            db.execute("INSERT OR REPLACE INTO identity VALUES (?, ?, ?)", row)

    def identity(self, subject: str, agency: str) -> str | None:
        """The agency's own number of the case, or None."""
        with self._transaction(write=False) as db:
            row = db.execute(
                "SELECT sealed FROM identity WHERE subject = ? AND agency = ?", (subject, agency)
            ).fetchone()
            key = self._find(db, subject)
        if row is None or key is None:
            return None
        try:
            sealed = from_json(row[0])
            return unseal(sealed, key.key, key.commitment, *_identity(subject, agency))
        except (SealError, ValueError) as error:
            raise self._damaged() from error

    def destroy(self, *subjects: str) -> dict[str, bytes]:
        """Deletes the subjects' keys and identities for good; the wrapped keys that were deleted.

        May be repeated: what a killed run left undone is done then.
        """
        with self._transaction(write=True) as db:
            deleted = {}
            for subject in subjects:
                row = db.execute("SELECT wrapped FROM key WHERE subject = ?", (subject,)).fetchone()
                if row is not None:
                    deleted[subject] = bytes(row[0])
                    db.execute("UPDATE state SET to_clean = 1")
                db.execute("DELETE FROM key WHERE subject = ?", (subject,))
                db.execute("DELETE FROM identity WHERE subject = ?", (subject,))
                db.execute("INSERT OR IGNORE INTO erased VALUES (?)", (subject,))
        self._clean()
        return deleted

    def _clean(self) -> None:
        """Rewrites the file, so that no page keeps an old copy of a deleted row."""
        with self._transaction(write=False) as db:
            if not db.execute("SELECT to_clean FROM state").fetchone()[0]:
                return
        try:
            with _ONE_AT_A_TIME, closing(self._connect()) as db:
                db.execute("VACUUM")
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        with self._transaction(write=True) as db:
            db.execute("UPDATE state SET to_clean = 0")

    def knows(self, subject: str) -> bool:
        """Whether a key or an identity of the subject is kept here."""
        with self._transaction(write=False) as db:
            query = "SELECT 1 FROM key WHERE subject = ?1 UNION SELECT 1 FROM identity"
            return db.execute(f"{query} WHERE subject = ?1", (subject,)).fetchone() is not None

    def files(self) -> tuple[Path, ...]:
        """The keystore's file and whatever SQLite keeps beside it."""
        beside = (f for f in self.path.parent.iterdir() if f.name.startswith(f"{self.path.name}-"))
        return (self.path, *sorted(beside))

    def holds(self, data: bytes) -> bool:
        """Whether these bytes stand anywhere in the keystore's files."""
        try:
            with _ONE_AT_A_TIME:
                return any(data in file.read_bytes() for file in self.files())
        except OSError as error:
            raise self._unusable(error) from error

    def replayed_to(self) -> int:
        """The last entry whose erasures this keystore has followed."""
        with self._transaction(write=False) as db:
            return int(db.execute("SELECT replayed_to FROM state").fetchone()[0])

    def set_replayed_to(self, position: int) -> None:
        with self._transaction(write=True) as db:
            db.execute("UPDATE state SET replayed_to = ?", (position,))

    def rewrap(self, new_kek: bytes) -> int:
        """Wraps every surviving key anew, all or none; the new epoch's number.

        Old copies of the keystore are worthless once the old key-encryption key is destroyed.
        """
        with self._transaction(write=True) as db:
            epoch = db.execute("SELECT epoch FROM state").fetchone()[0] + 1
            for kid, wrapped in db.execute("SELECT kid, wrapped FROM key").fetchall():
                db.execute(
                    "UPDATE key SET wrapped = ?, epoch = ? WHERE kid = ?",
                    (aes_key_wrap(new_kek, self._unwrapped(wrapped)), epoch, kid),
                )
            probe = aes_key_wrap(new_kek, bytes(KEY_BYTES))
            db.execute("UPDATE state SET epoch = ?, probe = ?, to_clean = 1", (epoch, probe))
        self._kek = new_kek
        self._clean()
        return int(epoch)


def _identity(subject: str, agency: str) -> tuple[str, int, tuple[str, str]]:
    """The place an identity is sealed to: no entry of a ledger has version 0."""
    return subject, 0, ("identity", agency)
