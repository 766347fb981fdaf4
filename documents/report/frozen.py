"""The agreed report as a PDF: the words of its Word file, and the ledger's checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.typeset.pdf import TypesettingError, typeset
from documents.word.reading import read_report
from domain.kernel.days import day_words


@dataclass(frozen=True, slots=True)
class Seal:
    """What the PDF says of itself. `document`: the SHA-256 of the Word file.

    `origin`, `size`, `root`: the checkpoint, the root in hexadecimal.
    `agreed_by`: who agreed the report, and how that was known.
    """

    audit: str
    partnership: str
    frozen_on: date
    document: str
    origin: str
    size: int
    root: str
    agreed_by: str


def frozen_report(given: GivenFile, seal: Seal) -> bytes:
    """The same file and the same seal are the same PDF. Raises InputError for another file."""
    contents = read_report(given)
    foot = (
        f"{seal.audit}, agreed report, frozen {day_words(seal.frozen_on)}."
        f" Checkpoint: {seal.origin}, {seal.size} entries, root {seal.root[:16]}…"
    )
    content = {
        "title": contents.title,
        "author": seal.partnership or seal.origin,
        "foot": foot,
        "blocks": contents.blocks,
        "about": [
            "This is the overview report as it was agreed. It was made of the Word file whose"
            " SHA-256 stands below, and recorded by its own SHA-256: `assure report check` says"
            " whether a file is this one, to the last byte.",
        ],
        "facts": [
            ["Audit", seal.audit],
            ["Agreed by", seal.agreed_by],
            ["Frozen on", day_words(seal.frozen_on)],
            ["Made of the Word file", seal.document],
            ["Ledger", seal.origin],
            ["Entries under the checkpoint", str(seal.size)],
            ["Root of the checkpoint", seal.root],
        ],
    }
    try:
        return typeset("frozen", content, seal.frozen_on, contents.pictures)
    except TypesettingError as error:
        refuse(given.name, f"It cannot be set as a PDF that everybody can read: {error}.")
