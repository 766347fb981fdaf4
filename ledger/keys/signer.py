"""The signer, with a memory of its own outside the database.

A log must never sign a head that is inconsistent with one it has signed before. Most forks are
honest mistakes: a restored backup, two copies running. So the signer keeps the last note that it
signed, with the tree's frontier, in a folder that no backup of the ledger includes, and checks
each new head against it before signing. A missing memory is asked for, never guessed.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.errors import UnusableError
from ledger.keys.files import replace, sync_folder, write_new
from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.proof.keys import ED25519, SEED_BYTES, SigningKey
from ledger.proof.merkle import HASH_BYTES, ProofError

KEY_FILE = "log-key"
NEXT_KEY_FILE = "log-key.next"
MEMORY_FILE = "memory"
LOCK_FILE = "lock"
_NONCE_BYTES = 12
_SEPARATOR = b"\n--frontier--\n"

Leaves = Callable[[int, int], Iterable[bytes]]
"""The leaf hashes of the positions from the first to the last, both counted."""


Approve = Callable[[int, int], None]
"""Looks at the entries from the first to the last, and raises for one that is not signed for."""


def approve_all(first: int, last: int) -> None:
    """For a head whose entries somebody else has looked at."""


class Signer:
    """Signs the heads of one log. `folder` holds its key, encrypted, and its memory."""

    def __init__(self, folder: Path, origin: str, kek: bytes) -> None:
        self.folder, self.origin, self._kek = folder, origin, kek
        self._key = self._read_key()

    @classmethod
    def create(
        cls,
        folder: Path,
        origin: str,
        kek: bytes,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> Signer:
        """A new key, and a memory of the empty log. Never overwrites either."""
        key = SigningKey(origin, ED25519, entropy(SEED_BYTES))
        _write_key(folder / KEY_FILE, key, kek, entropy)
        signer = cls(folder, origin, kek)
        signer.begin()
        return signer

    def begin(self) -> None:
        """The memory of the empty log, for a name under which nothing was signed yet.

        Leaves a memory alone that is there.
        """
        empty = sign_checkpoint(Checkpoint(self.origin, 0, merkle.EMPTY_ROOT), [self._key])
        try:
            write_new(self.memory, empty + _SEPARATOR)
        except FileExistsError:
            return
        except OSError as error:
            raise _refused(self.folder, error) from error

    def _read_key(self) -> SigningKey:
        return _read_key(self.folder / KEY_FILE, self.origin, self._kek)

    @property
    def memory(self) -> Path:
        return self.folder / MEMORY_FILE

    @property
    def vkey(self) -> str:
        """The verifier key that everybody may have."""
        return self._key.verifier.format()

    def remembered(self) -> tuple[Checkpoint, bytes, list[bytes]]:
        """The last head signed, its note, and its frontier."""
        path = self.memory
        try:
            note, _, hashes = path.read_bytes().partition(_SEPARATOR)
        except OSError as error:
            raise UnusableError(
                f"The signer's memory {path} is missing, so nothing is signed.",
                "Name the newest checkpoint that somebody outside holds: `assure ledger remember`.",
            ) from error
        frontier = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
        try:
            head = open_checkpoint(note, self.origin, [self.vkey]).checkpoint
            if merkle.frontier_root(frontier) != head.root:
                raise ProofError("its frontier is not that of the head")
        except ProofError as error:
            raise UnusableError(
                f"The signer's memory {path} is damaged: {error}.",
                "Name the newest checkpoint that somebody outside holds: `assure ledger remember`.",
            ) from error
        return head, note, frontier

    def sign(self, size: int, root: bytes, leaves: Leaves, approve: Approve = approve_all) -> bytes:
        """A signed checkpoint of this head; the same note again for the same head.

        Raises ProofError for a head that does not extend the last one signed, and what `approve`
        raises for the entries after that one.
        """
        with self._locked():
            self._key = self._read_key()  # another process may have changed it
            head, note, frontier = self.remembered()
            if (size, root) == (head.size, head.root):
                return note
            _require_extends(head, frontier, size, root, leaves)
            approve(head.size + 1, size)
            signed = sign_checkpoint(Checkpoint(self.origin, size, root), [self._key])
            self._remember(signed, frontier)
            return signed

    def prepare(self, entropy: Callable[[int], bytes] = secrets.token_bytes) -> str:
        """A new key beside the present one, used from `rotate` on: its verifier key.

        The one of an earlier try, if there is one.
        """
        path = self.folder / NEXT_KEY_FILE
        with self._locked():
            if not path.exists():
                key = SigningKey(self.origin, ED25519, entropy(SEED_BYTES))
                _write_key(path, key, self._kek, entropy)
            return _read_key(path, self.origin, self._kek).verifier.format()

    @property
    def prepared(self) -> str | None:
        """The verifier key that stands ready to take the present one's place, if one does."""
        path = self.folder / NEXT_KEY_FILE
        if not path.exists():
            return None
        return _read_key(path, self.origin, self._kek).verifier.format()

    def rotate(
        self, size: int, root: bytes, leaves: Leaves, approve: Approve = approve_all
    ) -> bytes:
        """Signs this head with both keys, and with the prepared one alone from here on.

        Whoever knows the old key can so believe the new one. May be killed and run again.
        """
        with self._locked():
            self._key = self._read_key()
            prepared = _read_key(self.folder / NEXT_KEY_FILE, self.origin, self._kek)
            head, _, frontier = self.remembered()
            if (size, root) != (head.size, head.root):
                _require_extends(head, frontier, size, root, leaves)
                approve(head.size + 1, size)
            signed = sign_checkpoint(Checkpoint(self.origin, size, root), [self._key, prepared])
            self._remember(signed, frontier)
            self._replace(self.folder / NEXT_KEY_FILE)
            self._key = prepared
            return signed

    def _replace(self, path: Path) -> None:
        """Puts another file in the place of the key's."""
        try:
            path.replace(self.folder / KEY_FILE)
            sync_folder(self.folder)
        except OSError as error:
            raise _refused(self.folder, error) from error

    @staticmethod
    def require_extended(head: Checkpoint, size: int, leaves: Leaves) -> list[bytes]:
        """The frontier of a checkpoint that the ledger extends. `size`: entries in it today.

        Raises ProofError for a checkpoint that it does not extend.
        """
        if head.size > size:
            raise ProofError(
                f"the checkpoint covers {head.size} entries and the ledger holds {size}:"
                " this is an older copy"
            )
        frontier: list[bytes] = []
        for index, leaf in enumerate(leaves(1, head.size) if head.size else ()):
            merkle.extend(frontier, index, leaf)
        if merkle.frontier_root(frontier) != head.root:
            raise ProofError("the ledger is not the one that this checkpoint was made of")
        return frontier

    def remember(
        self, note: bytes, size: int, leaves: Leaves, vkeys: Sequence[str] = ()
    ) -> Checkpoint:
        """Puts back a lost or damaged memory from a checkpoint that somebody outside holds.

        `size`: entries in the ledger today; `vkeys`: keys that signed under this name before.
        Refuses a checkpoint that the ledger does not extend.
        """
        head = open_checkpoint(note, self.origin, [self.vkey, *vkeys]).checkpoint
        frontier = self.require_extended(head, size, leaves)
        with self._locked():
            if self.remembers():
                raise UnusableError(
                    f"The signer remembers already: {self.memory}.",
                    "A memory is put back only where none is left, or none that can be read.",
                )
            # Signed anew: it may have been signed with a key that was changed since.
            self._remember(sign_checkpoint(head, [self._key]), frontier)
        return head

    def remembers(self) -> bool:
        """Whether it has a memory that can be read."""
        try:
            self.remembered()
        except UnusableError:
            return False
        return True

    def _remember(self, note: bytes, frontier: Sequence[bytes]) -> None:
        path = self.memory
        try:
            replace(path, note + _SEPARATOR + b"".join(frontier))
        except OSError as error:
            raise UnusableError(
                f"The signer's memory {path} cannot be written: {error}.",
                "Nothing was signed. Check the disk and the rights on the folder.",
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Two signers at once would each sign a head that the other does not know."""
        with locked(self.folder / LOCK_FILE):
            yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds a lock file, made if it is not there; other processes wait."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnusableError(
            f"The folder {path.parent} cannot be used: {error}.",
            "Check that it is there and yours.",
        ) from error
    try:
        hold(handle)
        yield
    finally:
        os.close(handle)


def hold(handle: int) -> None:
    """Locks an open file for this process until it is closed; other processes wait."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            with suppress(OSError):  # it gives up after ten seconds; others may need longer
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def rewrap(
    folder: Path,
    origin: str,
    old: bytes,
    new: bytes,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Keeps a signer's keys under another key-encryption key. May be killed and run again."""
    for name in (KEY_FILE, NEXT_KEY_FILE):
        path = folder / name
        if not path.exists():
            continue
        with locked(folder / LOCK_FILE):
            try:
                _read_key(path, origin, new)
            except UnusableError:
                _write_key(path, _read_key(path, origin, old), new, entropy, replace)


def memory_note(folder: Path) -> bytes | None:
    """The last note signed, as it stands in a signer's folder; None where none is to be read."""
    try:
        return (folder / MEMORY_FILE).read_bytes().partition(_SEPARATOR)[0]
    except OSError:
        return None


def _refused(folder: Path, error: OSError) -> UnusableError:
    return UnusableError(
        f"The signer's folder {folder} cannot take a new key: {error}.",
        "Check the folder; a key that is there already is never overwritten.",
    )


def _write_key(
    path: Path,
    key: SigningKey,
    kek: bytes,
    entropy: Callable[[int], bytes],
    write: Callable[[Path, bytes], None] = write_new,
) -> None:
    nonce = entropy(_NONCE_BYTES)
    sealed = AESGCM(_wrapping(kek)).encrypt(nonce, key.format().encode(), key.name.encode())
    try:
        write(path, nonce + sealed)
    except OSError as error:
        raise _refused(path.parent, error) from error


def _wrapping(kek: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"assurance-ledger/log-key/v1").derive(kek)


def _read_key(path: Path, origin: str, kek: bytes) -> SigningKey:
    try:
        data = path.read_bytes()
        opened = AESGCM(_wrapping(kek)).decrypt(
            data[:_NONCE_BYTES], data[_NONCE_BYTES:], origin.encode()
        )
        return SigningKey.parse(opened.decode())
    except FileNotFoundError as error:
        raise UnusableError(
            f"The signing key {path} is not here.",
            "Put it back from its own backup, or go on under a new name: `assure ledger continue`.",
        ) from error
    except (OSError, InvalidTag, ValueError, ProofError) as error:
        raise UnusableError(
            f"The signing key {path} does not open with this key-encryption key.",
            "Use the key that belongs to this ledger; nothing was changed.",
        ) from error


def _require_extends(
    head: Checkpoint, frontier: list[bytes], size: int, root: bytes, leaves: Leaves
) -> None:
    """Extends `frontier` in place to the new head; raises ProofError if it does not get there."""
    if size < head.size:
        raise ProofError(
            f"the ledger holds {size} entries and {head.size} were signed for:"
            " this is an older copy"
        )
    if size == head.size:
        raise ProofError(f"another history of the same {size} entries was already signed for")
    for index, leaf in enumerate(leaves(head.size + 1, size), start=head.size):
        merkle.extend(frontier, index, leaf)
    if merkle.frontier_root(frontier) != root:
        raise ProofError(
            f"the ledger no longer begins with the {head.size} entries that were signed for"
        )
