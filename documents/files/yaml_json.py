"""YAML and JSON that people fill in, as plain values.

What cannot be read safely is refused whole, with its place. YAML aliases, tags, doubled keys and
deep nesting are refused before anything is built from them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from documents.files.errors import refuse
from documents.files.input_file import GivenFile

DEPTH_MAX = 30
_TOO_DEEP = f"It is nested more than {DEPTH_MAX} deep. Start from a template."


def read_sheet(file: GivenFile) -> Any:
    """A YAML or JSON document as plain values; a field with an empty value counts as not given."""
    text, name = file.text(), file.name
    is_json = file.suffix == ".json" or text.lstrip().startswith(("{", "["))
    document = _read_json(text, name) if is_json else _read_yaml(text, name)
    if not isinstance(document, dict):
        refuse(name, "It has no fields. Start from a template, such as `assure plan template`.")
    return _without_empty(document, name)


def _without_empty(value: Any, name: str, depth: int = 0) -> Any:
    if depth > DEPTH_MAX:
        refuse(name, _TOO_DEEP)
    if isinstance(value, dict):
        strange = [key for key in value if not isinstance(key, str)]
        if strange:
            refuse(name, f"{strange[0]!r} is not a field's name. Put a name that is text before :")
        fields = {key: _without_empty(field, name, depth + 1) for key, field in value.items()}
        return {key: field for key, field in fields.items() if field is not None}
    if isinstance(value, list):
        return [_without_empty(entry, name, depth + 1) for entry in value]
    return value


def _read_json(text: str, name: str) -> Any:
    import json

    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            keys = [key for key, _ in pairs]
            doubled = next(key for key in keys if keys.count(key) > 1)
            refuse(name, f"{doubled}: is given twice. Give each field once.")
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
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        refuse(name, f"{where}{error.problem or error.context}. Check indents, quotes and colons.")
    except (yaml.YAMLError, ValueError) as error:
        refuse(name, f"It cannot be read as YAML: {str(error).splitlines()[0]}.")


def _require_plain_yaml(text: str, name: str) -> None:
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
                refuse(name, _TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


@cache
def _loader() -> Any:
    """The safe loader, in C where there is one. Dates stay text, and a key stands once."""
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
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in base.yaml_implicit_resolvers.items()
    }
    return SheetLoader
