"""Receipts: one file that proves, offline, that an entry stands in the ledger at its number.

The format is `c2sp.org/tlog-proof@v1`: that line, `extra <base64>`, `index <from 0>`, the hashes
of the inclusion proof, a blank line, and the signed checkpoint as it is. `extra` holds the bytes
under the entry's leaf; nothing in it is believed before they hash to a leaf of the signed tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, Cosigned, open_checkpoint
from ledger.proof.encoding import (
    from_base64,
    parse_hash,
    parse_number,
    require_number,
    to_base64,
)
from ledger.proof.leaf_reader import parse_leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.note import parse_note
from ledger.proof.on_the_way import told_if_changed

HEADER = "c2sp.org/tlog-proof@v1"
MAX_RECEIPT_BYTES = 16 * 2**20
MAX_HASHES = 63


@dataclass(frozen=True, slots=True)
class EntryReceipt:
    """A receipt with nothing verified. `index` from 0; `checkpoint`: a note."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, data: bytes) -> EntryReceipt:
        """Raises ProofError for bytes that `format` would not give.

        Limits: 16 MiB, 63 hashes, a checkpoint of 1,000,000 bytes.
        """
        return _parse(data)

    def format(self) -> bytes:
        """The receipt's bytes. Raises ProofError for what `parse` would refuse."""
        self.require_form()
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {to_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(map(to_base64, self.hashes))
        data = "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint
        if len(data) > MAX_RECEIPT_BYTES:
            raise ProofError(f"the receipt is longer than {MAX_RECEIPT_BYTES} bytes")
        return data

    def require_form(self) -> None:
        """Raises ProofError for what cannot stand in a receipt."""
        require_number(self.index, "the receipt's index")
        if self.extra == b"":
            raise ProofError("the receipt's extra data is empty")
        if len(self.hashes) > MAX_HASHES:
            raise ProofError(f"the receipt has more than {MAX_HASHES} hashes")
        if any(len(value) != merkle.HASH_BYTES for value in self.hashes):
            raise ProofError(f"a hash of the receipt is not {merkle.HASH_BYTES} bytes long")
        parse_note(self.checkpoint)


@told_if_changed
def _parse(data: bytes) -> EntryReceipt:
    if len(data) > MAX_RECEIPT_BYTES:
        raise ProofError(f"the receipt is longer than {MAX_RECEIPT_BYTES} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    if not blank:
        raise ProofError("the receipt has no checkpoint after a blank line")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofError("the receipt's first part is not ASCII") from error
    if lines.pop(0) != HEADER:
        raise ProofError(f"this is not a receipt: it does not begin with {HEADER}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "), "the receipt's extra data")
    if not lines or not lines[0].startswith("index "):
        raise ProofError("the receipt has no index line")
    index = parse_number(lines.pop(0).removeprefix("index "), "the receipt's index")
    if len(lines) > MAX_HASHES:
        raise ProofError(f"the receipt has more than {MAX_HASHES} hashes")
    hashes = tuple(parse_hash(line, "a hash of the receipt") for line in lines)
    receipt = EntryReceipt(index, hashes, checkpoint, extra)
    receipt.require_form()
    return receipt


@dataclass(frozen=True, slots=True)
class Proved:
    """What a receipt proves: this entry was number `position` of `size` when this was signed.

    `index` from 0; `root`: of the checkpoint, 32 bytes; `state`: the entry's bytes as stored;
    `verified`: names of known keys that signed; `cosigned`: witnesses among them, with times.
    """

    origin: str
    index: int
    size: int
    root: bytes
    stream: str
    version: int
    event: str
    state: bytes
    verified: tuple[str, ...]
    cosigned: tuple[Cosigned, ...]

    @property
    def position(self) -> int:
        """The entry's number in the ledger, from 1."""
        return self.index + 1


def make_receipt(leaf: bytes, index: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """A receipt file. `leaf`: the entry's `leaf_data`; `checkpoint`: a signed note.

    Raises ProofError unless the proof ties the entry to the checkpoint's root: no receipt leaves
    that would not hold. The signature is not verified: its keys are the reader's to choose.
    """
    parse_leaf_data(leaf)
    receipt = EntryReceipt(index, tuple(proof), checkpoint, leaf)
    data = receipt.format()
    _require_included(receipt, leaf, Checkpoint.parse(parse_note(checkpoint).text))
    return data


@told_if_changed
def verify_receipt(data: bytes, origin: str, vkeys: Sequence[str]) -> Proved:
    """What a receipt of the ledger named `origin` proves. Raises ProofError unless all holds.

    `vkeys`: the ledger's key, named as its origin, and those of known witnesses; never taken from
    the file. Signatures by other keys are ignored.
    """
    receipt = EntryReceipt.parse(data)
    if receipt.extra is None:
        raise ProofError("the receipt does not hold the entry that it is for")
    leaf = parse_leaf_data(receipt.extra)
    opened = open_checkpoint(receipt.checkpoint, origin, vkeys)
    _require_included(receipt, receipt.extra, opened.checkpoint)
    return Proved(
        origin=opened.checkpoint.origin,
        index=receipt.index,
        size=opened.checkpoint.size,
        root=opened.checkpoint.root,
        stream=leaf.stream,
        version=leaf.version,
        event=leaf.event,
        state=leaf.state,
        verified=opened.verified,
        cosigned=opened.cosigned,
    )


def _require_included(receipt: EntryReceipt, leaf: bytes, checkpoint: Checkpoint) -> None:
    merkle.verify_inclusion(
        receipt.index, checkpoint.size, merkle.leaf_hash(leaf), receipt.hashes, checkpoint.root
    )
