"""The one reader and writer of files that people give: YAML, JSON, CSV, case lists.

What cannot be read safely is refused whole, with the place. YAML aliases, doubled keys and deep
nesting are refused before anything is built from them.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from cli.errors import InputError

STDIN = "-"
SHEET_BYTES_MAX = 5_000_000
TABLE_BYTES_MAX = 20_000_000
DEPTH_MAX = 30
NAME_BYTES_MAX = 200


def read_bytes(path: str, bytes_max: int = SHEET_BYTES_MAX) -> bytes:
    """A file as it is, or stdin for `-`."""
    name = name_of(path)
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read(bytes_max + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(bytes_max + 1)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or "there is no such file"
        refuse(name, f"It cannot be read: {reason}. Check the name and your rights to it.")
    if len(data) > bytes_max:
        refuse(name, f"It is larger than {bytes_max // 1_000_000} MB. Is it the right file?")
    return data


def read_text(path: str, bytes_max: int = SHEET_BYTES_MAX) -> str:
    """A UTF-8 file, or stdin for `-`."""
    name, data = name_of(path), read_bytes(path, bytes_max)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(name, f"line {line}: it is not UTF-8 text. Save it again as UTF-8.")


def name_of(path: str) -> str:
    return "stdin" if path == STDIN else path


def refuse(name: str, *lines: str) -> NoReturn:
    raise InputError(name, lines)


def read_sheet(path: str) -> Any:
    """A YAML or JSON document as plain values; an empty value means that none is given."""
    text, name = read_text(path), name_of(path)
    as_json = path.lower().endswith(".json") or text.lstrip().startswith(("{", "["))
    document = _json(text, name) if as_json else _yaml(text, name)
    if not isinstance(document, dict):
        refuse(name, "It has no fields. Start from a template, such as `assure plan template`.")
    return _given(document, name)


def _given(value: Any, name: str, depth: int = 0) -> Any:
    if depth > DEPTH_MAX:
        refuse(name, f"It is nested more than {DEPTH_MAX} deep. Start from a template.")
    if isinstance(value, dict):
        strange = [key for key in value if not isinstance(key, str)]
        if strange:
            refuse(name, f"{strange[0]!r} is not a field's name. Put a name that is text before :")
        inner = {key: _given(item, name, depth + 1) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item is not None}
    if isinstance(value, list):
        return [_given(item, name, depth + 1) for item in value]
    return value


def _json(text: str, name: str) -> Any:
    import json

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            refuse(name, f"{twice}: is given twice. Give each field once.")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        refuse(name, f"line {error.lineno}, column {error.colno}: {error.msg}.")
    except RecursionError:
        refuse(name, f"It is nested more than {DEPTH_MAX} deep. Start from a template.")
    except ValueError as error:
        refuse(name, f"It cannot be read as JSON: {error}.")


def _yaml(text: str, name: str) -> Any:
    import yaml

    try:
        _require_flat(text, name)
        return yaml.load(text, Loader=_loader())  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        refuse(name, f"{where}{error.problem or error.context}. Check indents, quotes and colons.")
    except (yaml.YAMLError, ValueError) as error:
        refuse(name, f"It cannot be read as YAML: {str(error).splitlines()[0]}.")


def _require_flat(text: str, name: str) -> None:
    """Refuses aliases, which can make a small file vast, tags, and nesting no template has."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_loader()):
        where = f"line {event.start_mark.line + 1}: " if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent):
            refuse(name, f"{where}*{event.anchor} is an alias. Write the value out.")
        if getattr(event, "tag", None) is not None:
            refuse(name, f"{where}it has a tag. Take out what begins with ! or quote it.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_MAX:
                refuse(name, f"It is nested more than {DEPTH_MAX} deep. Start from a template.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


@cache
def _loader() -> Any:
    """The safe loader, of C where there is one; dates stay text, and a key stands once."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class SheetLoader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                named = isinstance(key, yaml.ScalarNode)
                if not named or key.value in seen:
                    what = f"{key.value} is given twice" if named else "a field has no name"
                    raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    SheetLoader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
        for first, found in base.yaml_implicit_resolvers.items()
    }
    return SheetLoader


def read_table(path: str) -> list[dict[str, str]]:
    """A CSV file with a header line: each row by column name, with no white space around."""
    import csv
    import io

    name = name_of(path)
    text = read_text(path, TABLE_BYTES_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[dict[str, str]] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        if not any(header):
            refuse(name, "It is empty. The first line names the columns.")
        if len(set(header)) < len(header):
            refuse(name, "line 1: a column is named twice. Name each once.")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                refuse(
                    name,
                    f"line {reader.line_num}: {len(cells)} values under {len(header)} columns."
                    " Separate them by commas and quote a value that holds one.",
                )
            rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        refuse(name, f"line {reader.line_num}: {error}. Save it again as CSV.")
    if not rows:
        refuse(name, "It has a header and no rows.")
    return rows


def require_name(path: str) -> None:
    """Refuses what cannot be the name of a file to be written."""
    if not path.isprintable():
        refuse(repr(path), "It holds a control character. Name another file.")
    if len(os.fsencode(Path(path).name)) > NAME_BYTES_MAX:
        refuse(path, "It is too long for the name of a file. Name another.")
    if not Path(path).name or not Path(path).parent.is_dir():
        refuse(path, "It cannot be written: there is no such folder. Check the name.")


def require_new(path: str) -> None:
    """Refuses a file that is there already, and what cannot be one."""
    require_name(path)
    if os.path.lexists(path):
        refuse(path, "There is a file of this name, and it is not overwritten. Name another.")


def write_new(path: str, data: str | bytes) -> None:
    """Writes a file that only its owner may read. Never overwrites one."""
    require_new(path)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        refuse(path, "There is a file of this name, and it is not overwritten. Name another.")
    except (OSError, ValueError) as error:
        _unwritten(path, error)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        remove(path)
        _unwritten(path, error)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that an act writes: `application.exports.Outgoing`."""

    path: str

    def require_new(self) -> None:
        require_new(self.path)

    def write(self, data: bytes) -> None:
        write_new(self.path, data)

    def remove(self) -> None:
        remove(self.path)


def _unwritten(path: str, error: Exception) -> NoReturn:
    reason = getattr(error, "strerror", None) or "not a file's name"
    refuse(
        path, f"It cannot be written: {reason}. Check the folder, your rights to it, and the disk."
    )


def remove(path: str) -> None:
    """Removes a file of ours that is not to be, as far as the disk lets it."""
    with suppress(OSError):
        Path(path).unlink()
