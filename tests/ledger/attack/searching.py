"""Looking for words in every byte of a folder, as they are and as they may have been wrapped."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

DEPTH_MAX = 4


def disguises(word: str) -> Iterator[bytes]:
    """The word in the forms in which plain text gets about."""
    data = word.encode()
    yield data
    yield word.encode("utf-16-le")
    yield data.hex().encode()
    for shift in range(3):
        # The letters of base64 that depend on the word alone, wherever it stands in the text.
        whole = b64encode(bytes(shift) + data)
        yield whole[4 if shift else 0 : -4]


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves, and whatever is compressed in them."""
    yield data
    if depth == DEPTH_MAX:
        return
    for inner in (*_zipped(data), *_deflated(data)):
        yield from layers(inner, depth + 1)


def _zipped(data: bytes) -> Iterator[bytes]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield archive.read(member)


def _deflated(data: bytes) -> Iterator[bytes]:
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    elif data[:1] == b"\x78":
        try:
            yield zlib.decompress(data)
        except zlib.error:
            return


def files(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def found(words: Iterable[str], *folders: Path) -> list[str]:
    """Where any of the words stands, in contents or names: `word in file`."""
    wanted = [(word, form) for word in words for form in disguises(word)]
    hits = []
    for path in files(*folders):
        contents = [*layers(path.read_bytes()), str(path).encode()]
        hits += [f"{w} in {path}" for w, form in wanted if any(form in data for data in contents)]
    return hits
