"""Summary documents that agencies hand in: kept beside the ledger, their digests in it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from domain.single_agency.events import SummaryDocument
from ledger.errors import UnusableError
from ledger.keys.files import write_new
from ledger.service import Ledger

FOLDER = "documents"
BYTES_MAX = 20_000_000


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document, and what the ledger says about it."""

    described: SummaryDocument
    data: bytes


def described(given: GivenFile) -> KeptDocument:
    """A document as it is. Raises InputError for one that is empty or too large."""
    given.require_size(BYTES_MAX)
    if not given.data:
        refuse(given.name, "It is empty. Give the summary document itself.")
    printable = "".join(letter for letter in Path(given.name).name if letter.isprintable())
    digest = sha256(given.data).hexdigest()
    document = SummaryDocument(
        name=printable[:200] or "summary", digest=digest, size=len(given.data)
    )
    return KeptDocument(document, given.data)


def folder_of(ledger: Ledger) -> Path:
    """Where a ledger's documents are: beside its file, or with its keys where it has no file."""
    own = ledger.engine.beside
    if own is not None:
        return own
    if ledger.custodian is None:
        raise UnusableError(
            "This ledger's documents are kept in its home, which is not on this computer.",
            "Set ASSURE_HOME to the folder that it is in.",
        )
    return ledger.custodian.home.first_folder


def place(folder: Path, digest: str) -> Path:
    """Where a document is kept in the ledger's folder.

    Its name is its digest, so that no name can lead elsewhere.
    """
    return folder / FOLDER / digest


def keep(folder: Path, kept: KeptDocument) -> Path:
    """Writes the document beside the ledger, readable by its owner only, whole or not at all."""
    where = place(folder, kept.described.digest)
    if where.exists():
        return where
    try:
        write_new(where, kept.data)
    except FileExistsError:
        return where
    except OSError as error:
        refuse(
            str(where.parent),
            f"The document cannot be kept there: {error.strerror}. Nothing was recorded."
            " Check the disk and your rights to the folder.",
        )
    return where


def listed(folder: Path) -> tuple[Path, ...]:
    """Every file in the folder of kept documents, whoever put it there, by name."""
    return tuple(sorted(path for path in (folder / FOLDER).rglob("*") if not path.is_dir()))


def standing(folder: Path, digest: str) -> str:
    """A sentence on whether the reported document is still there, unaltered."""
    where = place(folder, digest)
    if not where.is_file():
        return f"missing: it should be {FOLDER}/{digest} beside the ledger"
    if sha256(where.read_bytes()).hexdigest() != digest:
        return "ALTERED: it is not the document that was reported"
    return f"as it was reported, in {FOLDER}/{digest} beside the ledger"
