"""Receipts changed in every way that a hand or a disk changes a text file."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from ledger.proof.encoding import to_base64
from tests.ledger.proof.making import STRANGER


def _flip(data: bytes, draw: Random) -> bytes:
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1 :]


def _letter(data: bytes, draw: Random) -> bytes:
    """A character for another that could stand there: the text stays plausible."""
    place = draw.randrange(len(data))
    letter = draw.choice(b"0123456789ABCXYZabcxyz+/= \n-")
    return data[:place] + bytes([letter]) + data[place + 1 :]


def _cut(data: bytes, draw: Random) -> bytes:
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.randrange(1, 60) :]


def _insert(data: bytes, draw: Random) -> bytes:
    place = draw.randrange(len(data) + 1)
    put = draw.choice((b"\n", b"\n\n", b" ", b"0", b"A", b"=", b"\x00", b"\r", b"AAAA"))
    return data[:place] + put + data[place:]


def _end(data: bytes, draw: Random) -> bytes:
    return data[: draw.randrange(len(data))] if draw.random() < 0.5 else data + b"\n"


def _line_moved(data: bytes, draw: Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(draw.randrange(len(lines)), lines.pop(draw.randrange(len(lines))))
    return b"\n".join(lines)


def _line_lost(data: bytes, draw: Random) -> bytes:
    lines = data.split(b"\n")
    lines.pop(draw.randrange(len(lines)))
    return b"\n".join(lines)


def _line_twice(data: bytes, draw: Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))
    return b"\n".join(lines)


def _number(data: bytes, draw: Random) -> bytes:
    """Another index, or another size."""
    lines = data.split(b"\n")
    places = [n for n, line in enumerate(lines) if line.isdigit() or line.startswith(b"index ")]
    place = draw.choice(places or [0])
    word = b"index " if lines[place].startswith(b"index ") else b""
    lines[place] = word + str(draw.choice((0, 1, 2, 7, 40, 2**62, 2**63, -1))).encode()
    return b"\n".join(lines)


def _hash(data: bytes, draw: Random) -> bytes:
    """A well-formed hash for one of the path's or for the root."""
    lines = data.split(b"\n")
    places = [n for n, line in enumerate(lines) if len(line) == 44]
    lines[draw.choice(places or [0])] = to_base64(draw.randbytes(32)).encode()
    return b"\n".join(lines)


def _renamed(data: bytes, draw: Random) -> bytes:
    """A signature under the name of a stranger: to be ignored, not believed."""
    names = [line.split(b" ")[1] for line in data.split(b"\n") if line.startswith(b"\xe2\x80\x94 ")]
    stranger = STRANGER.name.encode()
    return data.replace(b" " + draw.choice(names or [b"-"]) + b" ", b" " + stranger + b" ", 1)


KINDS = (
    _flip,
    _letter,
    _cut,
    _insert,
    _end,
    _line_moved,
    _line_lost,
    _line_twice,
    _number,
    _hash,
    _renamed,
)


def _spliced(data: bytes, other: bytes, draw: Random) -> bytes:
    """Lines of one receipt in another: its entry, its index, its path, its checkpoint."""
    mine, theirs = data.split(b"\n"), other.split(b"\n")
    start = draw.randrange(min(len(mine), len(theirs)))
    end = draw.randrange(start, min(len(mine), len(theirs))) + 1
    return b"\n".join((*mine[:start], *theirs[start:end], *mine[end:]))


def mutants(receipts: list[bytes], count: int, seed: int) -> Iterator[tuple[bytes, bytes]]:
    """Pairs of a receipt and a changed one. One to three changes each, none without effect."""
    draw = Random(seed)
    while count:
        original = draw.choice(receipts)
        changed = original
        if draw.random() < 0.2:
            changed = _spliced(original, draw.choice(receipts), draw)
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            if changed:
                changed = draw.choice(KINDS)(changed, draw)
        if changed != original:
            count -= 1
            yield original, changed
