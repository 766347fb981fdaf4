"""Files that are no Word document, or are made to harm whoever opens one."""

from __future__ import annotations

import io
import zipfile

from documents.report import blank
from documents.word.guard import MAIN


def _changed(**parts: bytes | None) -> bytes:
    """Our template with parts changed, added, or (None) left out; `__` stands for a slash."""
    new = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(blank.template())) as made,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in made.namelist():
            if name not in new:
                archive.writestr(name, made.read(name))
        for name, data in new.items():
            if data is not None:
                archive.writestr(name, data)
    return packed.getvalue()


def _zip(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n + 1, n, n) for n in range(40))
    + b"]><l>&a40;</l>"
)
_NAMES = b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_KINDS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _related(kind: bytes, target: bytes, mode: bytes = b"External") -> bytes:
    """Our template with a relation of its main part to something outside, or to a part."""
    return _changed(
        word___rels__styles_dot_xml_dot_rels=b'<Relationships %s><Relationship Id="r1" Type="%s/%s"'
        b" Target='%s' TargetMode=\"%s\"/></Relationships>" % (_NAMES, _KINDS, kind, target, mode)
    )


def _field(instruction: str) -> bytes:
    """Our template with a field, written in two runs as Word may."""
    with zipfile.ZipFile(io.BytesIO(blank.template())) as made:
        main = made.read(MAIN)
    half = len(instruction) // 2
    runs = "".join(
        f"<w:r><w:instrText>{one}</w:instrText></w:r>"
        for one in (instruction[:half], instruction[half:])
    )
    changed = main.replace(b"</w:p>", runs.encode() + b"</w:p>", 1)
    return _changed(word__document_dot_xml=changed)


_WHOLE = blank.template()
DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "text": b"Dear all, here is the report.",
    "an old document": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    "half of one": _WHOLE[: len(_WHOLE) // 2],
    "flipped": _WHOLE[:4000] + bytes(256) + _WHOLE[4256:],
    "a workbook": _zip("xl/workbook.xml", b"<workbook/>"),
    "a bomb": _zip(MAIN, b"<a>" + b"0" * 60_000_000),
    "entities": _changed(word__document_dot_xml=_LAUGHS),
    "entities in styles": _changed(word__styles_dot_xml=_LAUGHS),
    "no xml": _changed(word__document_dot_xml=b"not xml at all"),
    "another root": _changed(word__document_dot_xml=b"<html><body/></html>"),
    "macros": _changed(word__vbaProject_dot_bin=b"\0"),
    "climbing": _changed(**{"..__..__x": b"1"}),
    "a picture elsewhere": _related(b"image", b"http://example.org/a.png"),
    "a file on a share": _related(b"image", rb"\\\\192.0.2.1\\a.png", b"&#69;xternal"),
    "a frame elsewhere": _related(b"frame", b"http://example.org"),
    "an object elsewhere": _related(b"oleObject", b"http://example.org/a.bin"),
    "another document within": _related(b"aFChunk", b"/word/a.htm", b"Internal"),
    "a field that runs": _field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"),
    "a field that fetches": _field('INCLUDEPICTURE "http://example.org/a.png"'),
    "a field that links": _field("LINK Excel.Sheet.12 book.xlsx"),
    "no types": _changed(**{"[Content_Types]_dot_xml": None}),
    "no relations": _changed(**{"_rels__.rels": None}),
    "too many marks": _changed(word__document_dot_xml=b"<a/>" * 700_000),
}
