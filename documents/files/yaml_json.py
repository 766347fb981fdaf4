"""YAML and JSON that people fill in, as plain values.

What cannot be read safely is refused whole, with its place. YAML aliases, tags, doubled keys,
deep nesting and more values than a file can need are refused before anything is built from them.

A YAML value without quotes is text: `no`, `12:30`, `007` and `~` are what they look like. It
becomes a number, or yes or no, only where its field is one: `documents.files.values`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.values import Unquoted, field_name
from domain.kernel.quoting import named, quoted

DEPTH_MAX = 30
ENTRIES_MAX = 1_000
"""Fields under one heading, or entries of one list. No file that people fill in has as many."""
VALUES_MAX = 100_000
_TOO_DEEP = f"It is nested more than {DEPTH_MAX} deep. Start from a template."
_TOO_MANY = f"more than {ENTRIES_MAX:,} entries. Is it the right file?"
_TOO_MUCH = f"It has more than {VALUES_MAX:,} values. Is it the right file?"
_NOT_GIVEN = ("", "null")


def read_sheet(file: GivenFile) -> Any:
    """A YAML or JSON document as plain values; a field with an empty value counts as not given."""
    text, name = file.text(), file.name
    is_json = file.suffix == ".json" or text.lstrip().startswith(("{", "["))
    document = _read_json(text, name) if is_json else _read_yaml(text, name)
    if not isinstance(document, dict):
        refuse(name, "It has no fields. Start from a template, such as `assure plan template`.")
    return _Given(name).without_empty(document)


class _Given:
    """A document's values: counted, and without those that are empty."""

    def __init__(self, name: str) -> None:
        self.name, self.values = name, 0

    def without_empty(self, value: Any, path: tuple[int | str, ...] = ()) -> Any:
        self.values += 1
        if self.values > VALUES_MAX:
            refuse(self.name, _TOO_MUCH)
        if len(path) > DEPTH_MAX:
            refuse(self.name, _TOO_DEEP)
        if isinstance(value, dict | list) and len(value) > ENTRIES_MAX:
            refuse(self.name, f"{field_name(path) or 'It'}: has {_TOO_MANY}")
        if isinstance(value, dict):
            fields = {key: self._field(key, field, path) for key, field in value.items()}
            return {key: field for key, field in fields.items() if field is not None}
        if isinstance(value, list):
            return [self.without_empty(entry, (*path, at)) for at, entry in enumerate(value)]
        return value

    def _field(self, key: Any, field: Any, path: tuple[int | str, ...]) -> Any:
        if not isinstance(key, str):
            refuse(self.name, f"{quoted(key)} is not a field's name. Put text before :")
        return self.without_empty(field, (*path, key))


def _read_json(text: str, name: str) -> Any:
    import json

    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for key, value in pairs:
            if key in fields:
                refuse(name, f"{named(key)}: is given twice. Give each field once.")
            fields[key] = value
        return fields

    try:
        return json.loads(text, object_pairs_hook=each_once)
    except json.JSONDecodeError as error:
        refuse(name, f"line {error.lineno}, column {error.colno}: {error.msg}.")
    except RecursionError:
        refuse(name, _TOO_DEEP)
    except ValueError as error:
        refuse(name, f"It cannot be read as JSON: {error}.")


def _read_yaml(text: str, name: str) -> Any:
    import yaml

    try:
        _require_plain_yaml(text, name)
        return yaml.load(text, Loader=_loader())  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            _require_plain_indents(text, mark.line + 1, name)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        refuse(name, f"{where}{error.problem or error.context}. Check indents, quotes and colons.")
    except (yaml.YAMLError, ValueError) as error:
        refuse(name, f"It cannot be read as YAML: {str(error).splitlines()[0]}.")


def _require_plain_indents(text: str, last: int, name: str) -> None:
    """Names the cause where the lines up to `last` are indented with what only looks like spaces.

    YAML counts spaces alone; a tab, or a no-break space from a word processor, breaks the text at
    a later place than where it stands.
    """
    for number, line in reversed(list(enumerate(text.splitlines()[:last], 1))):
        odd = set(line[: len(line) - len(line.lstrip())]) - {" "}
        if odd:
            what = "a tab" if odd == {"\t"} else "a no-break space, or another that is no plain one"
            refuse(name, f"line {number}: its indent holds {what}. Indent with plain spaces.")


def _require_plain_yaml(text: str, name: str) -> None:
    """Refuses aliases, which can make a small file vast, tags, and what no template has.

    Counts while it reads, so that a vast file costs no more than a large one.
    """
    import yaml

    values = 0
    lines = text.splitlines()
    inside: list[int] = []
    """Of each list and each heading that is open: how many nodes it has; a field is two."""
    for event in yaml.parse(text, Loader=_loader()):
        where = f"line {event.start_mark.line + 1}: " if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent):
            refuse(name, f"{where}*{named(event.anchor or '')} is an alias. Write the value out.")
        if getattr(event, "tag", None) is not None:
            refuse(name, f"{where}it has a tag. Take out what begins with ! or quote it.")
        if isinstance(event, yaml.ScalarEvent) and _is_cut(event, lines):
            refuse(
                name,
                f"{where}what stands after # would not be recorded. Put the whole text in quotes,"
                " or the comment on a line of its own.",
            )
        if isinstance(event, yaml.NodeEvent):
            values += 1
            if inside:
                inside[-1] += 1
                if inside[-1] > 2 * ENTRIES_MAX:
                    refuse(name, f"{where}what it belongs to has {_TOO_MANY}")
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append(0)
        elif isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
        if len(inside) > DEPTH_MAX:
            refuse(name, _TOO_DEEP)
        if values > 2 * VALUES_MAX:
            refuse(name, f"{where}{_TOO_MUCH}")


def _is_cut(scalar: Any, lines: list[str]) -> bool:
    """Whether a value without quotes ends before a comment, which may be a part of it."""
    if scalar.style or not scalar.value or scalar.end_mark is None:
        return False
    line = lines[scalar.end_mark.line] if scalar.end_mark.line < len(lines) else ""
    return line[scalar.end_mark.column :].lstrip().startswith("#")


@cache
def _loader() -> Any:
    """The safe loader, in C where there is one. It guesses no types, and a key stands once."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class SheetLoader(base):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                is_name = isinstance(key, yaml.ScalarNode)
                if not is_name or key.value in seen:
                    what = (
                        f"{named(key.value)} is given twice" if is_name else "a field has no name"
                    )
                    raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

        def construct_scalar(self, node: Any) -> str | None:
            text: str = super().construct_scalar(node)
            if node.style:
                return text
            return None if text in _NOT_GIVEN else Unquoted(text)

    SheetLoader.add_constructor("tag:yaml.org,2002:str", SheetLoader.construct_scalar)
    return SheetLoader
