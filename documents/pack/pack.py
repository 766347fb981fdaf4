"""An inspector's pack: what the record says of one audit, case or recommendation, with its proof.

One zip, the same for the same ledger. It needs none of this software to be read or checked:
`documents/pack/verify_pack.py` and the receipts' own verifier are in it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from textwrap import fill
from typing import cast

from documents.pack.opened_text import words_page
from documents.pack.promise import PROMISE
from documents.pack.scope import Scope, entries_of
from documents.pack.verify_pack import LEDGER, NOTE, PAGES, RECEIPTS, SUFFIX, SUMS, Entry, to_words
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.how_known import as_stored
from domain.kernel.vocabulary import Role
from domain.returns.events import ReturnAppended
from domain.tool.events import ToolPublished, ToolRevised
from ledger.custodian import Custodian
from ledger.decision import Receipt
from ledger.errors import IntegrityFailureError
from ledger.integrity.checkpoints import roots
from ledger.proof import tiles
from ledger.proof.checkpoint import open_checkpoint
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import make_receipt
from ledger.store.entry import Entry as LedgerEntry
from ledger.store.entry import Row

TOOLS = ("verify_pack.py", "verify_receipt.py")
"""What a reader checks a pack with: files that need none of this software."""
WORDS_OF_WAYS = "how_known.py"
"""The words for how somebody was known: the ledger's own file, which needs nothing else."""
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The members' time: the earliest that a zip can hold, so that packs differ by content only."""
_DIGITS = 8
_COLUMNS = 98


@dataclass(frozen=True, slots=True)
class Pack:
    """`data`: the zip. `entries`: how many it shows; `note`: the checkpoint it rests on."""

    scope: str
    data: bytes
    entries: int
    note: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the zip, in hexadecimal."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Opening:
    """The receipt for the break-glass, and the reason that was given for it."""

    broken: Receipt
    reason: str


def make_pack(
    custodian: Custodian,
    scope: Scope,
    viewer: str,
    to_whom: str,
    opening: Opening | None = None,
) -> Pack:
    """A pack with all that this person may read now, resting on a checkpoint of today's head.

    `opening`: text that this person opened (`documents.pack.opened_text`); None: all stays sealed.
        Raises IntegrityFailureError for an entry that is not what was sealed.
    """
    ledger = custodian.ledger
    kept = entries_of(ledger, scope, viewer)
    note = custodian.checkpoint()
    head = open_checkpoint(note, custodian.signer.origin, [custodian.vkey]).checkpoint
    if roots(ledger.tree(), [head.size])[head.size] != head.root:
        raise IntegrityFailureError(
            "The checkpoint is not of this ledger.", "Find out why: `assure ledger verify`."
        )
    rows = [row for entry in kept if (row := ledger.row(entry.position or 0)) is not None]
    entries = [_shown(row) for row in rows if row.id <= head.size]
    receipts = _receipts(custodian, entries, head.size, note)
    placeholders = {
        "scope": scope.name,
        "to_whom": to_whom,
        "entries": f"{len(entries):,}",
        "size": str(head.size),
        "origin": head.origin,
        "key": custodian.vkey,
        "words": to_words(head.root),
        "root": head.root.hex(),
        "promise": fill(PROMISE[0].upper() + PROMISE[1:], _COLUMNS),
        "left_out": _left_out(scope),
        **_of_words(opening),
        "tools": _tools(kept),
        **_people(custodian, viewer),
    }
    members = {
        "README.txt": _inside("README.txt").decode().format_map(placeholders).encode(),
        **{name: b"".join(piece for _, piece in page(entries)) for name, page in PAGES.items()},
        **receipts,
        **_opened(custodian, viewer, kept, opening),
        NOTE: note,
        LEDGER: f"origin {head.origin}\nkey {custodian.vkey}\n".encode(),
        **{tool: files("documents.pack").joinpath(tool).read_bytes() for tool in TOOLS},
        WORDS_OF_WAYS: files("domain.kernel").joinpath(WORDS_OF_WAYS).read_bytes(),
    }
    return Pack(scope.name, _zipped(members), len(entries), note)


def _shown(row: Row) -> Entry:
    stored = (row.topic, row.state, as_stored(row.state))
    return Entry(row.id, str(row.originator_id), row.originator_version, *stored)


WORDS_FILE = "words.txt"
_STAY_SEALED = """\
- Words about a child, and what is special to one child, stay sealed: (sealed). They open only
  with the partnership's keys, and not at all once they were erased; the receipts hold either way.
- A child's or a family's name: cases carry pseudonyms drawn by the system.
"""
_WERE_OPENED = """\
- Words about a child are in words.txt, opened by whoever made this pack; that and why is recorded
  in the ledger. In every other file they stay sealed: (sealed). The receipts prove what was
  sealed; that words.txt says the same is the word of whoever holds the keys.
- A list of children: cases carry pseudonyms drawn by the system. What was written about a child,
  in words.txt, may name somebody all the same.
"""


def _of_words(opening: Opening | None) -> dict[str, str]:
    if opening is None:
        return {"words_here": _STAY_SEALED, "words_file": ""}
    return {
        "words_here": _WERE_OPENED,
        "words_file": f"{WORDS_FILE}           words about children, opened: confidential\n",
    }


def _opened(
    custodian: Custodian, viewer: str, kept: Sequence[LedgerEntry], opening: Opening | None
) -> dict[str, bytes]:
    if opening is None:
        return {}
    page = words_page(custodian.ledger, viewer, kept, opening.broken, opening.reason)
    return {WORDS_FILE: page}


def _receipts(
    custodian: Custodian, entries: Iterable[Entry], size: int, note: bytes
) -> dict[str, bytes]:
    tree = custodian.ledger.tree()
    receipts = {}
    for entry in entries:
        leaf = leaf_data(entry.stream, entry.version, entry.event, entry.state)
        proof = tiles.inclusion_proof(tree, entry.position - 1, size)
        try:
            receipt = make_receipt(leaf, entry.position - 1, proof, note)
        except ProofError as error:
            raise IntegrityFailureError(
                f"Entry {entry.position} is not what was recorded: {error}.",
                "No pack is made. Find out what changed it: `assure ledger verify`.",
            ) from error
        receipts[f"{RECEIPTS}/{entry.position:0{_DIGITS}d}{SUFFIX}"] = receipt
    return receipts


def _zipped(members: dict[str, bytes]) -> bytes:
    sums = (f"{sha256(data).hexdigest()}  {name}\n" for name, data in members.items())
    whole = {**members, SUMS: "".join(sums).encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in whole.items():
            member = zipfile.ZipInfo(name, _WHEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return out.getvalue()


def _inside(name: str) -> bytes:
    return files("documents.pack.inside").joinpath(name).read_bytes()


def _left_out(scope: Scope) -> str:
    if scope.whole:
        return ""
    return (
        "- What whoever made this pack may not read now. Before moderation opens, a return is\n"
        "  open to its own agency and the lead auditor only.\n"
    )


def _tools(kept: Sequence[LedgerEntry]) -> str:
    lines = [
        f"{entry.event.tool}, version {entry.event.tool_version}: entry {entry.position},"
        f" {len(entry.event.areas)} areas, graded {' / '.join(g.label for g in entry.event.scale)}"
        for entry in kept
        if isinstance(entry.event, ToolPublished | ToolRevised)
    ]
    used = sorted(
        {
            f"{entry.event.tool}, version {entry.event.tool_version}, by the returns of"
            f" {entry.event.audit}"
            for entry in kept
            if isinstance(entry.event, ReturnAppended)
        }
    )
    return "\n".join([*lines, *(f"Used: {line}" for line in used)]) or "None."


def _people(custodian: Custodian, viewer: str) -> dict[str, str]:
    """Who made the pack, and whom to telephone: never a number, which could be forged."""
    directory = cast(Directory, custodian.ledger.state(streams.DIRECTORY))
    to_ask = [
        f"       {person.full_name}, {grant.role.value.replace('-', ' ')}"
        for person in directory.people.values()
        for grant in sorted(person.grants, key=lambda grant: grant.role)
        if grant.role in (Role.KEEPER, Role.COORDINATOR)
    ]
    maker = directory.people.get(viewer)
    return {
        "partnership": directory.name or "",
        "invented": "\nEverything in this pack is invented.\n" if directory.invented else "",
        "maker": f"{maker.full_name} ({viewer})" if maker else viewer,
        "maker_code": viewer,
        "telephone": "\n".join(sorted(to_ask)),
    }
