#!/usr/bin/env python3
"""Checks an inspector's pack, offline: every receipt, and every page against the receipts.

    python verify_pack.py [FOLDER] [--origin NAME --key KEY]

Exit code 0: everything holds. 1: something does not, and it says which entry. NAME and KEY come
from somebody you trust, by another route than the pack. Without them those in `ledger.txt` are
used, and you then have to compare the root printed at the end by telephone.

This file needs Python 3.11, the package `cryptography`, and beside it `verify_receipt.py`, which
does the cryptography, and `how_known.py`. Nothing here is believed unless a receipt proves it:
the pages are made again from the proved entries and compared with those in the pack.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import html
import importlib.util
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

RECEIPTS, SUFFIX = "receipts", ".tlog-proof"
LEDGER, NOTE, SUMS = "ledger.txt", "checkpoint.note", "SHA256SUMS"
SEALED, BOM = "(sealed)", b"\xef\xbb\xbf"
WORDS_SHOWN, BIGGEST_FILE = 8, 256 * 2**20

_LIST = """
acorn adventure album almond amber anchor ankle apricot atlas avocado badger bagpipe bakery bamboo
banana banjo barley basket beacon beetle belfry bicycle blossom bonfire bracelet bramble buffalo
cabbage cactus camel canoe caravan cardigan carpet castle cedar chalk cheese chocolate cinnamon
circus clarinet clover cobbler coconut compass copper coral cottage cousin crayon cricket crystal
cucumber cupboard curtain cushion daffodil dairy dancer diamond dolphin domino donkey drawer
drummer eagle echo elbow elephant emerald envelope falcon feather fennel fiddle finger flute
fountain fudge galaxy galleon garlic geranium giraffe goblet grape guitar hammock harbour harvest
hedgehog helmet hexagon holiday horizon hotel hurdle iceberg igloo indigo island ivory jaguar
jasmine jelly jigsaw journal jubilee juggler juniper kangaroo kayak kingdom kitten kiwi knapsack
koala lagoon lantern lavender lemon leopard lettuce library lilac linen lizard lobster locket
lullaby lupin magnet mahogany marble meadow mermaid meteor mirror monsoon museum mushroom mustard
napkin nectar nephew nickel noodle nugget nutmeg oasis oboe ocean octopus olive onion opera orange
orchard origami osprey oxygen pagoda panther pebble pelican penguin pigeon planet poppy potato
pudding pumpkin puppet puzzle pyramid quarry quilt quiver rabbit radish raft railway raven recipe
ribbon rosemary rowan ruby rucksack saffron sandal satin scarf schooner scissors seagull sequin
sheriff silver skipper sledge snowman sofa spanner sparrow spinach sponge squirrel stable stencil
summit sunset swallow syrup tapestry teapot telescope temple terrace thimble thunder tinsel toffee
topaz tortoise trumpet tulip tweed twilight umpire unicorn vanilla verandah village vinegar violin
viper volcano vulture waffle walnut wardrobe waterfall weasel whisker window wombat woodland yacht
yoghurt zebra zenith zigzag zither zodiac
"""
WORDS = _LIST.split()


class PackError(Exception):
    """Something in the pack does not hold. The message says what, with the entry's number."""


class Entry(NamedTuple):
    position: int  # its number in the ledger, from 1
    stream: str
    version: int  # its number in its stream, from 1
    event: str
    state: bytes  # as stored
    known: str  # how its actor was, in words


Piece = tuple[int | None, bytes]  # some bytes of a page, and the number of the entry they are of


def to_words(root: bytes) -> str:
    return " ".join(WORDS[byte] for byte in root[:WORDS_SHOWN])


def json_lines(entries: Iterable[Entry]) -> list[Piece]:
    """A line for each entry: its place, then its state just as it is stored."""
    line = b'{"entry":%d,"stream":%s,"version":%d,"event":%s,"state":%s}\n'
    pieces: list[Piece] = []
    for position, stream, version, event, state, _ in entries:
        named = (json.dumps(stream).encode(), version, json.dumps(event).encode())
        pieces.append((position, line % (position, *named, state)))
    return pieces


def event_of(entry: Entry) -> dict[str, Any]:
    event = json.loads(entry.state)["event"]
    return event if isinstance(event, dict) else {}


def said(value: object) -> str:
    """A field's value as text. Sealed words stay sealed."""
    if isinstance(value, dict):
        if "sealed" in value:
            return SEALED
        named = ((name.replace("_", " "), said(inner)) for name, inner in value.items())
        return "; ".join(f"{name}: {inner}" for name, inner in named if inner)
    if isinstance(value, list):
        nested = any(isinstance(inner, dict | list) for inner in value)
        return (" / " if nested else ", ").join(map(said, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else seen(str(value))


def seen(text: str) -> str:
    """Characters that are not seen, and change how others are read, stand as their numbers."""
    if text.isascii():
        return text
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in ("Cf", "Zl", "Zp") else c for c in text
    )


def told(entry: Entry) -> list[tuple[str, str]]:
    """The entry's fields by name, without the empty ones."""
    fields = [(name.replace("_", " "), said(value)) for name, value in event_of(entry).items()]
    return [(name, value) for name, value in fields if value]


def by_whom(entry: Entry) -> str:
    state = json.loads(entry.state)
    who = " ".join(filter(None, (state["actor"], "as", state["role"], state["agency"])))
    return f"{who}, {entry.known}"


def happened(event: str) -> str:
    """`GradeModerated` in words."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in event).strip().capitalize()


def csv_table(entries: Iterable[Entry]) -> list[Piece]:
    """For a spreadsheet, which is told that it is UTF-8; no cell begins as a formula does."""
    head = ("entry", "recorded (UTC)", "stream", "version", "what happened", "by", "what it says")
    return [
        (None, BOM + _csv(head)),
        *(
            (
                entry.position,
                _csv(
                    (
                        str(entry.position),
                        json.loads(entry.state)["recorded_at"],
                        entry.stream,
                        str(entry.version),
                        happened(entry.event),
                        by_whom(entry),
                        "; ".join(f"{name}: {value}" for name, value in told(entry)),
                    )
                ),
            )
            for entry in entries
        ),
    ]


def _csv(cells: Sequence[str]) -> bytes:
    safe = [f"'{c}" if c.startswith(("=", "+", "-", "@", "\t", "\r")) else c for c in cells]
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(safe)
    return line.getvalue().encode()


HTML_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>History</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.45 Arial, Helvetica, sans-serif; color: #1d1d1d; margin: 2em; max-width: 75em }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th:nth-child(1) { width: 4.5em } th:nth-child(2) { width: 12em } th:nth-child(3) { width: 11em }
th:nth-child(4) { width: 14em }
td, th { border-bottom: 1px solid #d9d9d9; padding: .35em .6em; text-align: left;
  vertical-align: top }
td { overflow-wrap: anywhere }
h2 { font-size: 1.1em; margin: 1.6em 0 .3em }
</style></head><body>
<h1>History, stream by stream</h1>
<p>Each line is one entry of the ledger. Nothing is ever overwritten: a correction is a further
entry. (sealed): words about a child, which this pack does not open.</p>
"""
HTML_TABLE = (
    "<table><thead><tr><th>Entry</th><th>Recorded (UTC)</th><th>What happened</th>"
    "<th>By</th><th>What it says</th></tr></thead><tbody>\n"
)


def html_page(entries: Sequence[Entry]) -> list[Piece]:
    """For reading: the entries of each stream together, streams in the order they began."""
    began: dict[str, int] = {}
    for entry in entries:
        began.setdefault(entry.stream, entry.position)
    ordered = sorted(entries, key=lambda entry: (began[entry.stream], entry.position))
    pieces: list[Piece] = [(None, HTML_HEAD.encode())]
    for stream, group in groupby(ordered, key=lambda entry: entry.stream):
        pieces.append((None, f"<h2>{html.escape(stream)}</h2>\n{HTML_TABLE}".encode()))
        pieces += [(entry.position, _html_row(entry)) for entry in group]
        pieces.append((None, b"</tbody></table>\n"))
    return [*pieces, (None, b"</body></html>\n")]


def _html_row(entry: Entry) -> bytes:
    told_lines = (f"<b>{html.escape(n)}</b> {html.escape(v)}" for n, v in told(entry))
    recorded = json.loads(entry.state)["recorded_at"]
    cells = (html.escape(c) for c in (str(entry.position), recorded, happened(entry.event)))
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    row = f"<tr>{body}<td>{html.escape(by_whom(entry))}</td><td>{'<br>'.join(told_lines)}</td></tr>"
    return row.replace("\n", " ").encode() + b"\n"


SAMPLING_HOW = """
HOW TO DRAW IT AGAIN, WITH sha256sum ALONE
1. Ask the lead auditor for the case list. `sha256sum CASELIST` must print the digest above: it
   was recorded before the seed was drawn, so neither could be chosen to suit the other.
2. A stratum's exact share is its cases times the cases wanted, divided by all cases. Each stratum
   gets the whole part; what is left goes to the largest remainders (the larger stratum, then the
   alphabet, where they are equal). Where the plan wants one from each stratum, it says so.
3. For each case of a stratum: `printf '%s' 'SEED|REF' | sha256sum`. Sort by the result: the first
   as many as the stratum has seats are drawn, and the next ones replace what cannot be audited.
   Where the method names families, sort all cases so: each takes a free seat of its stratum unless
   its family has one; a seat that is left then goes to the next of its stratum all the same.
4. Sort all the drawn in the same way: they are C01, C02 and so on.
"""


def sampling_text(entries: Sequence[Entry]) -> list[Piece]:
    """The sampling proof: list fixed, seed drawn, seats, cases, and how to do it again."""
    pieces: list[Piece] = []
    for entry in entries:
        if entry.stream.startswith("sample/"):
            head = f"{entry.stream}, entry {entry.position}: {happened(entry.event)}"
            lines = [head, *(f"    {line}" for line in _sampling_lines(entry))]
            pieces.append((entry.position, "".join(f"{line}\n" for line in lines).encode()))
    if not pieces:
        return [(None, b"No sample belongs to this pack.\n")]
    return [(None, b"THE SAMPLE, AS IT WAS RECORDED\n\n"), *pieces, (None, SAMPLING_HOW.encode())]


def _sampling_lines(entry: Entry) -> list[str]:
    lines = []
    for name, value in event_of(entry).items():
        if isinstance(value, list):
            lines += [f"{name.replace('_', ' ')}: {said(inner)}" for inner in value]
        elif value is not None:
            lines.append(f"{name.replace('_', ' ')}: {said(value)}")
    return [" ".join(line.split()) for line in lines]


PAGES: dict[str, Callable[[Sequence[Entry]], list[Piece]]] = {
    "entries.jsonl": json_lines,
    "history.html": html_page,
    "history.csv": csv_table,
    "sampling.txt": sampling_text,
}
"""The files that are made from the entries alone, and so can be compared with them."""


def unlike(name: str, made: bytes, data: bytes, otherwise: str) -> PackError:
    """Why a file is not as it was made: Notepad changed its line ends, or it says more."""
    lines = (file.removeprefix(BOM).replace(b"\r\n", b"\n") for file in (made, data))
    if next(lines) == next(lines):
        return PackError(f"the lines of {name} were changed on the way: ask for the original pack")
    return PackError(otherwise)


def compare(name: str, expected: Sequence[Piece], data: bytes) -> None:
    made = b"".join(piece for _, piece in expected)
    at = 0
    for position, piece in expected:
        if data[at : at + len(piece)] != piece:
            about = "between entries" if position is None else f"at entry {position}"
            fault = f"{name} is not what the receipts prove: it differs {about}"
            raise unlike(name, made, data, fault)
        at += len(piece)
    if at != len(data):
        raise unlike(name, made, data, f"{name} goes on after its end")


class Checked(NamedTuple):
    entries: list[Entry]
    size: int
    root: bytes


def check(folder: Path, origin: str, keys: list[str]) -> Checked:
    """Everything in the pack. Raises PackError for the first thing that does not hold."""
    entries, size, root = _proved(folder, origin, keys)
    for name, page in PAGES.items():
        compare(name, page(entries), _read(folder / name))
    lines = _read(folder / SUMS).decode("utf-8-sig", "replace").splitlines()
    listed = dict(line.split("  ", 1)[::-1] for line in lines if "  " in line)
    for name in sorted(listed.keys() | {"README.txt", LEDGER, NOTE, *PAGES}):
        data, wanted = _read(folder / name), listed.get(name)
        plain = data.removeprefix(BOM).replace(b"\r\n", b"\n")
        if hashlib.sha256(data).hexdigest() != wanted:
            made = plain if hashlib.sha256(plain).hexdigest() == wanted else b""
            raise unlike(name, made, data, f"{name} is not the file that {SUMS} names")
    return Checked(entries, size, root)


def _proved(folder: Path, origin: str, keys: list[str]) -> Checked:
    tool, words = _beside(folder, "verify_receipt"), _beside(folder, "how_known")
    note = _read(folder / NOTE)
    paths = sorted((folder / RECEIPTS).glob(f"*{SUFFIX}"))
    if not paths:
        raise PackError("there are no receipts in this folder")
    entries = []
    for path in paths:
        number, data = path.name.removesuffix(SUFFIX).lstrip("0"), _read(path)
        try:
            proof = tool.prove(data, origin, keys)
        except tool.ReceiptError as error:
            said = tool.why(data, error)
            raise PackError(f"the receipt of entry {number}: {said}") from None
        another = f"the receipt of entry {number} is of another entry or checkpoint"
        if (named := data.partition(b"\n\n")[2]) != note:
            raise unlike(NOTE, named, note, another)
        if str(proof.position) != number:
            raise PackError(another)
        stored = (proof.stream, proof.version, proof.event, proof.state)
        entries.append(Entry(proof.position, *stored, words.as_stored(proof.state)))
    return Checked(entries, proof.size, proof.root)


def _beside(folder: Path, name: str) -> Any:
    """Another script from this folder, even if Python does not search it."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location(name, path := folder / f"{name}.py")
    if not path.is_file() or spec is None or spec.loader is None:
        raise PackError(f"{name}.py is missing")
    tool = importlib.util.module_from_spec(spec)
    sys.modules[name] = tool
    spec.loader.exec_module(tool)
    return tool


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(BIGGEST_FILE + 1)
    except OSError:
        raise PackError(f"{path.name} is missing or cannot be read") from None
    if len(data) > BIGGEST_FILE:
        raise PackError(f"{path.name} is larger than any file of a pack")
    return data


def report(checked: Checked, origin: str, *, trusted: bool) -> list[str]:
    streams: dict[str, list[int]] = {}
    for entry in checked.entries:
        streams.setdefault(entry.stream, []).append(entry.version)
    gaps = sorted(s for s, v in streams.items() if v != list(range(1, len(v) + 1)))
    return [
        f"VERIFIED: {len(checked.entries)} entries are what was recorded, each at its number,",
        f"among the {checked.size} entries of {origin}; the pages to read say just what they say.",
        f"The root over all {checked.size} entries begins, in words:",
        f"    {to_words(checked.root)}",
        f"    ({checked.root.hex()[:16]})",
        "The name and key are those that you gave."
        if trusted
        else "The name and key are those in the pack: compare these words by telephone, on a"
        " number that you did not take from the pack.",
        "Streams of which some entries are not in this pack: " + (", ".join(gaps) or "none") + ".",
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    here = Path(__file__).resolve().parent
    parser.add_argument("folder", nargs="?", default=str(here), help="the unpacked pack")
    parser.add_argument("--origin", help="the ledger's name, from somebody you trust")
    parser.add_argument("--key", action="append", help="its key, from somebody you trust")
    options = parser.parse_args(arguments)
    folder = Path(options.folder)
    try:
        lines = _read(folder / LEDGER).decode("utf-8-sig", "replace").splitlines()
        own = [line.partition(" ")[::2] for line in lines]
        origin = options.origin or "".join(value for name, value in own if name == "origin")
        keys = options.key or [value for name, value in own if name == "key"]
        checked = check(folder, origin, keys)
    except PackError as error:
        sys.stdout.write(f"NOT VERIFIED: {_shown(str(error))}.\n")
        return 1
    trusted = bool(options.origin and options.key)
    sys.stdout.write("".join(f"{_shown(x)}\n" for x in report(checked, origin, trusted=trusted)))
    return 0


def _shown(line: str) -> str:
    """Text from a file must not be able to draw on the screen."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    raise SystemExit(main())
