"""Refuses unsafe Word documents before they are unpacked or parsed."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.zipped import PROTECTED, is_oddly_packed, unpacks_to_too_much
from domain.kernel.quoting import quoted

BYTES_MAX = 20_000_000
ELEMENTS_MAX = 600_000
"""Brackets in all its XML. The report of 200 cases has a tenth of it."""
MAIN = "word/document.xml"
_XML = (".xml", ".rels")
_TYPES = tuple(
    word.encode(code)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_ACTS = re.compile(r"vbaProject|activeX|embeddings/|altChunk|attachedToolbars", re.I)
ATTACHED = "/attachedTemplate"
_FETCHED = frozenset({"hyperlink", ATTACHED[1:]})
"""What may be outside the file: a link that somebody follows, and a template, which is let go."""
_ACTING = frozenset({"aFChunk", "oleObject", "package", "control", "vbaProject", "subDocument"})
_FIELDS = re.compile(r"DDE|INCLUDEPICTURE|INCLUDETEXT|(?<!HYPER)LINK|DATABASE|MACROBUTTON", re.I)
_QUOTED = re.compile(r'"[^"]*"?')
_INSTRUCTIONS = re.compile(r"\}(instrText|delInstrText)$")
_SAVE = "Open it in Word or LibreOffice and save it as .docx."


def require_word(given: GivenFile) -> None:
    """Raises InputError for anything but a plain .docx of a sane size."""
    given.require_size(BYTES_MAX)
    if given.data.startswith(PROTECTED):
        refuse(
            given.name,
            "It is protected by a password or a sensitivity label, or is of an old kind (.doc)."
            " Save an unprotected copy as .docx.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as archive:
            members = archive.infolist()
            _require_sane(given.name, members)
            parts = {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
        refuse(given.name, f"It is not a Word document, or it is damaged. {_SAVE}")
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        refuse(given.name, f"It is not a Word document, or it is damaged. {_SAVE}")
    _require_plain_xml(given.name, parts)
    for part, text in parts.items():
        if part.lower().endswith(_XML):
            _require_still(given.name, part, text)


def _require_sane(name: str, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if unpacks_to_too_much(members):
        refuse(name, "It unpacks to far more than a report can hold. Is it the right file?")
    if is_oddly_packed(members):
        refuse(name, f"It is not packed as Word packs a document. {_SAVE}")
    if MAIN not in names:
        refuse(name, f"It is not a Word document. {_SAVE}")
    if any(_ACTS.search(one) for one in names):
        refuse(name, "It holds macros or an embedded object. Take them out, and save it as .docx.")


def _require_plain_xml(name: str, parts: dict[str, bytes]) -> None:
    """Word writes no document type: a few bytes of one can stand for gigabytes."""
    elements = 0
    for part, text in parts.items():
        if not part.lower().endswith(_XML):
            continue
        if any(word in text for word in _TYPES):
            refuse(name, f"It defines entities, as no document needs to. {_SAVE}")
        if b"macroEnabled" in text:
            refuse(name, "It may hold macros (.docm). Save it as .docx.")
        elements += text.count(b"<")
    if elements > ELEMENTS_MAX:
        refuse(name, "It holds far more than a report. Is it the right file?")


def _require_still(name: str, part: str, text: bytes) -> None:
    """Refuses a part that fetches or runs something when the document is opened."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.LxmlError:
        return  # whoever reads it says that it is damaged
    if part.lower().endswith(".rels"):
        _require_inside(name, root)
        return
    instructions = [
        one.text or "" for one in root.iter("{*}*") if _INSTRUCTIONS.search(str(one.tag))
    ]
    instructions += [str(value) for value in root.xpath("//@*[local-name()='instr']")]
    acting = _FIELDS.search(_QUOTED.sub("", "".join(instructions)))
    if acting is not None:
        refuse(
            name,
            f"It has a field ({acting[0].upper()}) that fetches or runs something when it is"
            " opened. Take it out: in Word, Alt+F9 shows the fields.",
        )


def _require_inside(name: str, root: etree._Element) -> None:
    for one in root.iter("{*}Relationship"):
        kind = (one.get("Type") or "").rpartition("/")[2]
        if kind in _ACTING:
            refuse(name, "It holds macros or an embedded object. Take them out, and save it as"
                   " .docx.")  # fmt: skip
        if (one.get("TargetMode") or "").lower() == "external" and kind not in _FETCHED:
            refuse(
                name,
                f"It takes something ({quoted(kind)}) from another file or address when it is"
                " opened. Put it into the document itself, or take it out.",
            )
