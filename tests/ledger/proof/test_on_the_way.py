"""A file that Notepad or mail changed is told so; one that was forged is told to be false."""

from __future__ import annotations

import quopri
from collections.abc import Callable
from typing import Any

import pytest

from ledger.proof import merkle
from ledger.proof.checkpoint import open_checkpoint
from ledger.proof.cosignature import verify_cosignatures
from ledger.proof.merkle import ProofError
from ledger.proof.note import open_note
from ledger.proof.on_the_way import SIGNS, ChangedOnTheWayError, changed_on_the_way
from ledger.proof.receipt import make_receipt, verify_receipt
from ledger.proof.witness import Request
from tests.ledger.proof.making import ORIGIN, VKEYS, SmallLog
from tests.ledger.proof.test_verify_tool import tool

LOG = SmallLog(9)
NOTE = LOG.checkpoint(9)
RECEIPT = make_receipt(LOG.leaves[3], 3, merkle.inclusion_proof(LOG.hashes, 3, 9), NOTE)
REQUEST = Request(4, tuple(merkle.consistency_proof(LOG.hashes, 4, 9)), NOTE).format()


def _requested(data: bytes) -> object:
    return open_checkpoint(Request.parse(data).checkpoint, ORIGIN, VKEYS)


READERS: dict[str, tuple[bytes, Callable[[bytes], Any]]] = {
    "note": (NOTE, lambda data: open_note(data, VKEYS)),
    "checkpoint": (NOTE, lambda data: open_checkpoint(data, ORIGIN, VKEYS)),
    "cosigned": (NOTE, lambda data: verify_cosignatures(data, VKEYS)),
    "receipt": (RECEIPT, lambda data: verify_receipt(data, ORIGIN, VKEYS)),
    "request": (REQUEST, _requested),
}
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "Notepad": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "an old Mac": lambda data: data.replace(b"\n", b"\r"),
    "quoted-printable": lambda data: quopri.encodestring(data),
    "trailing spaces": lambda data: data.replace(b"\n", b" \n"),
    "no-break spaces": lambda data: data.replace(b"\n", b"\xc2\xa0\n"),
    "indented": lambda data: b"".join(b"  " + line for line in data.splitlines(keepends=True)),
    "quoted": lambda data: b"".join(b"> " + line for line in data.splitlines(keepends=True)),
    "wrapped": lambda data: b"\n".join(
        line[at : at + 60] for line in data.split(b"\n") for at in range(0, max(len(line), 1), 60)
    ),
    "Windows-1252": lambda data: data.decode().encode("cp1252"),
    "read as Windows-1252": lambda data: data.decode("cp1252").encode(),
    "a hyphen for the dash": lambda data: data.replace("\u2014 ".encode(), b"- "),
    "two hyphens for the dash": lambda data: data.replace("\u2014 ".encode(), b"-- "),
    "the last line's end": lambda data: data[:-1],
    "blank lines put in": lambda data: data.replace(b"\n\n", b"\n\n\n"),
    "blank lines at the end": lambda data: data + b"\n",
    "blank lines taken out": lambda data: data.replace(b"\n\n", b"\n"),
}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("how", CHANGES)
def test_a_file_whose_lines_were_changed_is_no_forgery(kind: str, how: str) -> None:
    whole, read = READERS[kind]
    read(whole)
    changed = CHANGES[how](whole)
    assert changed != whole
    with pytest.raises(ChangedOnTheWayError, match="lines were changed on the way") as told:
        read(changed)
    assert "ask for the original" in str(told.value)


@pytest.mark.parametrize("kind", ["note", "checkpoint", "receipt"])
def test_a_false_file_is_told_to_be_false(kind: str) -> None:
    whole, read = READERS[kind]
    forged = whole.replace(b"\n9\n", b"\n8\n")
    assert forged != whole
    with pytest.raises(ProofError) as told:
        read(forged)
    assert "on the way" not in str(told.value)


def test_what_was_given_out_shows_no_change() -> None:
    for whole, _ in READERS.values():
        assert changed_on_the_way(whole) is None


def test_the_tool_that_stands_alone_says_the_same(tmp_path: Any, capsys: Any) -> None:
    assert tool.CHANGES == SIGNS
    path = tmp_path / "entry.tlog-proof"
    path.write_bytes(CHANGES["Notepad"](RECEIPT))
    keys = [word for key in VKEYS for word in ("--key", key)]
    assert tool.main([str(path), "--origin", ORIGIN, *keys]) == 1
    assert "lines were changed on the way: its line ends are those" in capsys.readouterr().out
