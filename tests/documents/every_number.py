"""What no query accounts for: the digits that are left of a document's text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pypdf
from docx import Document

_SPACE = re.compile(r"\s+")


def accounted(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds these phrases, each of whole words; a short one takes no part out of a longer."""
    longest = sorted({_squeezed(one) for one in phrases if one.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<![\w.,-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")


def left_over(text: str, phrases: re.Pattern[str]) -> list[str]:
    """The numbers of a text that stand in none of the phrases."""
    return re.findall(r"\S*\d\S*", phrases.sub(" ", _squeezed(text)))


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\N{NO-BREAK SPACE}", " ")).strip()


def paragraphs(word: bytes) -> Iterator[str]:
    """What stands outside the tables, headers and footers too."""
    made = Document(io.BytesIO(word))
    for section in made.sections:
        for part in (section.header, section.footer):
            yield from (one.text for one in part.paragraphs)
    yield from (one.text for one in made.paragraphs)


def tables(word: bytes) -> dict[str, list[list[str]]]:
    """The rows of each table under its first heads, joined: without the head."""
    found: dict[str, list[list[str]]] = {}
    for table in Document(io.BytesIO(word)).tables:
        head, *rows = [[_squeezed(cell.text) for cell in row.cells] for row in table.rows]
        found.setdefault(" | ".join(head), []).extend(rows)
    return found


def pdf_text(pdf: bytes) -> str:
    """The text of its pages, of which each ends with the page's own number."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    texts = [page.extract_text().strip() for page in pages]
    ends = [f" {at} / {len(pages)}" for at in range(1, len(pages) + 1)]
    assert all(text.endswith(end) for text, end in zip(texts, ends, strict=True))
    return "\n".join(text.removesuffix(end) for text, end in zip(texts, ends, strict=True))


def every_text(made: Any) -> Iterator[str]:
    """All texts in a value of any depth."""
    match made:
        case str():
            yield made
        case dict():
            for value in made.values():
                yield from every_text(value)
        case list() | tuple():
            for value in made:
                yield from every_text(value)
