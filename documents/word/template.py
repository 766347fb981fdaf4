"""Fills a Word template from the record.

A template is a .docx whose tags, `{{ audit.title }}` or `{% for ... %}`, stand for what is
recorded. Whoever changes it may move, restyle and leave out; a tag that stands for nothing is
refused by its name. What is filled in is never read as a tag, a markup or a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NoReturn

from docx.opc.exceptions import OpcError
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import TemplateError, UndefinedError
from lxml.etree import LxmlError

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.zip_file import zipped
from documents.word.guard import ATTACHED, require_word
from documents.word.inert import filled, unmarked
from documents.word.tags import NotAllowedError, Tags

PICTURE_CM = 16.0
FEW_COLUMNS = 3
FIRST_COLUMN = 2
"""How many times as wide as another the first column is that names what its row is about."""
TAGS_MAX = 5_000
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_OPENED = re.compile(r"\{[{%#]")
_CLOSED = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LOOSE = re.compile(r"\}\}|%\}|#\}")
_QUOTED = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows, for whoever does not see it."""

    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    day: date


@dataclass(frozen=True, slots=True)
class _Inline:
    """A picture with its description, where a template's tag stands for it."""

    template: DocxTemplate
    picture: Picture

    def __html__(self) -> str:
        part = self.template.current_rendering_part
        inline = part.new_pic_inline(io.BytesIO(self.picture.data), Cm(PICTURE_CM), None)
        inline.docPr.set("descr", self.picture.alt)
        return (
            f"</w:t></w:r><w:r><w:drawing>{unmarked(inline.xml)}</w:drawing></w:r>"
            '<w:r><w:t xml:space="preserve">'
        )


def fill(
    template: GivenFile,
    content: Mapping[str, Any],
    pictures: Mapping[str, Picture | None],
    about: About,
) -> bytes:
    """The document. `pictures`: by the name that the template knows them by, under `charts`.

    Raises InputError for a template that cannot be filled, with the tag that is at fault. A
    template that somebody gave is filled apart: `filler_process`.
    """
    return filled_in(template, filled(content), pictures, about)


def filled_in(
    template: GivenFile,
    content: Mapping[str, Any],
    pictures: Mapping[str, Picture | None],
    about: About,
) -> bytes:
    """As `fill`, from content that is inert already."""
    require_word(template)
    opened = DocxTemplate(io.BytesIO(template.data))
    try:
        opened.init_docx()
        tags = list(_tags(opened, template.name))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError):
        refuse(template.name, "It is not a Word document, or it is damaged. Save it in Word again.")
    charts = {
        name: None if picture is None else _Inline(opened, picture)
        for name, picture in pictures.items()
    }
    try:
        opened.render({**content, "charts": charts}, Tags())
    except TemplateError as error:
        _refuse(template.name, error, tags)
    except RecursionError:
        refuse(template.name, "A tag holds too much within each other. Write it more plainly.")
    except (LxmlError, ValueError, TypeError, OverflowError, IndexError) as error:
        refuse(
            template.name,
            f"It cannot be filled: {type(error).__name__}. A tag of a table's rows starts with"
            " {%tr, of paragraphs with {%p; each stands in a row or a paragraph of its own.",
        )
    for table in opened.docx.tables:
        _widen(table)
    _detach(opened)
    _say(opened, about)
    written = io.BytesIO()
    opened.save(written)
    return _packed(written.getvalue())


def _tags(opened: DocxTemplate, name: str) -> Iterator[str]:
    """Every tag of the template. Refuses one that is not closed: it would stand in the report."""
    found = 0
    for paragraph in _paragraphs(opened):
        text = "".join(
            node.text or "" for node in paragraph.iter("{*}t") if node.tag.startswith(_WORD)
        )
        for tag in _tags_in(text, name):
            found += 1
            if found > TAGS_MAX:
                refuse(name, f"It has more than {TAGS_MAX:,} tags. Is it the right file?")
            yield tag


def _tags_in(text: str, name: str) -> Iterator[str]:
    """The tags of a paragraph, in one pass: a text may be made of beginnings alone."""
    end = 0
    while opened := _OPENED.search(text, end):
        _require_closed(text[end : opened.start()], name)
        close = text.find(_CLOSED[opened[0]], opened.end())
        if close < 0:
            _not_whole(text[opened.start() :], name)
        end = close + 2
        yield text[opened.start() : end]
    _require_closed(text[end:], name)


def _require_closed(between: str, name: str) -> None:
    if _LOOSE.search(between):
        _not_whole(between, name)


def _not_whole(text: str, name: str) -> NoReturn:
    refuse(
        name,
        f"The tag in {_short(text)} is not whole: {{{{ ends with }}}}, and {{% with %}},"
        " in the same paragraph.",
    )


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paragraphs(opened: DocxTemplate) -> Iterator[Any]:
    roots = [opened.docx.element]
    for section in opened.docx.sections:
        roots += [section.header._element, section.footer._element]
    for root in roots:
        yield from root.iter(f"{_WORD}p")


def _short(text: str) -> str:
    """A tag, for a message."""
    words = " ".join(text.split())
    return f"“{words[:120]}…”" if len(words) > 120 else f"“{words}”"


def _refuse(name: str, error: TemplateError, tags: list[str]) -> NoReturn:
    """Names the tag at fault, and what is wrong with it."""
    said = error.message or type(error).__name__
    unknown = _QUOTED.findall(said)
    if isinstance(error, NotAllowedError):
        word = unknown[0] if unknown else ""
        about = next((tag for tag in tags if word and word in tag), "")
        refuse(name, f"{f'The tag {_short(about)}' if about else 'A tag'} cannot be filled: {said}")
    if isinstance(error, UndefinedError):
        word = unknown[-1] if unknown else ""
        about = next((tag for tag in tags if re.search(rf"\b{re.escape(word)}\b", tag)), word)
        refuse(
            name,
            f"The tag {_short(about)} stands for nothing: there is no {word or 'such entry'} there."
            " `assure report template` has every tag that there is.",
        )
    about = next((tag for tag in tags if any(word in tag for word in unknown[:1])), "")
    near = about or next(_near(error), "")
    where = f"The tag {_short(near)}" if near else "A tag"
    refuse(name, f"{where} cannot be read: {said}")


def _near(error: TemplateError) -> Iterator[str]:
    """The tags beside the line at which a template could not be read."""
    lines = list(getattr(error, "docx_context", ()))
    line = getattr(error, "lineno", None) or 1
    yield from _TAG.findall(lines[min(3, line - 1)] if len(lines) > 3 else "")
    yield from _TAG.findall("\n".join(lines))


def _widen(table: Any) -> None:
    """Gives the first column room where docxtpl, which made the columns, left all alike."""
    columns = table.columns
    widths = [column.width or 0 for column in columns]
    if len(widths) <= FEW_COLUMNS or max(widths) - min(widths) > len(widths):
        return
    share = sum(widths) // (len(widths) + FIRST_COLUMN - 1)
    for number, grid in enumerate(table._tbl.tblGrid.gridCol_lst):
        grid.w = share * (1 if number else FIRST_COLUMN)
    for row in table._tbl.tr_lst:
        for number, cell in enumerate(row.tc_lst):
            cell.width = share * (1 if number else FIRST_COLUMN)


def _detach(opened: DocxTemplate) -> None:
    """Leaves out the template that Word was told to fetch: a file of somebody's computer."""
    settings = opened.docx.settings.element
    for element in settings.findall(f"{_WORD}attachedTemplate"):
        settings.remove(element)
    for part in opened.docx.part.package.parts:
        for key in [key for key, one in part.rels.items() if one.reltype.endswith(ATTACHED)]:
            part.rels.pop(key)


def _say(opened: DocxTemplate, about: About) -> None:
    """The file's own properties: no name of whoever made the template, no time of a computer."""
    said = opened.docx.core_properties
    when = datetime.combine(about.day, time(), UTC).replace(tzinfo=None)
    said.title, said.author, said.last_modified_by = about.title, about.author, about.author
    said.created = said.modified = when
    said.comments = said.keywords = said.subject = ""
    said.revision = 1


def _packed(data: bytes) -> bytes:
    """The same parts in the same order, without the time at which they were packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return zipped((name, made.read(name)) for name in made.namelist())
