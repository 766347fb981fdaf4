"""Fills a partnership's own template apart: `python -m documents.word.filler_process`.

The template may be hostile. It can harm this process only, which limits its own memory and time,
and which has no name of a file: the template and the content come on stdin, the document goes to
stdout.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any

from documents.files.errors import InputError, refuse
from documents.files.input_file import GivenFile
from documents.word.inert import Inert, filled
from documents.word.template import About, Picture, filled_in
from documents.workbooks import child, reader_process
from documents.workbooks.guard import UnreadableError
from ledger import process_memory

_TOO_MUCH = (
    "It takes more time or memory to fill than any report does. Lists repeated within lists do"
    " that: begin again with `assure report template`."
)


def fill_apart(
    template: GivenFile,
    content: Mapping[str, Any],
    pictures: Mapping[str, Picture | None],
    about: About,
) -> bytes:
    """As `template.fill`, with bounds to the time and memory that the template can take."""
    shown = {
        name: None if one is None else [b64encode(one.data).decode(), one.alt]
        for name, one in pictures.items()
    }
    said = [about.title, about.author, about.day.isoformat()]
    data = b64encode(template.data).decode()
    asked = [template.name, data, filled(content), shown, said]
    try:
        answer = json.loads(child.run(sys.modules[__name__], json.dumps(asked).encode(), _TOO_MUCH))
    except UnreadableError as error:
        refuse(template.name, str(error))
    if "refused" in answer:
        refuse(template.name, *answer["refused"])
    return b64decode(answer["made"])


def _as_before(value: Any) -> Any:
    """The content with its texts, which XML has already, as such."""
    match value:
        case str():
            return Inert(value)
        case dict():
            return {key: _as_before(inner) for key, inner in value.items()}
        case list():
            return [_as_before(inner) for inner in value]
        case _:
            return value


def _made(data: bytes) -> bytes:
    name, template, content, shown, (title, author, day) = json.loads(data)
    pictures = {
        key: None if one is None else Picture(b64decode(one[0]), one[1])
        for key, one in shown.items()
    }
    about = About(title, author, date.fromisoformat(day))
    given = GivenFile(name, b64decode(template))
    return filled_in(given, _as_before(content), pictures, about)


def main() -> None:
    data = sys.stdin.buffer.read()
    process_memory.keep_private()
    reader_process.limit()
    try:
        answer: dict[str, Any] = {"made": b64encode(_made(data)).decode()}
    except InputError as error:
        answer = {"refused": list(error.lines)}
    except MemoryError:
        answer = {"refused": [_TOO_MUCH]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
