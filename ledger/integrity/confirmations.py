"""Confirmations of a checkpoint by somebody outside: a witness's line, or a time-stamp.

A witness's line is added to the note itself. A time-stamp is kept beside the note, with the
certificates that verified it. Both cover the note as the ledger signed it. An entry then records
the digest of each, so every later entry is younger than the confirmed time: see
docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from domain.custody.decisions import TimeCheckpoint
from domain.custody.events import Evidence
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError, UnusableError
from ledger.home import Home
from ledger.integrity import timestamp
from ledger.integrity.checkpoints import noted, roots
from ledger.keys.files import replace, write_new
from ledger.proof.checkpoint import Checkpoint, as_signed, open_checkpoint
from ledger.proof.cosignature import add_cosignatures, verify_cosignatures
from ledger.proof.keys import COSIGNATURE_V1, NoteError, VerifierKey
from ledger.proof.merkle import ProofError
from ledger.proof.note import SignatureLine, parse_note
from ledger.proof.on_the_way import told_if_changed

TOKEN_SUFFIX, CERTIFICATES_SUFFIX = ".tsr", ".pem"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Verified: `by` confirmed at `seen_at`, UTC, that the first `size` entries had this root.

    `sha256`: of the witness's line or of the authority's answer.
    """

    size: int
    root: bytes
    by: str
    seen_at: datetime
    evidence: Evidence
    sha256: str

    def command(self) -> TimeCheckpoint:
        return TimeCheckpoint(
            size=self.size,
            root=self.root.hex(),
            by=self.by,
            seen_at=self.seen_at,
            evidence=self.evidence,
            evidence_sha256=self.sha256,
        )


def witness_keys(home: Home) -> tuple[str, ...]:
    """The keys of the witnesses known here. Raises UnusableError for a file of anything else."""
    try:
        lines = home.witnesses.read_text(encoding="utf-8").splitlines()
        return tuple(_witness_key(line) for line in lines if line)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, ProofError) as error:
        raise UnusableError(
            f"The witnesses' keys in {home.witnesses} cannot be read: {error}.",
            "Put the file right: a key on each line, as each witness gave it to you.",
        ) from error


def _witness_key(line: str) -> str:
    if VerifierKey.parse(line).kind is not COSIGNATURE_V1:
        raise NoteError(f"the key of {line.partition('+')[0]} is not a witness's key")
    return line


def find_line(custodian: Custodian, answer: bytes, keys: Sequence[str]) -> tuple[Path, Confirmed]:
    """The kept note that a witness's line covers, and what it confirms. Nothing is kept yet.

    `keys`: of witnesses that are not known yet. Raises ProofError for a line that covers none of
    the notes kept here, and for an unknown witness.
    """
    line = _only_line(answer)
    known = [*map(_witness_key, keys), *witness_keys(custodian.home)]
    if not any((key.name, key.key_id) == (line.name, line.key_id) for key in _parsed(known)):
        raise NoteError(f"the key of {line.name} is not known here: give it with --witness-key")
    for path, checkpoint, note in _notes(custodian):
        own = as_signed(note, custodian.signer.origin)
        try:
            (seen,) = verify_cosignatures(own + line.format().encode(), known)
        except ProofError:
            continue
        _require_ours(custodian, checkpoint)
        return path, _cosigned(checkpoint, line, seen.time)
    raise ProofError(f"the line of {line.name} is over no checkpoint that is kept here")


def keep_line(custodian: Custodian, path: Path, answer: bytes, keys: Sequence[str]) -> Confirmed:
    """Adds a line found by `find_line` to its note, and the keys to the known ones.

    If the witness had signed this note before, the earlier line stays: it proves more.
    """
    home, line = custodian.home, _only_line(answer)
    known = tuple(dict.fromkeys((*witness_keys(home), *map(_witness_key, keys))))
    if known != witness_keys(home):
        _replace(home.witnesses, "".join(f"{key}\n" for key in known).encode())
    note = path.read_bytes()
    earlier = {
        (signature.name, signature.key_id): signature for signature in parse_note(note).lines
    }
    kept = earlier.get((line.name, line.key_id))
    if kept is None:
        _replace(path, add_cosignatures(note, line.format().encode(), known))
    checkpoint = open_checkpoint(note, home.origin, custodian.vkeys).checkpoint
    stands = line if kept is None else kept
    own = as_signed(note, home.origin) + stands.format().encode()
    (seen,) = verify_cosignatures(own, known)
    return _cosigned(checkpoint, stands, seen.time)


def _cosigned(checkpoint: Checkpoint, line: SignatureLine, time: int) -> Confirmed:
    return Confirmed(
        checkpoint.size,
        checkpoint.root,
        line.name,
        datetime.fromtimestamp(time, UTC),
        Evidence.COSIGNATURE,
        sha256(line.format().encode()).hexdigest(),
    )


def find_stamp(custodian: Custodian, token: bytes, certificates: bytes) -> tuple[Path, Confirmed]:
    """The kept note that an authority's answer covers, and what it confirms. Nothing is kept yet.

    Raises ProofError for an answer that covers none of the notes kept here, or does not hold.
    """
    for path, checkpoint, note in _notes(custodian):
        own = as_signed(note, custodian.signer.origin)
        if timestamp.is_over(token, own):
            confirmation = _stamped(checkpoint, token, timestamp.verify(token, own, certificates))
            _require_ours(custodian, checkpoint)
            return path, confirmation
    raise ProofError("the time-stamp is over no checkpoint that is kept here")


def keep_stamp(path: Path, token: bytes, certificates: bytes) -> None:
    """Keeps an answer and its certificates beside the note. Files already there stay."""
    beside = path.with_name(f"{path.stem}-{sha256(token).hexdigest()[:12]}")
    for suffix, data in ((CERTIFICATES_SUFFIX, certificates), (TOKEN_SUFFIX, token)):
        try:
            write_new(beside.with_name(beside.name + suffix), data)
        except FileExistsError:
            continue
        except OSError as error:
            raise _unkept(beside, error) from error


def _stamped(checkpoint: Checkpoint, token: bytes, stamped: timestamp.Stamped) -> Confirmed:
    return Confirmed(
        checkpoint.size,
        checkpoint.root,
        stamped.authority,
        stamped.time,
        Evidence.TIME_STAMP,
        sha256(token).hexdigest(),
    )


def confirmed(home: Home, vkeys: Sequence[str], size: int) -> Iterator[Confirmed]:
    """The confirmations kept here of the checkpoint of `size` entries; only those that verify.

    `vkeys`: the ledger's own keys under this name. Without the library no time-stamp verifies.
    """
    known = witness_keys(home)
    for file in noted(home, vkeys, size):
        if file.checkpoint is None:
            continue
        note = file.path.read_bytes()
        own = as_signed(note, home.origin)
        for line in parse_note(note).lines:
            if line.name != home.origin:
                yield from _line_of(file.checkpoint, own, line, known)
        for path in sorted(home.notes.glob(f"{file.path.stem}-*{TOKEN_SUFFIX}")):
            yield from _stamp_of(file.checkpoint, own, path)


def _line_of(
    checkpoint: Checkpoint, own: bytes, line: SignatureLine, known: Sequence[str]
) -> Iterator[Confirmed]:
    try:
        (seen,) = verify_cosignatures(own + line.format().encode(), known)
    except ProofError:
        return
    yield _cosigned(checkpoint, line, seen.time)


def _stamp_of(checkpoint: Checkpoint, own: bytes, path: Path) -> Iterator[Confirmed]:
    try:
        token = path.read_bytes()
        certificates = path.with_suffix(CERTIFICATES_SUFFIX).read_bytes()
        yield _stamped(checkpoint, token, timestamp.verify(token, own, certificates))
    except (OSError, ProofError, UnusableError):
        return


def _notes(custodian: Custodian) -> Iterator[tuple[Path, Checkpoint, bytes]]:
    """The notes kept under the present name, the largest first."""
    notes = [
        (file.path, file.checkpoint)
        for file in noted(custodian.home, custodian.vkeys)
        if file.checkpoint is not None
    ]
    for path, checkpoint in sorted(notes, key=lambda kept: kept[1].size, reverse=True):
        yield path, checkpoint, path.read_bytes()


def _require_ours(custodian: Custodian, checkpoint: Checkpoint) -> None:
    ledger, size = custodian.ledger, checkpoint.size
    if size > ledger.size() or roots(ledger.tree(), [size])[size] != checkpoint.root:
        raise IntegrityFailureError(
            f"The checkpoint of {size} entries is not of this ledger as it stands now.",
            "Find out what changed it: `assure ledger verify`. Keep every file as it is.",
        )


@told_if_changed
def _only_line(answer: bytes) -> SignatureLine:
    """The line in an answer. White space around it is not signed, and left out."""
    try:
        text = answer.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoteError("it is not a witness's line") from error
    return SignatureLine.parse(text.strip())


def _parsed(keys: Sequence[str]) -> list[VerifierKey]:
    return [VerifierKey.parse(key) for key in keys]


def _replace(path: Path, data: bytes) -> None:
    try:
        replace(path, data)
    except OSError as error:
        raise _unkept(path, error) from error


def _unkept(path: Path, error: OSError) -> UnusableError:
    return UnusableError(
        f"{path} cannot be written: {error.strerror}.",
        "Nothing was recorded. Check the disk and the rights on the folder.",
    )
